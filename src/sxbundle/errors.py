"""Everything that sxbundle raises.

SxError
├── InvalidValue          one value breaks its rule (a ValueError)
├── SelectionError        the ticked items do not go together (a ValueError)
├── DeclarationError      a bundle, section, code list or overlay is declared wrongly (a TypeError)
├── FileRefused           a file that cannot or must not be read (a ValueError)
├── FormError             a form that cannot be drawn truthfully (a ValueError)
├── MissingExtra          an optional part is not installed (an ImportError)
├── UnknownCode           no problem has that code (a KeyError)
└── HallError             the hall, or the way to it
    ├── SignInFailed      wrong name, wrong password, locked
    ├── SessionExpired    sign in again; clients do so themselves
    ├── StepRefused       out of order, or something the hall wants first
    ├── ReferenceConflict the reference stands for other content
    ├── NotFound          no such filing, person, material
    ├── MaterialRefused   a material of the wrong kind, type or size
    ├── HallUnavailable   nothing happened; try again later
    └── OutcomeUnknown    sent, no answer: ask the ledger, never send again blindly

Each carries `code`, stable for ever, and a Chinese sentence that says what to do next.
"""

from collections.abc import Iterable
from typing import ClassVar, TypeVar

from sxbundle.argument_checks import shown
from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.source import assumed


class SxError(Exception):
    """Root of the tree.

    Attributes:
        code: stable, `family.name`; `sxbundle.explain(code)` tells more.
    """

    code: str

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.args, self.__dict__)


def _rebuild(kind: type[SxError], args: tuple[object, ...], fields: dict[str, object]) -> SxError:
    """Unpickles any of the tree, so that errors cross process pools whole."""
    error = kind.__new__(kind)
    error.args = args
    error.__dict__.update(fields)
    return error


class _OfProblems(SxError):
    """An error that stands for one or more problems."""

    problems: tuple[Problem, ...]

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("；".join(map(str, self.problems)), code=self.problems[0].code)

    @property
    def problem(self) -> Problem:
        """The first of `problems`."""
        return self.problems[0]


class InvalidValue(_OfProblems, ValueError):
    """One value breaks its rule; `problem` says how and may offer a fix."""


class SelectionError(_OfProblems, ValueError):
    """The items cannot be ticked like this; `problems` holds the reasons, the manual's where it gives one."""


class FileRefused(_OfProblems, ValueError):
    """A file that cannot be read, or must not be."""


class FormError(_OfProblems, ValueError):
    """A form that cannot be drawn truthfully, such as a name with a character no font has."""


class DeclarationError(SxError, TypeError):
    """A declaration that contradicts itself; raised when it is built."""

    def __init__(self, message: str) -> None:
        super().__init__(message, code="declaration.wrong")


class MissingExtra(SxError, ImportError):
    """An optional part is not installed; `extra` names what to install."""

    def __init__(self, extra: str, package: str) -> None:
        super().__init__(
            f"缺少可选组件 {package}，请先安装：pip install 'sxbundle[{extra}]'", code="install.extra"
        )
        self.extra = extra


class UnknownCode(SxError, KeyError):
    """Nothing that can be found has this code; `near` holds codes that look alike."""

    def __init__(self, name: str, near: Iterable[str] = ()) -> None:
        self.near = tuple(near)
        hint = f"，是不是 {'、'.join(self.near)}？" if self.near else "。"
        super().__init__(f"没有代码为“{shown(str(name))}”的问题{hint}", code="explain.unknown-code")

    # KeyError shows the repr of its argument, which is no sentence.
    __str__ = Exception.__str__


class HallError(SxError):
    """The hall refused, or could not be reached."""

    default_code: ClassVar[str] = "hall.error"

    def __init__(self, message: str, *, code: str | None = None, reference: str | None = None) -> None:
        super().__init__(message, code=code or self.default_code)
        self.reference = reference


class SignInFailed(HallError):
    """The hall does not let this account in."""

    default_code = "hall.sign-in"


class SessionExpired(HallError):
    """The session ended; nothing was done."""

    default_code = "hall.session-expired"


class StepRefused(HallError):
    """The step is out of order, or the hall wants something else first; nothing was done."""

    default_code = "hall.step"


class ReferenceConflict(HallError):
    """The reference is in use for other content; choose another, or file the same content."""

    default_code = "hall.reference-conflict"


class NotFound(HallError):
    """The unit has no such filing, person or material."""

    default_code = "hall.not-found"


class MaterialRefused(HallError):
    """The hall does not take this file for this material; nothing was kept."""

    default_code = "hall.material"


class HallUnavailable(HallError):
    """The hall could not work just now (busy, full disk, no connection); nothing was done."""

    default_code = "hall.unavailable"


class OutcomeUnknown(HallError):
    """The call was sent and no answer came: it may have been done. Ask `ledger` first."""

    default_code = "hall.outcome-unknown"


def _general(code: str, message: str, meaning: str, mend: str) -> ProblemKind:
    source = assumed("a word for what no rule of the hall's or the law's covers")
    return ProblemKind(code, Severity.ERROR, message, meaning, mend, source)


# Codes that exceptions have when nothing more exact is known; the exact ones stand beside what finds them.
KINDS = (
    _general(
        "declaration.wrong",
        "声明有误，见异常中的说明。",
        "A bundle, a section, a code list, an overlay or an argument of a call contradicts itself.",
        "Correct what the message names; this is found when it is built, before any row is read.",
    ),
    _general(
        "install.extra",
        "缺少可选组件，请先安装。",
        "An optional part of the installation is missing.",
        "Install the extra that the message names.",
    ),
    _general(
        "explain.unknown-code",
        "没有代码为此的问题。",
        "`explain` was asked for a code that no problem has.",
        "Take one of the near codes that the message names, or look it up on this page.",
    ),
    _general(
        HallError.default_code,
        "网厅未能办理，见异常中的说明。",
        "The hall refused for a reason that it alone knows.",
        "Read the message, which is the hall's.",
    ),
    _general(
        StepRefused.default_code,
        "当前步骤不能办理，请先完成前面的步骤。",
        "A step is out of order, or the hall wants something else first; nothing was done.",
        "Do what the message names first, or call `Filing.advance`, which keeps the order.",
    ),
    _general(
        NotFound.default_code,
        "本单位没有这份申报、人员或材料。",
        "The unit has no such filing, person or material.",
        "Find the filing by its reference; look for the person in the ledger.",
    ),
    _general(
        MaterialRefused.default_code,
        "网厅不接收这份材料，未保存。",
        "The hall does not take this file for this material; nothing was kept.",
        "Give another file, as the message says, and call `Filing.advance` again.",
    ),
    _general(
        HallUnavailable.default_code,
        "网厅暂时不能办理，本次操作未生效，请稍后再试。",
        "The hall could not work just now; nothing was done.",
        "Call again later.",
    ),
    _general(
        OutcomeUnknown.default_code,
        "已发送但未收到答复，可能已生效，请先查询申报记录，不要直接重报。",
        "The call was sent and no answer came: it may have been done.",
        "Ask the ledger, or call `Filing.advance`, which asks it first; never send again blindly.",
    ),
)


E = TypeVar("E", bound=HallError)


def refusal(error: type[E], kind: ProblemKind, /, *, reference: str | None = None, **facts: object) -> E:
    """The exception for `kind`, to be raised; `facts` fill its message and hold no personal data."""
    message = kind.message.format_map({"reference": reference, **facts}) if facts else kind.message
    return error(message, code=kind.code, reference=reference)
