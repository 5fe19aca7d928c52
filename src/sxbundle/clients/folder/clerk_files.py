"""The files for the clerk, generated from the filing's document; a file is rewritten when its input changed.

All of them can be generated again, so deleting `给经办人` does no harm.
"""

import hashlib
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from attrs import define, field

from sxbundle.clients.folder.answer_sheet import (
    CHECKLIST,
    FOR_CLERK,
    IMPORT_TEXT,
    INBOX_TEXT,
    PACK,
    UNIT_RECORD,
    answer_sheet,
    declaration_name,
    import_answer,
    results_name,
    sheet_name,
)
from sxbundle.clients.folder.atomic_files import file_mode, make_folder, remove_temporary_files, write
from sxbundle.clients.folder.checklist import checklist
from sxbundle.clients.folder.checklist_docx import to_docx
from sxbundle.clients.folder.checklist_html import to_html
from sxbundle.clients.folder.context import FilingContext
from sxbundle.clients.folder.filing_document import FilingDocument
from sxbundle.clients.folder.read_answers import INBOX, INSTRUCTIONS_FILE
from sxbundle.clients.folder.repository import DOCUMENT_FILE
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
_TSV = Path(DOCUMENT_FILE).stem + ".tsv"


def write_clerk_files(context: FilingContext) -> None:
    """Generates what is missing or outdated; saves the document when an answer sheet is new."""
    document, plan = context.document, context.plan
    remove_temporary_files(context.folder, deep=True)
    remove_temporary_files(context.repository.folder)
    files = _GeneratedFiles(context.folder / FOR_CLERK)
    people = document.people()
    if document.sheet:
        rows = [json.loads(people[text]["cells"]) for text in document.sheet if text in people]
        files.put(
            sheet_name(plan, document),
            [document.issue, document.numbers, len(rows)],
            lambda path: _sheet(context, rows, path) if rows else None,
        )
    if document.filing["printed"] == document.filing["version"] and document.entries and plan.declaration:
        files.put(
            declaration_name(plan),
            [document.filing["version"]],
            lambda path: _declaration(context, path),
        )
    if document.filing["unit_record"] is not None:
        fields = document.filing["unit_record"]
        record = partial(UnitRecord.from_mapping, fields)
        on = context.now.date()
        files.put(f"{UNIT_RECORD}.docx", fields, lambda path: write(path, record().docx(on)))
    _pack(context, files)
    _answers(context)
    steps = checklist(context)
    page = to_html(steps)
    files.put(f"{CHECKLIST}.html", page, lambda path: write(path, page.encode()))
    files.put(f"{CHECKLIST}.docx", page, lambda path: write(path, to_docx(steps)))
    files.close()
    table = _table(plan, document)
    if not _holds(context.folder / _TSV, table):
        write(context.folder / _TSV, table)


@define
class _GeneratedFiles:
    """The generated files of a folder, each with a digest of its input."""

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
        """Writes a file unless it exists with that size and was made from the same input."""
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
        """True when the file exists as it was made from the same input."""
        path = self.folder / name
        return path.is_file() and self.written.get(name) == [_digest(made_of), path.stat().st_size]

    def close(self) -> None:
        """Removes generated files that are no longer wanted, and records the others."""
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


def _sheet(context: FilingContext, rows: list[dict[str, str]], path: Path) -> None:
    selection: Selection[Any] = Selection(context.plan)
    unit = UnitHead.of(context.account.registrations.unit)
    head = {"unit_name": unit.name, "unit_number": unit.number}
    fields = {head_field.key for head_field in context.plan.head}
    try:
        selection.sheet().fill(rows, path, head={name: head[name] for name in fields & head.keys()})
    except FileRefused as refused:
        if isinstance(refused.__cause__, OSError):
            raise refused.__cause__ from None  # translated with all the others of this folder
        raise


