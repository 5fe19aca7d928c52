"""The filings in the folder of a unit: found, read and written so that no answer is lost.

A filing's folder holds its head twice (申报.toml, 台账.json) and its document twice (台账.json, 备份/). What
a synchronising program deletes, truncates or duplicates is restored from the other copy and reported.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from attrs import define, field, frozen

from sxbundle.clients.folder.atomic_files import (
    comparable_names,
    conflict_copies,
    make_folder,
    opener_in,
    safe_name,
    write,
)
from sxbundle.clients.folder.filing_document import FilingDocument, Plain, head_of, head_text, merge
from sxbundle.clock import stamp
from sxbundle.errors import NotFound, refusal
from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.procedure.identity import FilingId, Unit
from sxbundle.procedure.problems import NO_FILING
from sxbundle.schema import Plan
from sxbundle.source import assumed

HEAD_FILE, DOCUMENT_FILE, BACKUP, HISTORY = "申报.toml", "台账.json", "备份", "历史.tsv"
COPIES = "冲突副本"
_OURS = assumed("文件夹会被同步、复制、误删；台账因此存两份")

RESTORED = ProblemKind(
    "folder.restored",
    Severity.NOTICE,
    (
        "{file} 缺失或损坏，已按{source}恢复，没有丢失内容。",
        "{file} was lost or damaged and was restored from {source}; nothing is lost.",
    ),
    (
        "申报的一个文件缺失或损坏，已从其余内容恢复。",
        "A file of the filing was missing or damaged and was put together again from the rest.",
    ),
    ("不用处理；查一下它为什么不见了。", "Nothing; look why it vanished."),
    _OURS,
)
DOCUMENT_LOST = ProblemKind(
    "folder.book-lost",
    Severity.WARNING,
    (
        "{file} 及其备份都缺失或损坏，已导入的人员、承诺和回执无从得知，将按本次申报的内容重新生成。"
        "提交前请先在【个人中心】核对哪些人已经提交，并填入“回填”文件夹，不要重复提交。",
        "{file} and its backup are both lost or damaged; staged people, commitments and receipts are "
        "unknown and will be rebuilt from this batch. Before submitting, look up in the hall who was "
        "submitted already and enter it in the folder 「回填」; do not submit twice.",
    ),
    (
        "台账及其备份都没有了，只能重建本次申报写明的内容。",
        "Both copies of the record are gone; only what this batch says can be rebuilt.",
    ),
    (
        "再次调用 `advance`；提交任何人之前，先在网厅核对谁已提交。",
        "Call `advance` again, and look up at the hall who was submitted already before submitting anybody.",
    ),
    _OURS,
)
CLASH = ProblemKind(
    "folder.receipts-clash",
    Severity.WARNING,
    (
        "冲突副本“{file}”与台账中有 {count} 项的回执编号不同，以台账为准，请在【个人中心】核对。",
        "The conflict copy 「{file}」 gives other receipt numbers than the record for {count} items; the "
        "record stands. Look them up in the hall.",
    ),
    (
        "两台电脑各自改动了台账，同一事项的回执编号不同。",
        "Two copies of the record, changed on two machines, hold different receipts for the same item.",
    ),
    ("在网厅核对哪个回执正确。", "Look up at the hall which receipt is right."),
    _OURS,
)
UNREADABLE_COPY = ProblemKind(
    "folder.copy-unreadable",
    Severity.WARNING,
    (
        "冲突副本“{file}”读不懂，没有采用，请核对后删除。",
        "The conflict copy 「{file}」 cannot be understood and was not used. Compare it, then delete it.",
    ),
    (
        "台账旁边有同步软件留下的副本，读不懂。",
        "A copy of the record that a synchronising program made cannot be read.",
    ),
    ("与台账核对后删除。", "Compare it with the record, then delete it."),
    _OURS,
)
DOUBLE = ProblemKind(
    "folder.filing-twice",
    Severity.WARNING,
    (
        "同一申报有 {count} 个文件夹（{names}），只使用“{used}”，请把其余的移走。",
        "One filing has {count} folders (「{names}」); only 「{used}」 is used. Move the others away.",
    ),
    (
        "申报的文件夹被复制，只使用其中一个。",
        "The folder of a filing was copied; only one of the copies is used.",
    ),
    ("把其余的移走。", "Move the others away."),
    _OURS,
)


@define
class StoredFiling:
    """A filing as it is stored in its folder.

    Attributes:
        folder: of the filing.
        document: everything that is known of it.
        before: the bytes of the document when it was read; empty when it must be written.
        problems: what was wrong with the files, reported until it is mended.
        adopted: conflict copies that were merged into the document.
    """

    folder: Path
    document: FilingDocument
    before: bytes = field(default=b"", repr=False)
    problems: list[Problem] = field(factory=list)
    adopted: list[Path] = field(factory=list)


@frozen
class FilingRepository:
    """The filings of one unit; the caller holds the lock of the folder.

    Attributes:
        folder: the unit's.
        user: the clerk's account, which belongs to the filings' ids.
    """

    folder: Path
    user: str

    def id_of(self, reference: str) -> FilingId:
        """The id of a reference: the same wherever and whenever it is opened."""
        return FilingId("F" + hashlib.sha256(f"{self.user}\0{reference}".encode()).hexdigest()[:12])

    def heads(self) -> dict[str, list[tuple[Path, Plain]]]:
        """Every filing's id to the folders that hold it, with its head."""
        documents: dict[str, list[tuple[Path, Plain]]] = {}
        for folder in sorted(path for path in self.folder.iterdir() if path.is_dir()):
            head = self._head(folder)
            if head is not None and head["id"] == self.id_of(head["reference"]):
                documents.setdefault(head["id"], []).append((folder, head))
        return documents

    def find(self, filing: str) -> Path | None:
        """The folder of a filing."""
        candidates = self.heads().get(filing, [])
        return _most_advanced(candidates)[0] if candidates else None

    def load(self, filing: str) -> StoredFiling:
        """Reads a filing; a damaged file is restored from its other copy.

        Raises:
            NotFound: the unit has none of that id.
        """
        candidates = self.heads().get(filing)
        if not candidates:
            raise refusal(NotFound, NO_FILING)
        folder, head = _most_advanced(candidates)
        stored = _read(folder, head)
        if len(candidates) > 1:
            names = "、".join(path.name for path, _ in candidates)
            stored.problems.append(DOUBLE.problem(count=len(candidates), names=names, used=folder.name))
        return stored

    def copies(self, filing: str) -> Iterator[StoredFiling]:
        """Every folder of a filing, read for itself."""
        for folder, head in self.heads()[filing]:
            yield _read(folder, head)

    def new(self, reference: str, plan: Plan[Any], unit: Unit, now: datetime) -> StoredFiling:
        """A filing that is opened now.

        A folder of its name that holds answers or materials already has lost its document; then it is unknown
        what the hall has.
        """
        folder = self._place(reference)
        head = {
            "id": self.id_of(reference),
            "reference": reference,
            "bundle": plan.bundle,
            "items": [item.key for item in plan.items],
            "vouched": sorted(plan.vouched),
            "registrations": [
                {"number": registration.number, "system": registration.system, "name": registration.name}
                for registration in unit.registrations
            ],
            "opened": stamp(now),
            "number": len(self.heads()) + 1,
        }
        doubt = any((folder / name).exists() for name in ("材料", "回填"))
        make_folder(folder)
        return StoredFiling(folder, FilingDocument({**blank(), **head}, doubt=doubt))

    def _place(self, reference: str) -> Path:
        """A folder for a new filing that no other has, on systems that ignore case, too."""
        name = safe_name(reference)
        used = comparable_names(
            folder.name for candidates in self.heads().values() for folder, _ in candidates
        )
        if name != reference or comparable_names([name]) & used:
            name = f"{name[:40]} ~{self.id_of(reference)[1:7]}"
        return self.folder / name

    def save(self, stored: StoredFiling, notes: list[str]) -> None:
        """Writes what changed: the document, its second copy, a missing head; appends the notes."""
        document = stored.document
        if not stored.before or stored.adopted or not document.same(stored.before):
            document.seq += 1
            data = document.to_bytes()
            write(stored.folder / DOCUMENT_FILE, data)
            write(stored.folder / BACKUP / DOCUMENT_FILE, data)
            stored.before = data
        elif not (stored.folder / BACKUP / DOCUMENT_FILE).exists():
            write(stored.folder / BACKUP / DOCUMENT_FILE, stored.before)
        if not (stored.folder / HEAD_FILE).exists():
            write(stored.folder / HEAD_FILE, head_text(document.filing))
        if notes:
            with open(  # Path.open takes no opener
                stored.folder / HISTORY, "a", encoding="utf-8", opener=opener_in(stored.folder)
            ) as stream:
                stream.write("".join(f"{note}\n" for note in notes))
        for path in stored.adopted:
            target = stored.folder / BACKUP / COPIES / path.name
            make_folder(target.parent)
            path.replace(target)
        stored.adopted = []

    def _head(self, folder: Path) -> Plain | None:
        try:
            return head_of((folder / HEAD_FILE).read_bytes())
        except (OSError, ValueError):
            pass
        for path in (folder / DOCUMENT_FILE, folder / BACKUP / DOCUMENT_FILE):
            if (document := _read_document(path)) is not None:
                return document.filing
        return None


