"""The code lists: where each comes from, and its entries."""

from collections import Counter
from collections.abc import Iterator

from docs_pages.markdown import GENERATED, LEGEND, cell, source, table
from sxbundle.codes import KEYS, CodeList, code_list, divisions
from sxbundle.codes.code import MEANS
from sxbundle.codes.package_data import packaged


def page() -> str:
    """The Markdown of the page."""
    return "\n\n".join(_parts())


def _parts() -> Iterator[str]:
    lists = [code_list(key) for key in sorted(KEYS)]
    yield GENERATED
    yield "# Code lists"
    yield (
        "Cells hold a code, a name, an abbreviation or `NN.名称`, in any width and with any brackets. A "
        "list can be corrected without a release: `sx.CATALOG.with_codes(key, path_or_mapping)` returns a "
        "catalog with it."
    )
    yield LEGEND
    yield table(
        ("key", "list", "entries", "standard", "source"),
        (
            (f"[`{one.key}`](#{one.key})", one.title, str(len(one)), one.standard, source(one.source))
            for one in lists
        ),
    )
    yield "## Divisions {#division}"
    known = divisions()
    counts = Counter(str(one.status) for one in known.by_code.values())
    yield (
        f"{len(known)} administrative divisions: "
        + ", ".join(f"{number} {status}" for status, number in sorted(counts.items()))
        + f". Source: {source(known.source)}. They are not listed here; `sx.codes.divisions()` holds them."
    )
    yield "## Bank cards {#bank_bin}"
    bins = packaged("bank_bin")
    yield (
        f"{len(bins.rows)} first digits of bank cards, advisory only. Source: {source(bins.source)}. They "
        "are not listed here; `sx.codes.card_bins().find(number)` looks one up."
    )
    for one in lists:
        yield from _list(one)


def _list(one: CodeList) -> Iterator[str]:
    yield f"## {one.title} {{#{one.key}}}"
    note = f" {one.note}." if one.note else ""
    yield f"`{one.key}`, {len(one)} entries. Standard: {one.standard}. Source: {source(one.source)}.{note}"
    facts = list(dict.fromkeys(name for entry in one for name in entry.facts if name != MEANS))
    aliases = any(entry.aliases for entry in one)
    headings = ["code", "name", *(["also read"] if aliases else []), *facts]
    rows = [
        [
            entry.code,
            entry.name,
            *(["、".join(entry.aliases)] if aliases else []),
            *(cell(entry.facts.get(name, "")) for name in facts),
        ]
        for entry in one
    ]
    yield table(headings, rows)
