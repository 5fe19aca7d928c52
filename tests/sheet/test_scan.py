"""A sheet read through in batches: the same people, the same problems, as read whole."""

import os
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import sxbundle as sx
from sxbundle.batch import Batch
from sxbundle.errors import FileRefused
from sxbundle.testing import people

SELECTION = sx.HIRE.select("职工参保登记", "就业登记", on=date(2026, 11, 20))
PLAN = SELECTION.plan
TITLES = {section.key: section.title for section in PLAN.sections}

Found = tuple[Any, ...]


def told(problem: sx.Problem) -> Found:
    return (
        problem.row or 0,
        problem.column or "",
        problem.code,
        problem.severity,
        problem.message,
        problem.value or "",
        problem.fix or "",
        problem.suggestion or "",
        problem.others,
    )


def same(path: Path, rows: int, **how: Any) -> list[Batch[Any]]:
    """Reads the file both ways and holds one against the other; gives the batches."""
    whole = SELECTION.read(path, **how)
    scan = SELECTION.scan(path, rows=rows, **how)
    batches = list(scan)
    summary = scan.summary()
    found = [one for batch in batches for one in batch.report] + list(summary.problems)
    assert sorted(map(told, found)) == sorted(map(told, whole.report))
    assert sorted(map(told, scan.problems())) == sorted(map(told, found))
    assert [row for batch in batches for row in batch.table.rows] == list(whole.table.rows)
    assert [row for batch in batches for row in batch.rows] == list(whole.rows)
    assert all(len(batch) == rows for batch in batches[:-1])
    assert (summary.people, summary.good) == (len(whole), len(whole.good))
    assert summary.codes == whole.report.counts()
    assert summary.ok is whole.report.ok
    assert whole.report.summary in str(summary)
    return batches


def cells(count: int) -> list[dict[str, Any]]:
    return [dict(row) for row in people.rows(PLAN, count)]


def saved(path: Path, rows: list[dict[str, Any]]) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet: Any = book.add_worksheet()
        for at, key in enumerate(rows[0]):
            column = PLAN.column(key)
            sheet.write_string(0, at, f"{TITLES[column.section]}.{column.caption}")
            for number, row in enumerate(rows, 1):
                if row[key] is not None:
                    sheet.write(number, at, row[key])
    return path


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    wrong=st.dictionaries(
        st.integers(0, 39),
        st.tuples(
            st.sampled_from(
                ["basic.name", "basic.certificate_number", "basic.ordinal", "enrolment.change_date"]
            ),
            st.sampled_from([None, "", "错", "7", "140105200001010011", "20260231"]),
        ),
        max_size=12,
    ),
    size=st.integers(3, 50),
)
def test_any_rows(tmp_path: Path, wrong: dict[int, tuple[str, str | None]], size: int) -> None:
    rows = cells(40)
    for index, (key, cell) in wrong.items():
        rows[index][key] = cell
    same(saved(tmp_path / "人员.xlsx", rows), size)


def test_one_number_twice_far_apart(tmp_path: Path) -> None:
    rows = cells(50)
    rows[45]["basic.certificate_number"] = rows[3]["basic.certificate_number"]
    batches = same(saved(tmp_path / "人员.xlsx", rows), 10)
    # The first batch knows of the last: nobody files the person from it before the clash is seen.
    assert 3 not in batches[0].good
    assert [one.others for one in batches[0].report if one.code == "batch.duplicate-certificate"] == [(47,)]


def test_our_own_sheet_and_its_head(tmp_path: Path) -> None:
    same(SELECTION.sheet().fill(cells(25), tmp_path / "采集表.xlsx"), 10)


@pytest.mark.parametrize("size", [1, 7, 100])
def test_what_is_merged_hidden_skipped_and_without_a_result(tmp_path: Path, size: int) -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    rows = cells(30)
    at = {key: number for number, key in enumerate(rows[0], 1)}
    for key, number in at.items():
        sheet.cell(1, number, f"{TITLES[PLAN.column(key).section]}.{PLAN.column(key).caption}")
        for row, one in enumerate(rows, 2):
            sheet.cell(row, number, one[key])
    day, name = at["enrolment.change_date"], at["basic.name"]
    sheet.merge_cells(start_row=4, end_row=12, start_column=day, end_column=day)
    sheet.merge_cells(start_row=20, end_row=22, start_column=name, end_column=name)
    sheet.row_dimensions[9].hidden = True
    sheet.cell(15, at["basic.phone"], "=B1")
    sheet.cell(17, day, "#N/A").data_type = "e"
    sheet.cell(33, 1, "合计")
    sheet.cell(34, 1, "填表人：")
    for number in at.values():
        sheet.cell(25, number).value = None
    path = tmp_path / "人员.xlsx"
    book.save(path)
    batches = same(path, size)
    codes = {one.code for batch in batches for one in batch.report}
    assert "sheet.personal-cells-merged" in codes
    assert {"sheet.cells-merged", "sheet.hidden-rows"} <= set(SELECTION.scan(path).summary().codes)


