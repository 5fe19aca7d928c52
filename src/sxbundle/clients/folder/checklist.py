"""操作清单: what the clerk does at the page, in the manual's order and words, with this filing's facts."""

from collections.abc import Iterator
from typing import Any

from attrs import field, frozen

from sxbundle.clients.folder import material_files
from sxbundle.clients.folder.answer_sheet import (
    FOR_CLERK,
    PACK,
    UNIT_RECORD,
    declaration_name,
    import_answer,
    sheet_name,
)
from sxbundle.clients.folder.context import FilingContext
from sxbundle.clients.folder.filing_document import FilingDocument
from sxbundle.clients.folder.read_answers import INBOX
from sxbundle.clients.folder.submission import to_remove
from sxbundle.forms.unit_record import COLUMNS
from sxbundle.procedure.ledger import State
from sxbundle.rules.base import Rule
from sxbundle.schema import FormKind, Level, Plan, Step
from sxbundle.source import assumed

SOURCE = assumed("步骤和用语按手册 3.2.2 至 3.6.2；版式由本软件所拟")


@frozen
class ChecklistTable:
    """A table to copy from; `shares` are the column widths in percent."""

    captions: tuple[str, ...]
    shares: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...] = field(repr=False)


@frozen
class ChecklistStep:
    """One step.

    Attributes:
        heading: of the step, as in the manual.
        done: True when the filing is past the step.
        words: what the manual says to do.
        tasks: what to tick off, with what this filing has for it.
        tables: people, fields.
    """

    heading: str
    done: bool
    words: tuple[str, ...]
    tasks: tuple[str, ...] = field(default=(), repr=False)
    tables: tuple[ChecklistTable, ...] = ()


@frozen
class Checklist:
    """The whole list.

    Attributes:
        title: of the list.
        unit, code: name and 统一社会信用代码 of the unit.
        reference: of the filing.
        day: on which it was opened, ISO 8601.
        people: how many are in the filing.
        warnings: what must be read first.
        parts: the steps.
    """

    title: str
    unit: str
    code: str
    reference: str
    day: str
    people: int
    warnings: tuple[str, ...]
    parts: tuple[ChecklistStep, ...]


def checklist(context: FilingContext) -> Checklist:
    """The list for the filing in its present state."""
    writer = _Writer(context)
    return Checklist(
        title=f"{context.plan.title}（打包快办）操作清单",
        unit=context.account.name,
        code=context.account.credit_code,
        reference=context.document.reference,
        day=context.document.filing["opened"][:10],
        people=len(context.document.people()),
        warnings=tuple(writer.warnings()),
        parts=tuple(writer.parts()),
    )


