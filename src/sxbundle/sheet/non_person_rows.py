"""Rows below the header that are no people: instructions, samples, totals, notes. Never a guess."""

import re
from collections.abc import Collection, Sequence
from itertools import islice

from attrs import frozen

from sxbundle.batch import fold
from sxbundle.bilingual import Bilingual
from sxbundle.rules.base import is_blank, is_nothing
from sxbundle.workbook.grid import Cell, CellError

_INSTRUCTION = re.compile(
    r"必填|选填|必录|可不填|可空|不填|例如|示例|样例|^例[:：]|^如[:：]|下拉|格式|请填写|请选择|请输入"
    r"|自动生成|YYYY|yyyy|文本型|数字型|字符"
)
_SAMPLE_NAMES = frozenset(
    {"张三", "李四", "王五", "赵六", "某某", "某某某", "张某", "张某某", "李某", "李某某"}
)
_SAMPLE_WORDS = re.compile(r"^[（(]?(示例|样例|例子|范例|例|例如|填写示例|填写样例|模板|样表)[)）]?[:：]?$")
_EXAMPLE_OF = re.compile(r"[（(]?(?:示例|样例|例子|范例|例如|例)[)）]?(?:[:：]|$)")
# The standard's own two numbers, a run of the same digit, 1 2 3 4 …, or signs in place of digits.
_SAMPLE_NUMBERS = frozenset({"11010519491231002X", "440524188001010014"})
_NO_NUMBER = re.compile(r"(?>.*?[*×＊]{3}).*|.*[Xx]{6}|(\d)\1{14,17}[\dXx]?|123456789012345\w{0,3}")
_LABEL = (
    r"注|备注|说明|填表说明|填写说明|填报说明|填写要求|注意|注意事项|"
    r"(?:(?:单位|部门|人事|人力资源|财务|公司)部?)?(?:填表|填报|制表|制单|编制|经办|审核|复核|审批|批准|负责|打印|导出|操作|报送|联系)"
    r"(?:人|人员|人签字|人签章|单位|部门|日期|时间|电话|者|意见)?|"
    r"单位负责人|法定代表人|总经理|部门经理|主管领导|领导签字|签字|签章|签名|日期|联系电话|电话|手机|单位名称|填报单位|数据来源|"
    r"(?:单位|用人单位|填报单位)?[（(]?(?:盖章|公章|签章)[）)]?"
)
_LABELLED = re.compile(
    rf"\s*+(?:{_LABEL})\s*+(?:[（(](?:盖章|公章|签章|签字)[）)])?\s*+([:：])(.*)", re.DOTALL
)
_BARE_LABEL = re.compile(
    r"\s*+(?:填表|填报|制表|制单|经办|审核|复核|审批|负责)人?\s*+|\s*+(?:填表|填报|制表|打印|导出)(?:日期|时间)\s*+"
)
_SEAL = re.compile(r"\s*+(单位|用人单位|填报单位)?\s*+[（(](盖章|公章|签章|签字)[）)]\s*+")
_ADVICE = re.compile(r"\s*+(注|备注|说明|填表说明|填写说明|填报说明|填写要求|注意|注意事项)\s*+[:：]")
"""Of the notes, those that may also stand above the rows that they are about."""
_NOTE = re.compile(
    r"\s*+(?:注|备注|说明|填表说明|填写说明|填报说明|填写要求|注意|注意事项)\s*+(?:[:：].*)?", re.DOTALL
)
"""The first cell of a row of notes."""
_END = re.compile(
    r"[\s\W_]*+(?:本页|此页|本表|表格)?(?:以下|下面)(?:空白|无正文|无内容)[\s\W_]*+|"
    r"[\s\W_]*+(?:本页|本表)?(?:结束|完|END|End|end)[\s\W_]*+|"
    r"\s*+第?\s*+\d+\s*+页\s*+[,，/／共]*\s*+(?:\d+\s*+页)?\s*+|\s*+共\s*+\d+\s*+页\s*+(?:[,，]?\s*+第\s*+\d+\s*+页)?\s*+"
)
_DATED = re.compile(r"\s*+\d{4}\s*+[-/.年]\s*+\d{1,2}\s*+[-/.月]\s*+\d{1,2}\s*+日?\s*+")
_HEADCOUNT = re.compile(r"[共计\s]*+\d+(?:\.0+)?\s*+[人名个位]?\s*+")
_UNIT = "部门|部|科|室|组|队|厂|店|处|中心|公司|车间|项目|班|院|所|站|局|科室|门店|基地"
_TOTAL = re.compile(
    rf"(?:[^\d\s:：]{{1,12}}\s++|[^\d\s:：]{{0,12}}(?:{_UNIT})|本页|本表|全部|人员|累计|[（(].{{0,12}}[)）])?"
    r"\s*+(?:合\s*+计|总\s*+计|小\s*+计|共\s*+计|计数|汇总|总人数|总数|平均值?|平均数)\s*+"
    r"(?:人数|金额|数)?\s*+(?:[（(][人元名]{1,2}[)）])?\s*+(?:[:：]?\s*+[\d,.]*\s*+[人名元]?)?|人数\s*+合计\s*+[:：]?"
)
_UNIT_HEADING = re.compile(
    r"\s*+(?:(?:[(（][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十\d]{1,3}[、.．])\s*+)?"
    rf"(?:(?:部门|科室|车间|班组|单位)[:：].{{1,20}}|[^\d\s:：]{{4,14}}(?:{_UNIT})"
    r"|[^\d\s:：]{1,14}(?:部|部门|中心|公司|车间)|办公室|[行后总财人][政勤务事][科室组处])"
    r"\s*+(?:[（(]\s*+共?\s*+\d+\s*+[人名][)）])?\s*+"
)
"""A row of one cell that heads the people of a department; 欧阳登科 is a person."""
_NEXT_PAGE = re.compile(
    r"\s*+[（(]?(?:接|转|续)(?:上|下)一?页[)）]?\s*+|\s*+(?:此行|本行)?(?:以下|下面)(?:无|没有)(?:数据|记录|人员)\s*+"
    r"|\s*+第\s*+\d+\s*+页(?:[\s,，/]*+共\s*+\d+\s*+页)?\s*+"
)
_PLACE_NUMBER = re.compile(r"[（(]?([0-9]{1,3}|[A-Z])[)）]?")
_LEAST_PLACES = 4
_COUNTED = re.compile(r"\s*+共\s*+\d+\s*+[人名]\s*+")
_FIELD_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[_.][A-Za-z0-9]+)*")
_LEAST_NAMES = 3


