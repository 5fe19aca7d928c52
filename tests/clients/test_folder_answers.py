"""What clerks really save and paste: read where it is clear, told where it is not."""

import io
import os
import time
import tracemalloc
from contextlib import suppress
from pathlib import Path

import pytest
from clients.folder_clerk import Clerk, FolderOffice, folder_of
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

import sxbundle as sx
from sxbundle.clients.folder.answer_parser import parse_answer
from sxbundle.clients.folder.answer_table import AnswerDocument, AnswerRow, read_answer_document
from sxbundle.procedure.ledger import State
from sxbundle.testing.contract_base import signed_in
from sxbundle.testing.office import DAY
from sxbundle.testing.scenario import hiring

ENROLMENT = ("职工参保登记",)
FIRST = 5  # the first row of the sheet that the clerk imports


@pytest.fixture
def hall(tmp_path):
    office = FolderOffice(tmp_path / "交接", sx.FolderHall)
    with signed_in(office, office.enterprise) as hall:
        yield hall
    office.close()


@pytest.fixture
def scenario():
    return hiring(3, on=DAY, items=ENROLMENT)


@pytest.fixture
def filing(hall, scenario):
    filing = scenario.equipped(hall)
    hall.submit(filing)
    return filing


@pytest.fixture
def clerk(hall, filing):
    return Clerk(folder_of(hall.path, filing))


@pytest.fixture
def save(clerk):
    def write(name, content):
        path = clerk.inbox / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        # A clerk's next save is never in the same instant.
        os.utime(path, ns=(time.time_ns(), time.time_ns()))
        return path

    return write


def told(ledger):
    return "\n".join(need.text for need in ledger.needs)


def states(ledger, person):
    return {entry.state for entry in ledger.entries if entry.person == person}


def workbook(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


# Errors of the import


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("错误清单.csv", lambda p, n: f"序号,证件号码,姓名,错误信息\n1,{p},{n},已在其他单位参保\n"),
        ("错误清单.csv", lambda p, n: f"证件号码,错误原因\n{p},已在其他单位参保\n".encode("gb18030")),
        ("错误.tsv", lambda p, n: f"证件号码\t校验结果\t提示信息\n{p}\t失败\t已在其他单位参保\n"),
        ("粘贴.txt", lambda p, n: f"第 {FIRST + 1} 行：已在其他单位参保\n"),
        ("粘贴.txt", lambda p, n: f"2\t{n}\t{p}\t已在其他单位参保\n"),
        ("粘贴.txt", lambda p, n: f"证件号码\t原因\n{p[:6]}********{p[-4:]}\t已在其他单位参保\n"),
        ("错误.xlsx", lambda p, n: workbook(["导入结果"], ["行号", "原因"], [FIRST + 1, "已在其他单位参保"])),
        (
            "错误.xls",
            lambda p, n: (
                "<html><body><table><tr><th>证件号码</th><th>错误原因</th></tr>"
                f"<tr><td>{p}</td><td>已在其他单位参保</td></tr></table></body></html>"
            ),
        ),
    ],
)
def test_an_error_row_comes_back(hall, filing, save, scenario, name, make):
    row = scenario.rows[1]
    save(name, make(row["basic.certificate_number"], row["basic.name"]))
    ledger = hall.ledger(filing)
    (error,) = ledger.errors
    assert error.row == 2
    assert "已在其他单位参保" in error.problems[0].message
    assert row["basic.name"] not in str(error.problems)
    assert states(ledger, scenario.people[1]) == set()
    assert states(ledger, scenario.people[0]) == {State.PENDING}
    assert hall.ledger(filing) == ledger


