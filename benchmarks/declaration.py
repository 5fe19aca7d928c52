"""The change declaration of many people, as PDF and for Word, beside what its libraries have for tables."""

from collections.abc import Callable
from functools import cache, partial
from io import BytesIO
from typing import Any

from attrs import evolve

from benchmarks import people
from benchmarks.measure import Contender, interleaved, peak
from benchmarks.table import Sizes, Table
from sxbundle.forms.declaration import COLUMNS, Declaration
from sxbundle.forms.declaration_lines import lines_of
from sxbundle.forms.fonts import bundled_path
from sxbundle.forms.form import A4_LANDSCAPE, Content
from sxbundle.testing.people import rows as right_rows

PEERS = 500
"""People for the peers at most: one of them is quadratic, the other takes ten milliseconds for each."""


@cache
def declaration_of(number: int) -> Declaration:
    """So many people."""
    few = min(number, 1_000)
    batch = people.SELECTION.batch(right_rows(people.SELECTION.plan, few))
    lines = lines_of(batch)
    again = (evolve(lines[at % few], phone=f"{13000000000 + at}") for at in range(few, number))
    return Declaration(
        unit_name="太原测试有限公司",
        unit_number="1401000001",
        credit_code="91140100MA0DEMA178",
        month=people.ON.replace(day=1),
        on=people.ON,
        lines=(*lines, *again),
    )


def by_pdf(number: int) -> bytes:
    """Ours."""
    return declaration_of(number).pdf()


def by_docx(number: int) -> bytes:
    """Ours."""
    return declaration_of(number).docx()


def _rows(number: int) -> list[list[str]]:
    def text(content: Content) -> str:
        return ("√" if content else "") if isinstance(content, bool) else str(content)

    numbered = enumerate(declaration_of(number).ordered, 1)
    return [list(map(text, line.contents(at))) for at, line in numbered]


def by_table(number: int) -> bytes:
    """fpdf2's own table of the same cells: no head, no foot, no boxes."""
    from fpdf import FPDF

    pdf = FPDF(unit="mm", format=(A4_LANDSCAPE.width, A4_LANDSCAPE.height))
    pdf.add_font("song", fname=bundled_path())
    pdf.set_font("song", size=7.5)
    pdf.add_page()
    with pdf.table(
        col_widths=[column.width for column in COLUMNS], line_height=4, first_row_as_headings=False
    ) as table:
        for cells in ([column.title for column in COLUMNS], *_rows(number)):
            row = table.row()
            for cell in cells:
                row.cell(cell)
    return bytes(pdf.output())


def by_add_row(number: int) -> bytes:
    """python-docx's own table of the same cells."""
    from docx import Document

    document = Document()
    table = document.add_table(rows=1, cols=len(COLUMNS))
    for cells in _rows(number):
        for place, cell in zip(table.add_row().cells, cells, strict=True):
            place.text = cell
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def declaration(sizes: Sizes) -> Table:
    """How it grows with its people."""
    few = min(PEERS, sizes.people[-1])
    calls: list[tuple[str, Callable[[int], Any], int]] = [
        *(("sxbundle, PDF", by_pdf, number) for number in sizes.people),
        ("fpdf2, its own table()", by_table, few),
        *(("sxbundle, .docx", by_docx, number) for number in sizes.people),
        ("python-docx, add_row", by_add_row, few),
    ]
    for _, _, number in calls:
        declaration_of(number)
    contenders = [
        Contender(f"{name}, {number}", partial(call, number), number) for name, call, number in calls
    ]
    lines = []
    for (name, call, number), one in zip(calls, interleaved(contenders, sizes.runs), strict=True):
        memory = f"{peak(call, number):.0f} MiB"
        lines.append((name, f"{number:,}", f"{one.seconds:.3f}", f"{one.each:.0f}", memory))
    return Table(
        "The declaration of many people",
        "10,000 people as PDF ≤ 9 s and 250 MiB, as .docx ≤ 4 s, linear in people",
        ("what", "people", "seconds", "µs a person", "peak memory"),
        tuple(lines),
    )
