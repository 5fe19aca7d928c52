"""A bundle's page: what can be ticked, what the sheet holds, what the hall wants."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from docs_pages.language import say
from docs_pages.markdown import GENERATED, legend, problem, problems, source, table
from docs_pages.papers import forms, materials
from sxbundle import BUNDLES, Bundle
from sxbundle.rules import Rule
from sxbundle.schema import FORM_TITLES, Access, Column, Cover, FormKind, Item, Section, Step

STEPS = {
    Step.SELECT: (
        "勾选事项：`Bundle.select`。",
        "Items are ticked: `Bundle.select`.",
    ),
    Step.TEMPLATE: (
        "下载并填写采集表：`Selection.sheet`。",
        "The sheet is downloaded and filled: `Selection.sheet`.",
    ),
    Step.IMPORT: (
        "导入填好的表；正确的行留下，错误的行退回。",
        "The filled sheet is imported; good rows stay, error rows come back.",
    ),
    Step.RESULT: (
        "查看结果：收下多少行，其余为什么没有。",
        "The result is looked at: how many rows were kept, why the others were not.",
    ),
    Step.UNIT_PAGE: (
        "填写用人单位劳动用工基本情况备案表；勾选了要它的事项才有。",
        "用人单位劳动用工基本情况备案表 is filled in; only with an item that opens it.",
    ),
    Step.PRINT: (
        "打印《{form}》并盖章；勾选了要它的事项才有。",
        "《{form}》 is printed and stamped, if an item prints it.",
    ),
    Step.MATERIALS: (
        "上传材料；单位材料分发给每个需要它的待提交的人。",
        "Materials are uploaded; the unit's reach every pending person that needs them.",
    ),
    Step.SUBMIT: (
        "什么都不缺的人提交，一个人或全部；网厅给出回执。",
        "What lacks nothing is submitted, one person or all; the hall gives receipts.",
    ),
    Step.RECORDS: (
        "查看记录：哪些通过、退回、不通过，为什么。",
        "The records tell what was accepted, returned or rejected, and why.",
    ),
}


def page(bundle: Bundle[Any]) -> str:
    """The Markdown of one bundle's page."""
    return "\n\n".join(_parts(bundle))


def _step(step: Step, bundle: Bundle[Any]) -> str:
    """What is done in a step of this bundle."""
    titles = {**FORM_TITLES, **bundle.form_titles}
    return say(*STEPS[step]).replace("{form}", titles[FormKind.DECLARATION])


def _parts(bundle: Bundle[Any]) -> Iterator[str]:
    yield GENERATED
    yield f"# {bundle.title}"
    mapping = "sx.BUNDLES" if bundle.key in BUNDLES else "catalog.bundles"
    name = f'`{mapping}["{bundle.key}"]`'
    yield say(
        f"{name}。采集表：{bundle.sheet_title}。网厅把导入叫做“{bundle.import_label}”。出处："
        f"{source(bundle.source)}。",
        f"{name}. Sheet: {bundle.sheet_title}. The hall calls its import {bundle.import_label}. "
        f"Source: {source(bundle.source)}.",
    )
    yield legend()
    yield say("## 事项 {#items}", "## Items")
    yield say(
        "`select` 接收名称、别名或键；与勾选的事项必须一并办理的自动加上。",
        "`select` takes titles, aliases or keys; what is bound to a ticked item is added.",
    )
    yield table(
        say("事项,键,关联,对谁,别名,出处", "item,key,binding,covers,other titles,source").split(","),
        (
            (
                one.title,
                f"`{one.key}`",
                _binding(one),
                _covers(one, bundle),
                "、".join(one.aliases),
                source(one.source),
            )
            for one in bundle.items
        ),
    )
    yield from _availability(bundle)
    yield from _example(bundle)
    if bundle.head:
        yield say("## 表头项目 {#above-the-table}", "## Above the table")
        yield say(
            "本包的采集表里要填；程序交来的行没有这些项目。",
            "Wanted in the bundle's own sheet; rows that come from a program have no such fields.",
        )
        yield table(
            say("项目,键,填写,出处", "field,key,reads,source").split(","),
            ((one.caption, f"`{one.key}`", _describe(one.rule), source(one.source)) for one in bundle.head),
        )
    yield say("## 段和列 {#sections-and-columns}", "## Sections and columns")
    yield say(
        "按列名识别，与位置无关。填了一段的每一行，这一段的必填列都要填。",
        "Columns are found by caption, never by position. A required column must be filled in every row that "
        "fills its section.",
    )
    for section in bundle.sections:
        yield from _section(section)
    yield say("## 材料 {#materials}", "## Materials")
    yield table(
        say("材料,键,谁的,哪些事项要,别名,出处", "material,key,whose,wanted by,other names,source").split(
            ","
        ),
        materials(bundle.items),
    )
    yield say("## 打印表格 {#printed-forms}", "## Printed forms")
    yield from forms(bundle)
    yield say("## 承诺须知", "## Commitments (承诺须知)")
    yield table(
        say("事项,文字,出处", "item,text,source").split(","),
        (
            (one.title, one.commitment.text, source(one.commitment.source))
            for one in bundle.items
            if one.commitment
        ),
    )
    yield say("## 步骤 {#steps}", "## Steps")
    yield say("次序不对的步骤，网厅会拒绝。", "The hall refuses a step out of order.")
    yield table(
        say(",步骤,手册的标题,做什么", ",step,manual's heading,what happens").split(","),
        (
            (str(n), f"`{step}`", step.heading, _step(step, bundle))
            for n, step in enumerate(_steps(bundle), 1)
        ),
    )
    yield say("## 一行之内的规则 {#across-a-row}", "## Across a row")
    yield table(
        say("看哪些列,问题标在,可能发现", "looks at,shown at,can find").split(","), _row_rules(bundle)
    )
    yield say("## 各行之间的规则 {#across-the-batch}", "## Across the batch")
    yield table(
        say("列,可能发现", "column,can find").split(","),
        ((_caption(bundle, one.column), problems(one.kinds, "../")) for one in bundle.whole_sheet_rules),
    )
    if bundle.vouchable:
        kinds = {kind.code: kind for rule in bundle.row_rules for kind in rule.kinds}
        yield say("## 单位可以担保的", "## What a unit may vouch for")
        listed = "; ".join(
            f"{problem(kinds[code], '../')} ({kinds[code].source})" for code in bundle.vouchable
        )
        yield say(
            f"`select(..., vouched=[代码])` 把这些错误变成提醒，用于只有单位才知道的例外：{listed}。",
            "`select(..., vouched=[code])` turns these errors into warnings, for exemptions that only the "
            "unit "
            f"knows: {listed}.",
        )