def _pack(context: FilingContext, files: _GeneratedFiles) -> None:
    """打印包, for bundles that print a table or one form for each person; other bundles have single forms."""
    document, plan = context.document, context.plan
    pending = {person for (person, _), state in document.states().items() if state is State.PENDING}
    made_of = [document.filing["version"], sorted(pending)]
    name = f"{PACK}.pdf"
    if plan.unit_page or not pending:
        return
    if files.holds(name, made_of):
        files.wanted.add(name)
        return
    rows = [json.loads(row["cells"]) for person, row in document.people().items() if person in pending]
    selection: Selection[Any] = Selection(plan)
    batch, unit, on = selection.batch(rows), context.account.registrations.unit, context.now.date()
    if not ended(batch) and not account_changes(batch, unit=unit, on=on):
        return
    try:
        pack = print_pack(batch, unit=unit, on=on, step=Step.MATERIALS)
        files.put(name, made_of, lambda path: write(path, pack.pdf()))
    except (FormError, MissingExtra) as error:  # the hand-over goes on without it, and says why
        why = f"打印包无法生成：{error}\n".encode()
        files.put(f"{PACK}（无法生成）.txt", made_of, lambda path: write(path, why))


def _declaration(context: FilingContext, path: Path) -> None:
    if context.declaration is not None:
        write(path, context.declaration)
        return
    try:
        content = draw(
            declaration_form(context.state, context.account.registrations.unit, context.now.date())
        )
    except (HallError, FormError):  # the rows are outdated; `declaration` says so to who asks for it
        return
    write(path, content)


def _answers(context: FilingContext) -> None:
    """The files that the clerk fills in; one that the clerk changed is never overwritten."""
    document, inbox = context.document, context.folder / INBOX
    before = (dict(document.templates), document.newest)
    if not document.entries and not document.sheet:
        return
    if not _holds(inbox / INSTRUCTIONS_FILE, INBOX_TEXT.encode()):
        write(inbox / INSTRUCTIONS_FILE, INBOX_TEXT.encode())
    if document.to_import:
        name = import_answer(document)
        if not (inbox / name).exists():
            _template(document, inbox / name, IMPORT_TEXT.encode())
    _results(context, inbox)
    if before != (document.templates, document.newest):
        context.save()


def _results(context: FilingContext, inbox: Path) -> None:
    document = context.document
    handed = set(document.handed)
    final = (State.ACCEPTED, State.REJECTED)
    wanted = [
        key
        for key, state in document.states().items()
        if state not in final and (key in handed or key in document.receipts)
    ]
    if not wanted:
        return
    made_of = hashlib.sha256(json.dumps([sorted(wanted), document.round]).encode()).hexdigest()[:16]
    if made_of == document.newest_of and (inbox / document.newest).exists():
        return
    name = document.newest
    if not name or not _untouched(document, inbox / name):
        at = len([template for template in document.templates if template.startswith("办理结果")]) + 1
        while (inbox / results_name(at)).exists():
            at += 1
        name = results_name(at)
    document.newest, document.newest_of = name, made_of
    _template(document, inbox / name, answer_sheet(context.plan, document, wanted))


def _template(document: FilingDocument, path: Path, content: bytes) -> None:
    write(path, content)
    document.templates[path.name] = hashlib.sha256(content).hexdigest()[:24]


def _untouched(document: FilingDocument, path: Path) -> bool:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return True
    return hashlib.sha256(content).hexdigest()[:24] == document.templates.get(path.name)


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.read_bytes() == content
    except FileNotFoundError:
        return False


def _table(plan: Plan[Any], document: FilingDocument) -> bytes:
    """台账.tsv: the state of every entry, for people; no program reads it."""
    lines = [
        "# 供人查看，由程序生成，修改无效；结果请填入“回填”文件夹。",
        "行号\t姓名\t证件号码\t事项\t状态\t回执编号\t原因",
    ]
    rows = {row["number"]: row for row in document.rows}
    titles = {item.key: item.title for item in plan.items}
    for entry in document.entries:
        receipt = document.receipts.get((entry["person"], entry["item"]), {"number": ""})["number"]
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
