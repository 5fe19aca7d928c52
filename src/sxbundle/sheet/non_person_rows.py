"""Rows below the header that are no people: instructions, samples, totals, notes. Never a guess."""

import re
from collections.abc import Sequence

from attrs import frozen

from sxbundle.rules.base import is_blank
from sxbundle.workbook.grid import Cell, CellError

_INSTRUCTION = re.compile(
    r"必填|选填|必录|可不填|可空|不填|例如|示例|样例|^例[:：]|^如[:：]|下拉|格式|请填写|请选择|请输入"
    r"|自动生成|YYYY|yyyy|文本型|数字型|字符"
)
_SAMPLE_NAMES = frozenset(
    {"张三", "李四", "王五", "赵六", "某某", "某某某", "张某", "张某某", "李某", "李某某"}
)
_SAMPLE_WORDS = re.compile(r"^[（(]?(示例|样例|例子|范例|例|例如|填写示例|填写样例|模板|样表)[)）]?[:：]?$")
# The standard's own two numbers, a run of the same digit, 1 2 3 4 …, or signs in place of digits.
_SAMPLE_NUMBERS = frozenset({"11010519491231002X", "440524188001010014"})
_NO_NUMBER = re.compile(r".*[*×＊]{3,}.*|[Xx]{6,}.*|.*[Xx]{6,}|(\d)\1{14,17}[\dXx]?|123456789012345\w{0,3}")
_NOTE = re.compile(
    r"\s*(注|备注|说明|填表说明|填写说明|填报说明|注意|注意事项|填表人|填报人|制表人|经办人|审核人|负责人|单位负责人|"
    r"填表日期|填报日期|制表日期|日期|联系人|联系电话|单位（盖章）|单位\(盖章\)|单位盖章|盖章)\s*[:：]"
    r"|\s*(单位|用人单位|填报单位)?\s*[（(](盖章|公章|签章|签字)[）)]\s*$"
)
_ADVICE = re.compile(r"\s*(注|备注|说明|填表说明|填写说明|填报说明|填写要求|注意|注意事项)\s*[:：]")
"""Of the notes, those that may also stand above the rows that they are about."""
_HEADCOUNT = re.compile(r"[共计\s]*\d+(?:\.0+)?\s*[人名个]?\s*")
_TOTALS = frozenset({"合计", "总计", "小计", "本页合计", "合  计", "合 计", "总 计"})


@frozen
class Places:
    """Where a row holds what tells a person from a remark; indexes into the row.

    Attributes:
        telling: matched columns that the template does not bring filled.
        prefilled: those that it does.
        name, number: of the columns with name and certificate number; None when not there.
    """

    telling: tuple[int, ...]
    prefilled: tuple[int, ...]
    name: int | None
    number: int | None


def holds_nobody(row: Sequence[Cell], places: Places) -> bool:
    """True when nothing is filled, or only what the template brings or a formula could not find."""
    if not is_blank(name := _at(row, places.name)) and not isinstance(name, CellError):
        return False
    return all(is_blank(cell) or isinstance(cell, CellError) for cell in _pick(row, places.telling))


def remark(row: Sequence[Cell], places: Places) -> str | None:
    """What a row is that is no person: `合计行`, `表下说明`; None for a person or a doubt."""
    if not is_blank(_at(row, places.number)):
        return None
    written = [cell for cell in row if not is_blank(cell)]
    if all(isinstance(cell, str) and _NOTE.match(cell) for cell in written):
        return "表下说明"
    name = _at(row, places.name)
    nameless = is_blank(name) or _total(name) or _HEADCOUNT.fullmatch(str(name)) is not None
    if nameless and any(map(_total, written)):
        return "合计行"
    return None


def heading_remark(row: Sequence[Cell], places: Places) -> str | None:
    """What a row directly below the header is that is no person; None for a person or a doubt."""
    notes = [cell for cell in row if not is_blank(cell)]
    if notes and all(isinstance(cell, str) and _ADVICE.match(cell) for cell in notes):
        return "填写说明行"
    written = [cell for cell in _pick(row, places.telling + places.prefilled) if not is_blank(cell)]
    hints = [cell for cell in written if isinstance(cell, str) and _INSTRUCTION.search(cell)]
    number = _at(row, places.number)
    if len(hints) >= 2 and 2 * len(hints) >= len(written) and not _like_number(number):
        return "填写说明行"
    name, shown = _at(row, places.name), str(number or "").strip()
    if isinstance(name, str) and name.strip() in _SAMPLE_NAMES:
        marked = any(isinstance(cell, str) and _SAMPLE_WORDS.match(cell.strip()) for cell in row)
        if marked or shown.upper() in _SAMPLE_NUMBERS or _NO_NUMBER.fullmatch(shown):
            return "填写示例行"
    return None


def _like_number(cell: Cell) -> bool:
    """True for what could be somebody's certificate number, right or wrong."""
    if isinstance(cell, str):
        return not _INSTRUCTION.search(cell) and sum(one.isdigit() for one in cell) >= 6
    return not is_blank(cell)


def _total(cell: Cell) -> bool:
    return isinstance(cell, str) and cell.strip().rstrip(":：") in _TOTALS


def _at(row: Sequence[Cell], index: int | None) -> Cell:
    return None if index is None or index >= len(row) else row[index]


def _pick(row: Sequence[Cell], indexes: Sequence[int]) -> list[Cell]:
    size = len(row)
    return [row[index] for index in indexes if index < size]