_LEFT = re.compile(r"[^:：]{0,16}(?:离职|离岗|辞职|辞退|退工|减员|退休|调出|开除|死亡|除名)[^:：]{0,8}")
_PAGE_OF_TITLE = re.compile(r"[（(]?续(?:表|页)?\d*[)）]?$|[（(]?第.{1,3}页[)）]?$")
_ENGLISH = re.compile(r"[A-Za-z][A-Za-z /.,()*#&'_-]*")
_ENGLISH_NAME = re.compile(r"(?i)(?:.*[^a-z])?name(?:[^a-z].*)?")
_ENGLISH_NUMBER = re.compile(r"(?i)(?:.*[^a-z])?(?:id|no|number|num|card|certificate|passport)(?:[^a-z].*)?")

HEADER_AGAIN = Bilingual("重复的列标题行", "the header again")


@frozen
class Places:
    """Where a row holds what tells a person from a remark; indexes into the row.

    Attributes:
        telling: matched columns that the template does not bring filled.
        prefilled: those that it does.
        name, number: of the columns with name and certificate number; None when not there.
        captions: folded captions of the header, and all that the sheet may be captioned with.
    """

    telling: tuple[int, ...]
    prefilled: tuple[int, ...]
    name: int | None
    number: int | None
    captions: Collection[str] = frozenset()


def holds_nobody(row: Sequence[Cell], places: Places) -> bool:
    """True when nothing is filled, or only what the template brings or a formula could not find."""
    if not is_nothing(name := _at(row, places.name)) and not isinstance(name, CellError):
        return False
    return all(is_nothing(cell) or isinstance(cell, CellError) for cell in _pick(row, places.telling))


