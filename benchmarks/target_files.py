"""The targets of starting, checking, and of files: see `targets`."""

import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import sxbundle as sx
from benchmarks import checkers, hostile_costs, large_workbooks, people, sheets, tables
from benchmarks.importing import importing, starting
from benchmarks.measure import Contender, interleaved, peak
from benchmarks.table import Sizes
from benchmarks.target_lines import Line
from sxbundle.workbook.limits import DEFAULT, MIB


def starts(sizes: Sizes) -> Iterator[Line]:
    """A new process."""
    _, (statement, spent, _), (_, catalog, _) = importing(sizes).lines
    yield Line(
        f"`{statement}`",
        "≤ 70 ms",
        f"{spent}; with the catalog of all bundles {catalog}",
        float(spent.split()[0]) / 70,
        "What is left is Python's own start of modules.",
    )
    bare, checked, *_ = starting(sizes).lines
    yield Line(
        "a new process (`sxbundle check`) to the report of 50 rows",
        "≤ 1.0 × openpyxl's bare cells",
        f"{checked[2]} × ({checked[1]} to {bare[1]})",
        float(checked[2]),
        "About half is the import of attrs and of our modules, a quarter the classes that attrs builds, "
        "the rest the reading. The next step is fewer classes on the way to a report; each is a noun with "
        "its file.",
    )


def checks(sizes: Sizes) -> Iterator[Line]:
    """All rules over rows in memory."""
    rows = list(people.rows(sizes.rows))
    polars, ours, cells = interleaved(
        [
            Contender(name, partial(checkers.CHECKERS[name][0], rows), len(rows))
            for name in ("Polars expressions", "sxbundle", "sxbundle, single cells only")
        ],
        sizes.runs,
    )
    ratio = polars.seconds / ours.seconds
    yield Line(
        f"checking {len(rows):,} rows, all rules",
        "≥ 1.0 × Polars, which does single cells only",
        f"{ratio:.2f} × ({ours.each:.1f} to {polars.each:.1f} µs a row); "
        f"single cells alone {polars.seconds / cells.seconds:.2f} ×",
        1 / ratio,
        "Rules across a row (a third of the time, most of it birth dates held against other days) and what "
        "rows share (a tenth), which Polars does not look for here, are the difference between the two "
        "figures; a third of the single cells is telling the cells of 25 columns apart. The next step is one "
        "pass over a number for check digit, birth date and sex: a tenth, and a reader of columns that knows "
        "citizen IDs.",
    )


