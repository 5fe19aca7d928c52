"""The caller's own keys and codes, and frames in and out."""

import io
from datetime import date
from decimal import Decimal

import pytest

import sxbundle as sx
from sxbundle.batch.own_codes import mapping_toml
from sxbundle.testing import people

SELECTION = sx.HIRE.select("职工参保登记", on=date(2026, 11, 23))
ROWS = list(people.rows(SELECTION.plan, 4))
CAPTIONS = {column.key: column.caption for column in SELECTION.plan.columns}
RECORDS = [
    {CAPTIONS[key]: text for key, text in row.items()} | {"工号": f"A{n}"} for n, row in enumerate(ROWS)
]
BROKEN = [row | {"联系电话": "12"} if n in (1, 3) else row for n, row in enumerate(RECORDS)]


def csv_of(records):
    lines = [records[0], *(row.values() for row in records)]
    return "\n".join(",".join(f'"{cell}"' for cell in line) for line in lines)


def test_keys_go_through_report_rows_and_texts():
    batch = SELECTION.batch(BROKEN, key="工号")
    assert batch.keys == ("A0", "A1", "A2", "A3")
    by_key = batch.report.by_key()
    assert {key for key in by_key if key} == {"A1", "A3"}
    assert [one.row for one in by_key["A3"]] == [4]
    assert "第 4 行（A3）" in str(by_key["A3"][0])
    assert by_key["A3"][0].to_dict()["key"] == "A3"
    assert [row["key"] for row in batch.to_dicts()] == ["A0", "A2"]
    assert batch.key_of(4) == "A3"
    assert "sheet.column-unknown" not in batch.report.counts()


def test_keys_of_a_sheet_and_of_a_scan():
    text = "\n".join(
        [",".join(RECORDS[0]), *(",".join(f'"{cell}"' for cell in row.values()) for row in BROKEN)]
    )
    content = text.encode("gb18030")
    for key in ("工号", len(RECORDS[0])):
        batch = SELECTION.read(content, key=key)
        assert batch.keys == ("A0", "A1", "A2", "A3")
        assert [(error.key, error.row) for error in batch.report.errors] == [("A1", 3), ("A3", 5)]
        parts = list(SELECTION.scan(io.BytesIO(content), key=key, rows=3))
        assert [part.keys for part in parts] == [("A0", "A1", "A2"), ("A3",)]
        assert [error.key for part in parts for error in part.report.errors] == ["A1", "A3"]
    lost = SELECTION.read(content, key="卡号").report
    assert "sheet.own-caption-missing" in lost.counts()


def test_a_corrected_row_filed_alone_keeps_its_number():
    batch = SELECTION.batch([RECORDS[3] | {"联系电话": "13"}], key="工号", numbers=[5])
    (error,) = batch.report.errors
    assert (error.row, error.key) == (5, "A3")
    assert SELECTION.batch(SELECTION.batch(ROWS).rows[:2], key=["X", 7]).keys == ("X", "7")
    with pytest.raises(ValueError, match="numbers"):
        SELECTION.batch(RECORDS, numbers=[1])
    with pytest.raises(ValueError, match="key"):
        SELECTION.batch(RECORDS, key=["X"])


def test_a_long_number_as_key_is_masked_in_texts_only():
    number = "140105199001011234"
    (error,) = SELECTION.batch([RECORDS[0] | {"联系电话": "1"}], key=[number]).report.errors
    assert error.key == number
    assert number not in str(error) + repr(error)


OWN = {"education": {"BACHELOR": "21", "MASTER": "14"}, "变更原因": {"NEW": ROWS[0]["enrolment.reason"]}}


@pytest.fixture
def coded():
    return [row | {"学历": "BACHELOR", "变更原因": "NEW"} for row in RECORDS]


def test_own_codes(coded, tmp_path):
    assert not SELECTION.batch(coded).report.ok
    batch = SELECTION.batch(coded, codes=OWN)
    assert batch.report.ok
    assert {row.basic.education.code for row in batch.rows} == {"21"}
    path = tmp_path / "代码.toml"
    path.write_text(
        f'[education]\nBACHELOR = "21"\n["变更原因"]\nNEW = "{ROWS[0]["enrolment.reason"]}"\n', "utf-8"
    )
    assert SELECTION.batch(coded, codes=path).digest == batch.digest
    content = csv_of(coded).encode()
    assert SELECTION.read(content, codes=OWN).report.ok
    assert all(part.report.ok for part in SELECTION.scan(content, codes=OWN))


@pytest.mark.parametrize("codes", [{"没有": {"A": "1"}}, {"education": {"A": "999"}}, "没有.toml"])
def test_own_codes_that_mean_nothing(codes, coded):
    with pytest.raises(sx.DeclarationError):
        SELECTION.batch(coded, codes=codes)


def test_unknown_values_with_counts_and_nearest_make_a_file_to_fill_in(tmp_path):
    cells = ["大学本料", "BACHELOR", "BACHELOR", "本科"]
    rows = [row | {"学历": cell} for row, cell in zip(RECORDS, cells, strict=True)]
    found = SELECTION.batch(rows).unknown_values()
    assert [(one.list, one.caption, one.value, one.count) for one in found] == [
        ("education", "学历", "BACHELOR", 2),
        ("education", "学历", "大学本料", 1),
    ]
    assert "21.大学本科" in found[1].near
    path = tmp_path / "代码.toml"
    path.write_text(mapping_toml(found), "utf-8")
    assert SELECTION.batch(rows, codes=path).report.counts() == SELECTION.batch(rows).report.counts()
    path.write_text(mapping_toml(found).replace('= ""', '= "21"'), "utf-8")
    assert {row.basic.education.code for row in SELECTION.batch(rows, codes=path).rows} == {"21"}