def remark(row: Sequence[Cell], places: Places) -> Bilingual | None:
    """What a row is that is no person: `合计行`, `表下说明`; None for a person or a doubt."""
    places_filled = [(at, cell) for at, cell in enumerate(row) if not is_nothing(cell)]
    filled = [cell for _, cell in places_filled]
    own = [cell for at, cell in places_filled if at not in places.prefilled]
    if _is_header(row, filled, places):
        return HEADER_AGAIN
    if len(filled) >= 2 and _is_english(_at(row, places.name), _at(row, places.number)):
        return Bilingual("英文列标题行", "captions in English")
    if _is_footer(filled) or _is_note(places_filled, places):
        return Bilingual("表下说明", "a note below the table")
    if _like_number(_at(row, places.number)):
        return None
    name = _at(row, places.name)
    if len(filled) == 1 and _COUNTED.fullmatch(str(filled[0])):
        return Bilingual("合计行", "a total")
    if len(filled) == 1 and isinstance(filled[0], str) and _UNIT_HEADING.fullmatch(filled[0]):
        return Bilingual("部门标题行", "the heading of a department")
    if _numbers_columns(filled):
        return Bilingual("栏号行", "a row of column numbers")
    if is_nothing(name) and len(own) == len(filled) and _only_amounts(own):
        return Bilingual("合计行", "a total")
    if own and all(isinstance(cell, str) and _ends_page(cell) for cell in own):
        return Bilingual("表格结束行", "the end of the table")
    nameless = is_nothing(name) or _total(name) or _HEADCOUNT.fullmatch(str(name)) is not None
    if nameless and any(map(_total, filled)):
        return Bilingual("合计行", "a total")
    return None


def heading_remark(row: Sequence[Cell], places: Places) -> Bilingual | None:
    """What a row directly below the header is that is no person; None for a person or a doubt."""
    notes = [cell for cell in row if not is_blank(cell)]
    if notes and all(isinstance(cell, str) and _ADVICE.match(cell) for cell in notes):
        return Bilingual("填写说明行", "an instruction")
    names = [cell for cell in notes if isinstance(cell, str) and _FIELD_NAME.fullmatch(cell.strip())]
    if len(names) == len(notes) >= _LEAST_NAMES and not _like_number(_at(row, places.number)):
        return Bilingual("字段名行", "a row of field names")
    filled = [cell for cell in _pick(row, places.telling + places.prefilled) if not is_blank(cell)]
    hints = [cell for cell in filled if isinstance(cell, str) and _INSTRUCTION.search(cell)]
    number = _at(row, places.number)
    if len(hints) >= 2 and 2 * len(hints) >= len(filled) and not _like_number(number):
        return Bilingual("填写说明行", "an instruction")
    name, shown = _at(row, places.name), str(number or "").strip()
    if isinstance(name, str) and _EXAMPLE_OF.match(name.strip()):
        if shown.upper() in _SAMPLE_NUMBERS or _NO_NUMBER.fullmatch(shown) or not shown:
            return Bilingual("填写示例行", "a sample")
    elif isinstance(name, str) and name.strip() in _SAMPLE_NAMES:
        marked = any(isinstance(cell, str) and _SAMPLE_WORDS.match(cell.strip()) for cell in row)
        if marked or shown.upper() in _SAMPLE_NUMBERS or _NO_NUMBER.fullmatch(shown):
            return Bilingual("填写示例行", "a sample")
    return None


def title_of(row: Sequence[Cell], places: Places) -> str | None:
    """The only text of a row that is no note and no department."""
    filled = list(islice((cell for cell in row if not is_nothing(cell)), 2))
    if len(filled) != 1 or not isinstance(filled[0], str) or _ends_page(filled[0]):
        return None
    return None if remark(row, places) is not None else plain_title(filled[0])


def plain_title(text: str) -> str:
    """A title without its page."""
    return _PAGE_OF_TITLE.sub("", text.strip()).strip()


def is_of_leavers(title: str) -> bool:
    """True for 离职人员 and the like."""
    return _LEFT.fullmatch(title) is not None


