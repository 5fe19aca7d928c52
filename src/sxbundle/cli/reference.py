"""Commands that look something up: explain, codes, bundles."""

from typing import Annotated

import click

from sxbundle.bilingual import Bilingual
from sxbundle.cli import output
from sxbundle.cli.command import argument
from sxbundle.cli.options import AsJson, Overlays, bundle_of, catalog_of


def explain(
    code: Annotated[str, argument(metavar="文字", help="问题代码，如 id.check-digit。")],
    overlay: Overlays = None,
    as_json: AsJson = False,
) -> int:
    """解释一个问题代码：是什么、怎么办、依据是什么。"""
    import sxbundle as sx

    kind = sx.explain(code, catalog=catalog_of(overlay))
    if as_json:
        import attrs

        output.print_json(attrs.asdict(kind))
    else:
        print(kind)
    return output.CLEAN


def codes(
    key: Annotated[
        str | None, argument(metavar="文字", help="代码表，如 education；不写时列出全部代码表。")
    ] = None,
    overlay: Overlays = None,
    as_json: AsJson = False,
) -> int:
    """列出代码表，或一张代码表的全部选项。"""
    from sxbundle.codes import KEYS

    lists = catalog_of(overlay).lists
    if key is None:
        rows = [(name, lists.get(name).title, len(lists.get(name))) for name in KEYS]
        if as_json:
            output.print_json(
                [{"key": name, "title": title, "entries": count} for name, title, count in rows]
            )
        else:
            output.print_table(
                (Bilingual("代码表", "Code list"), Bilingual("名称", "Name"), Bilingual("选项", "Entries")),
                rows,
            )
        return output.CLEAN
    if not lists.known(key):
        raise click.BadParameter(
            str(
                Bilingual(
                    "没有代码表“{key}”；用 sxbundle codes 查看全部",
                    "There is no code list 「{key}」; sxbundle codes lists all",
                    key=key,
                )
            ),
            param_hint="KEY",
        )
    entries = list(lists.get(key))
    if as_json:
        output.print_json(
            [{"code": entry.code, "name": entry.name, "aliases": list(entry.aliases)} for entry in entries]
        )
    else:
        output.print_table(
            (Bilingual("代码", "Code"), Bilingual("名称", "Name"), Bilingual("也可写作", "Also written")),
            ((e.code, e.name, "、".join(e.aliases)) for e in entries),
        )
    return output.CLEAN


def bundles(
    name: Annotated[str | None, argument(metavar="文字", help="打包事项；不写时列出全部。")] = None,
    overlay: Overlays = None,
    as_json: AsJson = False,
) -> int:
    """列出打包事项，或一个打包事项的事项、材料和列。"""
    catalog = catalog_of(overlay)
    if name is None:
        rows = [(bundle.key, bundle.title, len(bundle.items)) for bundle in catalog.bundles.values()]
        if as_json:
            output.print_json([{"key": key, "title": title, "items": count} for key, title, count in rows])
        else:
            output.print_table(
                (Bilingual("代码", "Code"), Bilingual("打包事项", "Bundle"), Bilingual("事项数", "Items")),
                rows,
            )
        return output.CLEAN
    from sxbundle.timezone import today

    bundle = bundle_of(name, None, catalog)
    closed = {item.key: item.closed(today()) for item in bundle.items}
    if as_json:
        output.print_json(
            {
                "key": bundle.key,
                "title": bundle.title,
                "items": [
                    {
                        "key": item.key,
                        "title": item.title,
                        "closed": None if (reason := closed[item.key]) is None else reason.reason,
                        "materials": [material.title for material in item.materials],
                    }
                    for item in bundle.items
                ],
                "columns": [
                    {"key": column.key, "caption": column.caption, "required": column.required}
                    for section in bundle.sections
                    for column in section.columns
                ],
            }
        )
        return output.CLEAN
    print(bundle.title)
    output.print_table(
        (
            Bilingual("事项", "Item"),
            Bilingual("代码", "Code"),
            Bilingual("材料", "Materials"),
            Bilingual("说明", "Text"),
        ),
        (
            (
                item.title,
                item.key,
                "、".join(material.title for material in item.materials),
                "" if (reason := closed[item.key]) is None else reason.reason,
            )
            for item in bundle.items
        ),
    )
    return output.CLEAN


COMMANDS = {"explain": explain, "codes": codes, "bundles": bundles}
"""Name of a command to what it runs."""
