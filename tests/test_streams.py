"""Wherever a path goes, content and open files go, too."""

import io
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from PIL import Image

import sxbundle as sx
from sxbundle.testing import people

SELECTION = sx.HIRE.select("职工参保登记")
PHOTO = "declaration_photo"


_OPEN: list[Any] = []


@pytest.fixture(autouse=True)
def _close_files() -> Iterator[None]:
    """Closes the files that a test opened."""
    yield
    while _OPEN:
        _OPEN.pop().close()


def _opened(path: Path, mode: str) -> Any:
    _OPEN.append(path.open(mode))
    return _OPEN[-1]


def _spooled(content: bytes) -> Any:
    file = tempfile.SpooledTemporaryFile()  # noqa: SIM115 - the fixture closes it
    _OPEN.append(file)
    file.write(content)
    file.seek(0)
    return file


def _path(content: bytes) -> Path:
    path = Path(tempfile.mkdtemp()) / "file.xlsx"
    path.write_bytes(content)
    return path


SOURCES: dict[str, Callable[[bytes], Any]] = {
    "path": _path,
    "text": lambda content: str(_path(content)),
    "bytes": bytes,
    "bytearray": bytearray,
    "memoryview": memoryview,
    "BytesIO": io.BytesIO,
    "SpooledTemporaryFile": _spooled,
    "open file": lambda content: _opened(_path(content), "rb"),
}
TARGETS: dict[str, Callable[[], Any]] = {
    "BytesIO": io.BytesIO,
    "SpooledTemporaryFile": lambda: _spooled(b""),
    "open file": lambda: _opened(Path(tempfile.mkdtemp()) / "out", "w+b"),
}


@pytest.fixture(scope="module")
def sheet() -> bytes:
    """A filled sheet of three people."""
    stream = io.BytesIO()
    SELECTION.sheet().fill(people.rows(SELECTION.plan, 3), stream)
    return stream.getvalue()


@pytest.fixture(scope="module")
def filing(sheet: bytes) -> sx.Filing[Any]:
    """A filing of these people, staged."""
    hall = sx.LocalHall.demo()
    hall.sign_in(sx.Credentials("taiyuan-demo", "demo-2026"))
    filing = sx.file(SELECTION.read(sheet), hall, reference="2026-11 入职")
    filing.advance()
    return filing


def _photo(shade: int) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (800, 600), (shade, shade, shade)).save(stream, "JPEG")
    return stream.getvalue()


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize(
    "read",
    [
        lambda file: len(SELECTION.read(file)) == 3,
        lambda file: sum(map(len, SELECTION.scan(file))) == 3,
        lambda file: sx.sniff(file).bundle == "hire",
        lambda file: len(sx.learn(file, SELECTION).columns) > 30,
    ],
    ids=["read", "scan", "sniff", "learn"],
)
def test_a_sheet_comes_from_anywhere(source: str, read: Callable[[Any], bool], sheet: bytes) -> None:
    assert read(SOURCES[source](sheet))


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize(
    ("write", "magic"),
    [
        (lambda filing, file: SELECTION.sheet().save(file), b"PK"),
        (lambda filing, file: SELECTION.sheet().fill(filing.request.batch, file), b"PK"),
        (lambda filing, file: filing.request.batch.annotate(file), b"PK"),
        (lambda filing, file: filing.ledger.save(file), b"PK"),
        (lambda filing, file: filing.hall.records().save(file), b"PK"),
        (lambda filing, file: filing.print_pack(file), b"%PDF"),
    ],
    ids=["save", "fill", "annotate", "ledger", "records", "print_pack"],
)
def test_a_file_goes_anywhere(
    target: str, write: Callable[[Any, BinaryIO], Any], magic: bytes, filing: sx.Filing[Any]
) -> None:
    file = TARGETS[target]()
    assert write(filing, file) is file
    file.seek(0)
    assert file.read(len(magic)) == magic


@pytest.mark.parametrize("source", SOURCES)
def test_a_material_comes_from_anywhere(source: str, filing: sx.Filing[Any]) -> None:
    content = _photo(10 * list(SOURCES).index(source))
    file = SOURCES[source](content)
    attached = filing.hall.attach(filing.id, PHOTO, file)
    assert attached.new
    assert filing.hall.attach(filing.id, PHOTO, file).digest == attached.digest, "an open file is read again"


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("pages", [1, 2])
def test_a_mapping_of_materials_comes_from_anywhere(source: str, pages: int, filing: sx.Filing[Any]) -> None:
    contents = [_photo(10 * list(SOURCES).index(source) + page) for page in range(pages)]
    files = [SOURCES[source](content) for content in contents]
    if filing.hall.materials(filing.id):
        filing.hall.remove_material(filing.id, PHOTO)
    mapped = sx.file(
        filing.request.batch,
        filing.hall,
        reference="2026-11 入职",
        materials={PHOTO: files[0] if pages == 1 else files},
    )
    assert mapped.advance(submit=False).needs == ()
    (held,) = filing.hall.materials(filing.id)
    assert held.digest == filing.hall.attach(filing.id, PHOTO, contents).digest