def _is_english(name: Cell, number: Cell) -> bool:
    """True for the captions `Name`, `ID No`."""
    cells = [
        cell.strip() if isinstance(cell, str) else cell for cell in (name, number) if not is_nothing(cell)
    ]
    if not all(isinstance(cell, str) and _ENGLISH.fullmatch(cell) for cell in cells):
        return False
    return _ENGLISH_NAME.fullmatch(str(name).strip()) is not None or (
        not is_nothing(number) and _ENGLISH_NUMBER.fullmatch(str(number).strip()) is not None
    )


def _ends_page(text: str) -> bool:
    return _END.fullmatch(text) is not None or _NEXT_PAGE.fullmatch(text) is not None


def _numbers_columns(filled: Sequence[Cell]) -> bool:
    """True for 1, 2, 3 … or A, B, C … in a row: the numbers of the columns, printed below the header."""
    if len(filled) < _LEAST_PLACES:
        return False
    first = 0
    for at, cell in enumerate(filled):
        match = _PLACE_NUMBER.fullmatch(str(cell).strip().removesuffix(".0"))
        if match is None:
            return False
        number = int(match[1]) if match[1].isdecimal() else ord(match[1])
        if at == 0:
            first = number
        elif number != first + at:
            return False
    return True


def _only_amounts(cells: Sequence[Cell]) -> bool:
    """True when nothing but sums stands in a row: figures in columns that hold nobody's name or number."""
    return 0 < len(cells) <= _MOST_SUMS and all(map(_is_amount, cells))


def _is_amount(cell: Cell) -> bool:
    if isinstance(cell, bool):
        return False
    return isinstance(cell, int | float) or (isinstance(cell, str) and _AMOUNT.fullmatch(cell) is not None)


_MOST_SUMS = 3
_AMOUNT = re.compile(r"[¥￥]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{1,2})?|[¥￥]?[0-9]{1,9}(?:\.[0-9]{1,2})?")


def _is_header(row: Sequence[Cell], filled: Sequence[Cell], places: Places) -> bool:
    """True for captions among the people: after a page break, or in other words than the header's."""
    name = _at(row, places.name)
    if not isinstance(name, str) or fold(name) not in places.captions or len(filled) < 2:
        return False
    captions = [cell for cell in filled if isinstance(cell, str) and fold(cell) in places.captions]
    return len(captions) >= 2 and 2 * len(captions) >= len(filled)


def _is_footer(filled: Sequence[Cell]) -> bool:
    """True when all cells are notes below a table: labels such as 填表人, and the cell that each labels."""
    any_label = labelled = False
    for cell in filled:
        text = cell if isinstance(cell, str) else ""
        match = _LABELLED.fullmatch(text)
        if match is not None or _BARE_LABEL.fullmatch(text) is not None:
            any_label = True
            labelled = match is None or not match[2].strip()
        elif _SEAL.fullmatch(text) is not None:
            any_label = True
        elif labelled or _DATED.fullmatch(text) is not None or _END.fullmatch(text) is not None:
            labelled = False
        else:
            return False
    return any_label


def _is_note(places_filled: Sequence[tuple[int, Cell]], places: Places) -> bool:
    """True for 备注 in the column of ordinals and one or two cells of what it says, none of them a number."""
    if not 2 <= len(places_filled) <= 3 or places_filled[0][0] not in places.prefilled:
        return False
    first, *others = (cell for _, cell in places_filled)
    begins = isinstance(first, str) and _NOTE.fullmatch(first) is not None
    return begins and all(isinstance(cell, str) and not _like_number(cell) for cell in others)


def _like_number(cell: Cell) -> bool:
    """True for what could be somebody's certificate number, right or wrong."""
    if isinstance(cell, str):
        return not _INSTRUCTION.search(cell) and sum(character.isdigit() for character in cell) >= 6
    return isinstance(cell, int | float) and abs(cell) >= _LEAST_NUMBER


_LEAST_NUMBER = 100_000


def _total(cell: Cell) -> bool:
    return isinstance(cell, str) and _TOTAL.fullmatch(cell.strip().rstrip(":：")) is not None


def _at(row: Sequence[Cell], index: int | None) -> Cell:
    return None if index is None or index >= len(row) else row[index]


def _pick(row: Sequence[Cell], indexes: Sequence[int]) -> list[Cell]:
    size = len(row)
    return [row[index] for index in indexes if index < size]
