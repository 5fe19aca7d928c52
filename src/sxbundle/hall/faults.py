"""Faults on demand: what a hall or the way to it does wrong, at the call and as often as told."""

from enum import StrEnum

from attrs import define

from sxbundle.bilingual import Bilingual
from sxbundle.clock import Clock
from sxbundle.errors import HallUnavailable, OutcomeUnknown
from sxbundle.runtime import ProcessLock

ANY = "*"
_ASKING = frozenset({"unit", "ledger", "find", "filings", "outlets"})

_LOST_REQUEST = Bilingual(
    "网厅暂时无法访问，本次操作未生效，请稍后再试。",
    "The hall cannot be reached just now; nothing was done. Try again later.",
)
_LOST_ANSWER = Bilingual(
    "已发送但未收到答复，可能已生效，请先查询申报记录（ledger），不要直接重报。",
    "It was sent and no answer came; it may have been done. Ask the ledger first and do not send again.",
)


class Fault(StrEnum):
    """What goes wrong."""

    LOST_REQUEST = "lost-request"
    LOST_ANSWER = "lost-answer"
    HALF = "half"
    SLOW = "slow"
    DROPPED = "dropped"


@define
class _Scheduled:
    call: str
    fault: Fault
    after: int
    times: int
    amount: float


class Faults:
    """Schedules faults by the name of a call (`submit`, `ledger` …, or `*` for every call).

    Each lets `after` such calls pass and then comes `times` times. Without schedules nothing
    goes wrong; the order of schedules is the order in which they come.

    >>> faults = Faults()
    >>> faults.lose_answer("submit", after=1)
    >>> faults.pending
    1
    """

    def __init__(self) -> None:
        self._lock = ProcessLock()
        self._scheduled: list[_Scheduled] = []

    def lose_request(self, call: str = ANY, *, after: int = 0, times: int = 1) -> None:
        """The request does not arrive: `HallUnavailable`, nothing was done."""
        self._add(call, Fault.LOST_REQUEST, after, times)

    def lose_answer(self, call: str = ANY, *, after: int = 0, times: int = 1) -> None:
        """It is done and committed, and the answer does not arrive: `OutcomeUnknown`."""
        self._add(call, Fault.LOST_ANSWER, after, times)

    def half_accept(self, most: int, call: str = "submit", *, after: int = 0, times: int = 1) -> None:
        """`submit` takes `most` entries and leaves the others pending.

        `attach_many` keeps `most` files, and what became of the others does not arrive.
        """
        self._add(call, Fault.HALF, after, times, most)

    def slow_down(self, seconds: float, call: str = ANY, *, after: int = 0, times: int = 1) -> None:
        """The call takes so long, by the hall's clock."""
        self._add(call, Fault.SLOW, after, times, seconds)

    def drop_session(self, call: str = ANY, *, after: int = 0, times: int = 1) -> None:
        """The hall has forgotten the session when the call arrives."""
        self._add(call, Fault.DROPPED, after, times)

    def clear(self) -> None:
        """Forgets all schedules."""
        with self._lock:
            self._scheduled.clear()

    @property
    def pending(self) -> int:
        """How many schedules are still to come."""
        with self._lock:
            return len(self._scheduled)

    def of_call(self, call: str) -> "CallFaults":
        """What goes wrong with this call; each schedule counts it."""
        with self._lock:
            due: dict[Fault, float] = {}
            for scheduled in self._scheduled:
                if scheduled.call not in (ANY, call) or scheduled.fault in due:
                    continue
                if scheduled.after:
                    scheduled.after -= 1
                else:
                    scheduled.times -= 1
                    due[scheduled.fault] = scheduled.amount
            self._scheduled = [scheduled for scheduled in self._scheduled if scheduled.times > 0]
        return CallFaults(call, due)

    def _add(self, call: str, fault: Fault, after: int, times: int, amount: float = 0) -> None:
        with self._lock:
            self._scheduled.append(_Scheduled(call, fault, after, times, amount))


@define
class CallFaults:
    """What goes wrong with one call."""

    call: str
    faults: dict[Fault, float]

    @property
    def dropped(self) -> bool:
        """The session is forgotten."""
        return Fault.DROPPED in self.faults

    @property
    def most(self) -> int | None:
        """How many entries are taken; None for all."""
        return int(self.faults[Fault.HALF]) if Fault.HALF in self.faults else None

    def cut_off(self, number: int) -> None:
        """Loses the answer when not all `number` things were taken.

        Raises:
            OutcomeUnknown: some were left.
        """
        if self.most is not None and self.most < number:
            raise OutcomeUnknown(_LOST_ANSWER)

    def before(self, clock: Clock) -> None:
        """What happens on the way there.

        Raises:
            HallUnavailable: the request is lost.
        """
        if Fault.SLOW in self.faults:
            clock.wait(self.faults[Fault.SLOW])
        if Fault.LOST_REQUEST in self.faults:
            raise HallUnavailable(_LOST_REQUEST)

    def after(self) -> None:
        """What happens on the way back.

        Raises:
            OutcomeUnknown: the answer is lost.
            HallUnavailable: the answer to a mere question is lost, which changes nothing.
        """
        if Fault.LOST_ANSWER in self.faults:
            if self.call in _ASKING:
                raise HallUnavailable(_LOST_REQUEST)
            raise OutcomeUnknown(_LOST_ANSWER)
