"""Twice as much of any part of a workbook is twice the work, counted in calls."""

import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from posixpath import normpath

import hostile
import hostile_costs
import operations
import pytest
from hostile import RELATIONS, Book, cell, row

CAPTIONS = [column.caption for column in operations.SELECTION.plan.columns]
PEOPLE = [[row.get(column.key) for column in operations.SELECTION.plan.columns] for row in operations.ROWS]
LETTERS = [hostile_costs._letters(number) for number in range(1, 1_000)]


def inline(place: str, value: object) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>'


ROWS = [
    row(at, *(inline(f"{LETTERS[n]}{at}", value) for n, value in enumerate(cells) if value is not None))
    for at, cells in enumerate([CAPTIONS, *PEOPLE], 1)
]
HEAD, FILLED = "".join(ROWS), "".join(ROWS[1:])
FREE = len(PEOPLE) + 2
"""The first row below the people."""
SIZE = 40


def book(rows: str = "", **how: object) -> Book:
    return Book(rows=HEAD + rows, **how)  # type: ignore[arg-type]


def times(count: int, text: Callable[[int], str]) -> str:
    return "".join(map(text, range(count)))


def wrapped(name: str, count: int, text: Callable[[int], str]) -> str:
    return f"<{name}>{times(count, text)}</{name}>"


def styles(**inner: str) -> Book:
    part = hostile.STYLES
    for name, more in inner.items():
        part = part.replace(f"</{name}>", f"{more}</{name}>") if f"</{name}>" in part else part.replace(
            "</styleSheet>", f"<{name}>{more}</{name}></styleSheet>"
        )  # fmt: skip
    return book(parts={"xl/styles.xml": part})


def related(kind: str, target: str, content: str) -> Book:
    return book(
        sheet_relations=f'<Relationship Id="rId1" Type="{RELATIONS}/{kind}" Target="{target}"/>',
        parts={normpath(f"xl/worksheets/{target}"): content},
    )


def types(count: int) -> Book:
    name = "[Content_Types].xml"
    more = times(
        count, lambda n: f'<Override PartName="/xl/media/{n}.xml" ContentType="application/xml"/>'
    ).encode()
    return book(parts={name: book().all_parts()[name].replace(b"</Types>", more + b"</Types>")})


def workbook(more: str) -> Book:
    name = "xl/workbook.xml"
    return book(parts={name: book().all_parts()[name].replace(b"</workbook>", f"{more}</workbook>".encode())})


