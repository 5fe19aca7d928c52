"""Workbooks as a hall may offer them: the same official template, by several writers.

Run it to write them into a folder: `python tools/official.py FOLDER`. Tests import `samples()`.
Each holds what fillers of forms use to break: drop-downs of every kind, conditional formats,
comments, pictures, formulas, merged headers, hidden sheets, parts that nobody knows.
"""

# ruff: noqa: E501 - some lines are data

import io
import re
import sys
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from PIL import Image as Picture

TITLE = "企业招用员工（打包快办）线上采集表"
SHEET = "线上采集表"
EDUCATION = ["11.研究生教育", "21.大学本科", "22.双学士学位", "31.大学专科", "90.其他"]
NATIONS = ["01.汉族", "02.蒙古族", "03.回族"]
PAPERS = ["01.居民身份证(户口簿)", "08.外国人护照"]
FORMS = ["01.劳动合同制", "99.灵活用工"]
INLINE = ["1.男性", "2.女性"]
FIRST, PREPARED = 8, 27
"""The first row to fill, and the last one that is drawn for filling."""


@dataclass(frozen=True)
class Field:
    """A column of the template: what stands above it, its caption, its list, its look."""

    group: str
    section: str
    caption: str
    choices: str = ""
    hidden: bool = False
    grouped: bool = False


FIELDS = (
    Field("", "基本信息", "序号"),
    Field("", "基本信息", "*姓名"),
    Field("", "基本信息", "*证件类型(下拉选择)", "name"),
    Field("", "基本信息", "*身份证号码"),
    Field("", "基本信息", "性别(下拉选择)", "inline"),
    Field("", "基本信息", "民族(下拉选择)", "hidden"),
    Field("", "基本信息", "* 联系电话 "),
    Field("", "基本信息", "学历(下拉选择)", "very-hidden"),
    Field("", "基本信息", "户口性质", "indirect"),
    Field("", "基本信息", "紧急联系人"),
    Field("", "基本信息", "年龄", hidden=True),
    Field("社保业务", "企业职工增员", "*用工形式(下拉选择)", "other"),
    Field("社保业务", "企业职工增员", "*工资"),
    Field("社保业务", "企业职工增员", "*参加工作日期(YYYYMMDD)"),
    Field("社保业务", "企业职工增员", "*变更原因"),
    Field("社保业务", "企业职工增员", "*进入本单位参保日期(YYYYMMDD)", grouped=True),
    Field("社保业务", "企业职工增员", "*变更时间(YYYYMMDD) 例:20210112", grouped=True),
    Field("社保业务", "企业职工增员", "*险种"),
)
COLUMN = {one.caption: at for at, one in enumerate(FIELDS, 1)}
HINTS = {2: "必填", 4: "必填，18 位", 7: "请填写手机号码"}
SAMPLE = {1: "例", 2: "张三", 3: PAPERS[0], 4: "11010519491231002X", 7: "13800000000"}


@dataclass(frozen=True)
class Sample:
    """One workbook."""

    name: str
    build: Callable[[], bytes]
    suffix: str = ".xlsx"


def samples() -> Iterator[Sample]:
    """All of them; none is built yet."""
    yield Sample("openpyxl", by_openpyxl)
    yield Sample("xlsxwriter", by_xlsxwriter)
    yield Sample("x14", lambda: with_x14(by_openpyxl()))
    yield Sample("wps", lambda: with_wps(by_openpyxl()))
    yield Sample("xlsxwriter-x14", lambda: with_x14(by_xlsxwriter()))
    yield Sample("prefixed", lambda: prefixed(by_openpyxl()))
    yield Sample("macros", lambda: with_macros(by_xlsxwriter()), ".xlsm")


def spans(of: Callable[[Field], str]) -> Iterator[tuple[str, int, int]]:
    """Neighbouring columns with one text above them: the text, first and last column."""
    first = 1
    for at in range(2, len(FIELDS) + 2):
        if at > len(FIELDS) or of(FIELDS[at - 1]) != of(FIELDS[first - 1]):
            yield of(FIELDS[first - 1]), first, at - 1
            first = at


