"""Rebuilds the workbooks of examples/: our sheet, filled, then saved by LibreOffice as a filer would.

Run it with LibreOffice (`soffice`) installed: `python tools/build_example.py`.
"""

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import Workbook

import sxbundle as sx
from sxbundle.codes import Code
from sxbundle.schema import Column
from sxbundle.testing import people

DATA = Path(__file__).parent.parent / "examples" / "data"
SELECTION = sx.HIRE.select("职工参保登记", "就业登记", "劳动用工备案", on=date(2026, 11, 23))
NUMBER = 12
Row = Mapping[str, object]
Changes = Mapping[str, Callable[[str], object]]

# What clerks really do: a digit off, a number that a spreadsheet rounded, a day that does not exist …
WRONG: Mapping[int, Changes] = {
    1: {"basic.certificate_number": lambda right: right[:-1] + ("0" if right[-1] != "0" else "1")},
    2: {"basic.certificate_number": lambda right: float(right[:15] + "000")},
    3: {"enrolment.change_date": lambda _: "20261131"},
    4: {"basic.sex": lambda right: "2.女性" if right.startswith("1") else "1.男性"},
    5: {"basic.phone": lambda right: right[:-1]},
    6: {"basic.education": lambda _: "21.大学本课"},
    7: {"labour_contract.end": lambda _: None},
    8: {"enrolment.insurances": lambda _: "110,110"},
    9: {"basic.name": lambda _: None},
}
# What is read all the same: full-width digits, a date with hyphens, a code by its name.
UNUSUAL: Mapping[int, Changes] = {
    10: {"basic.phone": lambda right: right.translate({48 + n: 0xFF10 + n for n in range(10)})},
    11: {
        "employment.employment_date": lambda right: f"{right[:4]}-{right[4:6]}-{right[6:]}",
        "basic.ethnic_group": lambda _: "汉族",
    },
}


MONTH_END = date(2026, 11, 30)
# An HR system's own words, and columns that no bundle knows.
EXPORT: dict[str, tuple[sx.Selection[Any], range, dict[str, str]]] = {
    "入职": (
        sx.HIRE.select("职工参保登记", "就业登记", on=MONTH_END),
        range(4),
        {
            "员工姓名": "basic.name",
            "证件类别": "basic.certificate_type",
            "身份证号": "basic.certificate_number",
            "移动电话": "basic.phone",
            "用工形式": "enrolment.employment_form",
            "参加工作时间": "enrolment.first_work_date",
            "核定工资": "enrolment.wage",
            "增员原因": "enrolment.reason",
            "参保日期": "enrolment.enrolled_date",
            "增员时间": "enrolment.change_date",
            "险种": "enrolment.insurances",
            "入职日期": "employment.employment_date",
            "岗位名称": "employment.post",
        },
    ),
    "离职": (
        sx.SEPARATION.select("缴费人员减少申报", "劳动用工备案", on=MONTH_END),
        range(100, 103),
        {
            "员工姓名": "basic.name",
            "证件类别": "basic.certificate_type",
            "身份证号": "basic.certificate_number",
            "移动电话": "basic.phone",
            "减员原因": "decrease.reason",
            "减员时间": "decrease.change_date",
            "减员类型": "decrease.change_type",
            "险种": "decrease.insurances",
            "司龄": "contract_end.years",
            "人员类别": "contract_end.category",
            "合同起始": "contract_end.start",
            "合同到期": "contract_end.end",
            "离职日期": "contract_end.ended",
            "经济补偿": "contract_end.compensation",
        },
    ),
    "退休": (
        sx.RETIREMENT.select("养老保险待遇发放账户维护", on=MONTH_END),
        range(200, 202),
        {
            "员工姓名": "basic.name",
            "证件类别": "basic.certificate_type",
            "身份证号": "basic.certificate_number",
            "移动电话": "basic.phone",
            "银行卡号": "bank_account.account",
            "开户银行": "bank_account.bank",
            "使用社保卡": "bank_account.uses_card",
        },
    ),
}


def main() -> None:
    right = list(people.rows(SELECTION.plan, NUMBER))
    wrong = [
        _changed(row, {**WRONG.get(index, {}), **UNUSUAL.get(index, {})}) for index, row in enumerate(right)
    ]
    wrong.append({**wrong[0], "basic.ordinal": str(NUMBER + 1)})
    mended = [_changed(row, UNUSUAL.get(index, {})) for index, row in enumerate(right)]
    with tempfile.TemporaryDirectory() as folder:
        for name, rows in (("采集表_已填.xlsx", wrong), ("采集表_已改正.xlsx", mended)):
            SELECTION.sheet().fill(rows, Path(folder) / name)
            _save_by_libreoffice(Path(folder) / name, DATA)
        _save_by_libreoffice(_hr_export(Path(folder) / "人事导出.xlsx"), DATA)


def _hr_export(path: Path) -> Path:
    """One worksheet a movement, as HR systems export it: day cells, numbers, names of codes."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, (selection, indexes, captions) in EXPORT.items():
        sheet = book.create_sheet(title)
        sheet.append(["工号", "部门", *captions])
        for index in indexes:
            cells = people.row(selection.plan, index)
            told = [_as_hr_tells(selection.plan.column(key), cells[key]) for key in captions.values()]
            sheet.append([10000 + index, "示例车间", *told])
        for row in sheet.iter_rows(min_row=2):
            for cell in row:
                if isinstance(cell.value, date):
                    cell.number_format = "yyyy-mm-dd"
    book.save(path)
    return path


def _as_hr_tells(column: Column, cell: str) -> object:
    if column.attribute == "certificate_type":
        return "身份证"
    if column.attribute == "phone":
        return int(cell)
    value = column.rule.parse(cell)
    if isinstance(value, tuple):  # insurance types
        return ",".join({"110": "养老", "210": "失业"}[one.code] for one in value)
    if isinstance(value, Code):
        return value.name
    if isinstance(value, Decimal):
        return float(value)
    return value if isinstance(value, date | int) else cell


def _changed(row: Mapping[str, str], changes: Changes) -> Row:
    return {**row, **{key: change(row[key]) for key, change in changes.items()}}


def _save_by_libreoffice(path: Path, folder: Path) -> None:
    soffice = shutil.which("soffice")
    if soffice is None:
        raise SystemExit("LibreOffice is not installed")
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [soffice, "--headless", "--convert-to", "xlsx", "--outdir", str(folder), str(path)],
        check=True,
        stdout=subprocess.DEVNULL,
    )


if __name__ == "__main__":
    main()
