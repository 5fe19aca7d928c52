"""What an overlay changes of a bundle's columns: captions, aliases, required marks; columns come and go."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from attrs import evolve

from sxbundle.batch.caption import fold
from sxbundle.bilingual import Bilingual
from sxbundle.bundle import Bundle
from sxbundle.codes import Lists
from sxbundle.errors import DeclarationError
from sxbundle.overlay.edit import Edit
from sxbundle.rules import count, day, money, one_of, phone, text
from sxbundle.rules.base import Rule
from sxbundle.schema import Column, Section

_KEY = re.compile("[a-z][a-z0-9_]*")
_READS: dict[str, Callable[[], Rule[Any]]] = {
    "text": lambda: text(100),
    "day": day,
    "money": money,
    "count": count,
    "phone": phone,
}
_NEW_COLUMN_KEYS = {"caption", "reads", "list", "aliases", "required"}


def with_edited_columns(
    edit: Edit, where: str, bundle: Bundle[Any], tables: Mapping[str, Mapping[str, Any]], lists: Lists
) -> Bundle[Any]:
    """The bundle once the columns of the file are applied; rules that look at a dropped column go with it.

    Raises:
        DeclarationError: naming the file, the key and the reason.
    """
    columns = {column.key: column for section in bundle.sections for column in section.columns}
    dropped: set[str] = set()
    for key, table in tables.items():
        at = f"{where}.columns.{key}"
        if key not in columns:
            columns[key] = _new_column(edit, at, bundle, key, table, lists)
            continue
        edit.table(at, table, {*_EDITS, "drop"}, Bilingual("一组键和值", "keys and values"))
        for name, apply in _EDITS.items():
            if name in table:
                columns[key] = apply(edit, f"{at}.{name}", columns[key], table[name])
        if "drop" in table and edit.flag(f"{at}.drop", table["drop"]):
            _check_droppable(edit, f"{at}.drop", bundle, columns[key])
            edit.note(f"{at}.drop", f"列“{columns[key].caption}”", "采集", "不再采集", columns[key].source)
            dropped.add(key)
    sections = tuple(
        evolve(
            section,
            columns=tuple(c for c in columns.values() if c.section == section.key and c.key not in dropped),
        )
        for section in bundle.sections
    )
    for section in sections if tables else ():
        if not section.columns:
            raise edit.wrong(
                f"{where}.columns",
                Bilingual(
                    "“{title}”一列也不剩。", "「{title}」 would have no column left.", title=section.title
                ),
            )
        _check_captions(edit, where, section, tables)
    row_rules = bundle.row_rules
    for key in dropped:
        row_rules = tuple(remaining for rule in row_rules if (remaining := rule.without(key)) is not None)
    batch_rules = tuple(rule for rule in bundle.batch_rules if rule.column not in dropped)
    # Without one of the columns that confirm a mend, none is certain.
    cell_fixes = tuple(fix for fix in bundle.cell_fixes if dropped.isdisjoint(fix.keys))
    try:
        return evolve(
            bundle, sections=sections, row_rules=row_rules, batch_rules=batch_rules, cell_fixes=cell_fixes
        )
    except DeclarationError as error:
        raise edit.wrong(f"{where}.columns", error.sentence) from error


def _with_caption(edit: Edit, at: str, column: Column, value: Any) -> Column:
    caption = edit.text(at, value)
    if not fold(caption):
        raise edit.wrong(at, Bilingual("列名只有提示或空白。", "the caption is only a hint or blank."))
    edit.note(at, f"列 {column.key}", column.caption, caption, column.source)
    return evolve(column, caption=caption, aliases=tuple(dict.fromkeys((column.caption, *column.aliases))))


def _with_aliases(edit: Edit, at: str, column: Column, value: Any) -> Column:
    more = edit.texts(at, value)
    edit.note(at, f"列“{column.caption}”的别名", "、".join(column.aliases), "、".join(more), column.source)
    return evolve(column, aliases=tuple(dict.fromkeys((*column.aliases, *more))))


def _with_required(edit: Edit, at: str, column: Column, value: Any) -> Column:
    required = edit.flag(at, value)
    if not column.source.assumed:
        raise edit.wrong(
            at,
            Bilingual(
                "“{caption}”有据可查（{source}），是否必填不可更改。",
                "「{caption}」 is documented ({source}): whether it is required cannot be changed.",
                caption=column.caption,
                source=column.source,
            ),
        )
    words = {True: "必填", False: "选填"}
    edit.note(at, f"列“{column.caption}”", words[column.required], words[required], column.source)
    return evolve(column, required=required, needed_by=column.needed_by if required else None)


_EDITS: dict[str, Callable[[Edit, str, Column, Any], Column]] = {
    "caption": _with_caption,
    "aliases": _with_aliases,
    "required": _with_required,
}


def _check_droppable(edit: Edit, at: str, bundle: Bundle[Any], column: Column) -> None:
    if not column.source.assumed:
        raise edit.wrong(
            at,
            Bilingual(
                "“{caption}”有据可查（{source}），不可去掉。",
                "「{caption}」 is documented ({source}) and cannot be dropped.",
                caption=column.caption,
                source=column.source,
            ),
        )
    if column.key in bundle.fixed_columns:
        raise edit.wrong(
            at,
            Bilingual(
                "办理离不开“{caption}”，不可去掉。",
                "the procedure needs 「{caption}」; it cannot be dropped.",
                caption=column.caption,
            ),
        )


def _new_column(
    edit: Edit, at: str, bundle: Bundle[Any], key: str, value: Mapping[str, Any], lists: Lists
) -> Column:
    section, _, attribute = key.partition(".")
    sections = {section.key for section in bundle.sections}
    if section not in sections or not _KEY.fullmatch(attribute) or "caption" not in value:
        raise edit.wrong(
            at,
            Bilingual(
                "没有这一列；列的键形如 basic.phone，见文档中该包的页面。增加一列须写 caption，段为 "
                "{value} 之一。",
                "there is no such column; keys look like basic.phone, see the page of the bundle. A "
                "new one needs a caption and one of the sections {value}.",
                value="、".join(sections),
            ),
        )
    table = edit.table(at, value, _NEW_COLUMN_KEYS, Bilingual("一组键和值", "keys and values"))
    caption = edit.text(f"{at}.caption", table["caption"])
    if not fold(caption):
        raise edit.wrong(
            f"{at}.caption", Bilingual("列名只有提示或空白。", "the caption is only a hint or blank.")
        )
    if "list" in table:
        name = edit.text(f"{at}.list", table["list"])
        if not lists.known(name):
            raise edit.wrong(f"{at}.list", Bilingual("没有这个代码表。", "there is no such code list."))
        rule: Rule[Any] = one_of(lists.get(name))
    else:
        reads = table.get("reads", "text")
        if reads not in _READS:
            raise edit.wrong(
                f"{at}.reads",
                Bilingual(
                    "应为 {value} 之一；下拉列表请写 list。",
                    "must be one of {value}; for a drop-down write list.",
                    value="、".join(_READS),
                ),
            )
        rule = _READS[reads]()
    edit.note(at, f"列“{caption}”", "", "采集", None)
    return Column(
        key=key,
        caption=caption,
        rule=rule.with_lists(lists),
        required=edit.flag(f"{at}.required", table.get("required", False)),
        aliases=edit.texts(f"{at}.aliases", table["aliases"]) if "aliases" in table else (),
        source=edit.source,
    )


def _check_captions(edit: Edit, where: str, section: Section, tables: Mapping[str, object]) -> None:
    """No two columns of a section answer to one caption."""
    holders: dict[str, Column] = {}
    for column in section.columns:
        for name in {fold(alias) for alias in (column.caption, *column.aliases)}:
            other = holders.setdefault(name, column)
            if other is not column:
                blamed = column if column.key in tables else other
                against = other if blamed is column else column
                raise edit.wrong(
                    f"{where}.columns.{blamed.key}",
                    Bilingual(
                        "列名与同一段的“{caption}”相同，无法区分。",
                        "the caption is that of 「{caption}」 in the same section.",
                        caption=against.caption,
                    ),
                )