def letters(caption: str) -> str:
    return get_column_letter(COLUMN[caption])


def picture() -> io.BytesIO:
    stream = io.BytesIO()
    Picture.new("RGB", (12, 12), "red").save(stream, "PNG")
    stream.seek(0)
    return stream


def formula(field: Field) -> str:
    """What the drop-down of a field refers to."""
    return {
        "inline": f'"{",".join(INLINE)}"',
        "hidden": f"'隐藏 字典'!$B$2:$B${len(NATIONS) + 1}",
        "very-hidden": f"深藏!$A$1:$A${len(EDUCATION)}",
        "name": "证件",
        "other": f"'隐藏 字典'!$C$2:$C${len(FORMS) + 1}",
        "indirect": f'INDIRECT("户_"&$E{FIRST})',
    }[field.choices]


def by_openpyxl() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = SHEET
    _header(sheet)
    line = Border(*(Side("thin") for _ in range(4)))
    for row in range(FIRST, PREPARED + 1):
        for at in range(1, len(FIELDS) + 1):
            cell = sheet.cell(row, at)
            cell.border, cell.number_format = line, "@"
        sheet.cell(row, COLUMN["*证件类型(下拉选择)"], PAPERS[0])
        age = f'=IF(D{row}="","",2026-MID(D{row},7,4))'
        sheet.cell(row, COLUMN["年龄"], age)
        sheet.row_dimensions[row].height = 21
    for at, one in enumerate(FIELDS, 1):
        dimension = sheet.column_dimensions[get_column_letter(at)]
        dimension.width, dimension.hidden = 16, one.hidden
        dimension.outlineLevel = 1 if one.grouped else 0
        if one.choices:
            check = DataValidation(
                type="list", formula1=formula(one), showErrorMessage=True, allow_blank=True
            )
            check.add(f"{get_column_letter(at)}{FIRST}:{get_column_letter(at)}{PREPARED}")
            sheet.add_data_validation(check)
    number = letters("*身份证号码")
    rule = FormulaRule(formula=[f"LEN({number}{FIRST})<>18"], fill=PatternFill("solid", bgColor="FFFFC000"))
    sheet.conditional_formatting.add(f"{number}{FIRST}:{number}{PREPARED}", rule)
    sheet["B4"].comment = Comment("按身份证填写", "网厅")
    sheet.add_image(Image(picture()), "A1")
    sheet.freeze_panes = f"C{FIRST}"
    sheet.protection.sheet = False
    lists = book.create_sheet("隐藏 字典")
    lists.sheet_state = "hidden"
    for column, title, entries in ((1, "证件", PAPERS), (2, "民族", NATIONS), (3, "用工", FORMS)):
        for row, entry in enumerate([title, *entries], 1):
            lists.cell(row, column, entry)
    deep = book.create_sheet("深藏")
    deep.sheet_state = "veryHidden"
    for row, entry in enumerate(EDUCATION, 1):
        deep.cell(row, 1, entry)
    book.defined_names["证件"] = DefinedName("证件", attr_text=f"'隐藏 字典'!$A$2:$A${len(PAPERS) + 1}")
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _header(sheet: Any) -> None:
    sheet["A1"] = TITLE
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(FIELDS))
    for row, of in ((2, lambda one: one.group), (3, lambda one: one.section)):
        for text, first, last in spans(of):
            sheet.cell(row, first, text or None)
            if last > first:
                sheet.merge_cells(start_row=row, end_row=row, start_column=first, end_column=last)
    for at, one in enumerate(FIELDS, 1):
        cell = sheet.cell(4, at, one.caption)
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True)
        sheet.merge_cells(start_row=4, end_row=5, start_column=at, end_column=at)
    for row, texts in ((6, HINTS), (7, SAMPLE)):
        for at, text in texts.items():
            sheet.cell(row, at, text)