def test_the_same_batch_keeps_the_error_and_another_one_asks_again(hall, filing, save, scenario, clerk):
    clerk.imports(1, f"{scenario.people[1]} 已在其他单位参保")
    assert len(hall.ledger(filing).errors) == 1
    staged = hall.stage(filing, scenario.batch)
    assert [error.row for error in staged.errors] == [2]
    mended = scenario.changed(1, enrolment__wage="6000.00")
    assert hall.stage(filing, mended.batch).errors == ()
    ledger = hall.ledger(filing)
    assert states(ledger, scenario.people[1]) == {State.PENDING}
    (need,) = [one for one in ledger.needs if "第2次导入" in one.text]
    assert need.people == (scenario.people[1],)
    assert hall.ledger(filing) == ledger


def test_the_hall_took_the_row_after_all(hall, filing, save, scenario, clerk):
    clerk.imports(1, f"{scenario.people[1]} 网厅繁忙")
    assert states(hall.ledger(filing), scenario.people[1]) == set()
    save("结果.csv", f"证件号码,状态,回执编号\n{scenario.people[1]},已提交,A100\n")
    assert states(hall.ledger(filing), scenario.people[1]) == {State.SUBMITTED}


def test_a_count_that_does_not_fit_is_told(hall, filing, scenario, clerk):
    clerk.imports(2, f"{scenario.people[1]} 已在其他单位参保")
    ledger = hall.ledger(filing)
    assert "错误数量为 2，但读到 1 人" in told(ledger)
    assert "第1次导入" in told(ledger)
    assert told(hall.ledger(filing)) == told(ledger)
    clerk.imports(1)
    path = clerk.inbox / "导入结果-1.txt"
    path.write_text(
        path.read_text("utf-8").replace("错误数量：2", "错误数量：1").replace("错误数量：12", "错误数量：1")
    )
    assert "第1次导入" not in told(hall.ledger(filing))


def test_an_answer_to_an_earlier_sheet_is_not_one_to_the_newer(hall, filing, scenario, clerk):
    """Whoever was imported then is not in the next sheet; whoever was added since still waits."""
    more = hiring(4, on=DAY, items=ENROLMENT)
    hall.stage(filing, more.batch)
    path = clerk.inbox / "导入结果-1.txt"
    path.write_text(path.read_text("utf-8").replace("错误数量：", "错误数量：0"), "utf-8")
    ledger = hall.ledger(filing)
    (need,) = [one for one in ledger.needs if "次导入" in one.text]
    assert need.people == (more.people[3],)


def test_an_untouched_form_answers_nothing(hall, filing):
    ledger = hall.ledger(filing)
    assert "第1次导入" in told(ledger)
    assert "读不懂" not in told(ledger)


# Receipts and states

FULL_WIDTH = {ord(one): ord(one) + 0xFEE0 for one in "0123456789X"}


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("回执.csv", lambda p: f"证件号码,回执编号\n{p},HT2026001\n"),
        ("回执.txt", lambda p: f"{p}  HT2026001\n"),
        ("回执.xlsx", lambda p: workbook(["姓名", "证件号码", "业务流水号"], [None, p, "HT2026001"])),
        ("回执.txt", lambda p: f"证件号码|回执编号|状态\n{p}|HT2026001|已提交\n"),
        ("回执.csv", lambda p: f"证件号码,回执编号\n{p.translate(FULL_WIDTH)},HT2026001\n"),
        (
            "回执.html",
            lambda p: f"<table><tr><th>身份证号<th>受理编号<tr><td>{p}<td>HT2026001</table>",
        ),
        (
            "回执.html",
            lambda p: f"<table><tr><td>身份证号<td>受理编号</tr><tr><td>{p}</td><td>HT2026001</td></table>",
        ),
    ],
)
def test_a_list_of_receipts(hall, filing, save, scenario, name, make):
    save(name, make(scenario.people[0]))
    ledger = hall.ledger(filing)
    assert states(ledger, scenario.people[0]) == {State.SUBMITTED}
    assert set(ledger.receipts) == {"HT2026001"}
    assert {one.number for one in hall.submit(filing)} == {"HT2026001"}
    assert states(ledger, scenario.people[1]) == {State.PENDING}


