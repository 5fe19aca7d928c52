"""Parses the answer of a clerk into lines about people: by column captions, or from sentences."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import islice
from types import MappingProxyType

from attrs import field, frozen

from sxbundle.batch.caption import fold
from sxbundle.bilingual import Bilingual
from sxbundle.clients.folder.answer_table import AnswerDocument, AnswerRow
from sxbundle.procedure.ledger import State
from sxbundle.workbook.problems import TOO_MANY_CELLS, refuse

_SEARCHED = 20
_MOST_LOOKED_AT = 150_000
"""Cells: ten thousand people of fifteen columns."""


class AnswerColumn(StrEnum):
    """What a column of an answer holds."""

    NUMBER = "证件号码"
    NAME = "姓名"
    ROW = "行号"
    ORDINAL = "序号"
    ITEM = "事项"
    STATE = "状态"
    RECEIPT = "回执编号"
    REASON = "原因"
    DAY = "日期"


_PERSON_COLUMNS = {AnswerColumn.NUMBER, AnswerColumn.NAME, AnswerColumn.ROW, AnswerColumn.ORDINAL}
_RESULT_COLUMNS = {AnswerColumn.STATE, AnswerColumn.RECEIPT, AnswerColumn.REASON}
_CAPTIONS = {
    AnswerColumn.NUMBER: "证件号码 身份证号 身份证号码 公民身份号码 证件号 身份证 社会保障号码 社会保障号",
    AnswerColumn.NAME: "姓名 人员姓名 职工姓名 退休人员姓名",
    AnswerColumn.ROW: "行号 行 行数 excel行号 报盘行号 表格行号 所在行",
    AnswerColumn.ORDINAL: "序号",
    AnswerColumn.ITEM: "事项 事项名称 业务 业务名称 业务类型 办理事项 申报事项",
    AnswerColumn.STATE: "状态 办理状态 审核状态 审批状态 审核结果 审批结果 申报状态 办理结果 结果 校验结果",
    AnswerColumn.RECEIPT: "回执编号 回执 回执号 受理编号 受理号 业务流水号 流水号 业务编号 办件编号 受理单号",
    AnswerColumn.REASON: "原因 错误原因 错误信息 错误描述 错误提示 失败原因 退回原因 不通过原因 退回意见 "
    "审核意见 审批意见 提示信息",
    AnswerColumn.DAY: "日期 时间 提交日期 提交时间 申报日期 申报时间 受理时间 审核时间 审核日期 办理时间",
}
_BY_CAPTION = {fold(name): column for column, names in _CAPTIONS.items() for name in names.split()}

_STATES = {
    State.PENDING: "待提交 未提交 暂存 pending",
    State.SUBMITTED: "已提交 提交成功 已申报 已受理 受理 审核中 待审核 审批中 待审批 办理中 提交 submitted",
    State.ACCEPTED: "审核通过 通过 审批通过 已通过 同意 办结 已办结 办理成功 accepted",
    State.RETURNED: "退回修改 退回 已退回 审核退回 驳回修改 补正 待补正 returned",
    State.REJECTED: "审核不通过 不通过 未通过 审批不通过 驳回 已驳回 不予受理 不予通过 拒绝 rejected",
}
_BY_STATE = {fold(name): state for state, names in _STATES.items() for name in names.split()}
_FAILED = {"失败", "校验失败", "导入失败", "错误", "校验未通过", "校验不通过", "不合格"}
_PASSED = {"成功", "校验成功", "校验通过", "导入成功", "正常", "无误"}

_COUNT = re.compile(r"错误(?:数量|条数|数)[”\"]?\s*+(?:(?:为|是|[:：=])\s*+)?([0-9]{1,7})(?!\d)")
_ROW_IN_TEXT = re.compile(r"第\s*([0-9]{1,7})\s*行")
_ORDINAL_IN_TEXT = re.compile(r"(?:第\s*([0-9]{1,7})\s*[条个人]|序号\s*+(?:[:：]\s*+)?([0-9]{1,7}))")
_CERTIFICATE = re.compile(r"(?<![0-9A-Za-z*])[0-9]{6}[0-9*]{8,11}[0-9Xx*](?![0-9A-Za-z*])")
_RECEIPT = re.compile(r"(?=.*[0-9])[A-Za-z0-9][A-Za-z0-9_/-]{3,59}")
_DAY = re.compile(r"(?:19|20)[0-9]{2}[-/.年]?[0-9]{1,2}[-/.月]?[0-9]{1,2}日?(?:[ T].*)?")


@frozen
class AnswerLine:
    """One line of an answer.

    Attributes:
        place: position in the file, in words.
        number, name: of the person, as written; may be masked with `*`.
        row: of the sheet that the clerk imported.
        ordinal: 序号 in that sheet.
        item: as written; empty for all of the person's.
        state: None when the line is an error of the import, or when `written` is no state.
        written: the state as written.
        receipt, reason, day: as written.
    """

    place: Bilingual
    number: str = field(default="", repr=False)
    name: str = field(default="", repr=False)
    row: str = ""
    ordinal: str = ""
    item: str = ""
    state: State | None = None
    written: str = ""
    receipt: str = ""
    reason: str = field(default="", repr=False)
    day: str = ""

    @property
    def is_result(self) -> bool:
        """True for a state or a receipt, False for an error row of the import."""
        return bool(self.written or self.receipt)


@frozen
class Answer:
    """The content of an answer file.

    Attributes:
        lines: about people.
        count: 错误数量; None when the file has none.
        strange: places of lines that name no person or no result.
    """

    lines: tuple[AnswerLine, ...] = ()
    count: int | None = None
    unclear_lines: tuple[Bilingual, ...] = ()


def parse_answer(
    document: AnswerDocument, captions_of: Mapping[AnswerColumn, Iterable[str]] = MappingProxyType({})
) -> Answer:
    """Finds the lines of every table; without captions, of sentences such as 第 5 行：证件号码有误.

    Args:
        document: what was read.
        captions_of: what the sheet of this bundle calls a column, besides the usual captions.
    """
    own = {fold(caption): column for column, names in captions_of.items() for caption in names}
    by_caption = own | _BY_CAPTION
    budget = iter(range(_MOST_LOOKED_AT))
    lines: list[AnswerLine] = []
    unclear_lines: list[Bilingual] = []
    count: int | None = None
    for table in document.tables:
        error_count = _count(table)
        count = error_count if error_count is not None else count
        header = _header(table, by_caption, budget)
        if header is None:
            sentences, unclear = _sentences(table, budget)
            if document.plain or sentences or error_count is not None:
                lines += sentences
                unclear_lines += unclear
            elif table:
                unclear_lines.append(table[0].place)
            continue
        at, captions = header
        is_error_list = (
            AnswerColumn.STATE not in captions.values() and AnswerColumn.RECEIPT not in captions.values()
        )
        above, _ = _sentences(table[:at], budget)
        lines += above
        for row in table[at + 1 :]:
            line = _line(row, captions)
            if line is not None and not (is_error_list and not line.reason):
                lines.append(line)
            elif line is not None:
                unclear_lines.append(row.place)
    return Answer(tuple(lines), count, tuple(unclear_lines))


def _count(table: Iterable[AnswerRow]) -> int | None:
    for row in table:
        text = " ".join(cell for cell in row.cells if cell)
        if not text.startswith("#") and (match := _COUNT.search(text)):
            return int(match[1])
    return None


def _header(
    table: tuple[AnswerRow, ...], by_caption: Mapping[str, AnswerColumn], budget: Iterator[int]
) -> tuple[int, dict[int, AnswerColumn]] | None:
    """The index of the caption row, and its columns: one names a person or a row, another a result."""
    for at, row in enumerate(table[:_SEARCHED]):
        captions: dict[int, AnswerColumn] = {}
        _count_cells(row.cells, budget)
        for index, cell in enumerate(row.cells):
            kind = by_caption.get(fold(cell.rstrip("*＊:：")))
            if kind is not None and kind not in captions.values():
                captions[index] = kind
        kinds = set(captions.values())
        if kinds & _PERSON_COLUMNS and kinds & _RESULT_COLUMNS:
            return at, captions
    return None


def _line(row: AnswerRow, captions: dict[int, AnswerColumn]) -> AnswerLine | None:
    """A row below the captions as a line; None when it has no result."""
    cells = {name: row.cells[at] for at, name in captions.items() if at < len(row.cells)}
    written = cells.get(AnswerColumn.STATE, "")
    if written in _PASSED:
        return None
    if written in _FAILED:
        cells[AnswerColumn.REASON] = cells.get(AnswerColumn.REASON) or written
        written = ""
    if not any(
        cells.get(literal) for literal in (AnswerColumn.STATE, AnswerColumn.RECEIPT, AnswerColumn.REASON)
    ):
        return None
    return AnswerLine(
        place=row.place,
        number=cells.get(AnswerColumn.NUMBER, "").strip("'’ "),
        name=cells.get(AnswerColumn.NAME, ""),
        row=cells.get(AnswerColumn.ROW, ""),
        ordinal=cells.get(AnswerColumn.ORDINAL, ""),
        item=cells.get(AnswerColumn.ITEM, ""),
        state=_BY_STATE.get(fold(written)),
        written=written,
        receipt=cells.get(AnswerColumn.RECEIPT, "").strip("'’ "),
        reason=cells.get(AnswerColumn.REASON, ""),
        day=cells.get(AnswerColumn.DAY, ""),
    )


def _count_cells(cells: Sequence[str], budget: Iterator[int]) -> None:
    """Counts cells in which a caption or a result is looked for; each costs a dozen searches."""
    if cells and next(islice(budget, len(cells) - 1, None), None) is None:
        extent = Bilingual("没有标题的内容过多", "too much without captions")
        refuse(TOO_MANY_CELLS, sheet="1", extent=extent)


def _sentences(table: Iterable[AnswerRow], budget: Iterator[int]) -> tuple[list[AnswerLine], list[Bilingual]]:
    """Lines of text without captions: each names a row or a certificate, the rest is the reason."""
    lines: list[AnswerLine] = []
    unclear_lines: list[Bilingual] = []
    for row in table:
        cells = [cell for cell in row.cells if cell]
        text = " ".join(cells)
        if not text or text.startswith("#") or _COUNT.search(text):
            continue
        _count_cells(cells, budget)
        line = _result(row.place, cells) or _sentence(row.place, text)
        if line is None:
            unclear_lines.append(row.place)
        else:
            lines.append(line)
    return lines, unclear_lines


def _result(place: Bilingual, cells: list[str]) -> AnswerLine | None:
    """A line of a list without captions: a certificate, and a receipt or a state."""
    number = state = receipt = day = ""
    rest = []
    for cell in cells:
        if not number and _CERTIFICATE.fullmatch(cell):
            number = cell
        elif not state and fold(cell) in _BY_STATE:
            state = cell
        elif not day and _DAY.fullmatch(cell):
            day = cell
        elif not receipt and _RECEIPT.fullmatch(cell):
            receipt = cell
        else:
            rest.append(cell)
    if not number or not (state or receipt):
        return None
    return AnswerLine(
        place=place,
        number=number,
        state=_BY_STATE.get(fold(state)) if state else None,
        written=state,
        receipt=receipt,
        reason=" ".join(rest),
        day=day,
    )


def _sentence(place: Bilingual, text: str) -> AnswerLine | None:
    certificate = _CERTIFICATE.search(text)
    row = _ROW_IN_TEXT.search(text)
    ordinal = _ORDINAL_IN_TEXT.search(text)
    if certificate is None and row is None and ordinal is None:
        return None
    reason = text
    for match in (certificate, row, ordinal):
        if match is not None:
            reason = reason.replace(match[0], " ")
    reason = " ".join(reason.split()).strip(" :：，,;；-—")
    if not reason:
        return None
    return AnswerLine(
        place=place,
        number="" if certificate is None else certificate[0],
        row="" if row is None else row[1],
        ordinal="" if ordinal is None else str(ordinal[1] or ordinal[2]),
        reason=reason,
    )