def by_xlsxwriter() -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet(SHEET)
    bold, line = book.add_format({"bold": True}), book.add_format({"border": 1, "num_format": "@"})
    sheet.merge_range(0, 0, 0, len(FIELDS) - 1, TITLE, bold)
    for row, of in ((1, lambda one: one.group), (2, lambda one: one.section)):
        for text, first, last in spans(of):
            if last > first:
                sheet.merge_range(row, first - 1, row, last - 1, text, bold)
            else:
                sheet.write(row, first - 1, text, bold)
    for at, one in enumerate(FIELDS):
        sheet.merge_range(3, at, 4, at, one.caption, bold)
        sheet.set_column(at, at, 16, None, {"hidden": one.hidden, "level": int(one.grouped)})
        for row in range(FIRST - 1, PREPARED):
            if one.caption == "年龄":
                sheet.write_formula(row, at, f'=IF(D{row + 1}="","",2026-MID(D{row + 1},7,4))', line, "")
            elif one.caption.startswith("*证件类型"):
                sheet.write_string(row, at, PAPERS[0], line)
            else:
                sheet.write_blank(row, at, None, line)
        if one.choices:
            source: Sequence[str] | str = INLINE if one.choices == "inline" else f"={formula(one)}"
            sheet.data_validation(FIRST - 1, at, PREPARED - 1, at, {"validate": "list", "source": source})
    for row, texts in ((5, HINTS), (6, SAMPLE)):
        for at, text in texts.items():
            sheet.write_string(row, at - 1, text)
    wage = COLUMN["*工资"] - 1
    sheet.conditional_format(FIRST - 1, wage, PREPARED - 1, wage, {"type": "data_bar", "data_bar_2010": True})
    sheet.conditional_format(FIRST - 1, 3, PREPARED - 1, 3, {"type": "duplicate", "format": bold})
    sheet.write_comment("B4", "按身份证填写")
    sheet.insert_image("A1", "logo.png", {"image_data": picture()})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": f"={SHEET}!$M${FIRST}:$M${PREPARED}"})
    sheet.insert_chart("V2", chart)
    sheet.freeze_panes(FIRST - 1, 2)
    lists = book.add_worksheet("隐藏 字典")
    lists.hide()
    for column, entries in enumerate((["证件", *PAPERS], ["民族", *NATIONS], ["用工", *FORMS])):
        lists.write_column(0, column, entries)
    deep = book.add_worksheet("深藏")
    deep.very_hidden()
    deep.write_column(0, 0, EDUCATION)
    book.define_name("证件", f"='隐藏 字典'!$A$2:$A${len(PAPERS) + 1}")
    book.set_custom_property("发布单位", "测试网厅")
    book.close()
    return stream.getvalue()


