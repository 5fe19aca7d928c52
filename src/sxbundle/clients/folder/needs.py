"""What a folder waits for: the clerk, with the hall's page open."""

from collections.abc import Iterator

from sxbundle.clients.folder.context import OnDesk
from sxbundle.clients.folder.file_names import CHECKLIST, FOR_CLERK, import_answer, sheet_name
from sxbundle.clients.folder.read_answers import INBOX, trouble
from sxbundle.clients.folder.record import Book
from sxbundle.clients.folder.submission import to_remove
from sxbundle.problem import Severity
from sxbundle.procedure.model import Need, NeedKind, PersonId, State


def needs(desk: OnDesk) -> tuple[Need, ...]:
    """In the order in which the clerk does it."""
    return tuple(_needs(desk))


def _needs(desk: OnDesk) -> Iterator[Need]:
    book = desk.book
    if book.doubt and State.PENDING in book.states().values():
        yield _need("台账曾经丢失：提交前请先在【个人中心】核对哪些人已经提交，并填入“回填”中的办理结果表。")
    if importing := book.to_import:
        label = desk.plan.import_label
        yield _need(
            f"请按“{FOR_CLERK}/{CHECKLIST}.html”导入报盘：上传“{FOR_CLERK}/{sheet_name(desk.plan, book)}”"
            f"（{len(importing)} 人），点击“{label}”，查看“处理详情”，"
            f"把错误数量和错误记录填入“{INBOX}/{import_answer(book)}”。",
            importing,
        )
    if gone := to_remove(book):
        yield _need(
            f"有 {len(gone)} 人已导入网厅的内容已不再有效，请在【个人中心——待提交】中删除这些记录。", gone
        )
    waiting = list(dict.fromkeys(person for person, _ in _handed(book)))
    if waiting:
        yield _need(
            f"请在【个人中心——待提交】上传材料后提交 {len(waiting)} 人（{len(_handed(book))} 项），"
            f"把回执编号和状态填入“{INBOX}/{book.newest or '办理结果'}”。",
            waiting,
        )
    for problem in (*desk.problems(), *trouble(book)):
        if problem.severity is not Severity.NOTICE:
            yield _need(problem.message)


def _handed(book: Book) -> list[tuple[str, str]]:
    return [(person, item) for person, item in book.handed]


def _need(text: str, people: "list[str] | tuple[str, ...]" = ()) -> Need:
    return Need(NeedKind.HAND_OVER, text, people=tuple(map(PersonId, people)))