@frozen
class _Writer:
    context: FilingContext

    @property
    def document(self) -> FilingDocument:
        return self.context.document

    @property
    def plan(self) -> Plan[Any]:
        return self.context.plan

    def warnings(self) -> Iterator[str]:
        """What the clerk must read first."""
        if self.document.doubt:
            yield (
                "台账曾经丢失。提交前请先在【个人中心】核对哪些人已经提交，填入“回填”中的办理结果表；不要重复提交。"
            )
        people = self.document.people()
        if to_delete := to_remove(self.document):
            names_of = "、".join(
                people[person]["name"] if person in people else person for person in to_delete
            )
            yield f"以下人员已导入网厅的内容不再有效，请在【个人中心——待提交】中先删除：{names_of}。"
        if self.document.refused:
            names = "、".join(record["row"]["name"] for record in self.document.refused.values())
            yield f"网厅没有接受的人员，等待单位修改后重新导入：{names}。"

    def parts(self) -> Iterator[ChecklistStep]:
        """The steps of the plan."""
        for step in self.plan.steps:
            done, words, tasks, tables = _STEPS[step](self)
            yield ChecklistStep(step.heading, done, tuple(words), tuple(tasks), tuple(tables))

    def select(self) -> "_StepContent":
        words = ["勾选需要办理的业务。"]
        tasks = [item.title for item in self.plan.items]
        if self.plan.commitments:
            words.append("包内存在承诺制的业务功能，如勾选，则弹出对应的承诺须知，确认勾选后可进行后续操作。")
            accepted_by_item = {commitment["item"]: commitment for commitment in self.document.commitments}
            for item in self.plan.commitments:
                accepted = accepted_by_item.get(item.key)
                status = "单位尚未确认"
                if accepted is not None:
                    status = f"{accepted['by']} 已于 {accepted['at'][:10]} 确认"
                tasks.append(f"承诺须知“{item.title}”：{status}")
        return bool(self.document.imported), words, tasks, []

    def template(self) -> "_StepContent":
        words = [f"点击“模板下载”下载对应采集模板，填写“{self.plan.sheet_title}”。"]
        tasks = []
        if self.document.to_import:
            name = sheet_name(self.plan, self.document)
            tasks.append(
                f"已代为填好：{FOR_CLERK}/{name}（{len(self.document.sheet)} 人）。"
                "如网厅的模板与此表不同，请把各行复制到网厅下载的模板中。"
            )
        return self._imported, words, tasks, []

    def import_sheet(self) -> "_StepContent":
        words = [f"点击“选择文件”，将填报好的模板上传，点击“{self.plan.import_label}”。"]
        tasks = [f"上传 {sheet_name(self.plan, self.document)}"] if self.document.to_import else []
        if self.document.imported and self.document.to_import:
            tasks.append("只上传本次的表；先前已导入的人员不要重复导入。")
        return self._imported, words, tasks, []

    def result(self) -> "_StepContent":
        words = [
            "查看“处理详情”。“错误数量”为 0，表示本次导入的信息全部可以校验通过，可以进行后续业务操作。",
            "“错误数量”不为 0 时，点击结果按钮可以查看存在问题的记录。",
        ]
        tasks = []
        if self.document.to_import:
            tasks.append(f"把错误数量和错误记录填入 {INBOX}/{import_answer(self.document)}，保存。")
        return self._imported, words, tasks, []

    def unit_page(self) -> "_StepContent":
        words = ["点击【下一步】，在页面填写对应的单位备案基本信息，信息均为必填项。"]
        unit_record = self.document.filing["unit_record"]
        if unit_record is None:
            return False, words, ["单位尚未提供《用人单位劳动用工基本情况备案表》的内容。"], []
        fields = [(column.caption, _shown(column.rule, unit_record[column.attribute])) for column in COLUMNS]
        fields += [("", "")] * (len(fields) % 2)
        rows = tuple((*left, *right) for left, right in zip(fields[::2], fields[1::2], strict=True))
        tasks = [f"按下表逐项填写（另见 {FOR_CLERK}/{UNIT_RECORD}.docx）"]
        return False, words, tasks, [ChecklistTable(("栏目", "填写内容") * 2, (26, 24, 26, 24), rows)]

    def print_declaration(self) -> "_StepContent":
        words = [
            "点击【职工增减员申报表打印】，点击【下一步】，打印本次提交的"
            f"《{self.plan.form_title(FormKind.DECLARATION)}》表单，线下加盖单位印章并拍照，上传至业务办理的电脑上。",
            "打印盖章时间较长时系统会自动退出：请重新登录，无需重做前面的步骤，直接点击下一步到材料上传。",
        ]
        tasks = []
        states = [state for _, state in self._states]
        pending = {person for (person, _), state in self._states if state is State.PENDING}
        if pending and self.document.filing["printed"] == self.document.filing["version"]:
            tasks.append(
                f"核对网厅打印的人员与 {FOR_CLERK}/{declaration_name(self.plan)} 一致（{len(pending)} 人）。"
            )
        photo = self.plan.declaration_photo
        photos = [record["file"] for record in self._held if photo and record["material"] == photo.key]
        if photos:
            tasks.append(
                f"已有盖章照片：{photos[0]}。网厅要求用它打印的那一份时，请打印、盖章、重新拍照后上传。"
            )
        return bool(states) and State.PENDING not in states, words, tasks, []

    def materials(self) -> "_StepContent":
        titles = {material.key: material for material in self.plan.all_materials}
        units = [record for record in self._held if not record["person"]]
        words = []
        tasks = []
        if any(title.level is Level.UNIT for title in titles.values()):
            words.append("单位材料上传：在页面单位材料上传处上传材料。")
            tasks = [f"单位材料：{titles[unit['material']].title} —— {unit['file']}" for unit in units]
        tables = []
        if not titles:
            words.append("本次勾选的业务没有需要上传的材料。")
        if any(title.level is Level.PERSON for title in titles.values()):
            words.append(
                "个人材料上传：前往【个人中心——待提交】模块，在通过验证的人员信息列表中，"
                "对应信息上点击“附件”进行个人材料上传。"
            )
            rows = tuple(self._people_files(titles))
            if rows:
                tables.append(
                    ChecklistTable(("姓名", "证件号码", "材料文件夹", "文件"), (13, 24, 38, 25), rows)
                )
        states = [state for _, state in self._states]
        if (self.context.folder / FOR_CLERK / f"{PACK}.pdf").exists():
            pack = f"{FOR_CLERK}/{PACK}.pdf"
            tasks.insert(0, f"打印 {pack}，按首页的清单签字、盖章、拍照。")
        return bool(states) and State.PENDING not in states, words, tasks, tables

    def submit(self) -> "_StepContent":
        after = "材料上传成功后，" if self.plan.all_materials else ""
        words = [
            f"{after}在【个人中心——待提交】模块，勾选需要上传的数据，"
            "点击“批量提交”或点击单条数据的“提交”按钮提交。"
        ]
        titles = {item.key: item.title for item in self.plan.items}
        people = self.document.people()
        handed: dict[str, list[str]] = {}
        for person, item in self.document.handed:
            handed.setdefault(person, []).append(titles[item])
        rows = tuple((people[text]["name"], text, "、".join(items)) for text, items in handed.items())
        tables = [ChecklistTable(("姓名", "证件号码", "提交的事项"), (13, 24, 63), rows)] if rows else []
        tasks = []
        if not rows and any(state is State.PENDING for _, state in self._states):
            tasks.append("暂时不要提交：材料还没有备齐。")
        states = [state for _, state in self._states]
        return bool(states) and State.PENDING not in states, words, tasks, tables

    def records(self) -> "_StepContent":
        words = ["在【个人中心】模块查看申报/审批记录。"]
        tasks = []
        if self.document.newest or self.document.handed:
            tasks.append(
                f"把回执编号、状态和退回原因填入 {INBOX}/{self.document.newest or '办理结果'}，保存。"
            )
        states = [state for _, state in self._states]
        final = bool(states) and all(state in (State.ACCEPTED, State.REJECTED) for state in states)
        return final, words, tasks, []

    def _people_files(self, titles: dict[str, Any]) -> Iterator[tuple[str, ...]]:
        files: dict[str, list[str]] = {}
        for record in self._held:
            if record["person"]:
                files.setdefault(record["person"], []).append(record["file"])
        for person, row in self.document.people().items():
            if own_files := sorted(files.get(person, [])):
                folder = own_files[0].rpartition("/")[0]
                yield row["name"], person, folder, "、".join(path.rpartition("/")[2] for path in own_files)

    @property
    def _held(self) -> list[dict[str, Any]]:
        return material_files.held(self.context.folder, self.document)

    @property
    def _imported(self) -> bool:
        return self.document.issue > 0 and not self.document.to_import

    @property
    def _states(self) -> list[tuple[tuple[str, str], State]]:
        return list(self.document.states().items())


_StepContent = tuple[bool, list[str], list[str], list[ChecklistTable]]

_STEPS = {
    Step.SELECT: _Writer.select,
    Step.TEMPLATE: _Writer.template,
    Step.IMPORT: _Writer.import_sheet,
    Step.RESULT: _Writer.result,
    Step.UNIT_PAGE: _Writer.unit_page,
    Step.PRINT: _Writer.print_declaration,
    Step.MATERIALS: _Writer.materials,
    Step.SUBMIT: _Writer.submit,
    Step.RECORDS: _Writer.records,
}


def _shown(rule: Rule[Any], written: str) -> str:
    """The value in the form that the field of the page takes: a code by its name."""
    value = rule.parse(written)
    return str(getattr(value, "name", None) or written)
