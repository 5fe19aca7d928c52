"""What `learn` found in an official template: a value that can be stored, loaded and compared."""

import json
import re
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

import attrs
from attrs import field, frozen

from sxbundle.bilingual import Bilingual
from sxbundle.errors import FileRefused
from sxbundle.schema import Plan
from sxbundle.sheet.template.drift import ComparedColumn, DeclaredColumn, Drift, declared, drifted
from sxbundle.sheet.template.lists import DropDown, ListKind
from sxbundle.sheet.template.problems import BAD_PROFILE
from sxbundle.workbook.grid import Grid, Visibility
from sxbundle.workbook.xlsx.worksheet_editor import WorksheetEditor

FORMAT = 1
"""Of the JSON."""


class Match(StrEnum):
    """How a caption was matched to a column."""

    EXACT = "exact"
    FOLDED = "folded"
    """But for stars, hints, blanks and width."""
    ALIAS = "alias"
    TOLD = "told"
    """By `columns=`."""
    AMBIGUOUS = "ambiguous"
    """It fits several columns, so none was taken."""
    NONE = "none"


@frozen
class HeaderRow:
    """A row above or of the captions: `title`, `field`, `group`, `section`, `caption`, `other`."""

    number: int
    holds: str


@frozen
class Remark:
    """A row below the captions that is no person: an instruction, a sample, a note."""

    number: int
    what: str


@frozen
class TemplateColumn:
    """A column of the template.

    Attributes:
        number: in the sheet, 1-based.
        letters: the same as people see it.
        caption: as written.
        section: what stands above it.
        key: of the declared column that it is; None for none.
        match: how that was found.
        near: the declared caption that looks most like it, when none was matched; never used.
        score: how much, 0 to 1.
        hidden: not shown.
        grouped: in an outline group.
        dropdown: what it offers.
    """

    number: int
    letters: str
    caption: str
    section: str
    key: str | None
    match: Match
    near: str | None = None
    score: float | None = None
    hidden: bool = False
    grouped: bool = False
    dropdown: DropDown | None = None

    @property
    def asks_more(self) -> bool:
        """True for a column that no declaration knows and that the template marks as required."""
        unknown = self.match is Match.NONE and not self.hidden
        return unknown and _REQUIRED.search(_NOT_REQUIRED.sub("", self.caption)) is not None

    @property
    def own_attribute(self) -> str:
        """What a selection that follows the template calls such a column, behind its section's key."""
        return f"template_{self.letters.lower()}"


_REQUIRED = re.compile(r"[*＊★]|必[填录输选]|必须填写?|不能为空")
_NOT_REQUIRED = re.compile(r"非必[填录输选]")


class Planned(Protocol):
    """A selection."""

    @property
    def plan(self) -> Plan[Any]:
        """What is ticked."""
        ...


@frozen(eq=False, repr=False)
class OpenedTemplate:
    """A template as `learn` opened it, so that `fill` need not open it again; gone from a copy or a pickle.

    Attributes:
        macros: whether the workbook holds some.
        grid: the cells of the worksheet with the table.
        sheet: its XML and its rows.
    """

    macros: bool
    grid: Grid
    sheet: WorksheetEditor

    def __reduce__(self) -> tuple[type[None], tuple[()]]:
        return type(None), ()


