"""What program and clerk exchange: names of files, the workbook 办理结果, the text file 导入结果."""

import io
from collections.abc import Sequence
from copy import copy
from datetime import datetime
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from sxbundle.clients.folder.atomic_files import safe_name
from sxbundle.clients.folder.filing_document import FilingDocument, Key
from sxbundle.procedure.ledger import State
from sxbundle.schema import FormKind, Plan

FOR_CLERK = "给经办人"
CHECKLIST = "操作清单"
UNIT_RECORD = "用人单位劳动用工基本情况备案表"
PACK = "打印包"
IMPORT_TEXT = """# 导入结果：网厅“处理详情”中的结果写在这里，保存即可。以 # 开头的行不读。
# 1. 在“错误数量：”后面写上网厅显示的数字；没有错误就写 0。
# 2. 有错误时，把错误记录整行复制，粘贴到最下面；每行须有证件号码，或报盘表格的行号（写成“第 5 行”），
#    以及原因。也可以不粘贴，把网厅导出的错误清单（Excel、CSV 或网页）直接放进本文件夹。
错误数量：
"""
INBOX_TEXT = """这个文件夹是经办人给程序的回信。填好、保存，程序下次办理时自动读取。

导入结果-N.txt     第 N 次导入报盘后，写上错误数量，粘贴错误记录。
办理结果-N.xlsx    填状态、回执编号和退回原因；没有办的行空着。

也可以直接把网厅导出的文件放进来（.xlsx .xls .csv .txt，或保存的网页），文件名随意：
  错误清单：须有“证件号码”或“行号”一栏，和“原因”一栏。
  回执清单：须有“证件号码”一栏，和“回执编号”（受理编号、流水号）一栏；不写“事项”时算此人的全部事项。
  审核结果：须有“证件号码”一栏，和“状态”一栏（已提交、审核通过、退回修改、审核不通过）；退回和不通过须有“原因”。

读不懂的行，程序会在待办中写明是哪个文件、第几行、为什么；其余各行照常采用。
已经读过的文件可以留在这里；改了哪一行，就重新读哪一行。
"""
_HEADINGS = ("行号", "姓名", "证件号码", "事项", "状态", "回执编号", "原因", "日期")
_WIDTHS = (7, 14, 24, 30, 14, 26, 40, 14)
_EPOCH = (1980, 1, 1, 0, 0, 0)


def answer_sheet(plan: Plan[Any], document: FilingDocument, keys: Sequence[Key]) -> bytes:
    """办理结果: a line for each person and item that is with the clerk, states to choose from.

    行号 is left empty: the certificate number says who it is, whatever was imported since.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.worksheet.datavalidation import DataValidation

    workbook = Workbook()
    workbook.properties.created = workbook.properties.modified = datetime(2020, 1, 1)
    page: Any = workbook.active
    page.title = "办理结果"
    line = Side(style="thin", color="B8C4CC")
    border = Border(left=line, right=line, top=line, bottom=line)
    titles = {item.key: item.title for item in plan.items}
    people = document.people()
    page.append(["请填写“状态”和“回执编号”；退回修改、审核不通过须写明原因。没有办的行空着。填好保存即可。"])
    page.append(list(_HEADINGS[1:]))
    for person, item in keys:
        receipt = document.receipts.get((person, item), {"number": "", "own": True})
        number_shown = "" if receipt["own"] else receipt["number"]
        page.append([people[person]["name"], person, titles[item], None, number_shown or None, None, None])
    for column, width in enumerate(_WIDTHS[1:], 1):
        page.column_dimensions[chr(64 + column)].width = width
    page.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(_HEADINGS) - 1)
    page["A1"].font = Font(name="微软雅黑", size=10, color="7A4B00")
    page["A1"].fill = PatternFill("solid", fgColor="FFF4DC")
    page["A1"].alignment = Alignment(vertical="center")
    page.row_dimensions[1].height = 26
    for cell in page[2]:
        cell.font = Font(name="微软雅黑", size=10, bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor="1F6F78")
        cell.alignment = Alignment(horizontal="center", vertical="center")
        cell.border = border
    page.row_dimensions[2].height = 22
    for row in page.iter_rows(min_row=3, max_col=len(_HEADINGS) - 1):
        for cell in row:
            if isinstance(cell.value, str):
                cell.data_type = "s"  # openpyxl takes what begins with `=` for a formula
            if cell.row > 3:  # openpyxl looks each part of a style up: it is made once a column
                cell._style = copy(page.cell(3, cell.column)._style)
                continue
            cell.border = border
            cell.number_format = "@"
            cell.font = Font(name="微软雅黑", size=10)
            cell.alignment = Alignment(vertical="center", wrap_text=cell.column == 6)
            if cell.column >= 4:
                cell.fill = PatternFill("solid", fgColor="FFFDF2")
    states = ",".join(state.label for state in State if state not in (State.PENDING, State.WITHDRAWN))
    choice = DataValidation(type="list", formula1=f'"{states}"', allow_blank=True)
    choice.error, choice.errorTitle = "请从列表中选择", "状态"
    page.add_data_validation(choice)
    choice.add(f"D3:D{len(keys) + 2}")
    page.freeze_panes = "A3"
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    out = io.BytesIO()
    workbook.save(out)
    return _without_times(out.getvalue())


def _without_times(content: bytes) -> bytes:
    """The workbook without timestamps, so that equal content gives equal bytes."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as source, ZipFile(out, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            info = ZipInfo(name, _EPOCH)
            info.compress_type = ZIP_DEFLATED
            target.writestr(info, source.read(name))
    return out.getvalue()


def sheet_name(plan: Plan[Any], document: FilingDocument) -> str:
    """The sheet that the clerk imports."""
    return safe_name(f"{plan.sheet_title}_第{document.issue}次导入") + ".xlsx"


def declaration_name(plan: Plan[Any]) -> str:
    """The change declaration."""
    return safe_name(plan.form_title(FormKind.DECLARATION)) + ".pdf"


def import_answer(document: FilingDocument) -> str:
    """Where the clerk pastes what the import said."""
    return f"导入结果-{document.issue}.txt"


def results_name(number: int) -> str:
    """Where the clerk fills receipts and states."""
    return f"办理结果-{number}.xlsx"
