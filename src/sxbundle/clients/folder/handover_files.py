"""What the clerk needs, written from the book: each file anew when what it tells changed, or it is gone.

Nothing here is kept that could not be written again, so that deleting `给经办人` does no harm.
"""

import hashlib
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from attrs import define, field

from sxbundle.clients.folder import file_names
from sxbundle.clients.folder.answer_sheet import IMPORT_TEXT, INBOX_TEXT, answer_sheet
from sxbundle.clients.folder.atomic_files import file_mode, make_folder, sweep, write
from sxbundle.clients.folder.checklist import checklist
from sxbundle.clients.folder.checklist_docx import to_docx
from sxbundle.clients.folder.checklist_html import to_html
from sxbundle.clients.folder.context import OnDesk
from sxbundle.clients.folder.read_answers import INBOX, OWN
from sxbundle.clients.folder.record import FolderState
from sxbundle.clients.folder.repository import BOOK
from sxbundle.errors import FileRefused, FormError, HallError, MissingExtra
from sxbundle.forms import UnitRecord
from sxbundle.forms.account_change import account_changes
from sxbundle.forms.contract_end_table import ended
from sxbundle.forms.print_pack import print_pack
from sxbundle.forms.unit_head import UnitHead
from sxbundle.procedure.declaration import declaration_form, draw
from sxbundle.procedure.ledger import State
from sxbundle.schema import Plan, Step
from sxbundle.selection import Selection
from sxbundle.workbook.table_file import text_line

_WRITTEN = ".已写.json"
_TSV = Path(BOOK).stem + ".tsv"


def write_papers(desk: OnDesk) -> None:
    """Brings everything up to date; the book is saved before, and again when an answer sheet is new."""
    book, plan = desk.book, desk.plan
    sweep(desk.folder, deep=True)
    sweep(desk.shelf.folder)
    papers = _Papers(desk.folder / file_names.FOR_CLERK)
    people = book.people()
    if book.sheet:
        rows = [json.loads(people[text]["cells"]) for text in book.sheet if text in people]
        papers.put(
            file_names.sheet_name(plan, book),
            [book.issue, book.numbers, len(rows)],
            lambda path: _sheet(desk, rows, path) if rows else None,
        )
    if book.filing["printed"] == book.filing["version"] and book.entries and plan.declaration:
        papers.put(
            f"{file_names.DECLARATION}.pdf", [book.filing["version"]], lambda path: _declaration(desk, path)
        )
    if book.filing["unit_record"] is not None:
        fields = book.filing["unit_record"]
        record = partial(UnitRecord.from_mapping, fields)
        on = desk.now.date()
        papers.put(f"{file_names.UNIT_RECORD}.docx", fields, lambda path: write(path, record().docx(on)))
    _pack(desk, papers)
    _answers(desk)
    todo = checklist(desk)
    page = to_html(todo)
    papers.put(f"{file_names.CHECKLIST}.html", page, lambda path: write(path, page.encode()))
    papers.put(f"{file_names.CHECKLIST}.docx", page, lambda path: write(path, to_docx(todo)))
    papers.close()
    table = _table(plan, book)
    if not _holds(desk.folder / _TSV, table):
        write(desk.folder / _TSV, table)


@define
class _Papers:
    """The files of a folder with what each was made of."""

    folder: Path
    written: dict[str, list[Any]] = field(init=False)
    wanted: set[str] = field(factory=set)
    changed: bool = False

    def __attrs_post_init__(self) -> None:
        try:
            written = json.loads((self.folder / _WRITTEN).read_bytes())
            self.written = {str(name): [str(fact[0]), int(fact[1])] for name, fact in written.items()}
        except (FileNotFoundError, NotADirectoryError, ValueError, AttributeError, TypeError, LookupError):
            self.written = {}

    def put(self, name: str, made_of: object, make: Callable[[Path], object]) -> None:
        """Writes a file unless it is there, of that size, made of the same."""
        self.wanted.add(name)
        if self.holds(name, made_of):
            return
        path = self.folder / name
        make_folder(self.folder)
        make(path)
        if path.is_file():
            path.chmod(file_mode(self.folder))
            self.written[name] = [_digest(made_of), path.stat().st_size]
            self.changed = True

    def holds(self, name: str, made_of: object) -> bool:
        """True when the file stands there as it was made of the same."""
        path = self.folder / name
        return path.is_file() and self.written.get(name) == [_digest(made_of), path.stat().st_size]

    def close(self) -> None:
        """Removes what was written before and says nothing that is so any more."""
        for name in [text for text in self.written if text not in self.wanted]:
            path = self.folder / name
            if path.is_file() and path.stat().st_size == self.written[name][1]:
                path.unlink()
            del self.written[name]
            self.changed = True
        if self.changed:
            write(self.folder / _WRITTEN, json.dumps(self.written, ensure_ascii=False, indent=1).encode())


def _digest(made_of: object) -> str:
    return hashlib.sha256(json.dumps(made_of, ensure_ascii=False).encode()).hexdigest()[:16]


