"""A bundle's page: what can be ticked, what the sheet holds, what the hall wants."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from docs_pages.markdown import GENERATED, LEGEND, problem, problems, source, table
from sxbundle import BUNDLES, Bundle
from sxbundle.forms import account_change, contract_end_table, declaration, unit_record
from sxbundle.schema import Access, Column, Cover, FormKind, Item, Material, Section, Step
from sxbundle.source import Source, manual

STEPS = {
    Step.SELECT: "Items are ticked: `Bundle.select`.",
    Step.TEMPLATE: "The sheet is downloaded and filled: `Selection.sheet`.",
    Step.IMPORT: "The filled sheet is imported; good rows stay, error rows come back.",
    Step.RESULT: "The result is looked at: how many rows were kept, why the others were not.",
    Step.UNIT_PAGE: "用人单位劳动用工基本情况备案表 is filled in; only with an item that opens it.",
    Step.PRINT: "《山西省参加社会保险人员增减申报表》 is printed and stamped, if an item prints it.",
    Step.MATERIALS: "Materials are uploaded; the unit's reach every pending person that needs them.",
    Step.SUBMIT: "What lacks nothing is submitted, one person or all; the hall gives receipts.",
    Step.RECORDS: "The records tell what was accepted, returned or rejected, and why.",
}


def page(bundle: Bundle[Any]) -> str:
    """The Markdown of one bundle's page."""
    return "\n\n".join(_parts(bundle))


