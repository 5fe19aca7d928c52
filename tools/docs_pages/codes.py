"""The code lists: where each comes from, and its entries."""

from collections import Counter
from collections.abc import Iterator

from docs_pages.language import reason, say
from docs_pages.markdown import GENERATED, cell, legend, source, table
from sxbundle.codes import KEYS, CodeList, code_list, divisions
from sxbundle.codes.code import MEANS
from sxbundle.codes.lists import packaged


def page() -> str:
    """The Markdown of the page."""
    return "\n\n".join(_parts())


def _parts() -> Iterator[str]:
    lists = [code_list(key) for key in sorted(KEYS)]
    yield GENERATED
    yield say("# 代码表", "# Code lists")
    yield say(
        "单元格里可以写代码、名称、简称或 `NN.名称`，全角半角、用什么括号都行。代码表可以自行更正，不必等"
        "新版本："
        "`sx.CATALOG.with_codes(键, 文件或映射)` 返回更正后的目录，也可以写[本地更正](overlays.md)。",
        "Cells hold a code, a name, an abbreviation or `NN.名称`, in any width and with any brackets. A "
        "list can "
        "be corrected without a release: `sx.CATALOG.with_codes(key, path_or_mapping)` returns a catalog "
        "with it.",
    )
    yield legend()
    yield table(
        say("键,代码表,条目数,标准,出处", "key,list,entries,standard,source").split(","),
        (
            (
                f"[`{item.key}`](#{item.key})",
                item.title,
                str(len(item)),
                reason(item.standard),
                source(item.source),
            )
            for item in lists
        ),
    )
    yield say("## 行政区划 {#division}", "## Divisions {#division}")
    known = divisions()
    counts = Counter(str(division.status) for division in known.by_code.values())
    by_status = ", ".join(f"{number} {status}" for status, number in sorted(counts.items()))
    yield say(
        f"{len(known)} 个行政区划（{by_status}）。出处：{source(known.source)}。这里不逐条列出，见 "
        "`sx.codes.divisions()`。",
        f"{len(known)} administrative divisions: {by_status}. Source: {source(known.source)}. They are "
        "not listed "
        "here; `sx.codes.divisions()` holds them.",
    )
    yield say("## 银行卡 {#bank_bin}", "## Bank cards {#bank_bin}")
    bins = packaged("bank_bin")
    count = sum(len(row["bins"].split()) for row in bins.rows)
    yield say(
        f"{count} 个银行卡开头数字，只供提醒。出处：{source(bins.source)}。这里不逐条列出，用 "
        "`sx.codes.card_bins().find(卡号)` 查。",
        f"{count} first digits of bank cards, advisory only. Source: {source(bins.source)}. They "
        "are not "
        "listed here; `sx.codes.card_bins().find(number)` looks one up.",
    )
    for item in lists:
        yield from _list(item)


def _list(item: CodeList) -> Iterator[str]:
    yield f"## {item.title} {{#{item.key}}}"
    yield say(
        f"`{item.key}`，{len(item)} 条。标准：{reason(item.standard)}。出处：{source(item.source)}。"
        + (f"{reason(item.note)}。" if item.note else ""),
        f"`{item.key}`, {len(item)} entries. Standard: {item.standard}. Source: {source(item.source)}."
        + (f" {item.note}." if item.note else ""),
    )
    facts = list(dict.fromkeys(name for entry in item for name in entry.facts if name != MEANS))
    aliases = [say("也认", "also read")] if any(entry.aliases for entry in item) else []
    rows = [
        [
            entry.code,
            entry.name,
            *(["、".join(entry.aliases)] if aliases else []),
            *(cell(entry.facts.get(name, "")) for name in facts),
        ]
        for entry in item
    ]
    yield table([say("代码", "code"), say("名称", "name"), *aliases, *facts], rows)
