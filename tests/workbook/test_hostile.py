"""Every sample of tools/hostile.py is refused or read as it says."""

# ruff: noqa: F401, F811 - `worker` is a fixture; a conftest.py here would share its name with others

import gc
import io
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import attrs
import hostile
import pytest
from guard_samples import CORPUS, Worker, worker

from sxbundle.errors import FileRefused
from sxbundle.workbook import DEFAULT, KINDS, check_file, check_material, inspect, xml_events
from sxbundle.workbook.cell_reference import column_letters
from sxbundle.workbook.grid import SheetFacts
from sxbundle.workbook.read import read_grids
from sxbundle.workbook.xml_events import Reader

SAMPLES = list(hostile.samples())
LARGE = {
    "250-sheets-of-odd-tags.xlsx",
    "250-sheets-of-rows.xlsx",
    "bomb.pdf",
    "empty-rows.xlsx",
    "long-text-in-every-cell.xlsx",
    "many-cells.xls",
    "million-rows.csv",
    "million-strings.xlsx",
    "six-million-cells.xlsx",
}
"""Building each takes seconds."""


@pytest.fixture(scope="module")
def build() -> Callable[["hostile.Sample"], bytes]:
    """Builds a sample; the large ones once for all tests."""
    kept = {sample.name: cache(sample.build) for sample in SAMPLES if sample.name in LARGE}
    return lambda sample: kept.get(sample.name, sample.build)()


def test_the_large_samples_are_samples() -> None:
    assert {sample.name for sample in SAMPLES} >= LARGE


@pytest.mark.parametrize(
    "sample",
    [
        pytest.param(sample, id=sample.name, marks=[pytest.mark.slow] if sample.name in LARGE else [])
        for sample in SAMPLES
    ],
)
def test_refused_or_read_as_stated(
    sample: "hostile.Sample", build: Callable[["hostile.Sample"], bytes]
) -> None:
    content = build(sample)
    take: Callable[[bytes], object] = check_material if sample.material else read_grids
    if not sample.code:
        assert take(content)
        return
    with pytest.raises(FileRefused) as caught:
        take(content)
    assert caught.value.code == sample.code
    assert caught.value.problem.message.endswith(("。", "）"))


@pytest.mark.slow
def test_no_sample_harms_the_process(worker: Worker, build: Callable[["hostile.Sample"], bytes]) -> None:
    """The worker may use little memory, so a bomb that went off would end it."""
    for sample in SAMPLES:
        answer = worker.try_file(build(sample))
        assert not answer.startswith(("!", "crash")), sample.name


def test_at_least_five_hundred_and_fifty_kinds() -> None:
    assert len({sample.name for sample in SAMPLES}) >= 550


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name)
def test_what_office_programs_write_passes(path: Path) -> None:
    assert check_file(path) == ()


def test_a_path_a_file_and_bytes_are_one(tmp_path: Path) -> None:
    content = hostile.Book().build()
    path = tmp_path / "表.csv"  # the name is not believed
    path.write_bytes(content)
    with path.open("rb") as stream:
        kinds = {inspect(one).kind for one in (path, str(path), content, memoryview(content), stream)}
        assert not stream.closed
    assert kinds == {"xlsx"}


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    assert [one.code for one in check_file(tmp_path / "没有.xlsx")] == ["file.unreadable"]
    assert [one.code for one in check_file(tmp_path)] == ["file.unreadable"]


def test_too_large() -> None:
    limits = attrs.evolve(DEFAULT, file_bytes=10)
    (problem,) = check_file(b"12345678901", limits=limits)
    assert problem.code == "file.too-large"
    assert "0.0 KB" in problem.message


def test_macros_pass_only_where_allowed() -> None:
    (sample,) = (one for one in SAMPLES if one.name == "macros.xlsm")
    assert [one.code for one in check_file(sample.build())] == ["file.active-content"]
    assert check_file(sample.build(), limits=attrs.evolve(DEFAULT, macros=True)) == ()