def _sheet(desk: OnDesk, rows: list[dict[str, str]], path: Path) -> None:
    selection: Selection[Any] = Selection(desk.plan)
    unit = UnitHead.of(desk.account.registrations.unit)
    head = {"unit_name": unit.name, "unit_number": unit.number}
    fields = {head_field.key for head_field in desk.plan.head}
    try:
        selection.sheet().fill(rows, path, head={name: head[name] for name in fields & head.keys()})
    except FileRefused as refused:
        if isinstance(refused.__cause__, OSError):
            raise refused.__cause__ from None  # translated with all the others of this folder
        raise


def _pack(desk: OnDesk, papers: "_Papers") -> None:
    """打印包, where a bundle prints a form a person or a table; the others' forms stand by themselves."""
    book, plan = desk.book, desk.plan
    pending = {person for (person, _), state in book.states().items() if state is State.PENDING}
    made_of = [book.filing["version"], sorted(pending)]
    name = f"{file_names.PACK}.pdf"
    if plan.unit_page or not pending:
        return
    if papers.holds(name, made_of):
        papers.wanted.add(name)
        return
    rows = [json.loads(row["cells"]) for person, row in book.people().items() if person in pending]
    selection: Selection[Any] = Selection(plan)
    batch, unit, on = selection.batch(rows), desk.account.registrations.unit, desk.now.date()
    if not ended(batch) and not account_changes(batch, unit=unit, on=on):
        return
    try:
        pack = print_pack(batch, unit=unit, on=on, step=Step.MATERIALS)
        papers.put(name, made_of, lambda path: write(path, pack.pdf()))
    except (FormError, MissingExtra) as error:  # the hand-over goes on without it, and says why
        why = f"打印包无法生成：{error}\n".encode()
        papers.put(f"{file_names.PACK}（无法生成）.txt", made_of, lambda path: write(path, why))


def _declaration(desk: OnDesk, path: Path) -> None:
    if desk.declaration is not None:
        write(path, desk.declaration)
        return
    try:
        content = draw(declaration_form(desk.state, desk.account.registrations.unit, desk.now.date()))
    except (HallError, FormError):  # the rows are outdated; `declaration` says so to who asks for it
        return
    write(path, content)


def _answers(desk: OnDesk) -> None:
    """The files that the clerk fills; one that was touched is never written again."""
    book, inbox = desk.book, desk.folder / INBOX
    before = (dict(book.templates), book.newest)
    if not book.entries and not book.sheet:
        return
    if not _holds(inbox / OWN, INBOX_TEXT.encode()):
        write(inbox / OWN, INBOX_TEXT.encode())
    if book.to_import:
        name = file_names.import_answer(book)
        if not (inbox / name).exists():
            _template(book, inbox / name, IMPORT_TEXT.encode())
    _results(desk, inbox)
    if before != (book.templates, book.newest):
        desk.save()


def _results(desk: OnDesk, inbox: Path) -> None:
    book = desk.book
    handed = set(book.handed)
    final = (State.ACCEPTED, State.REJECTED)
    wanted = [
        key
        for key, state in book.states().items()
        if state not in final and (key in handed or key in book.receipts)
    ]
    if not wanted:
        return
    made_of = hashlib.sha256(json.dumps([sorted(wanted), book.round]).encode()).hexdigest()[:16]
    if made_of == book.newest_of and (inbox / book.newest).exists():
        return
    name = book.newest
    if not name or not _untouched(book, inbox / name):
        at = len([template for template in book.templates if template.startswith("办理结果")]) + 1
        while (inbox / file_names.results(at)).exists():
            at += 1
        name = file_names.results(at)
    book.newest, book.newest_of = name, made_of
    _template(book, inbox / name, answer_sheet(desk.plan, book, wanted))


def _template(book: FolderState, path: Path, content: bytes) -> None:
    write(path, content)
    book.templates[path.name] = hashlib.sha256(content).hexdigest()[:24]


def _untouched(book: FolderState, path: Path) -> bool:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return True
    return hashlib.sha256(content).hexdigest()[:24] == book.templates.get(path.name)


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.read_bytes() == content
    except FileNotFoundError:
        return False


def _table(plan: Plan[Any], book: FolderState) -> bytes:
    """台账.tsv: how everything stands, for people; nothing reads it."""
    lines = [
        "# 供人查看，由程序生成，修改无效；结果请填入“回填”文件夹。",
        "行号\t姓名\t证件号码\t事项\t状态\t回执编号\t原因",
    ]
    rows = {row["number"]: row for row in book.rows}
    titles = {item.key: item.title for item in plan.items}
    for entry in book.entries:
        receipt = book.receipts.get((entry["person"], entry["item"]), {"number": ""})["number"]
        row = rows[entry["row"]]
        cells = (
            row["sheet_row"],
            row["name"],
            entry["person"],
            titles[entry["item"]],
            State(entry["state"]).label,
            receipt,
            entry["reason"],
        )
        lines.append(text_line((" ".join(str(cell).split()) for cell in cells), "\t"))
    return ("\ufeff" + "\r\n".join(lines) + "\r\n").encode()