def changed(content: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """The package with some parts changed; others keep their bytes."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), part, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


FORM = "xl/worksheets/sheet1.xml"
X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
XM = "http://schemas.microsoft.com/office/excel/2006/main"


def with_x14(content: bytes) -> bytes:
    """用工形式 as Excel writes a list on another sheet: in the extension list."""
    column = letters("*用工形式(下拉选择)")
    area = f"{column}{FIRST}:{column}{PREPARED}"
    other = letters("*变更原因")
    checks = (
        f'<x14:dataValidations xmlns:xm="{XM}" count="1"><x14:dataValidation type="list" allowBlank="1" '
        f"showErrorMessage=\"1\"><x14:formula1><xm:f>'隐藏 字典'!$C$2:$C${len(FORMS) + 1}</xm:f></x14:formula1>"
        f"<xm:sqref>{area}</xm:sqref></x14:dataValidation></x14:dataValidations>"
    )
    formats = (
        f'<x14:conditionalFormattings><x14:conditionalFormatting xmlns:xm="{XM}"><x14:cfRule type="expression" '
        f'priority="9" id="{{11111111-2222-3333-4444-555555555555}}"><xm:f>{other}{FIRST}=深藏!$A$1</xm:f>'
        f"<x14:dxf><font><b/></font></x14:dxf></x14:cfRule><xm:sqref>{other}{FIRST}:{other}{PREPARED}</xm:sqref>"
        "</x14:conditionalFormatting></x14:conditionalFormattings>"
    )
    extensions = "".join(
        f'<ext uri="{{{uri}}}" xmlns:x14="{X14}">{inner}</ext>'
        for uri, inner in (
            ("CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF", checks),
            ("78C0D931-6437-407d-A8EE-F0AAD7539E65", formats),
        )
    )

    def change(parts: dict[str, bytes]) -> None:
        text = parts[FORM].decode()
        text = re.sub(
            rf'<dataValidation (?:(?!<dataValidation ).)*?sqref="{area}".*?</dataValidation>', "", text
        )
        text = re.sub(
            r'(<dataValidations count=")(\d+)', lambda found: found[1] + str(int(found[2]) - 1), text
        )
        # The worksheet's own list, which is the last one; conditional formats have such lists, too.
        head, found, tail = text.rpartition("</extLst></worksheet>")
        if found:
            text = f"{head}{extensions}{found}{tail}"
        else:
            text = text.replace("</worksheet>", f"<extLst>{extensions}</extLst></worksheet>")
        parts[FORM] = text.encode()

    return changed(content, change)


def with_wps(content: bytes) -> bytes:
    """Parts that WPS and document management systems leave in a workbook."""

    def change(parts: dict[str, bytes]) -> None:
        parts["xl/cellimages.xml"] = (
            b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><etc:cellImages '
            b'xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData"/>'
        )
        parts["customXml/item1.xml"] = b'<?xml version="1.0"?><b:Sources xmlns:b="urn:test">\r\n</b:Sources>'
        parts["customXml/itemProps1.xml"] = b'<ds:datastoreItem xmlns:ds="urn:ds" ds:itemID="{1}"/>'
        parts["docProps/custom.xml"] = (
            b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
            b'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><property '
            b'fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="KSOProductBuildVer"><vt:lpwstr>'
            b"2052-12.1.0.1</vt:lpwstr></property></Properties>"
        )
        types = parts["[Content_Types].xml"]
        parts["[Content_Types].xml"] = types.replace(
            b"</Types>",
            b'<Override PartName="/xl/cellimages.xml" ContentType="application/vnd.wps-officedocument.cellimage+xml"/>'
            b'<Override PartName="/docProps/custom.xml" ContentType="application/vnd.openxmlformats-officedocument.'
            b'custom-properties+xml"/></Types>',
        )
        relations = parts["xl/_rels/workbook.xml.rels"]
        parts["xl/_rels/workbook.xml.rels"] = relations.replace(
            b"</Relationships>",
            b'<Relationship Id="rId97" Type="http://www.wps.cn/officeDocument/2020/cellImage" '
            b'Target="cellimages.xml"/></Relationships>',
        )

    return changed(content, change)


def prefixed(content: bytes) -> bytes:
    """The form with a prefix on each element and rows without references, as small writers do."""

    def change(parts: dict[str, bytes]) -> None:
        text = parts[FORM].decode()
        text = re.sub(r"<(/?)([a-zA-Z])", r"<\1x:\2", text).replace(" xmlns=", " xmlns:x=")
        parts[FORM] = text.encode()

    return changed(content, change)


def with_macros(content: bytes) -> bytes:
    """A workbook with macros; the project is nothing that could run."""

    def change(parts: dict[str, bytes]) -> None:
        parts["xl/vbaProject.bin"] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
        types = parts["[Content_Types].xml"].replace(
            b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
            b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        )
        parts["[Content_Types].xml"] = types.replace(
            b"</Types>",
            b'<Override PartName="/xl/vbaProject.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>',
        )
        relations = parts["xl/_rels/workbook.xml.rels"]
        parts["xl/_rels/workbook.xml.rels"] = relations.replace(
            b"</Relationships>",
            b'<Relationship Id="rId98" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" '
            b'Target="vbaProject.bin"/></Relationships>',
        )

    return changed(content, change)


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for sample in samples():
        (folder / f"{sample.name}{sample.suffix}").write_bytes(sample.build())


if __name__ == "__main__":
    main()