def test_csv(tmp_path: Path) -> None:
    rows = cells(30)
    rows[20]["basic.certificate_number"] = rows[2]["basic.certificate_number"]
    path = tmp_path / "人员.csv"
    lines = [",".join(f"{TITLES[PLAN.column(key).section]}.{PLAN.column(key).caption}" for key in rows[0])]
    lines += [",".join(f'"{cell or ""}"' for cell in row.values()) for row in rows]
    for encoding, head in (("utf-8-sig", ""), ("gb18030", "sep=,\r\n")):
        path.write_bytes((head + "\r\n".join(lines)).encode(encoding))
        same(path, 8)


def test_a_missing_column_makes_every_row_wrong(tmp_path: Path) -> None:
    rows = cells(12)
    for row in rows:
        del row["basic.certificate_number"]
    batches = same(saved(tmp_path / "人员.xlsx", rows), 5)
    assert not any(batch.good for batch in batches)


def test_an_item_that_nobody_fills_is_told_once(tmp_path: Path) -> None:
    rows = cells(12)
    for row in rows:
        for key in [key for key in row if key.startswith("employment.")]:
            row[key] = None
    same(saved(tmp_path / "人员.xlsx", rows), 5)


def test_nobody_at_all(tmp_path: Path) -> None:
    path = SELECTION.sheet().save(tmp_path / "空表.xlsx")
    assert same(path, 5) == []
    assert "batch.empty" in SELECTION.scan(path).summary().codes


def test_rows_out_of_order_are_read_whole(tmp_path: Path) -> None:
    path = saved(tmp_path / "人员.xlsx", cells(12))
    import zipfile

    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    data = parts["xl/worksheets/sheet1.xml"]
    start, end = data.index(b'<row r="5"'), data.index(b'<row r="6"')
    row = data[start:end]
    data = data[:start] + data[end:]
    parts["xl/worksheets/sheet1.xml"] = data.replace(b"</sheetData>", row + b"</sheetData>")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    same(path, 5)


def test_own_captions_and_the_name_of_the_sheet(tmp_path: Path) -> None:
    rows = cells(12)
    path = saved(tmp_path / "人员.xlsx", rows)
    book = openpyxl.load_workbook(path)
    book.worksheets[0].title = "花名册"
    book.worksheets[0].cell(1, list(rows[0]).index("basic.name") + 1, "员工")
    book.save(path)
    same(path, 5, columns={"姓名": "员工"}, sheet="花名册")
    with pytest.raises(FileRefused, match="没有名为"):
        SELECTION.scan(path, sheet="别的")


def test_a_batch_marks_its_own_rows(tmp_path: Path) -> None:
    rows = cells(12)
    rows[7]["basic.phone"] = "12345"
    scan = SELECTION.scan(saved(tmp_path / "人员.xlsx", rows), rows=5)
    _, second, _ = scan
    assert [error.row for error in second.report.errors] == [9]
    marked = openpyxl.load_workbook(second.annotate(tmp_path / "标注.xlsx"))
    assert len(marked.worksheets) >= 2
    assert repr(scan) == "<Scan hire of 5 rows a batch>"


def test_a_file_that_changes_meanwhile_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path / "人员.xlsx", cells(12))
    scan = SELECTION.scan(path, rows=5)
    path.write_bytes(b"PK")
    with pytest.raises(FileRefused):
        list(scan)


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_a_sheet_of_other_people_is_not_read_by_what_is_known_of_the_first(
    tmp_path: Path, suffix: str
) -> None:
    def written(rows: list[dict[str, Any]]) -> Path:
        path = tmp_path / f"人员{suffix}"
        if suffix == ".xlsx":
            return saved(path, rows)
        captions = [f"{TITLES[PLAN.column(key).section]}.{PLAN.column(key).caption}" for key in rows[0]]
        lines = [captions, *(["" if one is None else f'"{one}"' for one in row.values()] for row in rows)]
        path.write_text("\n".join(map(",".join, lines)), encoding="utf-8")
        return path

    first, others = cells(12), cells(24)[12:]
    scan = SELECTION.scan(written(first), rows=5)
    assert [row.basic.name for batch in scan for row in batch.rows] == [one["basic.name"] for one in first]
    written(others)
    with pytest.raises(FileRefused, match="被改动"):
        list(scan)
    path = written(first)
    going = iter(SELECTION.scan(path, rows=5))
    next(going)
    os.utime(path, (1, 1))
    with pytest.raises(FileRefused, match="被改动"):
        list(going)


def test_a_batch_has_rows(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="至少一行"):
        SELECTION.scan(saved(tmp_path / "人员.xlsx", cells(2)), rows=0)