def test_every_wrong_byte_of_an_archive_is_seen() -> None:
    """No part can be changed without its checksum telling."""
    content = hostile.Book().build()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        info = archive.getinfo("xl/worksheets/sheet1.xml")
        start = info.header_offset + 30 + len(info.filename)
    for at in range(start, start + info.compress_size, 7):
        changed = bytearray(content)
        changed[at] ^= 0x10
        (problem,) = check_file(bytes(changed))
        assert problem.code in {"file.broken", "file.encoding", "file.bomb"}


def test_codes_are_declared() -> None:
    assert {sample.code for sample in SAMPLES} - {""} <= {kind.code for kind in KINDS}


@pytest.mark.parametrize("columns", [1, 5, 25, 26, 52])
def test_the_area_of_a_sheet_is_that_of_its_own_columns(columns: int) -> None:
    """Below a header rows of one cell each: the rectangle is counted as it is, and no wider."""
    head = "".join(f'<c r="{column_letters(at)}1"><v>1</v></c>' for at in range(1, columns + 1))
    rows = "".join(f'<row r="{row}"><c r="A{row}"><v>1</v></c></row>' for row in range(2, 1001))
    book = hostile.Book(rows=f'<row r="1">{head}</row>{rows}')
    area = 1000 * columns - len(book.all_parts()["xl/worksheets/sheet1.xml"]) // 8
    assert check_file(book.build(), limits=attrs.evolve(DEFAULT, area=area)) == ()
    (problem,) = check_file(book.build(), limits=attrs.evolve(DEFAULT, area=area - 1))
    assert problem.code == "file.too-many-cells"
    assert f"{column_letters(columns)}1000" in problem.message


@pytest.mark.parametrize(
    "content",
    [
        "姓名,证件类型,证件号码\n张三,01,1\n".encode("ascii", "replace"),
        '采集表\n"姓名";"证件号码"\n"张三";1\n'.encode("ascii", "replace"),
        "姓名,证件号码\n".replace("名", "\ufffd").replace("件", "\ufffd").encode(),
        "姓名,证件号码\n张三,1\n".encode("gb18030").replace("张".encode("gb18030"), b"\xd5?"),
        "姓名,证件号码\n张三,1\n".encode().replace("张".encode(), "张".encode()[:2] + b"?"),
    ],
)
def test_text_that_was_lost_before_is_told_so(content: bytes) -> None:
    (problem,) = check_file(content)
    assert problem.code == "file.text-lost"
    assert "重新导出" in problem.message


@pytest.mark.parametrize(
    "text",
    ["姓名,备注\n张三,??\n", "name,number,note\nA,1,??\n", "姓名,在岗?,证件号码??\n张三,是,1\n", "??\n"],
)
def test_question_marks_that_people_write_are_no_loss(text: str) -> None:
    assert check_file(text.encode()) == ()


def held() -> int:
    return sum(isinstance(thing, SheetFacts | Reader) for thing in gc.get_objects())


@pytest.mark.parametrize("name", ["row-number-text.xlsx", "unknown-entity.xlsx"])
def test_what_a_refused_sheet_held_is_freed_without_the_collector(name: str) -> None:
    """Where files come one after the other, the collector may look too late."""
    content = next(sample for sample in SAMPLES if sample.name == name).build()

    def refused() -> None:
        with pytest.raises(FileRefused):
            read_grids(content)

    refused()  # loads the reader, which holds one of its own
    gc.collect()
    gc.disable()
    try:
        before = held()
        refused()
        assert held() == before
    finally:
        gc.enable()


@pytest.mark.parametrize("name", [b"utf\x00-8", b"utf-7\x00", b"no-such"])
def test_an_encoding_of_no_name_leaves_the_part_as_it_is(name: bytes) -> None:
    stored = b'<?xml version="1.0" encoding="' + name + b'"?><a/>'
    assert xml_events.as_utf8(stored) == stored


@pytest.mark.parametrize("part", ["[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/styles.xml"])
def test_no_part_that_describes_is_deep(part: str) -> None:
    """expat keeps every open element."""
    with pytest.raises(FileRefused) as refused:
        inspect(hostile.Book(parts={part: "<x>" * 1_100_000}).build())
    assert refused.value.problem.code == "file.bomb"
