"""Synthetic hire rows of 25 columns, two in a hundred wrong, each wrong in one cell."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import sxbundle as sx
from sxbundle.testing import people

ON = date(2026, 11, 20)
SELECTION = sx.HIRE.select("职工参保登记", "劳动用工备案", on=ON)
_LEFT_OUT = {"labour_contract.work_kind", "labour_contract.special_work"}
COLUMNS = tuple(key for key in people.row(SELECTION.plan, 0) if key not in _LEFT_OUT)
REQUIRED = frozenset(key for key in COLUMNS if SELECTION.plan.column(key).required)
ONE_IN = 50

Place = tuple[int, str, str]
"""Row from 1, column key, problem code."""

_DAY, _CODE = "20260231", "没有这一项"
WRONGS = (
    ("basic.name", "", "cell.required"),
    ("basic.certificate_number", None, "id.check-digit"),
    ("basic.phone", "12345", "phone.shape"),
    ("basic.birth_date", _DAY, "date.not-a-day"),
    ("enrolment.employment_form", _CODE, "code.unknown"),
    ("enrolment.wage", "面议", "money.shape"),
    ("enrolment.change_date", _DAY, "date.not-a-day"),
    ("labour_contract.term", _CODE, "code.unknown"),
)
"""Column, what stands there instead (None: the number with another check digit), code."""


def rows(number: int) -> Iterator[tuple[str, ...]]:
    """The cells of each row, in the order of `COLUMNS`."""
    for index, right in enumerate(people.rows(SELECTION.plan, number)):
        if index % ONE_IN == 0:
            key, wrong, _ = WRONGS[index // ONE_IN % len(WRONGS)]
            right[key] = _other_digit(right[key]) if wrong is None else wrong
        yield tuple(right[key] for key in COLUMNS)


def expected(number: int) -> set[Place]:
    """Every wrong cell."""
    wrongs = {index: WRONGS[index // ONE_IN % len(WRONGS)] for index in range(0, number, ONE_IN)}
    return {(index + 1, key, code) for index, (key, _, code) in wrongs.items()}


def _other_digit(number: str) -> str:
    return number[:-1] + ("1" if number[-1] != "1" else "2")


def captions() -> tuple[str, ...]:
    """What stands above the columns."""
    titles = {section.key: section.title for section in SELECTION.plan.sections}
    columns = map(SELECTION.plan.column, COLUMNS)
    return tuple(f"{titles[column.section]}.{column.caption}" for column in columns)


def save(path: Path, number: int) -> Path:
    """The rows as a workbook with shared strings, as spreadsheet programs save it."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path))
    sheet: Any = book.add_worksheet()
    for at, caption in enumerate(captions()):
        sheet.write_string(0, at, caption)
    for index, cells in enumerate(rows(number), 1):
        for at, cell in enumerate(cells):
            sheet.write_string(index, at, cell)
    book.close()
    return path