@frozen(repr=False)
class TemplateProfile:
    """An official template, learnt.

    Attributes:
        digest: SHA-256 of the workbook.
        file: its name.
        bundle: key of the bundle that it belongs to.
        kind: `xlsx` or `xlsm`.
        sheet: name of the worksheet with the table.
        header: its rows down to the captions.
        caption_row: the first row of the captions.
        first_row: the first row to fill.
        prepared_row: the last row that is formatted for filling; before `first_row` for none.
        last_row: the last row that can be filled; None when nothing stands below.
        remarks: instruction and sample rows, and notes below the table.
        columns: from left to right, hidden ones too.
        head: key of a field above the table to row and column of its empty cell.
        declared: the declaration it was matched to.
        path: where the workbook was; not stored.
        opened: what `learn` read of it, unless it is large; not stored.
    """

    digest: str
    file: str
    bundle: str
    kind: str
    sheet: str
    header: tuple[HeaderRow, ...]
    caption_row: int
    first_row: int
    prepared_row: int
    last_row: int | None
    remarks: tuple[Remark, ...]
    columns: tuple[TemplateColumn, ...]
    head: tuple[tuple[str, int, int], ...]
    declared: tuple[DeclaredColumn, ...]
    path: Path | None = field(default=None, eq=False)
    opened: OpenedTemplate | None = field(default=None, eq=False)

    def drift(self, against: Planned | None = None) -> Drift:
        """How the template differs from the declaration, in words.

        Args:
            against: a selection, for the declaration as it is now; the one that the template was
                matched to unless given.
        """
        declared_columns = self.declared if against is None else declared(against.plan)
        return drifted(self._columns(), declared_columns)

    def diff(self, older: "TemplateProfile") -> Drift:
        """How this template differs from an older one of the same bundle, in words."""
        return drifted(self._columns(), older._as_declared())

    def column(self, key: str) -> TemplateColumn | None:
        """The column that is the declared one with that key, or that the template asks for besides."""
        own = key.rpartition(".")[2]
        return next(
            (
                column
                for column in self.columns
                if column.key == key or (column.asks_more and column.own_attribute == own)
            ),
            None,
        )

    def to_json(self) -> str:
        """The profile as JSON; equal profiles give equal text."""
        values = attrs.asdict(self, filter=lambda at, _: at.name not in ("path", "opened"))
        return json.dumps({"format": FORMAT, **values}, ensure_ascii=False, indent=1)

    @classmethod
    def from_json(cls, text: str) -> "TemplateProfile":
        """The profile that `to_json` wrote.

        Raises:
            FileRefused: `template.bad-profile`.
        """
        try:
            return _loaded(json.loads(text))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise FileRefused(BAD_PROFILE.problem(what=type(error).__name__)) from error

    def _columns(self) -> list[ComparedColumn]:
        return [
            ComparedColumn(
                column.key,
                column.caption,
                column.letters,
                column.match is Match.AMBIGUOUS,
                column.near,
                column.score,
                column.dropdown,
                column.asks_more,
            )
            for column in self.columns
        ]

    def _as_declared(self) -> tuple[DeclaredColumn, ...]:
        known = {declared_column.key: declared_column for declared_column in self.declared}
        declared_columns = []
        for column in self.columns:
            labels = column.dropdown.labels if column.dropdown else ()
            formula = column.dropdown.formula if column.dropdown and not labels else ""
            required = known[column.key].required if column.key in known else False
            key = column.key or f"?{column.section}.{column.caption}"
            declared_columns.append(
                DeclaredColumn(
                    key,
                    column.caption,
                    column.section,
                    required,
                    tuple((label,) for label in labels),
                    formula,
                )
            )
        return tuple(declared_columns)

    def __repr__(self) -> str:
        matched = sum(column.key is not None for column in self.columns)
        return f"<TemplateProfile {self.bundle} {self.file!r} {matched}/{len(self.columns)} columns>"

    def _repr_html_(self) -> str:
        from sxbundle.html_view import html_table

        captions = {column.key: column.caption for column in self.declared}
        rows = (
            (
                column.letters,
                column.section,
                column.caption,
                captions.get(column.key or "", ""),
                ""
                if column.dropdown is None
                else Bilingual("{count} 项", "{count} entries", count=len(column.dropdown.labels)),
            )
            for column in self.columns
        )
        matched = sum(column.key is not None for column in self.columns)
        summary = Bilingual(
            "模板“{file}”，工作表“{sheet}”：{count} 列中有 {matched} 列对应，"
            "列名在第 {caption_row} 行，从第 {first_row} 行填起。",
            "Template 「{file}」, worksheet 「{sheet}」: {matched} of {count} columns are known; "
            "captions in row {caption_row}, people from row {first_row} on.",
            file=self.file,
            sheet=self.sheet,
            count=len(self.columns),
            matched=matched,
            caption_row=self.caption_row,
            first_row=self.first_row,
        )
        headings = (
            Bilingual("列", "Column"),
            Bilingual("部分", "Section"),
            Bilingual("列名", "Caption"),
            Bilingual("对应的列", "Means"),
            Bilingual("下拉选项", "Drop-down"),
        )
        return html_table(summary, headings, rows, len(self.columns))


def _loaded(values: dict[str, Any]) -> TemplateProfile:
    if values.pop("format") != FORMAT:
        raise ValueError("format")
    values["header"] = tuple(HeaderRow(**value) for value in values["header"])
    values["remarks"] = tuple(Remark(**value) for value in values["remarks"])
    values["columns"] = tuple(_column(value) for value in values["columns"])
    values["head"] = tuple((str(key), int(row), int(at)) for key, row, at in values["head"])
    values["declared"] = tuple(
        DeclaredColumn(**{**value, "entries": tuple(map(tuple, value["entries"]))})
        for value in values["declared"]
    )
    return TemplateProfile(**values)


def _column(values: dict[str, Any]) -> TemplateColumn:
    if (down := values["dropdown"]) is not None:
        shown = None if down["visibility"] is None else Visibility(down["visibility"])
        lists = {"labels": tuple(down["labels"]), "depends_on": tuple(down["depends_on"])}
        down = DropDown(**{**down, **lists, "kind": ListKind(down["kind"]), "visibility": shown})
    return TemplateColumn(**{**values, "match": Match(values["match"]), "dropdown": down})
