"""What a folder adds to the procedure: the sheets to import, the entries handed to the clerk, the files."""

import time
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from attrs import evolve

from sxbundle.clients.folder import material_files
from sxbundle.clients.folder.filing_document import FilingDocument, Key
from sxbundle.errors import MaterialRefused
from sxbundle.problem import Problem
from sxbundle.procedure.inspection import Inspected
from sxbundle.procedure.ledger import State
from sxbundle.procedure.model import FilingSummary, Upload
from sxbundle.procedure.stored_values import from_plain
from sxbundle.procedure.upload_file import File
from sxbundle.schema import Plan


def without_refused(document: FilingDocument, inspected: Inspected) -> Inspected:
    """Rows that the hall refused stay refused while the very same batch is staged again.

    Another batch is another attempt: the hall is asked anew, even about rows that did not change.
    """
    if document.filing["staged"] != inspected.digest:
        document.refused = {}
        return inspected
    problems: dict[int, list[Problem]] = {
        person.sheet_row: [
            from_plain(Problem, plain) for plain in document.refused[person.person]["problems"]
        ]
        for person in inspected.people
        if person.person in document.refused
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


def issue_sheet(document: FilingDocument) -> None:
    """Issues a sheet of the rows that the hall does not have in their present form, when there are any."""
    pending = {person for (person, _), state in document.states().items() if state is State.PENDING}
    numbers = {
        person: row["number"]
        for person, row in document.people().items()
        if person in pending and document.imported.get(person) != row["number"]
    }
    if numbers and (numbers != document.numbers or document.answered):
        document.sheet, document.numbers = list(numbers), numbers
        document.issue += 1
        document.issues[str(document.issue)] = numbers
        document.issued = time.time_ns()
        document.answered = False


def to_remove(document: FilingDocument) -> tuple[str, ...]:
    """People whom the hall has imported and who are no longer in the filing, or with another row."""
    people = document.people()
    receipted = {person for person, _ in document.receipts}
    return tuple(
        person
        for person, number in document.imported.items()
        if person not in receipted and (person not in people or people[person]["number"] != number)
    )


def store_files(
    folder: Path,
    document: FilingDocument,
    plan: Plan[Any],
    files: Iterable[tuple[Upload, File | MaterialRefused]],
) -> None:
    """Stores the contents of attached materials in the filing's folder."""
    received = {(upload.material, upload.person or ""): file for upload, file in files}
    materials = {material.key: material for material in plan.all_materials}
    folders = material_files.folders_of(document)
    for material in document.materials:
        file = received.get((material["material"], material["person"]))
        if not isinstance(file, File) or file.digest != material["digest"]:
            continue
        wanted = material_files.name(folders, materials[material["material"]], file.media, material["person"])
        if (material["file"], material["size"]) != (wanted, len(file.content)) or not (
            folder / wanted
        ).is_file():
            material_files.receive(folder, file.content)
            material |= {"file": wanted, "size": len(file.content)}


def hand_over(document: FilingDocument, keys: Sequence[Key], today: date) -> bool:
    """Records what the clerk is asked to submit; False when all of it was handed over before."""
    known = set(document.handed)
    new = [key for key in keys if key not in known]
    document.handed += new
    if any(key in document.receipts for key in new):
        document.round += 1
        document.handed_on = today.isoformat()
    return bool(new)


def summary(document: FilingDocument) -> FilingSummary:
    """A line of the list of filings."""
    states = document.states()
    return FilingSummary(
        document.id,
        document.reference,
        document.filing["bundle"],
        datetime.fromisoformat(document.filing["opened"]),
        len({person for person, _ in states}),
        len({person for (person, _), state in states.items() if state is State.PENDING}),
    )
