"""The values that pass between a filing and a hall: imports, uploads, filings, changes, outlets.

All are frozen, serialisable by `attrs.asdict`, and show no personal data in their `repr`.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Generic, TypeVar

from attrs import field, frozen

from sxbundle.argument_checks import expect
from sxbundle.errors import MaterialRefused, NotFound, StepRefused, refusal
from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.procedure.identity import FilingId, PersonId
from sxbundle.procedure.ledger import ImportProgress, RowError
from sxbundle.procedure.upload_file import Files
from sxbundle.source import assumed

T = TypeVar("T")


@frozen(repr=False)
class Staged:
    """The answer to an import (处理详情): good rows are kept, error rows come back.

    Attributes:
        people: number of people now pending in the filing.
        errors: one for each row that was not kept (错误数量 is their number).
        warnings: problems of kept rows.
        kept: people who were pending before, are not on this sheet, and still are pending.
        progress: how far the hall is when it takes the import now and processes it later: nothing else is
            known then, and `Ledger.importing` says when it is finished. None when this is the result.
    """

    people: int
    errors: tuple[RowError, ...] = ()
    warnings: tuple[Problem, ...] = ()
    kept: tuple[PersonId, ...] = ()
    progress: ImportProgress | None = None

    def __repr__(self) -> str:
        wrong = f"{len(self.errors)} errors {len(self.warnings)} warnings"
        under_way = "" if self.progress is None else f" {self.progress.done}/{self.progress.total} processed"
        return f"<Staged {self.people} people {wrong} {len(self.kept)} kept{under_way}>"


@frozen
class Attached:
    """The answer to an upload.

    Attributes:
        material: key of the material.
        digest: SHA-256 of the content, hexadecimal.
        new: False when the same content was there before.
        people: how many people it now stands for.
    """

    material: str
    digest: str
    new: bool
    people: int


@frozen
class Upload:
    """One material of many that are uploaded together.

    Attributes:
        material: key of the material.
        file: its content, or where it lies; several files are one material, in order, such as the front
            and the back of a certificate.
        person: whose; None for the unit's.
    """

    material: str
    file: Files = field(repr=False)
    person: PersonId | None = None


Answer = Attached | MaterialRefused | NotFound
"""What became of one file of many. A refusal is a value here, because the other files are kept."""


@frozen
class FilingSummary:
    """A line of the list of filings (个人中心)."""

    filing: FilingId
    reference: str
    bundle: str
    opened: datetime
    people: int
    pending: int


@frozen
class FilingChange:
    """Something changed in a filing; what it is now, its ledger says.

    Attributes:
        id: grows with every change; the position to ask from.
        at: when.
        filing, reference: which filing.
        what: `open`, `accept`, `stage`, `record unit`, `print`, `attach`, `submit`, `withdraw`, `review` …
    """

    id: int
    at: datetime
    filing: FilingId
    reference: str
    what: str


@frozen(repr=False)
class Changes:
    """The changes after a position, oldest first.

    Attributes:
        items: the changes; some hundred at most.
        next: the position to ask from next time.
    """

    items: tuple[FilingChange, ...]
    next: int

    def __repr__(self) -> str:
        return f"<Changes {len(self.items)} next={self.next}>"


@frozen(repr=False)
class Page(Generic[T]):
    """A page of a list; `next` is the number of the page that follows, None at the end."""

    items: tuple[T, ...]
    total: int
    next: int | None

    def __repr__(self) -> str:
        return f"<Page {len(self.items)} of {self.total} next={self.next}>"


_MOST = 500

BAD_PAGE = ProblemKind(
    "hall.page",
    Severity.ERROR,
    (
        "页码从 1 开始，每页 1 至 {most} 条，请修改后再查询。",
        "Pages count from 1, with 1 to {most} entries. Ask again.",
    ),
    ("页码或每页条数超出范围。", "The page or its size is out of range."),
    ("从第 1 页起，使用范围内的条数。", "Ask for a page from 1 on, with a size in range."),
    assumed("limits of the embedded hall"),
)


def check_page(page: int, size: int) -> None:
    """Refuses pages and sizes out of range.

    Raises:
        StepRefused: a page below 1, or a size beyond 1 to 500.
        TypeError: one that is no number.
    """
    expect("page", page, int)
    expect("size", size, int)
    if page < 1 or not 1 <= size <= _MOST or page > 2**40:
        raise refusal(StepRefused, BAD_PAGE, most=_MOST)


def page_of(items: Sequence[T], page: int, size: int) -> Page[T]:
    """One page of the items.

    >>> page = page_of("abcde", page=2, size=2)
    >>> page, page.items
    (<Page 2 of 5 next=3>, ('c', 'd'))

    Raises:
        StepRefused: see `check_page`.
    """
    check_page(page, size)
    chosen = tuple(items[(page - 1) * size : page * size])
    return Page(chosen, len(items), page + 1 if page * size < len(items) else None)


@frozen
class Outlet:
    """A 社保卡制卡网点 (图19)."""

    name: str
    address: str
    phone: str
    division: str


NO_DIVISION = ProblemKind(
    "hall.division",
    Severity.ERROR,
    (
        "行政区划应为六位数字，如 140105（县区）、140100（市）或 140000（省）。",
        "A division is six digits, such as 140105 (county), 140100 (city) or 140000 (province).",
    ),
    ("行政区划不是六位数字。", "The division is not six digits."),
    ("给出县区、市或省的代码。", "Give the code of a county, a city or the province."),
    assumed("图19 lets the clerk pick a division"),
)


def outlets_in(outlets: Iterable[Outlet], division: str) -> tuple[Outlet, ...]:
    """The outlets of a county, of a city's counties, or of the province.

    Raises:
        NotFound: the division is not six digits.
    """
    if len(division) != 6 or not (division.isascii() and division.isdigit()):
        raise refusal(NotFound, NO_DIVISION)
    prefix = division.removesuffix("0000") if division.endswith("0000") else division.removesuffix("00")
    return tuple(outlet for outlet in outlets if outlet.division.startswith(prefix))


KINDS = (BAD_PAGE, NO_DIVISION)
