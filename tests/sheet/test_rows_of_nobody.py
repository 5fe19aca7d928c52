"""Rows that are no people are never people and told once; a person whose row looks odd stays one."""

import csv

import pytest

import sxbundle as sx
from sxbundle.testing import people

SELECTION = sx.HIRE.select("就业登记")
CAPTIONS = ["序号", "姓名", "证件类型", "证件号码", "联系电话", "就业日期"]
KEYS = ["ordinal", "name", "certificate_type", "certificate_number", "phone"]


def person(index, **cells):
    row = people.row(SELECTION.plan, index)
    known = [row[f"basic.{key}"] for key in KEYS]
    return [cells.get(caption, cell) for caption, cell in zip(CAPTIONS, [*known, "20261101"], strict=True)]


@pytest.fixture
def read(tmp_path):
    def read(*rows, captions=CAPTIONS):
        path = tmp_path / "人员.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([captions, *rows])
        whole = SELECTION.read(path)
        parts = SELECTION.scan(path, rows=2)
        assert sum(len(part) for part in parts) == len(whole)
        return whole

    return read


@pytest.mark.parametrize(
    "row",
    [
        ["合计", "", "", "", "", ""],
        ["合计", "-", "-", "-", "-", "-"],
        ["合计人数", "3", "", "", "", ""],
        ["", "合计人数", "", "3", "", ""],
        ["总计：2人", "", "", "", "", "/"],
        ["", "小 计", "", "", "2", ""],
        ["", "以下空白", "", "", "", ""],
        ["", "（以下空白）", "-", "-", "-", "-"],
        ["", "", "---以下无正文---", "", "", ""],
        ["填表人：测试甲", "", "审核人：测试乙", "", "", "日期：2026-11-28"],
        ["填表人：", "测试甲", "审核人：", "测试乙", "联系电话：", "13800000000"],
        ["制表人", "测试甲", "", "复核人", "测试乙", ""],
        ["", "填表人：", "测试甲", "", "", ""],
        ["单位（盖章）", "", "", "负责人（签字）：", "", "2026年11月28日"],
        ["", "共 2 人", "", "", "", ""],
        ["第 1 页 共 2 页", "", "", "", "", ""],
        ["", "人事部小计", "", "", "2", ""],
        ["", "第一车间合计", "", "", "", "8"],
        ["", "平均", "", "", "", "5000"],
        ["", "财务部", "", "", "", ""],
        ["部门：生产一车间", "", "", "", "", ""],
        ["", "审批意见：同意", "", "", "", ""],
        ["", "接下页", "", "", "", ""],
        ["", "此行以下无数据", "", "", "", ""],
        ["1", "2", "3", "4", "5", "6"],
        ["A", "B", "C", "D", "E", "F"],
        ["", "（1）", "（2）", "（3）", "（4）", "（5）"],
        ["", "", "", "", "", "12,345.60"],
        CAPTIONS,
        ["序号", "员工姓名", "证件种类", "身份证号码", "手机", "入职日期"],
    ],
    ids=" ".join,
)
def test_no_person(read, row):
    batch = read(person(1), row, person(2))
    assert list(batch.table.rows) == [2, 4]
    assert batch.report.ok
    assert [one.row for one in batch.report if one.code == "sheet.row-skipped"] in ([3], [])


@pytest.mark.parametrize(
    "names", [["seq", "emp_name", "id_type", "id_no", "mobile", "hire_date"], ["a", "b", "c", "d", "e", "f"]]
)
def test_machine_captions_above_or_below_the_visible_ones(read, names):
    assert list(read(names, person(1), person(2)).table.rows) == [3, 4]
    assert list(read(CAPTIONS, person(1), person(2), captions=names).table.rows) == [3, 4]
    both = read(["序号", "员工姓名", "证件种类", "身份证号码", "手机", "入职日期"], person(1))
    assert list(both.table.rows) == [3]


@pytest.mark.parametrize(
    "cells",
    [
        {"姓名": "合计"},
        {"姓名": "以下空白"},
        {"姓名": "填表人"},
        {"姓名": "某"},
        {"姓名": "-"},
        {"姓名": "John", "证件类型": "P", "证件号码": "E12345678"},
        {"证件号码": "-"},
        {"证件号码": ""},
        {"姓名": "", "联系电话": ""},
        {"姓名": "负责"},
    ],
    ids=str,
)
def test_a_person_whose_row_looks_odd_stays(read, cells):
    assert list(read(person(1), person(2, **cells), person(3)).table.rows) == [2, 3, 4]
    assert list(read(person(2, **cells), person(3)).table.rows) == [2, 3]


@pytest.mark.parametrize("name", ["王登科", "欧阳登科", "测试部", "李中心", "测试队"])
def test_a_name_that_ends_like_a_department_stays_a_person(read, name):
    batch = read(person(1), person(2, 姓名=name))
    assert len(batch.rows) == 2


@pytest.mark.parametrize("name", ["王登科", "欧阳登科", "赵一班"])
def test_a_lone_name_is_never_passed_over(read, name):
    batch = read(person(1), ["", name, "", "", "", ""])
    assert len(batch) == 2
    assert "cell.required" in {problem.code for problem in batch.report.errors}


def test_an_example_marked_as_one_is_no_person(read):
    batch = read(["", "例：测试甲", "身份证", "11010519491231002X", "13800000000", "20210112"], person(1))
    assert len(batch) == 1
    assert "sheet.row-skipped" in {problem.code for problem in batch.report}
