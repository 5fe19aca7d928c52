"""Signing in: the refusals, and the registration to act for (3.1)."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from attrs import evolve, field, frozen

from sxbundle.errors import SignInFailed, StepRefused, refusal
from sxbundle.problem import ProblemKind, Severity
from sxbundle.procedure.identity import Registration, SignIn, Unit
from sxbundle.source import assumed, manual

WRONG = ProblemKind(
    "hall.sign-in",
    Severity.ERROR,
    (
        "用户名或密码不正确，请核对后重试；多次输错后，再次登录须等待一段时间。",
        "User name or password is wrong. Check both; after several wrong tries each further one must wait.",
    ),
    ("用户名或密码有误。", "The user name or the password is wrong."),
    (
        "核对两者；多次输错后须等待更久。",
        "Check both; after some wrong tries each further one must wait longer.",
    ),
    assumed("the hall does not say which of the two is wrong"),
)
LOCKED_OUT = ProblemKind(
    "hall.locked",
    Severity.ERROR,
    ("连续输错次数过多，请在 {until} 之后再登录。", "Too many wrong passwords. Sign in again after {until}."),
    (
        "从这里用这个账号连续输错密码次数过多。",
        "Too many wrong passwords in a row from this place for this account.",
    ),
    ("等到提示的时间之后。", "Wait until the time in the message."),
    assumed("how many tries are free, and how long to wait"),
)
CHOOSE_FIRST = ProblemKind(
    "hall.choose-first",
    Severity.ERROR,
    (
        "本单位在同一参保系统有多条参保信息（{systems}），请先确认登录信息。",
        "The unit has several registrations in one insured system (「{systems}」). Choose first.",
    ),
    (
        "单位在同一参保系统有多条参保信息，尚未选定。",
        "The unit has several registrations in one insured system and has not chosen.",
    ),
    (
        "调用 `choose`，对 `SignIn.choices` 中每个系统给出一个编号。",
        "Call `choose` with one number for each system in `SignIn.choices`.",
    ),
    manual("3.1.3"),
)
NO_SUCH_REGISTRATION = ProblemKind(
    "hall.registration",
    Severity.ERROR,
    (
        "参保系统 {system} 没有这个单位编号，可选：{numbers}。",
        "The insured system {system} has no such number of the unit; there are: {numbers}.",
    ),
    (
        "所选编号不是本单位在该参保系统的编号。",
        "The number chosen is none of the unit's registrations in that system.",
    ),
    ("使用 `SignIn.choices` 中的编号。", "Take a number from `SignIn.choices`."),
    manual("3.1.3"),
)


@frozen
class WrongTries:
    """The wrong tries in a row, of one account from one address.

    Five are free; then the wait doubles from half a minute to 15 minutes (assumed). It is the same for
    accounts that do not exist, and a stranger at another address keeps nobody out.

    Attributes:
        count: how many.
        last: when the last one was.
    """

    count: int = 0
    last: datetime | None = None

    def check(self, now: datetime) -> None:
        """Refuses a try that comes too soon.

        Raises:
            SignInFailed: `hall.locked`.
        """
        if self.last is not None and self.count >= FREE_TRIES:
            until = self.last + min(_FIRST_WAIT * 2 ** min(self.count - FREE_TRIES, 10), LONGEST_WAIT)
            if now < until:
                raise refusal(SignInFailed, LOCKED_OUT, until=f"{until:%Y-%m-%d %H:%M:%S}")

    def after(self, right: bool, now: datetime) -> "WrongTries":
        """The tries after one more, right or wrong."""
        return WrongTries() if right else WrongTries(self.count + 1, now)


FREE_TRIES = 5
_FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)


@frozen
class Registrations:
    """The 参保信息 of a unit, and which of them a session acts for (3.1.3).

    Attributes:
        name, credit_code: of the unit.
        offered: all of them, several in one insured system when there are.
        choice: system to the 单位编号 that was chosen, for the systems that have several.
    """

    name: str
    credit_code: str
    offered: tuple[Registration, ...]
    choice: Mapping[str, str] = field(factory=dict)

    @property
    def choices(self) -> dict[str, tuple[Registration, ...]]:
        """System to its registrations, where there are several."""
        grouped: dict[str, tuple[Registration, ...]] = {}
        for registration in self.offered:
            grouped[registration.system] = (*grouped.get(registration.system, ()), registration)
        return {system: several for system, several in grouped.items() if len(several) > 1}

    @property
    def chosen(self) -> Unit | None:
        """The unit with one registration a system; None while a choice is missing."""
        choices = self.choices
        picked = tuple(
            registration
            for registration in sorted(self.offered, key=lambda offered: (offered.system, offered.number))
            if registration.system not in choices
            or self.choice.get(registration.system) == registration.number
        )
        if len(picked) < len({registration.system for registration in self.offered}):
            return None
        return Unit(self.name, self.credit_code, picked)

    @property
    def unit(self) -> Unit:
        """The unit, which must have chosen.

        Raises:
            StepRefused: it has not.
        """
        if (unit := self.chosen) is None:
            raise refusal(StepRefused, CHOOSE_FIRST, systems="、".join(self.choices))
        return unit

    @property
    def sign_in(self) -> SignIn:
        """The answer to a sign-in."""
        return SignIn(self.chosen, self.choices)

    def choose(self, wanted: Mapping[str, str]) -> "Registrations":
        """The same with the choice made: system to 单位编号.

        Raises:
            StepRefused: a system without a choice, or a number that is none of its own.
        """
        for system, number in wanted.items():
            numbers = [offered.number for offered in self.offered if offered.system == system]
            if number not in numbers:
                raise refusal(
                    StepRefused, NO_SUCH_REGISTRATION, system=system[:10], numbers="、".join(numbers) or "无"
                )
        choices = self.choices
        if missing := [system for system in choices if system not in wanted]:
            raise refusal(StepRefused, CHOOSE_FIRST, systems="、".join(missing))
        return evolve(self, choice={system: wanted[system] for system in choices})


KINDS = (WRONG, LOCKED_OUT, CHOOSE_FIRST, NO_SUCH_REGISTRATION)
