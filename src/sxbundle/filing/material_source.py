"""The files of a filing, from a folder or a mapping, without those that must not be sent."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Set
from pathlib import Path
from typing import Any

from sxbundle.bilingual import Bilingual, joined
from sxbundle.errors import FileRefused, MaterialRefused
from sxbundle.filing.find_materials import FoundMaterials, Holder, find_materials, unreadable
from sxbundle.filing.material_problems import UNKNOWN_PERSON
from sxbundle.filing.request import FilingRequest
from sxbundle.masking import Personal, mask
from sxbundle.problem import Problem
from sxbundle.procedure.identity import PersonId
from sxbundle.procedure.ledger import Entry, Ledger, State
from sxbundle.procedure.model import Upload
from sxbundle.procedure.upload_file import Files, content_of
from sxbundle.schema import FormKind, Level
from sxbundle.workbook.atomic_write import made_folder, removed, replacing

_MOST_NAMED = 5
_OUTDATED_PHOTOS = "旧照片.txt"
"""Beside the printed page: digests of photos of earlier pages."""

MaterialSlot = tuple[str, PersonId | None]
"""The key of a material and its owner; None for the unit."""


class MaterialSource:
    """The files of one call of `advance`; each is searched for and checked once.

    Attributes:
        refused: why a file is not sent, or was not kept.
        problems: of the folder.
    """

    def __init__(self, request: FilingRequest[Any]) -> None:
        plan = request.plan
        self._request = request
        self.materials = {material.key: material for material in plan.all_materials}
        self.refused: dict[MaterialSlot, Bilingual] = {}
        self.problems: tuple[Problem, ...] = ()
        self._folder_materials: FoundMaterials | None = None
        self._readable: dict[MaterialSlot, bool] = {}
        self._files_by_person: dict[str, dict[PersonId, Any]] = {}
        self._outdated_photos: set[str] = set()

    @property
    def declaration_path(self) -> Path | None:
        """Where the declaration is left to be printed."""
        papers, title = self._request.papers, self._request.plan.form_title(FormKind.DECLARATION)
        return None if papers is None else papers / f"{title.replace('/', '／')}.pdf"

    def is_declaration_photo(self, material: str) -> bool:
        """True for the photo of the stamped declaration."""
        return self.materials[material].proves_declaration

    def has_unusable_file(self, person: PersonId) -> bool:
        """True when a file of the person, or of the unit, cannot be sent: what the hall holds is older."""
        return any(
            owner == person or (owner is None and not self.is_declaration_photo(material))
            for material, owner in self.refused
        )

    def unknown_people(self, people: Iterable[PersonId]) -> Iterator[Problem]:
        """A problem for each material of a mapping whose numbers are not of these people."""
        known = frozenset(people)
        materials_option = self._request.materials
        for key, files in materials_option.items() if isinstance(materials_option, Mapping) else ():
            if not isinstance(files, Mapping):
                continue
            unknown = [number for number in files if PersonId(number) not in known]
            if unknown:
                numbers = joined(mask(number, Personal.CERTIFICATE) for number in unknown[:_MOST_NAMED])
                yield UNKNOWN_PERSON.problem(
                    material=self.materials[key].title, count=len(unknown), numbers=numbers
                )

    def uploads(self, ledger: Ledger, sent: Set[MaterialSlot]) -> list[Upload]:
        """The files that the hall lacks and that can be sent, without those sent before."""
        lacking: list[MaterialSlot] = [(key, None) for key in ledger.lacking] if ledger.entries else []
        for entry in ledger.entries:
            if entry.state is State.PENDING:
                personal = (key for key in entry.lacking if self.materials[key].level is Level.PERSON)
                lacking += [(key, entry.person) for key in personal]
            elif entry.state is State.RETURNED:
                lacking += self.slots_of(ledger, entry)
        paths = ((slot, self.path(ledger, slot)) for slot in dict.fromkeys(lacking) if slot not in sent)
        return [Upload(key, path, person) for (key, person), path in paths if path is not None]

    def slots_of(self, ledger: Ledger, entry: Entry) -> list[MaterialSlot]:
        """The materials of an entry; a new file reopens a returned one, the same file changes nothing."""
        plan = self._request.plan
        item = next(item for item in plan.items if item.key == entry.item)
        return [
            (material.key, entry.person if material.level is Level.PERSON else None)
            for material in plan.materials_of(item, first=ledger.first)
        ]

    def path(self, ledger: Ledger, slot: MaterialSlot) -> Files | None:
        """The file of a material, or its files in order, when it is there and can be sent."""
        path = self._path(ledger, slot)
        if path is None or not self._is_readable(slot, path):
            return None
        if self.is_declaration_photo(slot[0]) and digest_of(path) in self._outdated_digests():
            self.refused[slot] = Bilingual(
                "这张照片是人员变动之前那份申报表的",
                "this photo is of a declaration printed before people changed",
            )
            return None
        return path

    def write_declaration(self, pdf: bytes) -> None:
        """Writes the page to be printed, atomically."""
        target = self.declaration_path
        if target is None:
            return
        made_folder(target.parent)
        with replacing(target) as stream:  # half a page would count as the page in the next run
            stream.write(pdf)

    def mark_photo_outdated(self, ledger: Ledger) -> None:
        """Records that the photo in the folder shows the page that is about to be replaced."""
        target = self.declaration_path
        declared = self._request.plan.declaration_photo
        if target is None or declared is None or ledger.printed or not target.exists():
            return
        photo = self._path(ledger, (declared.key, None))
        digest = None if photo is None else digest_of(photo)
        if digest is not None:
            self._outdated_photos = self._outdated_digests() | {digest}

    def remove_declaration(self) -> None:
        """Removes the outdated page before a new one is requested.

        Photos of it stay outdated in later runs. A process that dies after the hall's answer must not leave
        the old page there to be stamped.
        """
        target = self.declaration_path
        if target is None:
            return
        if self._outdated_photos:
            with replacing(target.with_name(_OUTDATED_PHOTOS)) as stream:
                stream.write("".join(f"{digest}\n" for digest in sorted(self._outdated_photos)).encode())
        removed(target)

    def _outdated_digests(self) -> set[str]:
        """Digests of photos of outdated pages."""
        target = self.declaration_path
        listed = None if target is None else target.with_name(_OUTDATED_PHOTOS)
        written = set(listed.read_text().split()) if listed is not None and listed.exists() else set()
        return self._outdated_photos | written

    def _path(self, ledger: Ledger, slot: MaterialSlot) -> Files | None:
        key, person = slot
        materials_option = self._request.materials
        if materials_option is None:
            return None
        if isinstance(materials_option, Mapping):
            file = materials_option.get(key)
            if isinstance(file, Mapping):
                if key not in self._files_by_person:
                    self._files_by_person[key] = {PersonId(number): path for number, path in file.items()}
                file = None if person is None else self._files_by_person[key].get(person)
            return file
        if self._folder_materials is None:
            self._folder_materials = self._find(materials_option, ledger)
            self.problems = self._folder_materials.problems
        if person is None:
            return self._folder_materials.unit.get(key)
        return self._folder_materials.people.get((str(person), key))

    def _find(self, folder: str | Path, ledger: Ledger) -> FoundMaterials:
        holders = {entry.person: Holder(str(entry.person), entry.name) for entry in ledger.entries}
        try:
            return find_materials(folder, self.materials.values(), tuple(holders.values()), look=False)
        except FileRefused as error:
            return FoundMaterials(problems=error.problems)

    def _is_readable(self, slot: MaterialSlot, path: Files) -> bool:
        """Checks a file; a problem is reported like a refusal of the hall."""
        if slot not in self._readable:
            material, person = self.materials[slot[0]], slot[1]
            problem = unreadable(material, None if person is None else str(person), path)
            self._readable[slot] = problem is None
            if problem is not None:
                self.refused[slot] = problem.sentence
        return self._readable[slot]


def digest_of(path: Files) -> str | None:
    """SHA-256 of what a hall would hold; None when it cannot be read."""
    try:
        return hashlib.sha256(content_of(path)).hexdigest()
    except MaterialRefused:
        return None  # the upload will say why it cannot be read
