"""A filled sheet (报盘): the rows of one filing, checked."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Generic, TypeVar, overload

from attrs import field, frozen

from sxbundle.batch.check import check
from sxbundle.batch.column_values import Checked
from sxbundle.batch.report import Report
from sxbundle.batch.table import Origin, Table
from sxbundle.bilingual import Bilingual
from sxbundle.codes import Code, Division
from sxbundle.codes.code_list_problems import UNKNOWN
from sxbundle.masking import mask
from sxbundle.rules.base import is_blank, is_placeholder, written
from sxbundle.runtime import collector_paused
from sxbundle.schema import Column, Plan

if TYPE_CHECKING:
    from sxbundle.batch.own_codes import UnknownValue
    from sxbundle.frames import FrameKind

RowT = TypeVar("RowT")


@frozen(repr=False, slots=False)  # what is derived is kept once computed
class Batch(Generic[RowT]):
    """The rows of one filing with all that is wrong with them.

    Made by `Selection.read` or `Selection.batch`; the check runs once, when first asked for.

    Attributes:
        plan: what was ticked.
        table: the raw cells.
        fallback: marks a workbook of our own when the rows did not come from one.
    """

    plan: Plan[RowT]
    table: Table
    fallback: Origin = field(repr=False)

    @cached_property
    def checked(self) -> Checked:
        """Typed values and problems by column: what halls and forms work on."""
        return check(self.plan, self.table)

    @cached_property
    def report(self) -> Report:
        """Every problem at once."""
        return Report(self.checked.problems, len(self.table))

    @cached_property
    def rows(self) -> tuple[RowT, ...]:
        """The typed rows that hold no error, in order."""
        with collector_paused():
            return tuple(self._rows(self.good))

    @cached_property
    def good(self) -> tuple[int, ...]:
        """Indexes of the rows that hold no error."""
        return tuple(index for index in range(len(self.table)) if index not in self.checked.wrong)

    def row(self, index: int) -> RowT:
        """The typed row at `index`, one of `good`."""
        (row,) = self._rows([index])
        return row

    def _rows(self, indexes: Sequence[int]) -> Iterator[RowT]:
        from sxbundle.batch.records import typed_rows  # checking does without

        return typed_rows(self.plan, self.checked.values, self.checked.filled, indexes)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of what is filed: bundle, items, and what the rows mean, hexadecimal.

        The layout does not matter, nor how a cell is written: typed rows that are taken again are the
        same content, and are not staged anew. Of a wrong cell, it is what stands there.
        """
        import hashlib  # brings OpenSSL, which checking does without

        seal = hashlib.sha256()
        seal.update(repr((self.plan.bundle, [item.key for item in self.plan.items])).encode())
        seal.update(repr(len(self)).encode())
        for section in self.plan.sections:
            for column in section.columns if section.key in self.plan.active else ():
                texts = self._meant(column.key, self.checked.filled[section.key])
                if any(text is not None for text in texts):
                    seal.update(repr((column.key, texts)).encode("utf-8", "surrogatepass"))
        return seal.hexdigest()

    def _meant(self, key: str, filled: Sequence[bool]) -> list[object]:
        values = self.checked.values[key]
        texts: list[object] = [
            _meaning(value) if fills and value is not None else None
            for value, fills in zip(values, filled, strict=True)
        ]
        if key in self.table.cells:
            for at, cell in enumerate(self.table.cells[key]):
                if values[at] is None and not is_blank(cell) and not is_placeholder(cell):
                    texts[at] = (type(cell).__name__, written(cell))
        return texts

    @property
    def keys(self) -> tuple[str | None, ...]:
        """What the caller calls each row (`key=`); None where nothing was said."""
        return tuple(self.table.keys or [None] * len(self))

    def key_of(self, row: int) -> str | None:
        """The caller's key of the row with that number; None when nothing was said."""
        return self._key_of.get(row)

    @cached_property
    def _key_of(self) -> dict[int, str | None]:
        return dict(zip(self.table.rows, self.keys, strict=True))

    def unknown_values(self) -> "tuple[UnknownValue, ...]":
        """The values that no code list knows, with how often they stand there and the nearest entries.

        `mapping_toml` makes a file of them to fill in, which `codes=` takes.
        """
        from sxbundle.batch.own_codes import unknown_values

        def wrong(key: str) -> Iterator[int]:
            for index, problem in self.checked.values.readings[key].found:
                if problem.code in NOT_AN_ENTRY:
                    yield index

        return unknown_values(self.plan, self.table.cells, wrong)

    def to_dicts(self) -> list[dict[str, Any]]:
        """The rows without errors, as plain values by column key: days, numbers, and texts of the sheet.

        `row` is the number of the row, `key` the caller's own.
        """
        columns = [column for column in self.plan.columns if column.section in self.plan.active]
        rows: list[dict[str, Any]] = [
            {"row": self.table.rows[index], "key": self.keys[index]} for index in self.good
        ]
        for column in columns:
            values = self.checked.values[column.key]
            filled = self.checked.filled[column.section]
            others = None if column.given is None else self.checked.values[column.given]
            for row, index in zip(rows, self.good, strict=True):
                rule = column.rule if others is None else column.rule_given(others[index])
                value = values[index] if filled[index] else None
                row[column.key] = value if isinstance(value, _PLAIN) else rule.write(value)
        return rows

    def to_frame(self, kind: "FrameKind") -> Any:
        """`to_dicts` as a frame of pandas (indexed by the caller's keys), Polars or pyarrow.

        Raises:
            MissingExtra: that library is not installed.
            ValueError: `kind` is none of the three.
        """
        from sxbundle.frames import to_frame

        names = [
            "row",
            "key",
            *(column.key for column in self.plan.columns if column.section in self.plan.active),
        ]
        keys = [self.keys[index] for index in self.good] if self.table.keys else None
        return to_frame(kind, self.to_dicts(), names, keys)

    @overload
    def annotate(self, path: str | Path) -> Path: ...
    @overload
    def annotate(self, path: BinaryIO) -> BinaryIO: ...
    def annotate(self, path: str | Path | BinaryIO) -> Path | BinaryIO:
        """Writes the filer's own document to a path or a binary file, wrong cells marked, reasons in words.

        A batch that came as records gets a sheet of our own. Returns where it was written.

        Raises:
            FileRefused: the target is the filer's own file, or cannot be written.
        """
        from sxbundle.workbook.atomic_write import (
            as_target,  # brings the writers, which checking does without
        )

        target = as_target(path)
        (self.table.origin or self.fallback).annotate(self.report, target)
        return target

    def _repr_html_(self) -> str:
        from sxbundle.html_view import MOST, html_table

        columns = [column for column in self.plan.columns if column.key in self.table.cells]
        rows = (
            [
                str(self.table.rows[index]),
                *(_masked(column, self.table.cells[column.key][index]) for column in columns),
            ]
            for index in range(min(MOST, len(self)))
        )
        summary = Bilingual(
            "{title}：{summary}", "「{title}」: {summary}", title=self.plan.title, summary=self.report.summary
        )
        headings = [Bilingual("行", "Row"), *(column.caption for column in columns)]
        return html_table(summary, headings, rows, len(self))

    def __len__(self) -> int:
        return len(self.table)

    def __repr__(self) -> str:
        return f"<Batch {self.plan.bundle} {len(self.table)} rows>"


def _masked(column: Column, cell: object) -> str:
    return "" if is_blank(cell) else mask(column.rule.shown(written(cell)), column.personal)


_PLAIN = (date, int, Decimal, type(None))
NOT_AN_ENTRY = frozenset({UNKNOWN.code})


def _meaning(value: object) -> str:
    """A typed value without what may be called otherwise tomorrow: an entry of a list is its code."""
    if isinstance(value, Code | Division):
        return value.code
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return ",".join(map(_meaning, value)) if isinstance(value, tuple) else str(value)