def test_lines_that_are_not_clear_are_told_and_the_others_taken(hall, filing, save, scenario):
    one, two, three = scenario.people
    other = scenario.rows[1]["basic.name"]
    lines = [
        "姓名,证件号码,事项,状态,原因",
        f",{one},,已提交,",
        f",{two},,玄之又玄,",
        f"{other},{three},,已提交,",
        ",140105199001011234,,已提交,",
        f",{two},炒股,已提交,",
        f",{three},,退回修改,",
    ]
    save("状态.csv", "\n".join(lines))
    ledger = hall.ledger(filing)
    assert states(ledger, one) == {State.SUBMITTED}
    assert states(ledger, two) == states(ledger, three) == {State.PENDING}
    for place, why in (
        ("第 3 行", "状态不认识"),
        ("第 4 行", "指向不同的人"),
        ("第 5 行", "没有此人"),
        ("第 6 行", "事项不认识"),
        ("第 7 行", "没有写明原因"),
    ):
        assert any(place in line and why in line for line in told(ledger).splitlines()), why
    assert told(hall.ledger(filing)) == told(ledger)


def test_a_receipt_stands_once_it_was_told(hall, filing, save, scenario):
    save("一.csv", f"证件号码,回执编号\n{scenario.people[0]},A1000\n")
    before = hall.ledger(filing).receipts
    save("二.csv", f"证件号码,回执编号\n{scenario.people[0]},B2000\n")
    ledger = hall.ledger(filing)
    assert ledger.receipts == before
    assert "回执编号与先前填写的不同" in told(ledger)


def test_a_number_that_comes_later_takes_the_place_of_ours(hall, filing, save, scenario):
    save("状态.csv", f"证件号码,状态\n{scenario.people[0]},已提交\n")
    assert all(receipt.startswith(str(filing)) for receipt in hall.ledger(filing).receipts)
    save("状态.csv", f"证件号码,状态,回执编号\n{scenario.people[0]},已提交,A1000\n")
    assert set(hall.ledger(filing).receipts) == {"A1000"}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("坏.xlsx", b"PK\x03\x04 cut off"),
        ("图.csv", b"\x89PNG\r\n\x1a\n" + bytes(100)),
        ("坏.txt", bytes(range(128, 256)) * 3),
        ("照片.jpg", b"\xff\xd8\xff"),
        ("空.csv", b""),
    ],
)
def test_a_file_that_cannot_be_read_is_named(hall, filing, save, name, content):
    save(name, content)
    ledger = hall.ledger(filing)
    assert name in told(ledger)
    assert ledger.count(State.PENDING) == len(ledger.entries)


@pytest.mark.parametrize("name", ["~$办理结果-1.xlsx", ".DS_Store", "下载.crdownload"])
def test_what_programs_leave_lying_is_passed_by(hall, filing, save, name):
    before = hall.ledger(filing)
    save(name, b"x")
    assert hall.ledger(filing) == before


def test_a_column_of_remarks_is_no_list_of_errors(hall, filing, save, scenario):
    save("名单.csv", f"证件号码,备注\n{scenario.people[0]},\n")
    assert "第1次导入" in told(hall.ledger(filing))


@settings(max_examples=2 * settings.default.max_examples)
@given(st.binary(max_size=400), st.sampled_from(["a.txt", "a.csv", "a.html", "a"]))
def test_any_bytes_are_read_or_refused(content, name):
    with suppress(sx.FileRefused):
        assert parse_answer(read_answer_document(Path(name), content)).lines is not None


@given(st.lists(st.lists(st.text(max_size=12), max_size=6), max_size=8))
def test_any_table_is_understood_or_strange(cells):
    rows = tuple(AnswerRow(f"第 {at} 行", tuple(row)) for at, row in enumerate(cells, 1))
    answer = parse_answer(AnswerDocument((rows,), plain=True))
    assert len(answer.lines) + len(answer.unclear_lines) <= len(rows)


# Clocks, sizes, names


def told_of(ledger, word):
    return [need.text for need in ledger.needs if word in need.text]