@pytest.mark.parametrize("size", [1, 4])
def test_a_landline_serves_where_the_mobile_is_blank(tmp_path: Path, size: int) -> None:
    path = tmp_path / "人员.csv"
    rows = cells(6)
    names = {"basic.phone": "移动电话"}
    captions = [
        names.get(key) or f"{TITLES[PLAN.column(key).section]}.{PLAN.column(key).caption}" for key in rows[0]
    ]
    for at in (2, 5):
        rows[at]["basic.phone"] = None
    lines = [[*(row.values()), "0351-1234567" if at in {1, 2} else ""] for at, row in enumerate(rows)]
    text = "\n".join(",".join("" if one is None else f'"{one}"' for one in line) for line in lines)
    path.write_text(",".join([*captions, "固定电话"]) + "\n" + text, encoding="utf-8")
    batches = same(path, size)
    phones = [str(row.basic.phone) for batch in batches for row in batch.rows]
    assert phones[2] == "0351-1234567"
    assert phones[1] == rows[1]["basic.phone"]
    required = [one for batch in batches for one in batch.report if one.code == "cell.required"]
    assert [(one.row, one.column) for one in required] == [(7, "basic.phone")]


def test_names_that_cannot_be_printed_are_reported_in_their_batch(tmp_path: Path) -> None:
    rows = cells(9)
    rows[1]["basic.name"], rows[7]["basic.name"] = "张\U00030edd", "李\U00030edd"
    batches = same(saved(tmp_path / "in.xlsx", rows), 4)
    rare = [one.row for batch in batches for one in batch.report if one.code == "name.no-glyph"]
    assert rare == [3, 9]


def test_a_permit_renewed_in_another_batch_is_the_same_person(tmp_path: Path) -> None:
    rows = cells(9)
    for at, number in ((1, "H12345678"), (8, "H1234567801")):
        rows[at] |= {"basic.certificate_type": "港澳居民来往内地通行证", "basic.certificate_number": number}
    batches = same(saved(tmp_path / "in.xlsx", rows), 4)
    twice = [
        (one.row, one.others)
        for batch in batches
        for one in batch.report
        if one.code == "batch.duplicate-certificate"
    ]
    assert twice == [(3, (10,)), (10, (3,))]


@pytest.mark.parametrize("size", [2, 50])
def test_a_sheet_wrong_nearly_everywhere_is_not_read_to_its_end(
    monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr("sxbundle.sheet.scan.MOST_LISTED", 100)
    captions = ",".join(column.caption for column in PLAN.columns)
    scan = SELECTION.scan((captions + "\n甲,乙" * 500).encode(), rows=size)
    for _ in range(2):
        batches: list[Batch[Any]] = []
        with pytest.raises(sx.FileRefused) as refused:
            batches.extend(scan)
        handed_out = sum(map(len, batches))
        assert refused.value.code == "batch.too-many-problems"
        assert 0 < handed_out < 500
        assert (scan.summary().people, scan.summary().good) == (handed_out, 0)
        assert "batch.too-many-problems" in {problem.code for problem in scan.summary().problems}
    assert [problem.code for problem in scan.problems()].count("batch.too-many-problems") == 1


def test_a_wrong_sheet_that_was_read_to_its_end_leaves_nobody_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sxbundle.sheet.scan.MOST_LISTED", 100)
    captions = ",".join(column.caption for column in PLAN.columns)
    content = (captions + "\n甲,乙" * 500).encode()
    for rows in (500, 9_000):
        scan = SELECTION.scan(content, rows=rows)
        assert sum(len(batch) for batch in scan) == 500
        assert "batch.too-many-problems" not in {problem.code for problem in scan.summary().problems}


@pytest.mark.parametrize("size", [100, 5_000, 30_000])
def test_no_batch_reaches_beyond_the_rows_that_were_compared(
    monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr("sxbundle.sheet.scan.MOST_LISTED", 100)
    captions = ",".join(column.caption for column in PLAN.columns[1:4])
    right = "张三,01,140107199003071237\n" * 20_000
    scan = SELECTION.scan((f"{captions}\n" + "甲,01,7\n" * 9_000 + right).encode(), rows=size)
    batches: list[Batch[Any]] = []
    if size < 10_000:
        with pytest.raises(sx.FileRefused):
            batches.extend(scan)
        assert 0 < sum(map(len, batches)) < 9_000
    else:
        batches.extend(scan)
        assert sum(map(len, batches)) == 29_000
        assert scan.summary().codes["batch.duplicate-certificate"] >= 20_000


def test_a_sheet_with_some_right_rows_is_read_to_its_end(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("sxbundle.sheet.scan.MOST_LISTED", 10)
    rows = cells(30)
    for row in (row for index, row in enumerate(rows) if index % 5):
        row["basic.name"] = "1"
    scan = SELECTION.scan(saved(tmp_path / "人员.xlsx", rows), rows=4)
    assert sum(len(batch) for batch in scan) == 30
    assert "batch.too-many-problems" not in {problem.code for problem in scan.summary().problems}