def _availability(bundle: Bundle[Any]) -> Iterator[str]:
    rows = [
        (
            item.title,
            say(*_ACCESS[period.access]),
            str(period.since or "—"),
            str(period.until or "—"),
            period.reason,
            source(period.source),
        )
        for item in bundle.items
        for period in item.availability
    ]
    if rows:
        yield say("### 何时可办 {#availability}", "### Availability")
        yield say("这里没有列出的事项都可以办。", "An item without a line here is simply open.")
        headings = say("事项,怎样,从,到,网厅的说法,出处", "item,how,from,until,the hall's words,source")
        yield table(headings.split(","), rows)


def _steps(bundle: Bundle[Any]) -> tuple[Step, ...]:
    """The steps that some selection of the bundle takes."""
    return bundle.plan(bundle.items, _DAY, frozenset()).steps


def _example(bundle: Bundle[Any]) -> Iterator[str]:
    """The shortest use, run by the tests, and where the whole example stands; of our own bundles."""
    if bundle.key not in BUNDLES:
        return
    fillable = [item for item in bundle.items if item.cover is not None and item.cover.every_row]
    titles = ", ".join(f'"{item.title}"' for item in fillable)
    name = f"sx.{bundle.key.upper()}"
    yield say("## 示例 {#example}", "## Example")
    yield say(
        f"`python examples/{bundle.key}.py` 为几个虚构的人一直办到回执。最短的用法：",
        f"`python examples/{bundle.key}.py` files some people to the receipts. In short:",
    )
    if all(item.closed(_DAY) for item in bundle.items):
        yield (
            "```python\nimport sxbundle as sx\n\n"
            f"try:\n    {name}.select({titles})\n"
            "except sx.SelectionError as refusal:\n    print(refusal)\n```"
        )
        yield say(
            "网厅开放的那天，用[本地更正](../overlays.md)把它打开。",
            "[An overlay](../overlays.md) opens it on the day that the hall does.",
        )
        return
    titles = ", ".join(f'"{item.title}"' for item in fillable if not item.closed(_DAY))
    head = ", head=" + str({one.caption: "示例" for one in bundle.head}) if bundle.head else ""
    yield (
        "```python\nfrom datetime import date\n\nimport sxbundle as sx\n"
        "from sxbundle.testing import people\n\n"
        f"selection = {name}.select({titles}, on=date({_DAY.year}, {_DAY.month}, {_DAY.day}))\n"
        f"rows = people.rows(selection.plan, 2)  # {say('虚构的人', 'made up')}\n"
        f'sheet = selection.sheet().fill(rows, "{bundle.key}.xlsx"{head})\n'
        "assert selection.read(sheet).report.ok\n```"
    )


_DAY = date(2026, 11, 30)
_ACCESS = {
    Access.OPEN: ("开放", "open"),
    Access.GUIDE: ("只有办事指南", "guide only"),
    Access.CLOSED: ("关闭", "closed"),
}


