"""What a folder adds to the hall's rules: what goes to the clerk, what is pending there, what came back."""

import time
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from attrs import evolve

from sxbundle.clients.folder import material_files
from sxbundle.clients.folder.record import FolderState, Key
from sxbundle.errors import MaterialRefused
from sxbundle.problem import Problem
from sxbundle.procedure.identity import PersonId
from sxbundle.procedure.inspection import Inspected
from sxbundle.procedure.ledger import Receipt, State
from sxbundle.procedure.model import FilingSummary, Upload
from sxbundle.procedure.stored_values import from_plain
from sxbundle.procedure.upload_file import File
from sxbundle.schema import Plan


def without_refused(book: FolderState, inspected: Inspected) -> Inspected:
    """Rows that the hall refused stay refused while the very same batch is staged again.

    Another batch is another attempt: the hall is asked anew, even about rows that did not change.
    """
    if book.filing["staged"] != inspected.digest:
        book.refused = {}
        return inspected
    problems: dict[int, list[Problem]] = {
        person.sheet_row: [from_plain(Problem, plain) for plain in book.refused[person.person]["problems"]]
        for person in inspected.people
        if person.person in book.refused
    }
    return evolve(
        inspected,
        people=tuple(person for person in inspected.people if person.sheet_row not in problems),
        problems={
            **inspected.problems,
            **{row: [*inspected.problems.get(row, []), *more] for row, more in problems.items()},
        },
        wrong=inspected.wrong | frozenset(problems),
    )


def new_sheet(book: FolderState) -> None:
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


def to_remove(book: FolderState) -> tuple[str, ...]:
    """People whom the hall has imported and who are no longer in the filing, or with another row."""
    people = book.people()
    receipted = {person for person, _ in book.receipts}
    return tuple(
        person
        for person, number in book.imported.items()
        if person not in receipted and (person not in people or people[person]["number"] != number)
    )


def keep(
    folder: Path, book: FolderState, plan: Plan[Any], files: Iterable[tuple[Upload, File | MaterialRefused]]
) -> None:
    """Puts the contents of attached materials beside the book, under their digests."""
    received = {(upload.material, upload.person or ""): file for upload, file in files}
    materials = {material.key: material for material in plan.all_materials}
    for material in book.materials:
        file = received.get((material["material"], material["person"]))
        if not isinstance(file, File) or file.digest != material["digest"]:
            continue
        wanted = material_files.name(book, materials[material["material"]], file.media, material["person"])
        if (material["file"], material["size"]) != (wanted, len(file.content)) or not (
            folder / wanted
        ).is_file():
            material_files.receive(folder, file.content)
            material |= {"file": wanted, "size": len(file.content)}


def hand(book: FolderState, keys: Sequence[Key], today: date) -> bool:
    """Notes what the clerk is asked to submit; False when the clerk was asked for all of it before."""
    known = set(book.handed)
    new = [key for key in keys if key not in known]
    book.handed += new
    if any(key in book.receipts for key in new):
        book.round += 1
        book.handed_on = today.isoformat()
    return bool(new)


def receipts(book: FolderState, keys: Sequence[Key]) -> tuple[Receipt, ...]:
    """What the clerk told for these entries."""
    return tuple(
        Receipt(receipt["number"], PersonId(key[0]), key[1], datetime.fromisoformat(receipt["at"]))
        for key in keys
        if (receipt := book.receipts.get(key)) is not None
    )


def summary(book: FolderState) -> FilingSummary:
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
