"""Exports of payroll systems: captions of their own, spouses, notes, totals of groups; whose row is it."""

import csv
import io
from datetime import date

import openpyxl
import pytest

import sxbundle as sx
from sxbundle.testing import people

SELECTION = sx.HIRE.select("职工参保登记", on=date(2026, 11, 30))
PLAN = SELECTION.plan
PEOPLE = [{PLAN.column(key).caption: cell for key, cell in row.items()} for row in people.rows(PLAN, 3)]
CAPTIONS = list(PEOPLE[0])
NAMES = [person["姓名"] for person in PEOPLE]


def table(captions=None, more=()):
    own = captions or {}
    header = [own.get(caption, caption) for caption in CAPTIONS] + [caption for caption, _ in more]
    cells = [
        [person[caption] for caption in CAPTIONS] + [column[at] for _, column in more]
        for at, person in enumerate(PEOPLE)
    ]
    return [header, *cells]


def read(rows, kind="csv"):
    if kind == "csv":
        text = io.StringIO()
        csv.writer(text).writerows(rows)
        return SELECTION.read(text.getvalue().encode("utf-8-sig"))
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return SELECTION.read(out.getvalue())


def names(batch):
    return [batch.row(index).basic.name for index in batch.good]


@pytest.mark.parametrize(
    "captions",
    [
        {"姓名": "本人姓名", "证件号码": "本人身份证号", "联系电话": "本人手机"},
        {"姓名": "员工本人姓名", "证件类型": "证件类别", "参加工作日期": "首次参加工作日期"},
        {"变更时间": "变更时间(年/月/日)", "参加工作日期": "参加工作时间（yyyy-mm-dd）"},
        {"证件号码": "证件\n号码", "进入本单位参保日期": "进入本单位\n参保日期\n(YYYYMMDD)"},
    ],
)
def test_captions_of_payroll_systems(captions):
    batch = read(table(captions), "xlsx")
    assert batch.report.ok
    assert names(batch) == NAMES


@pytest.mark.parametrize("other", ["配偶姓名", "父亲姓名", "担保人姓名", "推荐人姓名", "紧急联系人姓名"])
def test_a_missing_name_is_never_somebody_elses(other):
    batch = read(table({"姓名": "称呼"}, [(other, ["甲一", "甲二", "甲三"])]))
    missing = [problem for problem in batch.report.problems if problem.code == "sheet.column-missing"]
    assert [one.caption for one in missing] == ["姓名"]
    assert not any(other in one.message for one in missing)
    unknown = [problem.message for problem in batch.report.problems if other in problem.message]
    assert not any("相近" in message for message in unknown)


@pytest.mark.parametrize(
    "row",
    [
        ["注：1.本表一式两份", "2.加盖公章"],
        ["备注", "社保自入职当月缴纳", "工资为税前"],
        ["说明：红色为必填", "请勿修改表头"],
        ["生产一部 小计", "", "", "", "3人"],
        ["", "销售部 合计", "", "", "", "", "3"],
        ["填表说明", "逐行填写"],
    ],
)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_rows_that_are_nobody(row, kind):
    rows = table()
    batch = read([*rows[:2], row, *rows[2:]] if "小计" in row[0] else [*rows, row], kind)
    assert names(batch) == NAMES
    assert batch.report.ok
    assert [notice.code for notice in batch.report.notices if notice.code == "sheet.row-skipped"] == [
        "sheet.row-skipped"
    ]


def test_a_person_whose_ordinal_is_a_note_is_a_person():
    rows = table()
    rows[2][0] = "备注：补录"
    assert len(read(rows).table) == 3
