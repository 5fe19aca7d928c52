"""What the page "What bad input gets" says is what comes: each of its cases, done."""

import importlib
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from PIL import Image
from rounds import long_except

import sxbundle as sx
from sxbundle.clock import SettableClock
from sxbundle.testing import people
from sxbundle.testing.examples import check_hire

ROOT = Path(__file__).parent.parent
DAY = date(2026, 11, 30)
SELECTION = sx.HIRE.select("职工参保登记", on=DAY)
CASES: dict[str, Callable[[Path], set[str]]] = {}
SLOW = {"a photo that is too large", "50,000 rows"}
# Cases that need bytes which no program writes by accident: the guard's own tests make them.
IN_TESTS_OF_THE_GUARD = {
    "an encrypted workbook",
    "a workbook that inflates to gigabytes",
    "a workbook with macros, external links, embedded objects",
    "a cell reference far outside a sheet",
    "a merge over the whole sheet",
}
# A whole disk that is full, and a lock that is held, are made in the tests of the hall's store.
IN_TESTS_OF_THE_STORE = {"a full disk", "two processes on one database"}


@pytest.fixture(scope="module")
def page_codes() -> dict[str, tuple[str, ...]]:
    """The page's cases, by their English words, and the codes that it names."""
    sys.path.insert(0, str(ROOT / "tools"))
    try:
        page = importlib.import_module("docs_pages.bad_input")
    finally:
        sys.path.remove(str(ROOT / "tools"))
    return {english: codes for cases in page.GROUPS.values() for (_chinese, english), codes in cases.items()}


def case(name: str) -> Callable[[Callable[[Path], set[str]]], Callable[[Path], set[str]]]:
    def listed(do: Callable[[Path], set[str]]) -> Callable[[Path], set[str]]:
        CASES[name] = do
        return do

    return listed


def codes(report: sx.Report) -> set[str]:
    return {problem.code for problem in report.problems}


def reading(path: Path) -> set[str]:
    """The codes that reading a file ends with, refused or not."""
    try:
        return codes(SELECTION.read(path).report)
    except sx.FileRefused as refusal:
        return {problem.code for problem in refusal.problems}


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def filled(folder: Path, number: int = 2) -> Path:
    return SELECTION.sheet().fill(people.rows(SELECTION.plan, number), folder / "表.xlsx")


def edited(folder: Path, edit: Callable[[openpyxl.Workbook], None]) -> set[str]:
    """A filled sheet after a spreadsheet program changed it."""
    path = filled(folder)
    book = openpyxl.load_workbook(path)
    edit(book)
    book.save(path)
    return reading(path)


def caption_cells(book: openpyxl.Workbook) -> dict[str, openpyxl.cell.Cell]:
    """Caption (without star and hint) to its cell."""
    rows = list(book.worksheets[0].iter_rows(max_row=12))
    header = next(row for row in rows if any("证件号码" in str(one.value or "") for one in row))
    return {str(one.value).lstrip("*").partition("(")[0].strip(): one for one in header if one.value}


@case("not a workbook (a web page, a picture, a document named .xlsx)")
def _(folder: Path) -> set[str]:
    return reading(written(folder / "表.xlsx", b"<html><table><tr><td>1</td></tr></table></html>"))


@case("a truncated or damaged workbook")
def _(folder: Path) -> set[str]:
    path = filled(folder)
    return reading(written(path, path.read_bytes()[:-2000]))


@case("an empty file")
def _(folder: Path) -> set[str]:
    return reading(written(folder / "表.xlsx", b""))


@case("a file that may not be read")
def _(folder: Path) -> set[str]:
    return reading(folder / "没有这个文件.xlsx")


@case("another bundle's sheet")
def _(folder: Path) -> set[str]:
    other = sx.SEPARATION.select("缴费人员减少申报", on=DAY)
    return reading(other.sheet().fill(people.rows(other.plan, 1), folder / "表.xlsx"))


@case("no header at all")
def _(folder: Path) -> set[str]:
    book = openpyxl.Workbook()
    book.active.append(["今天", "明天"])
    book.save(folder / "表.xlsx")
    return reading(folder / "表.xlsx")


