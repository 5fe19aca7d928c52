"""The cover of a print pack: what to do with the pages, in the hall's order and the manual's words."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from attrs import frozen

from sxbundle.forms.form import A4, Align, Choices, Form, FormCell, FormGrid
from sxbundle.forms.manifest import Sheaf
from sxbundle.forms.unit_head import UnitHead
from sxbundle.schema import FormKind, Level, Material, Plan, Step
from sxbundle.source import assumed

TITLE = "打印、盖章、上传清单"
SOURCE = assumed("the words of the manual's steps, 3.2.2 to 3.6.2; the layout is ours")

_WIDTHS = (10.0, 34.0, 26.0, 22.0, 68.0, 20.0)
_WHERE = {
    Level.UNIT: "单位材料\n上传处",
    Level.PERSON: "个人中心\n“附件”",
}


@frozen(kw_only=True)
class Task:
    """A line of the list: something to print, to bring or to keep.

    Attributes:
        title: of the material or the form.
        pages: where it stands in the pack; empty when it is not printed from here.
        actions: what to do with it, a box before each.
        where: where it is uploaded, or that it is not.
    """

    title: str
    pages: str
    actions: tuple[str, ...]
    where: str


def checklist(
    plan: Plan[Any],
    tasks: Sequence[Task],
    *,
    unit: UnitHead,
    on: date,
    people: int,
    wrong: int,
    step: Step,
) -> Form:
    """The cover.

    Args:
        plan: what was ticked.
        tasks: lines of the list.
        unit: whose filing it is.
        on: the day it is printed.
        people: how many are printed.
        wrong: how many rows are left out because they hold errors.
        step: the step that comes next; those before it are ticked.
    """
    steps = list(Step)
    rows = [_heading("办理步骤")]
    rows += (
        (
            FormCell(steps.index(other_step) < steps.index(step)),
            FormCell(other_step.heading, span=2),
            FormCell(text, span=3, align=Align.LEFT),
        )
        for other_step in plan.steps
        if (text := _instruction(plan, other_step))
    )
    rows.append(_heading("打印、盖章和上传的材料"))
    rows.append(
        (
            FormCell("序号"),
            FormCell("材料", span=2),
            FormCell("本包页码"),
            FormCell("要做的事（完成后打勾）"),
            FormCell("上传到"),
        )
    )
    rows += (
        (
            FormCell(str(number)),
            FormCell(task.title, span=2, align=Align.LEFT, caption="材料"),
            FormCell(task.pages or "单位自备"),
            FormCell(Choices(task.actions)),
            FormCell(task.where),
        )
        for number, task in enumerate(tasks, 1)
    )
    return Form(
        title=TITLE,
        page=A4,
        head=_head(plan, unit, on, people),
        body=FormGrid(_WIDTHS, tuple(rows), height=9.0, size=8.5),
        foot=_foot(wrong, cut=any("签字" in task.actions for task in tasks)),
        on=on,
        source=SOURCE,
    )


def task_of(material: Material, sheaves: Sequence[Sheaf], *, when: str = "") -> Task:
    """The line of a material: printed in this pack, or brought by the unit."""
    actions: tuple[str, ...] = ("备齐", "拍照", "上传")
    if sheaves and material.level is Level.PERSON:
        actions = ("打印", "签字", "盖章", "拍照", "上传")
    elif sheaves:
        actions = ("打印", "盖章", "拍照", "上传")
    title = material.title + (f"（{when}）" if when else "")
    if material.level is Level.PERSON:
        title += "，每人一份" if sheaves else "（个人材料）"
    return Task(title=title, pages=span_of(sheaves), actions=actions, where=_WHERE[material.level])


def kept(sheaf: Sheaf) -> Task:
    """The line of a form that is printed and not uploaded."""
    return Task(title=sheaf.title, pages=sheaf.pages, actions=("打印", "核对", "留存"), where="不上传")


def span_of(sheaves: Sequence[Sheaf]) -> str:
    """From the first to the last page of sheaves that follow each other."""
    if not sheaves:
        return ""
    first, last = sheaves[0].first, sheaves[-1].first + sheaves[-1].count - 1
    return f"第 {first} 页" if first == last else f"第 {first}–{last} 页"


def _heading(text: str) -> tuple[FormCell, ...]:
    return (FormCell(text, span=len(_WIDTHS)),)


def _instruction(plan: Plan[Any], step: Step) -> str:
    levels = {material.level for material in plan.all_materials}
    match step:
        case Step.SELECT:
            return f"勾选需要办理的业务：{'、'.join(item.title for item in plan.items)}。"
        case Step.TEMPLATE:
            return f"下载模板，填写《{plan.sheet_title}》。"
        case Step.IMPORT:
            return f"点击“选择文件”，将填报好的模板上传，点击“{plan.import_label}”。"
        case Step.RESULT:
            return "查看“处理详情”；“错误数量”为 0，表示本次导入的信息全部可以校验通过。"
        case Step.UNIT_PAGE:
            return "在页面填写对应的单位备案基本信息，信息均为必填项。"
        case Step.PRINT:
            return (
                f"打印本次提交的《{plan.form_title(FormKind.DECLARATION)}》，线下加盖单位印章并拍照，"
                "上传至业务办理的电脑上。"
            )
        case Step.MATERIALS:
            return "".join(_uploading(levels)) or "本次勾选的业务没有需要上传的材料。"
        case Step.SUBMIT:
            return "在【个人中心——待提交】模块勾选数据，点击“批量提交”，或点击单条数据的“提交”。"
        case Step.RECORDS:
            return "在【个人中心】模块查看申报/审批记录。"


def _uploading(levels: set[Level]) -> Iterator[str]:
    if Level.UNIT in levels:
        yield "在页面单位材料上传处上传单位材料。"
    if Level.PERSON in levels:
        yield "前往【个人中心——待提交】模块，在对应信息上点击“附件”上传个人材料。"


def _head(plan: Plan[Any], unit: UnitHead, on: date, people: int) -> FormGrid:
    name, number, _ = unit.cells()
    dated = FormCell(f"打印日期：{on.year} 年 {on.month} 月 {on.day} 日", align=Align.LEFT)
    bundle = FormCell(f"打包事项：{plan.title}，共 {people} 人", align=Align.LEFT)
    return FormGrid((112.0, 68.0), ((name, number), (bundle, dated)), height=6.5, size=9.5, ruled=False)


def _foot(wrong: int, *, cut: bool) -> FormGrid:
    notes = ["请单面打印。本清单不盖章、不上传。"]
    if wrong:
        notes.append(f"另有 {wrong} 行未通过校验，没有列入本包；修改后请重新生成。")
    notes.append("打印盖章时间较长时网厅会自动退出：重新登录后直接进入材料上传，前面的步骤不必重做。")
    notes.append("照片或扫描件为 JPG、PNG 或 PDF，每个文件不超过 10 MB。")
    if cut:
        notes.append("各人的表可以按本包顺序扫描为一个 PDF，由程序按人拆分；不要打乱顺序，不要漏页。")
    rows = tuple((FormCell(f"{number}. {note}", align=Align.LEFT),) for number, note in enumerate(notes, 1))
    return FormGrid((180.0,), rows, height=5.5, size=8.5, ruled=False)