@pytest.mark.parametrize("name", ["错误清单.csv", "导入结果-1.txt"])
def test_a_clock_that_is_behind(hall, filing, save, scenario, clerk, name):
    """The answer is read; where nothing but the date says which sheet it answers, the date is told."""
    number = scenario.people[1]
    path = clerk.inbox / name
    if name.endswith(".csv"):
        save(name, f"证件号码,原因\n{number},已在其他单位参保\n")
    else:
        clerk.imports(1, f"{number} 已在其他单位参保")
    behind = time.time_ns() - 120 * 10**9
    os.utime(path, ns=(behind, behind))
    ledger = hall.ledger(filing)
    assert [error.row for error in ledger.errors] == [2]
    assert len(told_of(ledger, "时间")) == name.endswith(".csv")
    assert hall.ledger(filing) == ledger


def test_an_answer_that_lies_there_since_the_sheet_before(hall, filing, save, scenario, clerk):
    """It is none to the newer sheet, however the clocks go; saved again, it is one."""
    text = "错误数量：0\n"
    save("结果.txt", text)
    assert told_of(hall.ledger(filing), "第1次导入") == []
    hall.stage(filing, scenario.changed(1, enrolment__wage="6000.00").batch)
    copied = clerk.inbox / "结果 - 副本.txt"
    copied.write_text(text, "utf-8")
    os.utime(copied, ns=((clerk.inbox / "结果.txt").stat().st_mtime_ns,) * 2)
    assert told_of(hall.ledger(filing), "第2次导入")
    save("结果.txt", text)
    assert told_of(hall.ledger(filing), "第2次导入") == []


def test_a_file_that_is_no_answer_by_its_size(hall, filing, clerk):
    """Three GiB, mostly holes: named, and nothing of it is read."""
    with (clerk.inbox / "录像.txt").open("wb") as stream:
        stream.truncate(3 << 30)
    tracemalloc.start()
    ledger = hall.ledger(filing)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 64 << 20
    assert len(told_of(ledger, "录像.txt")) == 1
    assert hall.ledger(filing) == ledger


@pytest.mark.skipif(os.name != "posix", reason="names are bytes here alone")
@pytest.mark.parametrize("encoding", ["gbk", "big5", "latin-1"])
def test_a_name_in_other_bytes(hall, filing, scenario, clerk, encoding):
    """Is read all the same, and shown so that it can be printed."""
    name = "結果" if encoding == "big5" else "结果" if encoding == "gbk" else "é"
    folder = os.fsencode(clerk.inbox)
    text = f"{scenario.people[0]}\tHT20261130001\n".encode()
    (Path(os.fsdecode(folder + b"/" + name.encode(encoding) + b".txt"))).write_bytes(text)
    (Path(os.fsdecode(folder + b"/" + name.encode(encoding) + b".docx"))).write_bytes(b"PK")
    ledger = hall.ledger(filing)
    assert "HT20261130001" in ledger.receipts
    (text,) = told_of(ledger, ".docx")
    text.encode("utf-8")
    assert encoding != "gbk" or "结果" in text
    assert hall.ledger(filing) == ledger


def test_a_blank_result_after_both_books_were_lost(hall, filing, scenario, clerk):
    """It is told: nobody knows any more that it was prepared and not filled."""
    for name in ("台账.json", "备份/台账.json"):
        (clerk.folder / name).unlink()
    hall.ledger(filing)
    scenario.staged(hall)
    assert told_of(hall.ledger(filing), "办理结果-1.xlsx")
    clerk.results.unlink()
    assert told_of(hall.ledger(filing), "办理结果-1.xlsx") == []


@pytest.mark.parametrize(("name", "content"), [("结果.csv", b"\r\n"), ("结果.txt", b""), ("结果.xlsx", None)])
def test_a_blank_file_is_told(hall, filing, save, name, content):
    save(name, workbook() if content is None else content)
    assert len(told_of(hall.ledger(filing), name)) == 1
