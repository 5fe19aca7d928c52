"""What a user changes without a release: a TOML or JSON file laid over the bundles of a catalog.

>>> import sxbundle as sx
>>> print(sx.CATALOG.overlay_report())
没有加载任何覆盖文件。
"""

from collections.abc import Mapping
from typing import Any

from attrs import evolve

from sxbundle.bilingual import Bilingual
from sxbundle.bundle import Bundle
from sxbundle.codes import Lists
from sxbundle.codes.lists import DIVISION, entries_of
from sxbundle.errors import DeclarationError
from sxbundle.overlay.columns import with_edited_columns
from sxbundle.overlay.edit import Edit, OverlayChange
from sxbundle.overlay.items import edited_items
from sxbundle.overlay.overlay_file import OverlayFile, read_overlay_file

__all__ = ["OverlayChange", "OverlayFile", "apply_overlay", "read_overlay_file"]


def apply_overlay(
    file: OverlayFile, bundles: Mapping[str, Bundle[Any]], lists: Lists
) -> tuple[dict[str, Bundle[Any]], Lists, tuple[OverlayChange, ...]]:
    """The bundles and lists once the file lies over them, and what it changes.

    The bundles' rules still read from the lists they had: `Bundle.with_lists` comes last, once for all files.

    Raises:
        DeclarationError: naming the file, the key and the reason.
    """
    edit = Edit(file)
    changed_lists = _with_entries(edit, lists)
    changed = dict(bundles)
    for key, parts in file.bundles.items():
        where = f"bundles.{key}"
        if key not in bundles:
            raise edit.wrong(
                where,
                Bilingual(
                    "没有这个打包事项，可用：{value}。",
                    "there is no such bundle; there are {value}.",
                    value="、".join(bundles),
                ),
            )
        items = edited_items(edit, where, bundles[key], parts.get("items", {}))
        bundle = evolve(bundles[key], items=items)
        changed[key] = with_edited_columns(edit, where, bundle, parts.get("columns", {}), changed_lists)
    return changed, changed_lists, tuple(edit.changes)


def _with_entries(edit: Edit, lists: Lists) -> Lists:
    file = edit.file
    for code in file.codes:
        where = f"codes.{code.key}"
        if code.key != DIVISION and not lists.known(code.key):
            raise edit.wrong(where, Bilingual("没有这个代码表。", "there is no such code list."))
        was = lists.divisions.source if code.key == DIVISION else lists.get(code.key).source
        before = " + ".join(("原表", *lists.origins(code.key)))
        how = "替换为" if code.replace else "增改"
        edit.note(where, f"代码表 {code.key}", before, f"{how} {len(code.entries)} 项", was)
        try:
            table = entries_of(file.file, code.entries, file.source)
            lists = lists.with_table(code.key, table, replace=code.replace)
        except DeclarationError as error:
            raise edit.wrong(where, error.sentence) from error
    return lists
