"""Commands that look something up: explain, codes, bundles."""

from typing import Annotated

from sxbundle.bilingual import Bilingual, joined
from sxbundle.cli import output
from sxbundle.cli.command import Declared, argument, wrong_value
from sxbundle.cli.options import AsJson, Overlays, bundle_of, catalog_of


def explain(
    code: Annotated[
        str, argument(help=("问题代码，如 id.check-digit。", "Code of a problem, such as id.check-digit."))
    ],
    overlay: Overlays = None,
    as_json: AsJson = False,
) -> int:
    """Explain the code of a problem: what it is, what to do, where it comes from."""
    import sxbundle as sx

    kind = sx.explain(code, catalog=catalog_of(overlay))
    if as_json:
        import attrs

        output.print_json(attrs.asdict(kind, filter=lambda field, value: not field.name.startswith("_")))
    else:
        print(kind)
    return output.CLEAN


def codes(
    key: Annotated[
        str | None,
        argument(
            help=(
                "代码表，如 education；不写时列出全部代码表。",
                "A code list, such as education; lists all of them unless given.",
            )
        ),
    ] = None,
    overlay: Overlays = None,
    as_json: AsJson = False,
) -> int:
    """List the code lists, or all entries of one."""
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
        raise wrong_value(
            Bilingual("代码表", "KEY"),
            "没有代码表“{key}”；用 sxbundle codes 查看全部",
            "there is no code list 「{key}」; sxbundle codes lists all",
            key=key,
        )
    entries = list(lists.get(key))
    if as_json:
        output.print_json(
            [{"code": entry.code, "name": entry.name, "aliases": list(entry.aliases)} for entry in entries]
        )
    else:
        output.print_table(
            (Bilingual("代码", "Code"), Bilingual("名称", "Name"), Bilingual("也可写作", "Also written")),
            ((e.code, e.name, joined(e.aliases)) for e in entries),
        )
    return output.CLEAN


def bundles(
    name: Annotated[
        str | None,
        argument(help=("打包事项；不写时列出全部。", "A bundle; lists all of them unless given.")),
    ] = None,
    overlay: Overlays = None,
    as_json: AsJson = False,
) -> int:
    """List the bundles, or the items, materials and columns of one."""
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
    from sxbundle.clock import today

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
                joined(material.title for material in item.materials),
                "" if (reason := closed[item.key]) is None else reason.reason,
            )
            for item in bundle.items
        ),
    )
    return output.CLEAN


def completion(
    shell: Annotated[
        str, argument(name=("终端", "SHELL"), help=("bash、zsh 或 fish。", "bash, zsh or fish."))
    ],
) -> int:
    """Print the script that completes commands and options in a shell.

    Example: sxbundle completion bash >> ~/.bashrc
    """
    import click
    from click.shell_completion import get_completion_class

    script = get_completion_class(shell)
    if script is None:
        raise wrong_value(
            Bilingual("终端", "SHELL"), "应为 {names} 之一", "must be one of {names}", names=joined(_SHELLS)
        )
    print(script(click.Group("sxbundle"), {}, "sxbundle", "_SXBUNDLE_COMPLETE").source())
    return output.CLEAN


_SHELLS = ("bash", "zsh", "fish")
COMMANDS = {
    "explain": Declared(explain, "解释一个问题代码：是什么、怎么办、依据是什么。"),
    "codes": Declared(codes, "列出代码表，或一张代码表的全部选项。"),
    "bundles": Declared(bundles, "列出打包事项，或一个打包事项的事项、材料和列。"),
    "completion": Declared(
        completion, "输出给终端用的自动补全脚本。\n\n例：sxbundle completion bash >> ~/.bashrc"
    ),
}
"""Name of a command to what it is."""