MAIN = hostile.SHEET
PARTS: dict[str, Callable[[int], Book]] = {
    "shared strings": lambda n: book(strings=times(n, lambda i: f"<si><t>文字{i}</t></si>")),
    "rich runs": lambda n: book(strings="<si>" + times(n, lambda i: f"<r><t>{i}</t></r>") + "</si>"),
    "rows": lambda n: book(times(n, lambda i: row(FREE + i, inline(f"B{FREE + i}", f"人{i}")))),
    "empty rows": lambda n: book(times(n, lambda i: f'<row r="{FREE + i}"/>')),
    "hidden rows": lambda n: book(
        times(n, lambda i: f'<row r="{FREE + i}" hidden="1">{inline(f"B{FREE + i}", "x")}</row>')
    ),
    "rows in odd forms": lambda n: book(
        times(n, lambda i: row(FREE + i, cell(f"B{FREE + i}", str(i), ' cm="1"')))
    ),
    "rows backwards": lambda n: book(times(n, lambda i: row(FREE + n - i, inline(f"B{FREE + n - i}", "甲")))),
    "cells backwards": lambda n: book(
        times(n, lambda i: row(FREE + i, *(cell(f"{x}{FREE + i}", str(i)) for x in "FEDCB")))
    ),
    "error cells": lambda n: book(times(n, lambda i: row(FREE + i, cell(f"B{FREE + i}", "#N/A", ' t="e"')))),
    "formulas without a value": lambda n: book(
        times(n, lambda i: row(FREE + i, f'<c r="B{FREE + i}"><f>A1</f></c>'))
    ),
    "columns with other captions": lambda n: Book(
        rows=HEAD.replace(
            "</row>", times(n, lambda i: inline(f"{LETTERS[60 + i]}1", f"别的{i}")) + "</row>", 1
        )
    ),
    "column widths": lambda n: book(
        before=wrapped("cols", n, lambda i: f'<col min="{i + 1}" max="{i + 1}" hidden="1"/>')
    ),
    "merges": lambda n: book(after=hostile.merged(*(f"A{FREE + 2 * i}:B{FREE + 2 * i}" for i in range(n)))),
    "links": lambda n: book(
        after=wrapped("hyperlinks", n, lambda i: f'<hyperlink ref="A{FREE + i}" location="A1"/>')
    ),
    "validations": lambda n: book(
        after="<dataValidations>"
        + times(
            n,
            lambda i: (
                f'<dataValidation type="list" sqref="{LETTERS[i % 20]}2:{LETTERS[i % 20]}9">'
                f'<formula1>"甲{i},乙"</formula1></dataValidation>'
            ),
        )
        + "</dataValidations>"
    ),
    "ranges of one validation": lambda n: book(
        after='<dataValidations><dataValidation type="list" sqref="'
        + times(n, lambda i: f"C{i + 2} ")
        + '"><formula1>"甲,乙"</formula1></dataValidation></dataValidations>'
    ),
    "conditional formats": lambda n: book(
        after=times(
            n,
            lambda i: (
                f'<conditionalFormatting sqref="A{i + 1}"><cfRule type="expression" priority="{i + 1}">'
                "<formula>1</formula></cfRule></conditionalFormatting>"
            ),
        )
    ),
    "comments": lambda n: related(
        "comments",
        "../comments1.xml",
        f'<comments xmlns="{MAIN}"><authors><author/></authors><commentList>'
        + times(n, lambda i: f'<comment ref="A{i + 1}" authorId="0"><text><t>{i}</t></text></comment>')
        + "</commentList></comments>",
    ),
    "drawings": lambda n: related(
        "drawing",
        "../drawings/drawing1.xml",
        wrapped("wsDr", n, lambda i: f'<oneCellAnchor><x i="{i}"/></oneCellAnchor>'),
    ),
    "relationships": lambda n: book(
        relations=times(
            n, lambda i: f'<Relationship Id="x{i}" Type="{RELATIONS}/customXml" Target="../c/{i}.xml"/>'
        ),
    ),
    "content types": types,
    "parts": lambda n: book(parts={f"xl/media/image{i}.png": b"x" for i in range(n)}),
    "defined names": lambda n: workbook(
        wrapped("definedNames", n, lambda i: f'<definedName name="名{i}">页!$A${i + 1}</definedName>')
    ),
    "fonts": lambda n: styles(fonts=times(n, lambda i: f'<font><sz val="{i}"/></font>')),
    "fills": lambda n: styles(fills=times(n, lambda i: '<fill><patternFill patternType="none"/></fill>')),
    "cell formats": lambda n: styles(cellXfs=times(n, lambda i: '<xf numFmtId="14" fontId="0" fillId="1"/>')),
    "number formats": lambda n: styles(
        numFmts=times(n, lambda i: f'<numFmt numFmtId="{200 + i}" formatCode="yyyy{i}"/>')
    ),
    "differential formats": lambda n: styles(dxfs="<dxf/>" * n),
}


def calls(work: Callable[[], object]) -> int:
    """Calls of functions, those written in C, too, while `work` runs."""
    count = 0

    def counting(_: object, event: str, __: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counting)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        for operation in operations.OPERATIONS:  # what is loaded once is not counted
            operations.answer(operation, book().build(), Path(name))
        yield Path(name)


@pytest.mark.slow
@pytest.mark.parametrize("operation", ["annotate", "fill"])
@pytest.mark.parametrize("part", PARTS)
def test_twice_as_much_is_twice_the_work(folder: Path, part: str, operation: str) -> None:
    work, answers = [], []
    for count in (SIZE, 2 * SIZE, 4 * SIZE):
        built = PARTS[part](count)
        if operation == "fill":
            built.rows = built.rows.replace(FILLED, "")
        content = built.build()
        work.append(
            calls(lambda content=content: answers.append(operations.answer(operation, content, folder)))
        )
    assert set(answers) == {"done"}
    once, twice = work[1] - work[0], work[2] - work[1]
    assert twice <= 2.3 * once + 2_000, work


@pytest.mark.slow
def test_a_square_would_be_seen() -> None:
    """The count is no constant: a loop within a loop has four times the difference."""
    work = [calls(lambda n=n: [[len(()) for _ in range(n)] for _ in range(n)]) for n in (100, 200, 400)]
    assert work[2] - work[1] > 3.5 * (work[1] - work[0])