def _binding(item: Item) -> str:
    words = []
    if item.together:
        words.append(say(f"与 `{item.together}` 一并办理", f"together with `{item.together}`"))
    if item.follows:
        words.append(say(f"随 `{item.follows}` 办理，不能单独办", f"follows `{item.follows}`, never alone"))
    if item.default:
        words.append(say("默认勾选", "ticked by default"))
    if item.offline:
        number = (
            say(f"，文件号填在 `{item.result}`", f", its number in `{item.result}`") if item.result else ""
        )
        words.append(say("先在网厅之外办好", "done offline first") + number)
    words += [say(f"需要 `{key}`", f"needs `{key}`") for key in item.needs]
    words += [say(f"与 `{key}` 互斥", f"excludes `{key}`") for key in item.excludes]
    if item.unit_page:
        words.append(say("要填基本情况备案表", "opens the unit page"))
    if item.declaration:
        words.append(say("打印增减申报表", "prints the change declaration"))
    if item.effect:
        effect = item.effect
        words.append(
            say(
                f"按 `{effect.day}` {'开始' if effect.begins else '停止'} `{effect.insurances}` 的险种",
                f"{'begins' if effect.begins else 'ends'} the insurances of `{effect.insurances}` "
                f"on `{effect.day}`",
            )
        )
    if item.commitment:
        words.append(say("要承诺", "asks for a commitment"))
    return say("；", "; ").join(words)


def _covers(item: Item, bundle: Bundle[Any]) -> str:
    cover: Cover | None = bundle.item(item.follows).cover if item.follows else item.cover
    if cover is None:
        return say("无", "nobody")
    titles = {section.key: section.title for section in bundle.sections}
    when = ""
    if cover.when:
        caption = _caption(bundle, f"{cover.section}.{cover.when[0]}")
        when = say(f"，且{caption} = {cover.when[1]}", f" with {caption} = {cover.when[1]}")
    where = ""
    if item.condition:
        looked_at = "、".join(_caption(bundle, key) for key in item.condition.columns)
        where = say(f"，由{looked_at}判断", f", where {looked_at} say so")
        if item.condition.assumption:
            where += say("（所拟）", " (assumed)")
    who = say("每一行，填", "every row, by ") if cover.every_row else say("填了", "those who fill ")
    title = titles[cover.section]
    return f"{who}{say(f'“{title}”', title)}{when}{where}"


def _section(section: Section) -> Iterator[str]:
    yield f"### {section.title} {{#{section.key}}}"
    group = say(f"分组：{section.group}。", f" Group: {section.group}.") if section.group else ""
    filled = (
        say("每一行都填。", "Every row fills it.")
        if section.always
        else say("办理此事的人才填。", "Filled by those whom it concerns.")
    )
    yield say(
        f"键 `{section.key}`。{group}{filled}出处：{source(section.source)}。",
        f"Key `{section.key}`.{group} {filled} Source: {source(section.source)}.",
    )
    yield table(
        say("列,键,必填,填写,也认,出处", "column,key,required,reads,also called,source").split(","),
        (
            (
                column.caption,
                f"`{column.key}`",
                _required(column),
                _reads(column),
                "、".join(column.aliases),
                source(column.source),
            )
            for column in section.columns
        ),
    )


def _required(column: Column) -> str:
    if column.required:
        return say("是", "yes")
    return say(f"有 `{column.needed_by}` 时", f"with `{column.needed_by}`") if column.needed_by else ""


def _reads(column: Column) -> str:
    text = _describe(column.rule)
    if column.preset:
        text += say(f"空表已填 `{column.preset}`。", f" The empty sheet brings `{column.preset}`.")
    if column.given:
        text += say(f"取决于 `{column.given}`。", f" Depends on `{column.given}`.")
    return text


def _describe(rule: Rule[Any]) -> str:
    """What the rule reads; in Chinese, what the sheet shows to people. Code lists lead to their entries."""
    text = re.sub(r"code list `(\w+)`", r"code list [`\1`](../codes.md#\1)", rule.describe())
    lists = "、".join(re.findall(r"\[`\w+`\]\([^)]*\)", text))
    return say(rule.hint().prompt + (f"代码表 {lists}。" if lists else ""), text)


def _row_rules(bundle: Bundle[Any]) -> Iterator[tuple[str, ...]]:
    for rule in bundle.row_rules:
        looks = "、".join(_caption(bundle, key) for key in rule.keys)
        yield looks, _caption(bundle, rule.blames), problems(rule.kinds, "../")


def _caption(bundle: Bundle[Any], key: str) -> str:
    return next(
        column.caption for section in bundle.sections for column in section.columns if column.key == key
    )
