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
    ├── PageChanged       a page of the hall differs from its map; nothing was done
    ├── PersonNeeded      only a person can go on, such as past a captcha; nothing was done
    └── OutcomeUnknown    sent, no answer: ask the ledger, never send again blindly

Each carries `code`, stable for ever, and a sentence that says what to do next: in the language of the
context when it is shown, Chinese unless `sxbundle.language` says otherwise.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from sxbundle.argument_checks import shown
from sxbundle.bilingual import Bilingual, Lang, joined, verbatim
from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.source import assumed


class SxError(Exception):
    """Root of the tree.

    Attributes:
        code: stable, `family.name`; `sxbundle.explain(code)` tells more.
    """

    code: str

    def __init__(self, message: str | Bilingual, *, code: str) -> None:
        super().__init__(message)
        self.code = code

    @property
    def sentence(self) -> Bilingual:
        """What the exception says, in both languages as far as it has them."""
        message = self.args[0] if self.args else ""
        return message if isinstance(message, Bilingual) else verbatim(str(message))

    def text(self, lang: Lang | None = None) -> str:
        """The sentence in `lang`, the language of the context unless given."""
        return self.sentence.text(lang)

    # Neither of KeyError, which shows the repr of its argument, nor of ImportError, which takes texts only.
    def __str__(self) -> str:
        return self.text()

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
        super().__init__(joined(self.problems, "；", "; "), code=self.problems[0].code)

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

    def __init__(self, message: str | Bilingual) -> None:
        super().__init__(message, code="declaration.wrong")


class MissingExtra(SxError, ImportError):
    """An optional part is not installed; `extra` names what to install."""

    def __init__(self, extra: str, package: str) -> None:
        message = Bilingual(
            "缺少可选组件 {package}，请先安装：pip install 'sxbundle[{extra}]'",
            "The optional part {package} is missing; install it first: pip install 'sxbundle[{extra}]'",
            package=package,
            extra=extra,
        )
        super().__init__(message, code="install.extra")
        self.extra = extra


class UnknownCode(SxError, KeyError):
    """Nothing that can be found has this code; `near` holds codes that look alike."""

    def __init__(self, name: str, near: Iterable[str] = ()) -> None:
        self.near = tuple(near)
        near_codes = Bilingual("，是不是 {near}？", "; did you mean {near}?", near=joined(self.near))
        message = Bilingual(
            "没有代码为“{name}”的问题{hint}",
            "No problem has the code 「{name}」{hint}",
            name=shown(str(name)),
            hint=near_codes if self.near else Bilingual("。", "."),
        )
        super().__init__(message, code="explain.unknown-code")


class HallError(SxError):
    """The hall refused, or could not be reached."""

    default_code: ClassVar[str] = "hall.error"

    def __init__(
        self, message: str | Bilingual, *, code: str | None = None, reference: str | None = None
    ) -> None:
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


class PageChanged(HallError):
    """A page of the hall is not as the page map says, or the map has a hole there; nothing was done.

    Attributes:
        folder: holds a masked picture and the page's accessibility tree; None when there is none.
    """

    default_code = "pages.changed"
    folder: Path | None = None


class PersonNeeded(HallError):
    """Only a person can go on; nothing was done.

    Attributes:
        needs: what the person must do, as `Need`s; `Filing.advance` returns them.
    """

    default_code = "browser.person"
    needs: tuple[Any, ...] = ()


class OutcomeUnknown(HallError):
    """The call was sent and no answer came: it may have been done. Ask `ledger` first."""

    default_code = "hall.outcome-unknown"


def _general(
    code: str, message: tuple[str, str], meaning: tuple[str, str], mend: tuple[str, str]
) -> ProblemKind:
    source = assumed("a word for what no rule of the hall's or the law's covers")
    return ProblemKind(code, Severity.ERROR, message, meaning, mend, source)


