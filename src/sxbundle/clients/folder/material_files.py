"""材料: one file each, in a folder a person, named after the material, as a clerk looks for them.

A file is first stored under its digest, and renamed once the document lists it. When a process is killed in
between, the next call renames the file.
"""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from sxbundle.clients.folder.atomic_files import safe_name, write
from sxbundle.clients.folder.filing_document import FilingDocument, Plain
from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.procedure.held_materials import FileFacts
from sxbundle.schema import Level, Material
from sxbundle.source import assumed

ROOT = "材料"
_RECEIVED = ".收件"
_UNIT, _PEOPLE = "单位材料", "个人材料"
_ENDINGS = {"jpeg": ".jpg", "png": ".png", "pdf": ".pdf"}

MISSING = ProblemKind(
    "folder.material-missing",
    Severity.WARNING,
    (
        "材料文件夹中缺少或改动了 {count} 个文件（{titles}），已重新列为所缺材料，请重新提供。",
        "{count} files of materials are missing or changed (「{titles}」) and are wanted again. Provide "
        "them again.",
    ),
    (
        "材料文件上传后被删除或手工改动。",
        "Files of materials were deleted or changed by hand since they were attached.",
    ),
    ("重新提供。", "Attach them again."),
    assumed("材料以文件形式保存，可能被误删"),
)


def receive(folder: Path, content: bytes) -> str:
    """Stores the content until the document lists it; returns its digest."""
    digest = hashlib.sha256(content).hexdigest()
    write(folder / ROOT / _RECEIVED / digest, content)
    return digest


def name(folders: Mapping[str, str], material: Material, media: str, person: str) -> str:
    """The path of a material below the filing's folder; `person` is empty for the unit. See `folders_of`."""
    ending = _ENDINGS.get(media, "")
    if material.level is Level.UNIT:
        return "/".join((ROOT, _UNIT, safe_name(material.title) + ending))
    return "/".join((ROOT, _PEOPLE, folders[person], safe_name(material.title) + ending))


def folders_of(document: FilingDocument) -> dict[str, str]:
    """Person to the name of the folder: the existing one, else from row, name and number."""
    named = {
        person: safe_name(f"{row['sheet_row']:03d}_{row['name']}_{person}")
        for person, row in document.people().items()
    }
    existing = {
        record["person"]: str(record["file"].split("/")[2])
        for record in reversed(document.materials)
        if record["file"]
    }
    return named | existing


def place_received(folder: Path, document: FilingDocument) -> None:
    """Moves received files to the paths that the document lists."""
    received = folder / ROOT / _RECEIVED
    if not received.is_dir():
        return
    by_digest: dict[str, list[Plain]] = {}
    for material in document.materials:
        by_digest.setdefault(material["digest"], []).append(material)
    for path in received.iterdir():
        records = by_digest.get(path.name, ())
        content = path.read_bytes() if records else b""
        for record in records:
            if hashlib.sha256(content).hexdigest() != path.name:
                continue  # half-written by a synchronising program; the caller attaches it again
            write(folder / record["file"], content)
            _remove_others(folder / record["file"])
        path.unlink(missing_ok=True)
    received.rmdir()


def _remove_others(file: Path) -> None:
    """Removes the same material with another ending, which this file replaces."""
    for ending in _ENDINGS.values():
        if ending != file.suffix:
            file.with_suffix(ending).unlink(missing_ok=True)


def held(folder: Path, document: FilingDocument) -> list[Plain]:
    """The materials whose files exist with the recorded size."""
    return [material for material in document.materials if _is_present(folder, material)]


def facts(folder: Path, document: FilingDocument) -> dict[tuple[str, str], FileFacts]:
    """(material, person) to type, size and time of the files that exist."""
    media = {ending: name for name, ending in _ENDINGS.items()}
    return {
        (record["material"], record["person"]): FileFacts(
            media.get(Path(record["file"]).suffix, ""),
            int(record["size"]),
            datetime.fromisoformat(record["at"]),
        )
        for record in held(folder, document)
    }


def files_of(folder: Path, document: FilingDocument, keys: Collection[tuple[str, str]]) -> list[Path]:
    """The files of these (material, person)."""
    return [
        folder / material["file"]
        for material in document.materials
        if (material["material"], material["person"]) in keys
    ]


def missing_problems(folder: Path, document: FilingDocument, titles: dict[str, str]) -> Iterator[Problem]:
    """A problem that names the materials whose files are missing or changed."""
    absent = [material for material in document.materials if not _is_present(folder, material)]
    if absent:
        named: list[str] = [titles.get(record["material"], "") or record["material"] for record in absent]
        yield MISSING.problem(count=len(absent), titles="、".join(dict.fromkeys(named)))


def _is_present(folder: Path, plain: Plain) -> bool:
    try:
        size = (folder / str(plain["file"])).stat().st_size
    except (FileNotFoundError, NotADirectoryError):
        return (folder / ROOT / _RECEIVED / str(plain["digest"])).exists()
    return size == int(plain["size"])


KINDS = (MISSING,)