def _most_advanced(candidates: list[tuple[Path, Plain]]) -> tuple[Path, Plain]:
    """The folder with the highest `seq` in any readable copy; of equals the one named after the filing."""
    if len(candidates) == 1:
        return candidates[0]

    def rank(candidate: tuple[Path, Plain]) -> tuple[int, bool]:
        folder, head = candidate
        paths = (
            folder / DOCUMENT_FILE,
            folder / BACKUP / DOCUMENT_FILE,
            *conflict_copies(folder / DOCUMENT_FILE),
        )
        documents = [
            document
            for path in paths
            if (document := _read_document(path)) is not None and document.id == head["id"]
        ]
        return max((document.seq for document in documents), default=-1), folder.name == safe_name(
            head["reference"]
        )

    return max(candidates, key=rank)


def _read(folder: Path, head: Plain) -> StoredFiling:
    problems: list[Problem] = []
    main, backup = _read_document(folder / DOCUMENT_FILE), _read_document(folder / BACKUP / DOCUMENT_FILE)
    copies = {path: _read_document(path) for path in conflict_copies(folder / DOCUMENT_FILE)}
    known = [copy for copy in (main, backup, *copies.values()) if copy is not None and copy.id == head["id"]]
    if not known:
        problems.append(DOCUMENT_LOST.problem(file=DOCUMENT_FILE))
        _set_aside(folder)
        return StoredFiling(folder, FilingDocument({**blank(), **head}, doubt=True), b"", problems)
    document = max(known, key=lambda document: document.seq)  # the first of equals is the main one
    if main is None:
        source = "备份" if document is backup else "冲突副本"
        problems.append(RESTORED.problem(file=DOCUMENT_FILE, source=source))
        _set_aside(folder)
    stored = StoredFiling(
        folder, document, b"" if document is not main else (folder / DOCUMENT_FILE).read_bytes(), problems
    )
    for path, copy in copies.items():
        if copy is None or copy.id != head["id"]:
            problems.append(UNREADABLE_COPY.problem(file=path.name))
            continue
        if clash := merge(document, main if copy is document and main is not None else copy):
            problems.append(CLASH.problem(file=path.name, count=len(clash)))
        stored.adopted.append(path)
    if not (folder / HEAD_FILE).exists():
        problems.append(RESTORED.problem(file=HEAD_FILE, source="台账"))
    return stored


def _set_aside(folder: Path) -> None:
    """Moves an unreadable document to the backup folder before a new one is written."""
    path = folder / DOCUMENT_FILE
    if path.exists():
        digest = hashlib.sha256(path.read_bytes()).hexdigest()[:8]
        target = folder / BACKUP / f"损坏的{path.stem}-{digest}{path.suffix}"
        make_folder(target.parent)
        path.replace(target)


def _read_document(path: Path) -> FilingDocument | None:
    try:
        return FilingDocument.from_bytes(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None


def blank() -> Plain:
    """The fields of a new filing."""
    return {
        "staged": None,
        "answer": {},
        "version": 0,
        "printed": -1,
        "unit_record": None,
        "next_row": 1,
    }


KINDS = (RESTORED, DOCUMENT_LOST, CLASH, UNREADABLE_COPY, DOUBLE)