@case("several worksheets that could be it")
def _(folder: Path) -> set[str]:
    book = openpyxl.Workbook()
    captions = [
        column.caption for column in SELECTION.plan.columns if column.section in SELECTION.plan.active
    ]
    for sheet in (book.active, book.create_sheet("第二张")):
        sheet.append(captions)
        sheet.append(["1", "测试甲子", "居民身份证", "140105200001010011"])
    book.save(folder / "表.xlsx")
    return reading(folder / "表.xlsx")


@case("a required caption missing")
def _(folder: Path) -> set[str]:
    return edited(folder, lambda book: setattr(caption_cells(book)["险种"], "value", None))


@case("a caption renamed")
def _(folder: Path) -> set[str]:
    return edited(folder, lambda book: setattr(caption_cells(book)["险种"], "value", "买什么保险"))


@case("captions shifted to other columns")
def _(folder: Path) -> set[str]:
    rows = [dict(reversed(row.items())) for row in people.rows(SELECTION.plan, 2)]
    return codes(SELECTION.batch(rows).report)


@case("a caption that fits two columns")
def _(folder: Path) -> set[str]:
    return codes(sx.HIRE.select("就业登记", "劳动用工备案").batch([{"工种": "1"}]).report)


@case("hidden columns")
def _(folder: Path) -> set[str]:
    def hide(book: openpyxl.Workbook) -> None:
        letter = caption_cells(book)["工资"].column_letter
        book.worksheets[0].column_dimensions[letter].hidden = True

    return edited(folder, hide)


@case("blank tails")
def _(folder: Path) -> set[str]:
    def tail(book: openpyxl.Workbook) -> None:
        sheet = book.worksheets[0]
        for row in range(sheet.max_row + 1, sheet.max_row + 200):
            sheet.cell(row, 2).value = "  "

    return edited(folder, tail)


@case("a required cell empty")
def _(folder: Path) -> set[str]:
    return {problem.code for problem in check_hire(姓名=None)}


@case("dates as numbers")
def _(folder: Path) -> set[str]:
    return {problem.code for problem in check_hire(变更时间=46356)}


@case("IDs as numbers that lost their last digits")
def _(folder: Path) -> set[str]:
    return {problem.code for problem in check_hire(证件号码=1.40105200001010e17)}


@case("a wrong check digit")
def _(folder: Path) -> set[str]:
    return {problem.code for problem in check_hire(证件号码="140105200001010012")}


@case("full-width text, blanks, invisible characters")
def _(folder: Path) -> set[str]:
    return {problem.code for problem in check_hire(联系电话="\ufeff１９９００００００００\u3000")}


@case("an unknown code")
def _(folder: Path) -> set[str]:
    return {problem.code for problem in check_hire(用工形式="临时帮忙")}


@case("code and name that disagree")
def _(folder: Path) -> set[str]:
    return {problem.code for problem in check_hire(民族="01.回族")}


@case("a section half filled")
def _(folder: Path) -> set[str]:
    return {problem.code for problem in check_hire(工资=None)}


@case("a section filled whose item is not ticked")
def _(folder: Path) -> set[str]:
    return {problem.code for problem in check_hire("职工参保登记", 就业日期="20261125")}


@case("an item ticked that nobody fills")
def _(folder: Path) -> set[str]:
    return {problem.code for problem in check_hire("就业登记", without="employment")}


@case("an item ticked whose section a row leaves empty")
def _(folder: Path) -> set[str]:
    return {problem.code for problem in check_hire("职工参保登记", without="enrolment")}


@case("the same person twice")
def _(folder: Path) -> set[str]:
    return {problem.code for problem in check_hire(times=2)}


@case("0 rows")
def _(folder: Path) -> set[str]:
    return reading(SELECTION.sheet().save(folder / "表.xlsx"))


@case("50,000 rows")
def _(folder: Path) -> set[str]:
    batch = SELECTION.batch(people.rows(SELECTION.plan, 50_000))
    assert len(batch.good) == 50_000
    return codes(batch.report)


def hall_at(folder: Path) -> sx.LocalHall:
    hall = sx.LocalHall.demo(folder / "hall.db", clock=SettableClock(DAY))
    hall.sign_in(sx.LocalHall.DEMO_ACCOUNTS["enterprise"])
    return hall


def refused(do: Callable[[], object]) -> set[str]:
    with pytest.raises(sx.HallError) as caught:
        do()
    return {caught.value.code}