def test_an_unknown_value_of_an_optional_assumed_column_is_a_warning():
    batch = SELECTION.batch([RECORDS[0] | {"户口性质": "本市外埠集体户"}])
    assert [(warning.code, warning.severity) for warning in batch.report.warnings] == [
        ("code.unknown", "warning")
    ]
    assert batch.rows[0].basic.household_type is None


KINDS = ["pandas", "polars", "pyarrow"]


def frame(kind, records):
    library = pytest.importorskip(kind)
    columns = {name: [row[name] for row in records] for name in records[0]}
    return library.table(columns) if kind == "pyarrow" else library.DataFrame(columns)


@pytest.mark.parametrize("kind", KINDS)
def test_a_frame_is_taken_column_by_column(kind):
    typed = [
        row
        | {
            "工资": Decimal("5000.00"),
            "变更时间": date(2026, 11, 20),
            "联系电话": int(row["联系电话"]),
            "学历": None,
        }
        for row in RECORDS
    ]
    batch = SELECTION.batch(frame(kind, typed), key="工号")
    assert not batch.report.problems
    assert batch.keys == ("A0", "A1", "A2", "A3")
    assert batch.digest == SELECTION.batch(typed).digest


@pytest.mark.parametrize("kind", KINDS)
def test_rows_and_report_as_frames(kind):
    pytest.importorskip(kind)
    batch = SELECTION.batch(BROKEN, key="工号")
    rows = batch.to_frame(kind)
    numbers = list(rows["basic.certificate_number"])
    assert [str(number) for number in numbers] == [
        ROWS[0]["basic.certificate_number"],
        ROWS[2]["basic.certificate_number"],
    ]
    text = {"pandas": "string", "polars": "String", "pyarrow": "string"}[kind]
    schema = rows.schema if kind != "pandas" else rows.dtypes
    kinds = {
        "pandas": lambda: schema["basic.certificate_number"],
        "polars": lambda: schema["basic.certificate_number"],
        "pyarrow": lambda: schema.field("basic.certificate_number").type,
    }
    assert str(kinds[kind]()).startswith(text[:3])
    assert len(batch.report.to_frame(kind)) == len(batch.report)
    if kind == "pandas":
        assert list(rows.index) == ["A0", "A2"]
    again = SELECTION.batch(rows)
    assert again.report.ok
    assert again.digest == SELECTION.batch([RECORDS[0], RECORDS[2]]).digest


def test_an_index_of_pandas_is_the_key():
    pandas = pytest.importorskip("pandas")
    indexed = pandas.DataFrame(BROKEN).set_index("工号")
    assert SELECTION.batch(indexed).keys == ("A0", "A1", "A2", "A3")
    assert SELECTION.batch(pandas.DataFrame(BROKEN)).keys == (None,) * 4
    twice = pandas.DataFrame([["1", "2"]], columns=["工资", "工资"])
    assert "sheet.column-ambiguous" in SELECTION.batch(twice).report.counts()


def test_a_lazy_frame_gets_a_sentence():
    polars = pytest.importorskip("polars")
    with pytest.raises(TypeError, match="collect"):
        SELECTION.batch(polars.DataFrame(RECORDS).lazy())


def test_an_unknown_kind_of_frame():
    with pytest.raises(ValueError, match="pandas"):
        SELECTION.batch(RECORDS).to_frame("excel")


def test_bytes_and_streams_wherever_a_path_goes(tmp_path):
    target = io.BytesIO()
    assert SELECTION.sheet().fill(RECORDS, target) is target
    content = target.getvalue()
    path = SELECTION.sheet().fill(RECORDS, tmp_path / "a.xlsx")
    digest = SELECTION.read(path).digest
    for file in (content, bytearray(content), memoryview(content), io.BytesIO(content), path, str(path)):
        assert SELECTION.read(file).digest == digest
        assert SELECTION.scan(file).summary().people == 4
        assert sx.sniff(file).bundle == "hire"
        assert sx.learn(file).bundle == "hire"
    with path.open("rb") as stream:
        assert [len(part) for part in SELECTION.scan(stream, rows=3)] == [3, 1]
    for batch in (SELECTION.read(content), SELECTION.batch(BROKEN)):
        marked = io.BytesIO()
        assert batch.annotate(marked) is marked
        assert len(SELECTION.read(marked)) == 4
    empty = io.BytesIO()
    SELECTION.sheet().save(empty)
    assert not len(SELECTION.read(empty))
    with pytest.raises(TypeError, match="二进制文件"):
        SELECTION.sheet().save(io.StringIO())


def test_notebooks_show_fifty_rows_masked():
    broken = [RECORDS[0] | {"联系电话": "13", "工号": f"A{n}"} for n in range(80)]
    batch = SELECTION.batch(broken, key="工号")
    for html in (batch._repr_html_(), batch.report._repr_html_()):
        assert html.count("<tr>") == 51
        assert "行未列出" in html
        assert "color" not in html
        assert ROWS[0]["basic.certificate_number"] not in html
        assert ROWS[0]["basic.name"] not in html
    assert "A3" in batch.report._repr_html_()
    assert len(repr(batch)) < 60