# Codes that exceptions have when nothing more exact is known; the exact ones stand beside what finds them.
KINDS = (
    _general(
        "declaration.wrong",
        ("声明有误，见异常中的说明。", "A declaration is wrong; the exception says where."),
        (
            "打包事项、段、代码表、覆盖文件或调用参数自相矛盾。",
            "A bundle, a section, a code list, an overlay or an argument of a call contradicts itself.",
        ),
        (
            "按提示更正；构建时即发现，尚未读取任何行。",
            "Correct what the message names; this is found when it is built, before any row is read.",
        ),
    ),
    _general(
        "install.extra",
        ("缺少可选组件，请先安装。", "An optional part is missing. Install it first."),
        ("没有安装某个可选组件。", "An optional part of the installation is missing."),
        ("安装提示中的组件。", "Install the extra that the message names."),
    ),
    _general(
        "explain.unknown-code",
        ("没有代码为此的问题。", "No problem has this code."),
        ("向 `explain` 查询了一个不存在的代码。", "`explain` was asked for a code that no problem has."),
        (
            "使用提示中相近的代码，或在本页查找。",
            "Take one of the near codes that the message names, or look it up on this page.",
        ),
    ),
    _general(
        HallError.default_code,
        ("网厅未能办理，见异常中的说明。", "The hall could not do it; the exception says why."),
        ("网厅因只有它知道的原因拒绝办理。", "The hall refused for a reason that it alone knows."),
        ("阅读提示，那是网厅的原话。", "Read the message, which is the hall's."),
    ),
    _general(
        StepRefused.default_code,
        (
            "当前步骤不能办理，请先完成前面的步骤。",
            "This step is not possible yet. Do the earlier ones first.",
        ),
        (
            "步骤次序不对，或网厅先要别的；未作任何处理。",
            "A step is out of order, or the hall wants something else first; nothing was done.",
        ),
        (
            "先办提示中的事，或调用 `Filing.advance`（它按次序办理）。",
            "Do what the message names first, or call `Filing.advance`, which keeps the order.",
        ),
    ),
    _general(
        NotFound.default_code,
        ("本单位没有这份申报、人员或材料。", "The unit has no such filing, person or material."),
        ("单位没有这份申报、人员或材料。", "The unit has no such filing, person or material."),
        (
            "按申报编号查找申报；在申报记录中查找人员。",
            "Find the filing by its reference; look for the person in the ledger.",
        ),
    ),
    _general(
        MaterialRefused.default_code,
        ("网厅不接收这份材料，未保存。", "The hall does not take this material; nothing was kept."),
        (
            "网厅不接收这个文件作为这种材料，未保存。",
            "The hall does not take this file for this material; nothing was kept.",
        ),
        (
            "按提示换一个文件，再调用 `Filing.advance`。",
            "Give another file, as the message says, and call `Filing.advance` again.",
        ),
    ),
    _general(
        HallUnavailable.default_code,
        (
            "网厅暂时不能办理，本次操作未生效，请稍后再试。",
            "The hall cannot work just now; nothing was done. Try again later.",
        ),
        ("网厅暂时不能办理，未作任何处理。", "The hall could not work just now; nothing was done."),
        ("稍后再试。", "Call again later."),
    ),
    _general(
        OutcomeUnknown.default_code,
        (
            "已发送但未收到答复，可能已生效，请先查询申报记录，不要直接重报。",
            "It was sent and no answer came; it may have been done. Ask the ledger first and do not send "
            "again.",
        ),
        (
            "已发送，没有收到答复，可能已生效。",
            "The call was sent and no answer came: it may have been done.",
        ),
        (
            "查询申报记录，或调用 `Filing.advance`（它先查询）；不要直接重发。",
            "Ask the ledger, or call `Filing.advance`, which asks it first; never send again blindly.",
        ),
    ),
)


E = TypeVar("E", bound=HallError)


def refusal(error: type[E], kind: ProblemKind, /, *, reference: str | None = None, **facts: object) -> E:
    """The exception for `kind`, to be raised; `facts` fill its message and hold no personal data."""
    message = kind.message.given({"reference": reference, **facts}) if facts else kind.message
    return error(message, code=kind.code, reference=reference)
