"""What a step changes in a filing: a value that whoever keeps the filing writes down."""

from collections.abc import Mapping

from attrs import field, frozen

from sxbundle.procedure.entries import EntryKey, EntryRow
from sxbundle.procedure.filing_record import FilingRecord
from sxbundle.procedure.ledger import Receipt
from sxbundle.procedure.upload_file import File


@frozen
class StoredFile:
    """A file that a material gets.

    Attributes:
        material: key of the material.
        person: whose; "" for the unit's.
        file: the content.
        new: it is other content than the material had before.
    """

    material: str
    person: str = field(repr=False)
    file: File
    new: bool


@frozen
class Note:
    """One line for the audit trail: what was done, and facts without personal data."""

    what: str
    facts: Mapping[str, object] = field(factory=dict)


@frozen
class Acceptance:
    """Who accepted which 承诺须知 (3.2.3).

    Attributes:
        item: key of the item.
        by: the clerk who accepted it.
        text: the text that was accepted.
        digest: SHA-256 of the text, hexadecimal.
    """

    item: str
    by: str = field(repr=False)
    text: str = field(repr=False)
    digest: str


@frozen
class StepChange:
    """What one step changes; all of it is written, or nothing.

    Attributes:
        filing: the filing's own fields as they are afterwards.
        added: entries that are new.
        changed: entries that were there before, as they are now.
        fields: the fields in which `changed` differ from before.
        removed: entries that are gone.
        moved: stored rows that stand elsewhere in the sheet now, number to sheet row.
        accepted: a 承诺须知 that was accepted.
        files: what materials get.
        dropped: (material, person) whose file is taken away.
        receipts: receipts that are new.
        evidence: (person, item) to the materials and digests it was submitted with.
        notes: lines for the audit trail.
    """

    filing: FilingRecord
    added: tuple[EntryRow, ...] = field(default=(), repr=False)
    changed: tuple[EntryRow, ...] = field(default=(), repr=False)
    fields: tuple[str, ...] = ()
    removed: tuple[EntryKey, ...] = field(default=(), repr=False)
    moved: Mapping[int, int] = field(factory=dict)
    accepted: tuple[Acceptance, ...] = ()
    files: tuple[StoredFile, ...] = ()
    dropped: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    receipts: tuple[Receipt, ...] = ()
    evidence: Mapping[EntryKey, Mapping[str, str]] = field(factory=dict, repr=False)
    notes: tuple[Note, ...] = ()
