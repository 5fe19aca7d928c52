"""Where the files of a filing come from: a folder or a mapping, and which of them must not be sent."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from sxbundle.bilingual import Bilingual, joined
from sxbundle.errors import FileRefused, MaterialRefused
from sxbundle.filing.find_materials import FoundMaterials, Holder, find_materials, unreadable
from sxbundle.filing.material_problems import STRANGER
from sxbundle.filing.request import FilingRequest
from sxbundle.masking import Personal, mask
from sxbundle.problem import Problem
from sxbundle.procedure.identity import PersonId
from sxbundle.procedure.ledger import Ledger
from sxbundle.procedure.upload_file import Files, content_of
from sxbundle.workbook.atomic_write import made_folder, removed, replacing

DECLARATION_FILE = "山西省参加社会保险人员增减申报表.pdf"
_MOST_NAMED = 5
_OLD_PHOTOS = "旧照片.txt"
"""Beside the printed page: photos that must not go off for it."""

Wanted = tuple[str, PersonId | None]
"""A material's key, and whose it is."""


class MaterialSource:
    """The files of one call of `advance`: looked for once, each looked into once.

    Attributes:
        refused: why a file is not sent, or was not kept.
        problems: of the folder.
    """

    def __init__(self, request: FilingRequest[Any]) -> None:
        plan = request.plan
        self._request = request
        self.materials = {material.key: material for material in plan.all_materials}
        self.refused: dict[Wanted, Bilingual] = {}
        self.problems: tuple[Problem, ...] = ()
        self._found: FoundMaterials | None = None
        self._readable: dict[Wanted, bool] = {}
        self._given: dict[str, dict[PersonId, Any]] = {}
        self._old_photos: set[str] = set()

    @property
    def declaration_path(self) -> Path | None:
        """Where the declaration is left to be printed."""
        papers = self._request.papers
        return None if papers is None else papers / DECLARATION_FILE

    def is_declaration_photo(self, material: str) -> bool:
        """True for the photo of the stamped declaration."""
        return self.materials[material].proves_declaration

    def strangers(self, people: Iterable[PersonId]) -> Iterator[Problem]:
        """For each material of a mapping the numbers that are none of these people's."""
        known = frozenset(people)
        given = self._request.materials
        for key, files in given.items() if isinstance(given, Mapping) else ():
            if not isinstance(files, Mapping):
                continue
            unknown = [number for number in files if PersonId(number) not in known]
            if unknown:
                numbers = joined(mask(number, Personal.CERTIFICATE) for number in unknown[:_MOST_NAMED])
                yield STRANGER.problem(
                    material=self.materials[key].title, count=len(unknown), numbers=numbers
                )

    def path(self, ledger: Ledger, person: Wanted) -> Files | None:
        """The file of a material, or its files in order, when it is there and can be sent."""
        path = self._path(ledger, person)
        if path is None or not self._is_readable(person, path):
            return None
        if self.is_declaration_photo(person[0]) and digest_of(path) in self._old():
            self.refused[person] = Bilingual(
                "这张照片是人员变动之前那份申报表的",
                "this photo is of a declaration printed before people changed",
            )
            return None
        return path

    def write_declaration(self, pdf: bytes) -> None:
        """Leaves the page to be printed, whole or not at all."""
        target = self.declaration_path
        if target is None:
            return
        made_folder(target.parent)
        with replacing(target) as stream:  # half a page would pass for the page the next time
            stream.write(pdf)

    def distrust_photo(self, ledger: Ledger) -> None:
        """Remembers that the photo in the folder is of the page that is about to be replaced."""
        target = self.declaration_path
        declared = self._request.plan.declaration_photo
        if target is None or declared is None or ledger.printed or not target.exists():
            return
        photo = self._path(ledger, (declared.key, None))
        digest = None if photo is None else digest_of(photo)
        if digest is not None:
            self._old_photos = self._old() | {digest}

    def clear_declaration(self) -> None:
        """Takes the page of other people away before a new one is asked for.

        Photos of it are distrusted in later runs, too. A process that dies after the hall's answer must not
        leave the old page there to be stamped.
        """
        target = self.declaration_path
        if target is None:
            return
        if self._old_photos:
            with replacing(target.with_name(_OLD_PHOTOS)) as stream:
                stream.write("".join(f"{digest}\n" for digest in sorted(self._old_photos)).encode())
        removed(target)

    def _old(self) -> set[str]:
        """Digests of photos of pages on which other people stood."""
        target = self.declaration_path
        listed = None if target is None else target.with_name(_OLD_PHOTOS)
        written = set(listed.read_text().split()) if listed is not None and listed.exists() else set()
        return self._old_photos | written

    def _path(self, ledger: Ledger, wanted: Wanted) -> Files | None:
        key, person = wanted
        given = self._request.materials
        if given is None:
            return None
        if isinstance(given, Mapping):
            file = given.get(key)
            if isinstance(file, Mapping):
                if key not in self._given:
                    self._given[key] = {PersonId(number): path for number, path in file.items()}
                file = None if person is None else self._given[key].get(person)
            return file
        if self._found is None:
            self._found = self._find(given, ledger)
            self.problems = self._found.problems
        if person is None:
            return self._found.unit.get(key)
        return self._found.people.get((str(person), key))

    def _find(self, folder: str | Path, ledger: Ledger) -> FoundMaterials:
        holders = {entry.person: Holder(str(entry.person), entry.name) for entry in ledger.entries}
        try:
            return find_materials(folder, self.materials.values(), tuple(holders.values()), look=False)
        except FileRefused as error:
            return FoundMaterials(problems=error.problems)

    def _is_readable(self, wanted: Wanted, path: Files) -> bool:
        """Looks into a file; what is wrong with it is reported as when the hall refuses it."""
        if wanted not in self._readable:
            material, person = self.materials[wanted[0]], wanted[1]
            problem = unreadable(material, None if person is None else str(person), path)
            self._readable[wanted] = problem is None
            if problem is not None:
                self.refused[wanted] = problem.sentence
        return self._readable[wanted]


def digest_of(path: Files) -> str | None:
    """SHA-256 of what a hall would hold; None when it cannot be read."""
    try:
        return hashlib.sha256(content_of(path)).hexdigest()
    except MaterialRefused:
        return None  # the upload will say why it cannot be read