def printed(hall: sx.LocalHall) -> "sx.Filing[sx.bundles.hire.HireRow]":
    filing = sx.file(SELECTION.batch(people.rows(SELECTION.plan, 1)), hall, reference="坏输入")
    filing.advance()
    return filing


def picture(size: tuple[int, int] = (400, 300)) -> bytes:
    stream = BytesIO()
    Image.effect_noise(size, 60).save(stream, "JPEG")
    return stream.getvalue()


@case("a photo that is truncated")
def _(folder: Path) -> set[str]:
    with hall_at(folder) as hall:
        filing = printed(hall)
        return refused(lambda: hall.attach(filing.id, "declaration_photo", picture()[:-3000]))


@case("a photo that is too large")
def _(folder: Path) -> set[str]:
    flat = BytesIO()
    Image.new("1", (30_000, 30_000)).save(flat, "PNG")
    with hall_at(folder) as hall:
        filing = printed(hall)
        heavy = picture() + b"\0" * 11 * 1024 * 1024
        found = refused(lambda: hall.attach(filing.id, "declaration_photo", heavy))
        return found | refused(lambda: hall.attach(filing.id, "declaration_photo", flat.getvalue()))


@case("a step out of order")
def _(folder: Path) -> set[str]:
    bound = sx.HIRE.select("职工参保登记", "就业登记", "劳动用工备案", on=DAY)
    rows = list(people.rows(bound.plan, 1))
    with hall_at(folder) as hall:
        filing = hall.open(bound, "坏输入")
        found = refused(lambda: hall.stage(filing, bound.batch(rows)))
        hall.accept(filing, "employment_registration", "示例经办人")
        found |= refused(lambda: hall.declaration(filing))
        hall.stage(filing, bound.batch(rows))
        found |= refused(lambda: hall.declaration(filing))
        simple = hall.open(SELECTION, "坏输入二")
        hall.stage(simple, SELECTION.batch(people.rows(SELECTION.plan, 1, start=5)))
        return found | refused(lambda: hall.attach(simple, "declaration_photo", picture()))


@case("an expired session")
def _(folder: Path) -> set[str]:
    """The client signs in again; the hall itself says what happened."""
    with hall_at(folder) as hall:
        token, _answer = hall._hall.sign_in(sx.LocalHall.DEMO_ACCOUNTS["enterprise"])
        hall.clock.advance(minutes=31)
        assert hall.unit().name
        return refused(lambda: hall._hall.unit(token))


@case("an unknown reference")
def _(folder: Path) -> set[str]:
    with hall_at(folder) as hall:
        assert hall.find("没有这次申报") is None
        return refused(lambda: hall.ledger("F99999999"))


@case("the same reference with other content")
def _(folder: Path) -> set[str]:
    with hall_at(folder) as hall:
        printed(hall)
        return refused(lambda: hall.open(sx.HIRE.select("劳动用工备案", on=DAY), "坏输入"))


@case("an answer that never came")
def _(folder: Path) -> set[str]:
    with hall_at(folder) as hall:
        hall.faults.lose_answer("open")
        return refused(lambda: hall.open(SELECTION, "坏输入"))


def test_every_case_of_the_page_is_done_here_or_named(page_codes: dict[str, tuple[str, ...]]) -> None:
    assert CASES.keys() | IN_TESTS_OF_THE_GUARD | IN_TESTS_OF_THE_STORE == page_codes.keys()


@pytest.mark.parametrize("name", long_except(CASES, *CASES.keys() - SLOW))
def test_bad_input_gets_what_the_page_says(
    name: str, page_codes: dict[str, tuple[str, ...]], tmp_path: Path
) -> None:
    found = CASES[name](tmp_path)
    assert set(page_codes[name]) <= found
    if not page_codes[name]:
        assert found == set()


def test_nothing_reaches_the_caller_as_a_traceback_of_a_library(tmp_path: Path) -> None:
    """The same through a process of its own: the last line is our sentence with its code."""
    program = f"import sxbundle as sx; sx.HIRE.select('就业登记').read({str(tmp_path / '无.xlsx')!r})"
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", program], capture_output=True, text=True, check=False
    )
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("sxbundle.errors.FileRefused: ")
    assert last.endswith("[file.unreadable]")
