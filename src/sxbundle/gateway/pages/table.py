"""A table of a page as a value: columns by key, cells by type, so that a theme decides the markup."""

from collections.abc import Callable, Iterable, Mapping
from typing import ClassVar, TypeVar

from attrs import evolve, field, frozen

from sxbundle.gateway.pages.quirks import Quirk, Quirks

T = TypeVar("T")


@frozen
class PageColumn:
    """A column: the key of its cells and the caption that people read."""

    key: str
    caption: str


@frozen
class PageText:
    """Plain text; `tone` is `good`, `bad`, `whole` (one line) or empty."""

    kind: ClassVar[str] = "text"
    text: str
    tone: str = ""


@frozen
class Tick:
    """A tick box."""

    kind: ClassVar[str] = "tick"
    name: str
    value: str
    label: str


@frozen
class Link:
    """A link that looks like a button."""

    kind: ClassVar[str] = "link"
    label: str
    href: str
    about: str = ""
    """Which row it concerns, for people who hear the page."""


@frozen
class Button:
    """A button of the form around the table."""

    kind: ClassVar[str] = "button"
    label: str
    action: str
    name: str = ""
    value: str = ""
    tone: str = ""
    about: str = ""


@frozen
class Actions:
    """Several buttons and links in one cell."""

    kind: ClassVar[str] = "actions"
    items: tuple[Link | Button, ...]


Cell = PageText | Tick | Actions


@frozen
class PageTable:
    """A table.

    Attributes:
        key: its id in the page.
        caption: what it shows.
        columns: in order.
        rows: column key to cell.
        empty: the sentence in place of rows.
        page, pages: which page of how many.
        query: the address of another page, without its number.
    """

    key: str
    caption: str
    columns: tuple[PageColumn, ...]
    rows: tuple[Mapping[str, Cell], ...] = field(repr=False)
    empty: str
    page: int = 1
    pages: int = 1
    total: int = 0
    query: str = "?"


_CAPTIONS = {
    "姓名": "人员姓名",
    "证件号码": "身份证件号码",
    "文件名称": "报盘文件名",
    "数据总量": "总条数",
    "错误数量": "错误条数",
    "是否完成": "处理完毕",
    "申报状态": "业务状态",
    "操作": "操作功能",
}
"""What a hall of another province calls the same columns."""
_UNKNOWN = (PageColumn("area", "经办机构"), PageColumn("channel", "申报渠道"))
_FILLING = {"area": PageText("省本级"), "channel": PageText("网上申报")}


def build(
    key: str,
    caption: str,
    columns: Iterable[tuple[str, str]],
    records: Iterable[T],
    cells: Callable[[T], Mapping[str, Cell]],
    *,
    empty: str,
    quirks: Quirks,
    page: int = 1,
    size: int = 50,
    query: str = "?",
) -> PageTable:
    """The table, one page of it, with what the quirks change in its columns; `cells` makes a row."""
    everything = tuple(records)
    size = 10 if quirks.has(Quirk.SMALL_PAGES) else size
    pages = max(1, -(-len(everything) // size))
    page = min(max(page, 1), pages)
    table = PageTable(
        key=key,
        caption=caption,
        columns=tuple(PageColumn(*column) for column in columns),
        rows=tuple(map(cells, everything[(page - 1) * size : page * size])),
        empty=empty,
        page=page,
        pages=pages,
        total=len(everything),
        query=query,
    )
    if quirks.has(Quirk.OTHER_CAPTIONS):
        table = evolve(
            table,
            columns=tuple(evolve(column, caption=other_caption(column.caption)) for column in table.columns),
        )
    if quirks.has(Quirk.OTHER_COLUMNS):
        table = _other_columns(table)
    return table


def other_caption(caption: str) -> str:
    """The caption in other words; the same where there are none."""
    return _CAPTIONS.get(caption, caption)


def _other_columns(table: PageTable) -> PageTable:
    """A tick column stays first, the others turn round, and unknown ones come between."""
    ticks = tuple(column for column in table.columns if column.key == "tick")
    others = tuple(reversed([column for column in table.columns if column.key != "tick"]))
    columns = (*ticks, _UNKNOWN[0], *others, _UNKNOWN[1])
    return evolve(table, columns=columns, rows=tuple({**row, **_FILLING} for row in table.rows))
