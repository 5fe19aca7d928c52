"""填表说明: the page of instructions, written from the declaration."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sxbundle.masking import Personal
from sxbundle.schema import Column
from sxbundle.sheet.layout import NOT_TICKED, Layout
from sxbundle.sheet.style import (
    BLACK,
    GREY,
    SECTION,
    CellStyle,
    CellStyles,
    across,
    merge,
    one_page_wide,
    put_text,
)
from sxbundle.source import words_of

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_HEADINGS = ("段", "列", "是否必填", "填写要求", "示例", "依据")
_WIDTHS = (22, 24, 16, 58, 26, 40)
_EXAMPLE = re.compile(r"例[:：]\s*([^\s，。；)）]+)")
_FEW = 8


def draw(layout: Layout, sheet: "Worksheet") -> None:
    """Writes the page."""
    styles = CellStyles()
    for at, width in enumerate(_WIDTHS):
        sheet.column_dimensions["ABCDEF"[at]].width = width
    row = 0
    for text, heading in _paragraphs(layout):
        row += 1
        cell = put_text(sheet, row, 1, text)
        size = 16 if row == 1 else 12 if heading else 11
        styles.apply(cell, CellStyle(size, bold=heading, aside="center" if row == 1 else "left"))
        merge(sheet, row, 1, len(_WIDTHS))
        lines = -(-len(text) * 2 // (sum(_WIDTHS) - 10))
        sheet.row_dimensions[row].height = 32 if row == 1 else 24 if heading else 16 * lines + 4
    headings = row + 1
    for line in (_HEADINGS, *_lines(layout)):
        row += 1
        top = line is _HEADINGS
        for at, text in enumerate(line, 1):
            style = CellStyle(
                bold=top,
                colour=GREY if line[2] == NOT_TICKED else BLACK,
                back=SECTION if top else None,
                aside="center" if top or at == 3 else "left",
                ruled=True,
            )
            styles.apply(put_text(sheet, row, at, text), style)
        tall = max(-(-len(text) * 2 // (width - 2)) for text, width in zip(line, _WIDTHS, strict=True))
        sheet.row_dimensions[row].height = 16 * max(tall, 1) + 4
    across(sheet, f"{headings}:{headings}")
    one_page_wide(sheet)


def _paragraphs(layout: Layout) -> Iterator[tuple[str, bool]]:
    plan = layout.plan
    yield f"{plan.sheet_title} 填表说明", True
    yield "一、本次办理的事项", True
    for item in plan.items:
        cover = plan.covers[item.key]
        if cover is None:
            yield f"· {item.title}", False
        else:
            who = "每人必填" if cover.every_row else "涉及的人员填写，不涉及的留空"
            yield f"· {item.title}：填写“{plan.section(cover.section).title}”，{who}。", False
    yield "二、填写要求", True
    yield f"1. 每人一行，从“{layout.name}”第 {layout.first_row} 行开始填写；列标题和表头不要修改。", False
    yield "2. 单元格均为文本格式。从其他表粘贴时请选“只粘贴值”，以免证件号码、银行账号丢失数字。", False
    yield "3. 日期填 8 位数字，如 20210112。标“下拉选择”的列请从下拉列表中选择，也可只填代码或名称。", False
    yield "4. 黄底红字带 * 的列，在填写该段时必填。", False
    yield f"5. 灰色的段{NOT_TICKED}；填了网厅也会忽略。", False
    yield "三、各列说明", True


def _lines(layout: Layout) -> Iterator[tuple[str, ...]]:
    titles = {section.key: section.title for section in layout.plan.sections}
    for column in layout.columns:
        yield (
            titles[column.section],
            column.caption,
            _required(layout, column),
            _requirement(column),
            example(column),
            words_of(column.source),
        )


def _required(layout: Layout, column: Column) -> str:
    if not layout.active(column):
        return NOT_TICKED
    if not column.required:
        return "选填"
    return "必填" if column.section in layout.plan.mandatory else "填写本段时必填"


def _requirement(column: Column) -> str:
    hint = column.rule.hint()
    text = hint.prompt or hint.suffix.strip("()（）")
    if 0 < len(hint.choices) <= _FEW:
        return f"{text}可填：{'；'.join(hint.choices)}。"
    return f"{text}共 {len(hint.choices)} 项，见下拉列表。" if hint.choices else text


def example(column: Column) -> str:
    """One right cell, where the declaration holds one; the number is the standard's own example."""
    hint = column.rule.hint()
    if match := _EXAMPLE.search(hint.suffix) or _EXAMPLE.search(hint.prompt):
        return match[1]
    if hint.choices:
        return hint.choices[0]
    return "11010519491231002X" if column.personal is Personal.CERTIFICATE else ""
