"""The people of a batch."""

from collections.abc import Sequence
from typing import Any

from attrs import field, frozen

from sxbundle.batch import Batch
from sxbundle.bilingual import Bilingual, joined
from sxbundle.masking import Personal, Redactor, mask, without_numbers
from sxbundle.procedure.identity import PersonId
from sxbundle.procedure.ledger import Ledger


@frozen
class BatchPerson:
    """One person of a batch.

    Attributes:
        person: certificate number.
        name: hidden in `repr`.
        row: of the sheet.
        good: True when the row holds no error.
        key: what the caller calls the row; None when nothing was said.
    """

    person: PersonId
    name: str = field(repr=False)
    row: int
    good: bool
    key: str | None = None


def batch_people(batch: Batch[Any]) -> tuple[BatchPerson, ...]:
    """The people whose number can be read, in sheet order."""
    values = batch.checked.values
    numbers, names = values[batch.plan.number.key], values[batch.plan.name.key]
    wrong = batch.checked.wrong
    return tuple(
        BatchPerson(PersonId(str(number)), str(name or ""), row, index not in wrong, batch.keys[index])
        for index, (number, name, row) in enumerate(zip(numbers, names, batch.table.rows, strict=True))
        if number is not None
    )


def redactor_of(batch: Batch[Any], ledger: Ledger) -> Redactor:
    """Masks the people of the batch and of the filing in a sentence."""
    names, numbers = (batch.checked.values[column.key] for column in (batch.plan.name, batch.plan.number))
    entries = ledger.entries
    return Redactor(
        [*(str(name) for name in names if name), *(entry.name for entry in entries)],
        [*(PersonId(str(number)) for number in numbers if number), *(entry.person for entry in entries)],
    )


def named_people(people: Sequence[Bilingual], most: int, count: int) -> Bilingual:
    """The first `most` of `count` people, and how many there are when not all are named."""
    names = joined(people[:most])
    if count <= most:
        return names
    return Bilingual("{names}等 {count} 人", "{names} and others ({count} people)", names=names, count=count)


def named(name: str, person: str, row: int | None = None, key: str | None = None) -> Bilingual:
    """A person as needs and results name one: row, the caller's key, name, masked number."""
    number = mask(person, Personal.CERTIFICATE)
    whose = f"{without_numbers(key)} {name}" if key is not None else name
    if row is None:
        return Bilingual("{whose}（{number}）", "「{whose}」 ({number})", whose=whose, number=number)
    return Bilingual(
        "第 {row} 行 {whose}（{number}）",
        "row {row} 「{whose}」 ({number})",
        row=row,
        whose=whose,
        number=number,
    )