def numbers(sizes: Sizes) -> Iterator[Line]:
    """One citizen ID after the other."""
    at = people.COLUMNS.index("basic.certificate_number")
    numbers = [row[at] for row in people.rows(sizes.numbers)]
    few = numbers[: max(len(numbers) // 50, 1)]
    stdnum, ours = interleaved(
        [
            Contender("python-stdnum", lambda: [tables.by_stdnum(number) for number in few], len(few)),
            Contender("one call each", lambda: tables.one_by_one(numbers), len(numbers)),
        ],
        sizes.runs,
    )
    ratio = stdnum.each / ours.each
    yield Line(
        f"one citizen ID of {len(numbers):,}, one call each",
        "≥ 60 × python-stdnum",
        f"{ratio:.0f} × ({ours.each:.2f} to {stdnum.each:.1f} µs)",
        60 / ratio,
        "Half is three look-ups in tables (division, birth date, order with check digit), two fifths the "
        "making of a text of its own class, a tenth the wrong numbers. The next step is a plain text instead "
        "of a `CitizenID`, which could not be asked for birth date and sex.",
    )


def scans(sizes: Sizes) -> Iterator[Line]:
    """A sheet read through without keeping it."""
    with tables.workbook(sizes.rows) as path:
        read, scan = interleaved(
            [
                Contender("read", lambda: tables.checked(path), sizes.rows),
                Contender("scan", lambda: tables.scanned(path), sizes.rows),
            ],
            sizes.runs,
        )
    ratio = scan.each / read.each
    yield Line(
        f"`scan` of {sizes.rows:,} rows",
        "≤ 2 × `read`",
        f"{ratio:.1f} × ({scan.each:.0f} to {read.each:.0f} µs a row)",
        ratio / 2,
        "The sheet is cut into rows three times (the guard, who stands twice, the batches), and a batch of "
        "10,000 rows repeats less than the whole. The next step is to keep what a batch learnt for the "
        "next: a sixth, and values that are equal and of different types must be told apart.",
    )
    number = 10 * sizes.rows
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "rows.xlsx"
        large_workbooks.save(path, number)
        memory = peak(tables.scanned, path)
    yield Line(
        f"`scan` of {number:,} rows",
        "under 350 MiB",
        f"{memory:.0f} MiB",
        memory / 350,
        "What grows with the rows is the shared strings as they are written, eight bytes for each number "
        "that may stand twice, and the ordinals. The next step is ordinals as packed integers: some 30 MiB, "
        "and rules over all rows would have to take them.",
    )


def writes(sizes: Sizes) -> Iterator[Line]:
    """A sheet of our own."""
    number = sizes.rows
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "filled.xlsx"
        sheets.batch(number)
        peer, ours = interleaved(
            [
                Contender("XlsxWriter", lambda: sheets.by_xlsxwriter(number, path), number),
                Contender("sheet().fill", lambda: sheets.by_sheet(number, path), number),
            ],
            1,
        )
        alone, memory = peak(sheets.rows_alone, number), peak(sheets.by_sheet, number, path)
    ratio = ours.seconds / peer.seconds
    yield Line(
        f"a sheet of {number:,} × {len(sheets.PLAN.columns)}",
        "≤ 0.25 × XlsxWriter, memory ≤ 1.3 × of the rows",
        f"{ratio:.2f} ×, {ours.each:.0f} µs a row, memory {memory / alone:.1f} ×",
        max(ratio / 0.25, memory / alone / 1.3),
        "Half of the rest is reading each cell for its official spelling, a quarter the compression (level "
        "3; level 1 is a third faster for a file a twentieth larger).",
    )


def _prepared(path: Path, number: int) -> Path:
    """An official workbook in which so many rows are prepared: bordered cells without a value."""
    import openpyxl
    from openpyxl.styles import Border, Side

    book = openpyxl.load_workbook(people.SELECTION.sheet().save(path))
    page = book.worksheets[0]
    top = sx.learn(path, people.SELECTION).first_row
    border = Border(bottom=Side("thin"))
    for row in page.iter_rows(min_row=top, max_row=top + number - 1, max_col=len(sheets.PLAN.columns)):
        for cell in row:
            cell.border = border
    book.save(path)
    return path


def fills(sizes: Sizes) -> Iterator[Line]:
    """An official workbook whose rows are prepared."""
    number = max(sizes.rows // 20, 1)
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "filled.xlsx"
        template = _prepared(Path(name) / "official.xlsx", number)
        sheets.batch(number)
        profile = sx.learn(template, people.SELECTION)
        own, official, again = interleaved(
            [
                Contender("sheet().fill", lambda: sheets.by_sheet(number, path), number),
                Contender("learn, fill", lambda: sheets.by_official(number, path, template), number),
                Contender(
                    "fill", lambda: people.SELECTION.sheet(profile).fill(sheets.batch(number), path), number
                ),
            ],
            sizes.runs,
        )
    ratio = official.seconds / own.seconds
    yield Line(
        f"an official workbook with {number:,} prepared rows, learning it included",
        "≤ 1.3 × our own sheet",
        f"{ratio:.1f} ×; learnt before {again.seconds / own.seconds:.1f} ×",
        ratio / 1.3,
        "Learning reads the worksheet twice, for the cells that the guard looks at and for the places of "
        "their bytes; filling takes what learning read. The next step is one pass for both: the guard's "
        "pattern would have to keep where each cell stands, for every sheet that is merely read.",
    )


def limits(sizes: Sizes) -> Iterator[Line]:
    """A worksheet as large as the guard lets pass."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "largest.xlsx"
        number, size = large_workbooks.save(path, 2 * sizes.rows, inline=True, most=DEFAULT.part_bytes)
        (result,) = interleaved([Contender("read", lambda: tables.checked(path), number)], 1)
        memory = peak(tables.checked, path)
    yield Line(
        f"a workbook at the guard's limits: {size / MIB:.0f} MiB of XML, {number:,} people in inline strings",
        "≤ 5 s, ≤ 0.4 GiB, or refused in 2 s",
        f"{result.seconds:.1f} s, {memory / 1024:.2f} GiB",
        max(result.seconds / 5, memory / 1024 / 0.4),
        "Half is taking the cells out of their tags, a quarter the guard, a quarter the checking; all grow "
        "with the rows as in any sheet, and a smaller limit would refuse sheets that are read today. The "
        "next step is one pattern for guard and cells: a tenth, and it must be both strict and quick.",
    )


def hostile_files(sizes: Sizes) -> Iterator[Line]:
    """The samples that mean to cost much, through every operation that takes a workbook."""
    costs = hostile_costs.costs(quick=sizes.runs == 1)
    slowest = max(costs, key=lambda cost: cost.seconds)
    largest = max(costs, key=lambda cost: cost.mib)
    over = sorted({cost.sample for cost in costs if cost.seconds > 2 or cost.mib > 256})
    yield Line(
        f"the worst of {len({cost.sample for cost in costs})} files that mean to cost much, each by "
        f"{len({cost.operation for cost in costs})} operations",
        "≤ 2 s, ≤ 256 MiB for anything up to 20 MiB",
        f"{slowest.seconds:.1f} s (`{slowest.operation}` of {slowest.sample}), "
        f"{largest.mib:.0f} MiB (`{largest.operation}` of {largest.sample})"
        + (f"; beyond it: {', '.join(over)}" if over else ""),
        max(slowest.seconds / 2, largest.mib / 256),
        "Each of them is bounded, by counts that stay the same for larger files; what is beyond is read and "
        "checked as an honest file of that size would be.",
    )