def _parts(bundle: Bundle[Any]) -> Iterator[str]:
    yield GENERATED
    yield f"# {bundle.title}"
    mapping = "sx.BUNDLES" if bundle.key in BUNDLES else "catalog.bundles"
    yield (
        f'`{mapping}["{bundle.key}"]`. Sheet: {bundle.sheet_title}. '
        f"The hall calls its import {bundle.import_label}. Source: {source(bundle.source)}."
    )
    yield LEGEND
    yield "## Items"
    yield "`select` takes titles, aliases or keys; what is bound to a ticked item is added."
    yield table(
        ("item", "key", "binding", "covers", "other titles", "source"),
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
    yield "### Availability"
    yield "An item without a line here is simply open."
    yield table(
        ("item", "how", "from", "until", "the hall's words", "source"),
        (
            (
                item.title,
                _ACCESS[one.access],
                str(one.since or "—"),
                str(one.until or "—"),
                one.reason,
                source(one.source),
            )
            for item in bundle.items
            for one in item.availability
        ),
    )
    yield from _example(bundle)
    if bundle.head:
        yield "## Above the table"
        yield "Wanted in the bundle's own sheet; rows that come from a program have no such fields."
        yield table(
            ("field", "key", "reads", "source"),
            ((one.caption, f"`{one.key}`", one.rule.describe(), source(one.source)) for one in bundle.head),
        )
    yield "## Sections and columns"
    yield (
        "Columns are found by caption, never by position. A required column must be filled in every row "
        "that fills its section."
    )
    for section in bundle.sections:
        yield from _section(section)
    yield "## Materials"
    yield table(("material", "key", "whose", "wanted by", "other names", "source"), _materials(bundle.items))
    yield "## Printed forms"
    yield from _forms(bundle)
    yield "## Commitments (承诺须知)"
    yield table(
        ("item", "text", "source"),
        (
            (one.title, one.commitment.text, source(one.commitment.source))
            for one in bundle.items
            if one.commitment
        ),
    )
    yield "## Steps"
    yield "The hall refuses a step out of order."
    yield table(
        ("", "step", "manual's heading", "what happens"),
        ((str(n), f"`{step}`", step.heading, STEPS[step]) for n, step in enumerate(_steps(bundle), 1)),
    )
    yield "## Across a row"
    yield table(("looks at", "shown at", "can find"), _row_rules(bundle))
    yield "## Across the batch"
    yield table(
        ("column", "can find"),
        ((_caption(bundle, one.column), problems(one.kinds, "../")) for one in bundle.batch_rules),
    )
    if bundle.vouchable:
        kinds = {kind.code: kind for rule in bundle.row_rules for kind in rule.kinds}
        yield "## What a unit may vouch for"
        yield (
            "`select(..., vouched=[code])` turns these errors into warnings, for exemptions that only the "
            "unit knows: "
            + "; ".join(f"{problem(kinds[code], '../')} ({kinds[code].source})" for code in bundle.vouchable)
            + "."
        )


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
    yield "## Example"
    yield f"`python examples/{bundle.key}.py` files some people to the receipts. In short:"
    if all(item.closed(_DAY) for item in bundle.items):
        yield (
            "```python\nimport sxbundle as sx\n\n"
            f"try:\n    {name}.select({titles})\n"
            "except sx.SelectionError as refusal:\n    print(refusal)\n```"
        )
        yield "[An overlay](../overlays.md) opens it on the day that the hall does."
        return
    titles = ", ".join(f'"{item.title}"' for item in fillable if not item.closed(_DAY))
    head = ", head=" + str({one.caption: "示例" for one in bundle.head}) if bundle.head else ""
    yield (
        "```python\nfrom datetime import date\n\nimport sxbundle as sx\n"
        "from sxbundle.testing import people\n\n"
        f"selection = {name}.select({titles}, on=date({_DAY.year}, {_DAY.month}, {_DAY.day}))\n"
        "rows = people.rows(selection.plan, 2)  # made up\n"
        f'sheet = selection.sheet().fill(rows, "{bundle.key}.xlsx"{head})\n'
        "assert selection.read(sheet).report.ok\n```"
    )


_DAY = date(2026, 11, 30)
_ACCESS = {Access.OPEN: "open", Access.GUIDE: "guide only", Access.CLOSED: "closed"}


def _binding(item: Item) -> str:
    words = []
    if item.together:
        words.append(f"together with `{item.together}`")
    if item.follows:
        words.append(f"follows `{item.follows}`, never alone")
    if item.default:
        words.append("ticked by default")
    if item.offline:
        words.append("done offline first" + (f", its number in `{item.result}`" if item.result else ""))
    words += [f"needs `{one}`" for one in item.needs]
    words += [f"excludes `{one}`" for one in item.excludes]
    if item.unit_page:
        words.append("opens the unit page")
    if item.declaration:
        words.append("prints the change declaration")
    if item.effect:
        words.append(
            f"{'begins' if item.effect.begins else 'ends'} the insurances of `{item.effect.insurances}` "
            f"on `{item.effect.day}`"
        )
    if item.commitment:
        words.append("asks for a commitment")
    return "; ".join(words)


def _covers(item: Item, bundle: Bundle[Any]) -> str:
    cover: Cover | None = bundle.item(item.follows).cover if item.follows else item.cover
    if cover is None:
        return "nobody"
    titles = {section.key: section.title for section in bundle.sections}
    when = ""
    if cover.when:
        when = f" with {_caption(bundle, f'{cover.section}.{cover.when[0]}')} = {cover.when[1]}"
    where = ""
    if item.condition:
        looked_at = "、".join(_caption(bundle, key) for key in item.condition.columns)
        where = f", where {looked_at} say so" + (" (assumed)" if item.condition.assumption else "")
    return f"{'every row, by' if cover.every_row else 'those who fill'} {titles[cover.section]}{when}{where}"


def _section(section: Section) -> Iterator[str]:
    yield f"### {section.title} {{#{section.key}}}"
    group = f" Group: {section.group}." if section.group else ""
    filled = "Every row fills it." if section.always else "Filled by those whom it concerns."
    yield f"Key `{section.key}`.{group} {filled} Source: {source(section.source)}."
    yield table(
        ("column", "key", "required", "reads", "also called", "source"),
        (
            (
                one.caption,
                f"`{one.key}`",
                "yes" if one.required else f"with `{one.needed_by}`" if one.needed_by else "",
                _reads(one),
                "、".join(one.aliases),
                source(one.source),
            )
            for one in section.columns
        ),
    )


def _reads(column: Column) -> str:
    text = re.sub(r"code list `(\w+)`", r"code list [`\1`](../codes.md#\1)", column.rule.describe())
    if column.brings:
        text += f" The empty sheet brings `{column.brings}`."
    return f"{text} Depends on `{column.given}`." if column.given else text


def _materials(items: Iterable[Item]) -> Iterator[tuple[str, ...]]:
    wanted: dict[Material, list[str]] = {}
    for item in items:
        for material in item.materials:
            wanted.setdefault(material, []).append(item.title)
        for material in item.first_materials:
            wanted.setdefault(material, []).append(f"{item.title} (the unit's first)")
    for material, titles in wanted.items():
        yield (
            material.title,
            f"`{material.key}`",
            "the unit, copied to every pending person" if material.distributed else f"the {material.level}",
            "、".join(titles),
            "、".join(material.aliases),
            source(material.source),
        )


def _forms(bundle: Bundle[Any]) -> Iterator[str]:
    """What the bundle's items print, in the order of the print pack."""
    rows: list[tuple[str, ...]] = []
    photos = {one.proves: one.title for item in bundle.items for one in item.materials if one.proves}

    def form(title: str, made_by: str, items: Iterable[Item], then: str, who_says: Source) -> None:
        if names := "、".join(one.title for one in items):
            rows.append((f"《{title}》", f"`sx.forms.{made_by}`", names, then, source(who_says)))

    prints = [one for one in bundle.items if one.declaration is not None]
    opens = [one for one in bundle.items if one.unit_page]
    ended = {one.key: one for one in bundle.sections if one.form is FormKind.CONTRACT_END}
    ends = [one for one in bundle.items if one.cover and one.cover.section in ended]
    photo = f"stamped, its photo uploaded as {photos.get(FormKind.DECLARATION, '')}"
    form(declaration.TITLE, "Declaration", prints, photo, declaration.SOURCE)
    form(unit_record.TITLE, "UnitRecord", opens, "typed into the hall's page", manual("图10"))
    for one in ended.values():
        title = one.title.rpartition("-")[2]
        form(title, "ContractEndTable", ends, "checked and kept", contract_end_table.SOURCE)
    for paper in account_change.PAPERS:
        wants = [item for item in bundle.items if paper.kind in {one.proves for one in item.materials}]
        photo = f"one for each person; signed, its photo uploaded as {photos.get(paper.kind, '')}"
        form(paper.title, "account_changes", wants, photo, account_change.SOURCE)
    if not rows:
        yield "The manual tells of none."
        return
    yield table(("form", "drawn by", "for the items", "what becomes of it", "source of the layout"), rows)
    yield (
        "All of them in one PDF, with a cover that tells what to stamp and to photograph: "
        "`filing.print_pack(path)`, or `sx.forms.print_pack(batch, unit=…)` without a hall; the stamped "
        "scans are cut back by `sx.forms.split_scans`. See [printed forms](../forms.md#print-pack)."
    )


def _row_rules(bundle: Bundle[Any]) -> Iterator[tuple[str, ...]]:
    for rule in bundle.row_rules:
        looks = "、".join(_caption(bundle, one) for one in rule.keys)
        yield looks, _caption(bundle, rule.blames), problems(rule.kinds, "../")


def _caption(bundle: Bundle[Any], key: str) -> str:
    return next(one.caption for section in bundle.sections for one in section.columns if one.key == key)
