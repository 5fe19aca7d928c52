"""What bad input gets: each case with its problems, their words from the register."""

from collections.abc import Iterator, Mapping

from docs_pages.markdown import GENERATED, cell, problem, table
from sxbundle.problem_registry import explain

# Case → codes (with how they come to the caller).
FILES = {
    "not a workbook (a web page, a picture, a document named .xlsx)": ("file.not-a-workbook",),
    "an encrypted workbook": ("file.encrypted",),
    "a truncated or damaged workbook": ("file.broken",),
    "an empty file": ("file.empty",),
    "a file that may not be read": ("file.unreadable",),
    "a workbook that inflates to gigabytes": ("file.bomb",),
    "a workbook with macros, external links, embedded objects": ("file.active-content",),
    "a cell reference far outside a sheet": ("file.cell-reference", "file.too-many-cells"),
    "a merge over the whole sheet": ("file.too-many-merges",),
    "another bundle's sheet": ("sheet.other-bundle",),
    "no header at all": ("sheet.no-header",),
    "several worksheets that could be it": ("sheet.choose",),
}
HEADERS = {
    "a required caption missing": ("sheet.column-missing",),
    "captions shifted to other columns": (),
    "a caption renamed": ("sheet.column-missing", "sheet.column-unknown"),
    "a caption that fits two columns": ("sheet.column-ambiguous",),
    "hidden columns": (),
    "blank tails": (),
}
CELLS = {
    "a required cell empty": ("cell.required",),
    "dates as numbers": ("date.serial",),
    "IDs as numbers that lost their last digits": ("id.digits-lost",),
    "a wrong check digit": ("id.check-digit",),
    "full-width text, blanks, invisible characters": ("cell.normalised",),
    "an unknown code": ("code.unknown",),
    "code and name that disagree": ("code.mismatch",),
}
ROWS = {
    "a section half filled": ("cell.required",),
    "a section filled whose item is not ticked": ("section.not-ticked",),
    "an item ticked that nobody fills": ("item.nobody",),
    "an item ticked whose section a row leaves empty": ("section.missing",),
    "the same person twice": ("batch.duplicate-certificate",),
    "0 rows": ("batch.empty",),
    "50,000 rows": (),
}
HALL = {
    "a photo that is truncated": ("file.broken",),
    "a photo that is too large": ("file.too-large", "file.too-many-pixels"),
    "a step out of order": (
        "hall.commitment-first",
        "hall.rows-first",
        "hall.unit-record-first",
        "hall.print-first",
    ),
    "an expired session": ("hall.session-expired",),
    "an unknown reference": ("hall.no-filing",),
    "the same reference with other content": ("hall.reference-conflict",),
    "a full disk": ("hall.disk-full",),
    "two processes on one database": ("hall.busy",),
    "an answer that never came": ("hall.outcome-unknown",),
}
# Where nothing is wrong, or where more must be said than the problem says.
TOLD = {
    "captions shifted to other columns": "Nothing is wrong: columns are found by their captions.",
    "hidden columns": "Nothing is wrong: they are read, because columns are found by their captions.",
    "blank tails": "Nothing is wrong: rows in which nothing is filled are no rows.",
    "50,000 rows": "Nothing is wrong: they are read and checked.",
    "an expired session": "A client that knows its credentials signs in again and goes on.",
    "an unknown reference": "`find` gives None. An id that is not the unit's is refused, existing or not.",
    "the same reference with other content": (
        "Other items are refused. Other rows of the same items replace what was not submitted."
    ),
    "two processes on one database": "They take turns; one that waited too long is told so.",
}
ARGUMENTS = (
    "What a type checker would refuse (`None` for a reference, a list for a path, a text for a batch) "
    "is a `TypeError` that names the argument and never shows what it holds; `sx.DeclarationError` is "
    "one, too. What only its content makes wrong (an empty reference, a path with a NUL, a folder in "
    "the place of a file, a text of 50,000 characters) is one of the errors above. What is looked up "
    "by a key of yours (`Bundle.item`, `CodeList[...]`, `Batch.row`) says so as a mapping or a list "
    "does: a `LookupError`. Nothing else comes out; a test calls every public function with twenty "
    "wrong values."
)
SHOWN = (
    "A problem's `value` is the cell, masked by what its column holds: names, certificate numbers, phones, "
    "accounts, places and birth dates as `sxbundle.masking` says. Where columns are shifted by one, people "
    "stand in columns that hold none, so in every other column, too, a number of nine digits or more is "
    "masked, and so is what looks like a name: two to four Chinese characters that begin with a common "
    "surname, or characters with a dot between them. In the column of a code list such a text stays when "
    "it is an entry, near one or ends as one (高中, 江苏银行), because the label is what is to be mended. "
    "A rare surname in such a column is not recognised: a report is not for everybody's eyes."
)
Cases = Mapping[str, tuple[str, ...]]
GROUPS: Mapping[str, Cases] = {
    "Files": FILES,
    "Headers": HEADERS,
    "Cells": CELLS,
    "Rows": ROWS,
    "Materials and the hall": HALL,
}


def page() -> str:
    """The Markdown of the page."""
    return "\n\n".join(_parts())


def _parts() -> Iterator[str]:
    yield GENERATED
    yield "# What bad input gets"
    yield (
        "A clear sentence in Chinese with a code, the place and the mend; here is the English of it. Never "
        "a traceback from a library, never half a result, nothing lost. Files are refused as "
        "`sx.FileRefused`, what the hall refuses is an `sx.HallError`; everything about rows comes at once, "
        "as problems in `batch.report`, and no exception is raised."
    )
    for title, cases in GROUPS.items():
        yield f"## {title}"
        yield table(
            ("what comes", "what it gets", "code", "what to do"), (_row(*case) for case in cases.items())
        )
    yield "## What a problem shows of a cell"
    yield SHOWN
    yield "## Arguments"
    yield ARGUMENTS


def _row(case: str, codes: tuple[str, ...]) -> tuple[str, ...]:
    kinds = [explain(code) for code in codes]
    return (
        case,
        TOLD.get(case) or " ".join(cell(kind.meaning) for kind in kinds),
        ", ".join(problem(kind) for kind in kinds),
        " ".join(dict.fromkeys(cell(kind.mend) for kind in kinds)),
    )
