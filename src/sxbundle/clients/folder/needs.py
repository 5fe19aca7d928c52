"""What a filing in a folder waits for: what the clerk does at the hall's page."""

from collections.abc import Iterator

from sxbundle.bilingual import NOTHING_SAID, Bilingual
from sxbundle.clients.folder.answer_sheet import CHECKLIST, FOR_CLERK, import_answer, sheet_name
from sxbundle.clients.folder.context import FilingContext
from sxbundle.clients.folder.filing_document import FilingDocument
from sxbundle.clients.folder.read_answers import INBOX, answer_problems
from sxbundle.clients.folder.submission import to_remove
from sxbundle.problem import Severity
from sxbundle.procedure.identity import PersonId
from sxbundle.procedure.ledger import State
from sxbundle.procedure.need import Need, NeedKind

_UPLOAD = Bilingual("上传材料后", "upload the materials and ")
_DOUBT = Bilingual(
    "台账曾经丢失：提交前请先在【个人中心】核对哪些人已经提交，并填入“回填”中的办理结果表。",
    "The record of the filing was lost: before submitting, look up in 「个人中心」 who was submitted "
    "already, and fill it into the workbook 「办理结果」 in 「回填」.",
)


def needs(context: FilingContext) -> tuple[Need, ...]:
    """The needs, in the order in which the clerk works."""
    return tuple(_needs(context))


def _needs(context: FilingContext) -> Iterator[Need]:
    document = context.document
    if document.doubt and State.PENDING in document.states().values():
        yield _need(_DOUBT)
    if importing := document.to_import:
        label = context.plan.import_label
        text = Bilingual(
            "请按“{checklist}”导入报盘：上传“{sheet}”（{count} 人），点击“{label}”，查看“处理详情”，"
            "把错误数量和错误记录填入“{answer}”。",
            "Import the batch as 「{checklist}」 says: upload 「{sheet}」 ({count} people), press "
            "「{label}」, look at "
            "「处理详情」 and copy the number of errors and the error rows into 「{answer}」.",
            checklist=f"{FOR_CLERK}/{CHECKLIST}.html",
            sheet=f"{FOR_CLERK}/{sheet_name(context.plan, document)}",
            count=len(importing),
            label=label,
            answer=f"{INBOX}/{import_answer(document)}",
        )
        yield _need(text, importing)
    if to_delete := to_remove(document):
        text = Bilingual(
            "有 {count} 人已导入网厅的内容已不再有效，请在【个人中心——待提交】中删除这些记录。",
            "What was imported of {count} people is no longer valid: delete these entries in "
            "「个人中心——待提交」.",
            count=len(to_delete),
        )
        yield _need(text, to_delete)
    waiting = list(dict.fromkeys(person for person, _ in _handed(document)))
    if waiting:
        text = Bilingual(
            "请在【个人中心——待提交】{upload}提交 {people} 人（{count} 项），"
            "把回执编号和状态填入“{answer}”。",
            "In 「个人中心——待提交」 {upload}submit {people} people ({count} items), then copy receipt "
            "numbers and states into 「{answer}」.",
            upload=_UPLOAD if context.plan.all_materials else NOTHING_SAID,
            people=len(waiting),
            count=len(_handed(document)),
            answer=f"{INBOX}/{document.newest or '办理结果'}",
        )
        yield _need(text, waiting)
    for problem in (*context.problems(), *answer_problems(document)):
        if problem.severity is not Severity.NOTICE:
            yield _need(problem.sentence)


def _handed(document: FilingDocument) -> list[tuple[str, str]]:
    return [(person, item) for person, item in document.handed]


def _need(text: Bilingual, people: "list[str] | tuple[str, ...]" = ()) -> Need:
    return Need(NeedKind.HAND_OVER, text, people=tuple(map(PersonId, people)))
