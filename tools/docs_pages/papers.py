"""What a bundle wants on paper: its materials and its printed forms."""

from collections.abc import Iterable, Iterator
from typing import Any

from docs_pages.language import say
from docs_pages.markdown import source, table
from sxbundle import Bundle
from sxbundle.forms import account_change, contract_end_table, declaration, unit_record
from sxbundle.schema import FormKind, Item, Material
from sxbundle.source import Source, manual


def materials(items: Iterable[Item]) -> Iterator[tuple[str, ...]]:
    wanted: dict[Material, list[str]] = {}
    for item in items:
        for material in item.materials:
            wanted.setdefault(material, []).append(item.title)
        for material in item.first_materials:
            wanted.setdefault(material, []).append(
                item.title + say("（本单位第一次办理）", " (the unit's first)")
            )
    for material, titles in wanted.items():
        yield (
            material.title,
            f"`{material.key}`",
            _whose(material),
            "、".join(titles),
            "、".join(material.aliases),
            source(material.source),
        )


def _whose(material: Material) -> str:
    if material.distributed:
        return say("单位的，分发给每个待提交的人", "the unit, copied to every pending person")
    return say("个人的", "the person") if material.level == "person" else say("单位的", "the unit")


def forms(bundle: Bundle[Any]) -> Iterator[str]:
    """What the bundle's items print, in the order of the print pack."""
    rows: list[tuple[str, ...]] = []
    photos = {
        material.proves: material.title
        for item in bundle.items
        for material in item.materials
        if material.proves
    }

    def form(title: str, made_by: str, items: Iterable[Item], then: str, who_says: Source) -> None:
        if names := "、".join(one.title for one in items):
            rows.append((f"《{title}》", f"`sx.forms.{made_by}`", names, then, source(who_says)))

    prints = [one for one in bundle.items if one.declaration is not None]
    opens = [one for one in bundle.items if one.unit_page]
    ended = {section.key: section for section in bundle.sections if section.form is FormKind.CONTRACT_END}
    ends = [one for one in bundle.items if one.cover and one.cover.section in ended]
    photo = _photo(say("盖章后拍照", "stamped"), photos.get(FormKind.DECLARATION))
    form(declaration.TITLE, "Declaration", prints, photo, declaration.SOURCE)
    form(
        unit_record.TITLE,
        "UnitRecord",
        opens,
        say("填到网厅的页面上", "typed into the hall's page"),
        manual("图10"),
    )
    for one in ended.values():
        title = one.title.rpartition("-")[2]
        form(title, "ContractEndTable", ends, say("核对留存", "checked and kept"), contract_end_table.SOURCE)
    for paper in account_change.PAPERS:
        wants = [
            item for item in bundle.items if paper.kind in {material.proves for material in item.materials}
        ]
        photo = _photo(say("每人一张，签字后拍照", "one for each person; signed"), photos.get(paper.kind))
        form(paper.title, "account_changes", wants, photo, account_change.SOURCE)
    if not rows:
        yield say("手册没有写要打印什么。", "The manual names none.")
        return
    heads = say(
        "表格,由谁画,哪些事项,之后怎么办,版式出处",
        "form,drawn by,for the items,what becomes of it,source of the layout",
    )
    yield table(heads.split(","), rows)
    yield say(
        "全部放在一个 PDF 里，封面写明哪里盖章、拍什么照片：`filing.print_pack(文件)`，没有网厅则用 "
        "`sx.forms.print_pack(batch, unit=…)`；"
        "盖章后的扫描件用 `sx.forms.split_scans` 切开。见[打印表格](../forms.md#print-pack)。",
        "All of them in one PDF, with a cover that says what to stamp and to photograph: "
        "`filing.print_pack(path)`, or `sx.forms.print_pack(batch, unit=…)` without a hall. "
        "`sx.forms.split_scans` cuts the stamped scans back. See [printed forms](../forms.md#print-pack).",
    )


def _photo(how: str, material: str | None) -> str:
    return how + say(f"，上传为“{material or ''}”", f", its photo uploaded as {material or ''}")
