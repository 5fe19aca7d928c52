"""Everything that sxbundle raises.

SxError
├── InvalidValue          one value breaks its rule (a ValueError)
├── SelectionError        the ticked items do not go together (a ValueError)
├── DeclarationError      a bundle, section, code list or overlay is declared wrongly (a TypeError)
├── FileRefused           a file that cannot or must not be read (a ValueError)
├── FormError             a form that cannot be drawn truthfully (a ValueError)
├── MissingExtra          an optional part is not installed (an ImportError)
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
from typing import ClassVar

from sxbundle.problem import Problem


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
