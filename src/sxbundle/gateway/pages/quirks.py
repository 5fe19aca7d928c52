"""What makes pages awkward, one by one or together; and the template as other halls hand it out.

What they imitate stands in the facts on the vendor's halls of other provinces; the manual shows none of it.
"""

import io
from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from attrs import frozen

from sxbundle.bilingual import Bilingual, joined
from sxbundle.errors import DeclarationError, MissingExtra
from sxbundle.schema import Plan


class Quirk(StrEnum):
    """One awkwardness; `meaning` says what it does."""

    meaning: str

    def __new__(cls, name: str, meaning: str) -> "Quirk":
        """The member whose value is `name`."""
        member = str.__new__(cls, name)
        member._value_ = name
        member.meaning = meaning
        return member

    FRAMES = (
        "frames",
        "Business pages open in nested iframes whose names count up; old ones stay in the page.",
    )
    STACKED_DIALOGS = "stacked-dialogs", "A second confirmation appears behind the first."
    NATIVE_CONFIRM = "native-confirm", "Submitting asks by the browser's own confirm box."
    SUCCESS_BOX = "success-box", "A box says that the upload succeeded, although rows failed."
    STALE_LIST = "stale-list", "处理详情 begins at 0/0 and moves only by 刷新."
    ENCODED_NAMES = "encoded-names", "File names stand percent-encoded, and the same name stands twice."
    DEAD_UPLOAD = "dead-upload", "The upload button is dead after one use, until the page is opened again."
    FAKE_DISABLED = "fake-disabled", "Buttons of a row look disabled and still work."
    EARLY_SPINNER = "early-spinner", "The busy sign goes away before the table is there."
    SESSION_BOX = "session-box", "An ended session shows a box and leads nowhere."
    SHORT_SESSION = "short-session", "Printing the declaration ends the session (3.2.3)."
    NEW_TAB = "new-tab", "The template and the PDF open in a new tab."
    BLOB_FRAME = "blob-frame", "The PDF appears as a blob in an iframe."
    SMALL_PAGES = "small-pages", "Tables show ten rows a page."
    VIRTUAL_ROWS = "virtual-rows", "Only the rows in sight are in the page."
    OTHER_CAPTIONS = "other-captions", "Columns have other captions."
    OTHER_COLUMNS = "other-columns", "Columns stand in another order, with unknown ones between."
    XLS_TEMPLATE = "xls-template", "The template is an .xls workbook."
    SLOW = "slow", "Every third answer takes a second."
    LOST_ANSWERS = "lost-answers", "Every fifth deed is done, and its answer is lost."
    BAD_GATEWAY = "bad-gateway", "Every seventh page is a 502 of a proxy; nothing is done."
    READONLY_DATES = "readonly-dates", "Dates cannot be typed, only picked in a box."
    IGNORED_CLICK = "ignored-click", "The first click on a page is ignored."
    CAPTCHA = "captcha", "Signing in asks for digits in a picture."
    PERSON_CHOICE = "person-choice", "Signing in asks a question that only a person can answer."
    MAINTENANCE = "maintenance", "Every page says that the hall is under maintenance."
    NOTICES = "notices", "Two notices cover the home page and must be closed."
    OTHER_THEME = "other-theme", "Other markup, the same words."


_FOR_PEOPLE = frozenset({Quirk.CAPTCHA, Quirk.PERSON_CHOICE, Quirk.MAINTENANCE})
_ALTERNATIVES = frozenset({Quirk.BLOB_FRAME, Quirk.NATIVE_CONFIRM})


@frozen
class Quirks:
    """The switches that are on.

    >>> Quirks.parse("frames, notices").has(Quirk.NOTICES)
    True
    """

    names: frozenset[Quirk] = frozenset()

    @classmethod
    def parse(cls, text: str) -> "Quirks":
        """Those whose names stand in `text`, separated by commas; `all` for all that go together.

        Raises:
            DeclarationError: a name that no quirk has.
        """
        names = [name.strip() for name in text.split(",") if name.strip()]
        if names == ["all"]:
            return cls.together()
        known = {str(quirk): quirk for quirk in Quirk}
        unknown = [name for name in names if name not in known]
        if unknown:
            raise DeclarationError(
                Bilingual(
                    "没有这个开关：{names}。可用：{known}",
                    "there is no quirk {names}; there are {known}",
                    names=joined(unknown),
                    known=joined(Quirk),
                )
            )
        return cls(frozenset(known[name] for name in names))

    @classmethod
    def together(cls, without: Iterable[Quirk] = ()) -> "Quirks":
        """All that can be on at once and that a program can cope with alone."""
        return cls(frozenset(Quirk) - _FOR_PEOPLE - _ALTERNATIVES - frozenset(without))

    def has(self, quirk: Quirk) -> bool:
        """True when it is on."""
        return quirk in self.names

    def __str__(self) -> str:
        return ",".join(quirk for quirk in Quirk if quirk in self.names)


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLS = "application/vnd.ms-excel"
_ADDED = "经办机构（选填）"


def template_file(content: bytes, plan: Plan[Any], quirks: Quirks) -> tuple[bytes, str, str]:
    """The template with what the quirks change: content, media type, suffix.

    Args:
        content: our own empty sheet, an .xlsx workbook.
        plan: what it is for.
        quirks: what is awkward.
    """
    changed = {Quirk.OTHER_CAPTIONS, Quirk.OTHER_COLUMNS, Quirk.XLS_TEMPLATE} & quirks.names
    if not changed:
        return content, XLSX, ".xlsx"
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet: Any = book.worksheets[0]
    headings = {column.heading: column for column in plan.columns}
    header = next(row for row in sheet.iter_rows() if sum(cell.value in headings for cell in row) > 1)
    if Quirk.OTHER_CAPTIONS in changed:
        for cell in header:
            column = headings.get(cell.value)
            if column is not None and column.aliases:
                cell.value = column.heading.replace(column.caption, column.aliases[0])
    if Quirk.OTHER_COLUMNS in changed:
        sheet.cell(header[0].row, len(header) + 1).value = _ADDED
    if Quirk.XLS_TEMPLATE in changed:
        return _as_xls(sheet), XLS, ".xls"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue(), XLSX, ".xlsx"


def _as_xls(sheet: Any) -> bytes:
    """The cells and merged ranges of a worksheet as a BIFF8 workbook; drop-downs are left out."""
    try:
        import xlwt  # type: ignore[import-untyped]
    except ImportError:
        raise MissingExtra("gateway", "xlwt") from None
    book = xlwt.Workbook(encoding="utf-8")
    written = book.add_sheet(sheet.title)
    merged = {(area.min_row, area.min_col): area for area in sheet.merged_cells.ranges}
    for row in sheet.iter_rows():
        for cell in row:
            area = merged.get((cell.row, cell.column))
            if area is not None:
                rows, columns = (area.min_row - 1, area.max_row - 1), (area.min_col - 1, area.max_col - 1)
                written.write_merge(*rows, *columns, cell.value)
            elif cell.value is not None:
                written.write(cell.row - 1, cell.column - 1, cell.value)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
