"""What a folder adds to the hall's rules: what goes to the clerk, what is pending there, what came back."""

import time
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from attrs import evolve

from sxbundle.clients.folder import material_files
from sxbundle.clients.folder.record import Book, Key
from sxbundle.errors import MaterialRefused, NotFound, StepRefused, refusal
from sxbundle.hall import status
from sxbundle.hall.attach import NO_PERSON
from sxbundle.hall.context import Work
from sxbundle.hall.entries import Line
from sxbundle.hall.filings import Filing
from sxbundle.hall.serialization import to_problem
from sxbundle.hall.stage import Inspected
from sxbundle.hall.status import ROWS_FIRST
from sxbundle.problem import Problem
from sxbundle.procedure.model import (
    FilingId,
    FilingSummary,
    Ledger,
    Need,
    PersonId,
    Receipt,
    State,
    Upload,
)
from sxbundle.procedure.upload_file import File
from sxbundle.schema import Plan


def without_refused(book: Book, found: Inspected) -> Inspected:
    """Rows that the hall refused stay refused while the very same batch is staged again.

    Another batch is another attempt: the hall is asked anew, even about rows that did not change.
    """
    if book.filing["staged"] != found.digest:
        book.refused = {}
        return found
    said: dict[int, list[Problem]] = {
        one.sheet_row: [to_problem(plain) for plain in book.refused[one.person]["problems"]]
        for one in found.people
        if one.person in book.refused
    }
    return evolve(
        found,
        people=tuple(one for one in found.people if one.sheet_row not in said),
        problems={
            **found.problems,
            **{row: [*found.problems.get(row, []), *some] for row, some in said.items()},
        },
        wrong=found.wrong | frozenset(said),
    )


def new_sheet(book: Book) -> None:
    """Whose rows the clerk imports next: those that the hall does not have as they are now."""
    sheet = []
    pending = {person for (person, _), state in book.states().items() if state is State.PENDING}
    for person, row in book.people().items():
        if person in pending and book.imported.get(person) != row["number"]:
            sheet.append(person)
    numbers = {person: book.people()[person]["number"] for person in sheet}
    if sheet and (numbers != book.numbers or book.answered):
        book.sheet, book.numbers = sheet, numbers
        book.issue += 1
        book.issues[str(book.issue)] = numbers
        book.issued = time.time_ns()
        book.answered = False


def to_remove(book: Book) -> tuple[str, ...]:
    """People whom the hall has imported and who are no longer in the filing, or with another row."""
    people = book.people()
    told = {person for person, _ in book.receipts}
    return tuple(
        person
        for person, number in book.imported.items()
        if person not in told and (person not in people or people[person]["number"] != number)
    )


def keep(
    folder: Path, book: Book, plan: Plan[Any], files: Iterable[tuple[Upload, File | MaterialRefused]]
) -> None:
    """Puts the contents of attached materials beside the book, under their digests."""
    received = {(upload.material, upload.person or ""): file for upload, file in files}
    materials = {one.key: one for one in (*plan.materials, *plan.first_materials)}
    for one in book.materials:
        file = received.get((one["material"], one["person"]))
        if not isinstance(file, File) or file.digest != one["digest"]:
            continue
        wanted = material_files.name(book, materials[one["material"]], file.media, one["person"])
        if (one["file"], one["size"]) != (wanted, len(file.content)) or not (folder / wanted).is_file():
            material_files.receive(folder, file.content)
            one |= {"file": wanted, "size": len(file.content)}


def ready(work: Work, filing: Filing, people: Sequence[str] | None) -> tuple[list[Key], list[Key]]:
    """The entries of these people, and those of them that lack nothing.

    Raises:
        StepRefused: nobody is staged, or a page before the submission is open.
        NotFound: somebody is not in the filing.
    """
    found = status.stand(work, filing)
    if not found.lines:
        raise refusal(StepRefused, ROWS_FIRST, reference=filing.reference)
    if people is not None and set(people) - {line.person for line in found.lines}:
        raise refusal(NotFound, NO_PERSON, reference=filing.reference)
    concerned = [line for line in found.lines if people is None or line.person in set(people)]
    pending = [line for line in concerned if line.state is State.PENDING]
    if pending:
        found.pages_done()
    return [_key(line) for line in concerned], [_key(line) for line in pending if not found.lacking(line)]


def hand(book: Book, keys: Sequence[Key], today: date) -> bool:
    """Notes what the clerk is asked to submit; False when the clerk was asked for all of it before."""
    known = set(book.handed)
    new = [key for key in keys if key not in known]
    book.handed += new
    if any(key in book.receipts for key in new):
        book.round += 1
        book.handed_on = today.isoformat()
    return bool(new)


def receipts(book: Book, keys: Sequence[Key]) -> tuple[Receipt, ...]:
    """What the clerk told for these entries."""
    return tuple(
        Receipt(one["number"], PersonId(key[0]), key[1], datetime.fromisoformat(one["at"]))
        for key in keys
        if (one := book.receipts.get(key)) is not None
    )


def ledger(work: Work, filing: Filing, book: Book, needs: tuple[Need, ...]) -> Ledger:
    """How the filing stands, with the hall's own numbers and what the clerk is waited for."""
    found = status.ledger(work, filing)
    return evolve(
        found,
        filing=FilingId(book.id),
        entries=tuple(
            evolve(
                one, receipt=told["number"] if (told := book.receipts.get((one.person, one.item))) else None
            )
            for one in found.entries
        ),
        needs=needs,
    )


def summary(book: Book) -> FilingSummary:
    """A line of the list of filings."""
    states = book.states()
    return FilingSummary(
        book.id,
        book.reference,
        book.filing["bundle"],
        datetime.fromisoformat(book.filing["opened"]),
        len({person for person, _ in states}),
        len({person for (person, _), state in states.items() if state is State.PENDING}),
    )


def _key(line: Line) -> Key:
    return line.person, line.item
