"""What an overlay changes of a bundle's items: availability, commitments, materials."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from attrs import evolve

from sxbundle.bilingual import Bilingual
from sxbundle.bundle import Bundle
from sxbundle.overlay.edit import Edit
from sxbundle.schema import Access, Availability, Commitment, Item, Level, Material

_KEY = re.compile("[a-z][a-z0-9_]*")
_MATERIAL = Bilingual(
    "{title=…, level=…}、true（同本包另一事项）或 false（不再需要）",
    "{{title=…, level=…}}, true (as another item of the bundle) or false (no longer wanted)",
)


def edited_items(
    edit: Edit, where: str, bundle: Bundle[Any], tables: Mapping[str, Mapping[str, Any]]
) -> tuple[Item, ...]:
    """The items of a bundle once the file is applied.

    Raises:
        DeclarationError: naming the file, the key and the reason.
    """
    items = {item.key: item for item in bundle.items}
    for key, table in tables.items():
        at = f"{where}.items.{key}"
        if key not in items:
            raise edit.wrong(
                at,
                Bilingual(
                    "没有这个事项，可用：{value}。",
                    "there is no such item; there are {value}.",
                    value="、".join(items),
                ),
            )
        edit.table(
            at,
            table,
            {"availability", "commitment", "materials", "excludes"},
            Bilingual("一组键和值", "keys and values"),
        )
        if "availability" in table:
            items[key] = _with_availability(edit, f"{at}.availability", items[key], table["availability"])
        if "commitment" in table:
            items[key] = _with_commitment(edit, f"{at}.commitment", items[key], table["commitment"])
        if "materials" in table:
            items[key] = _with_materials(edit, f"{at}.materials", items, key, table["materials"])
        if "excludes" in table:
            items[key] = _with_exclusions(edit, f"{at}.excludes", items, key, table["excludes"])
    return tuple(items.values())


def _with_exclusions(edit: Edit, at: str, items: Mapping[str, Item], key: str, value: Any) -> Item:
    """The manual speaks of 互斥关系 (3.2.2.1) and prints none: who learns of one declares it here."""
    item, others = items[key], edit.texts(at, value)
    for other in others:
        if other not in items or other == key:
            raise edit.wrong(
                at,
                Bilingual(
                    "没有事项“{other}”，可用：{value}。",
                    "there is no item 「{other}」; there are {value}.",
                    other=other,
                    value="、".join(item for item in items if item != key),
                ),
            )
    titles = "、".join(items[other].title for other in others)
    edit.note(at, f"“{item.title}”的互斥事项", "、".join(item.excludes), titles, None)
    return evolve(item, excludes=tuple(dict.fromkeys((*item.excludes, *others))))


def _with_availability(edit: Edit, at: str, item: Item, value: Any) -> Item:
    tables = value if isinstance(value, list) else [value]
    periods = tuple(_period(edit, at, table) for table in tables)
    if not periods:
        raise edit.wrong(at, Bilingual("没有任何期间。", "there is no period."))
    fileable = item.cover is not None or item.follows is not None or item.offline
    if not fileable and any(period.access is Access.OPEN for period in periods):
        raise edit.wrong(
            at,
            Bilingual(
                "“{title}”没有可填报的内容，只能是办事指南或暂不开放。",
                "「{title}」 has nothing to file; it can only be guidance or closed.",
                title=item.title,
            ),
        )
    was = item.availability[-1] if item.availability else None
    before = _words(was) if was else Access.OPEN.value
    after = "；".join(map(_words, periods))
    edit.note(at, f"“{item.title}”", before, after, was.source if was else item.source)
    # The last that covers the day counts, so what is added wins.
    return evolve(item, availability=(*item.availability, *periods))


def _period(edit: Edit, at: str, value: Any) -> Availability:
    table = edit.table(
        at, value, {"access", "reason", "since", "until"}, "{access=…, reason=…, since=…, until=…}"
    )
    try:
        access = Access(table.get("access", ""))
    except ValueError:
        raise edit.wrong(
            f"{at}.access",
            Bilingual("应为 {value} 之一。", "must be one of {value}.", value="、".join(Access)),
        ) from None
    reason = table.get("reason", "")
    if not isinstance(reason, str) or (access is not Access.OPEN and not reason.strip()):
        raise edit.wrong(
            f"{at}.reason",
            Bilingual(
                "不开放的须写明原因，它会原样告知经办人。",
                "what is closed needs a reason, which the clerk reads as it stands.",
            ),
        )
    since, until = (_day(edit, f"{at}.{name}", table.get(name)) for name in ("since", "until"))
    if since and until and until < since:
        raise edit.wrong(f"{at}.until", Bilingual("早于 since。", "earlier than since."))
    return Availability(access, reason.strip(), edit.source, since, until)


def _day(edit: Edit, at: str, value: Any) -> date | None:
    if value is None or type(value) is date:
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise edit.wrong(
            at, Bilingual("应为日期，如 2026-12-01。", "must be a date, such as 2026-12-01.")
        ) from None


def _words(period: Availability) -> str:
    days = f"{period.since or ''}–{period.until or ''}" if period.since or period.until else ""
    return f"{period.access.value} {days}".strip()


def _with_commitment(edit: Edit, at: str, item: Item, value: Any) -> Item:
    before = item.commitment
    subject, was = f"“{item.title}”的承诺须知", before.source if before else None
    if value is False:
        if before is None:
            raise edit.wrong(
                at, Bilingual("“{title}”没有承诺须知。", "「{title}」 has no commitment.", title=item.title)
            )
        edit.note(at, subject, before.text[:20] + "…", "不再需要", was)
        return evolve(item, commitment=None)
    table = edit.table(
        at,
        {"text": value} if isinstance(value, str) else value,
        {"title", "text"},
        Bilingual(
            "文字、{title=…, text=…}，或 false（不再需要）",
            "a text, {{title=…, text=…}}, or false (no longer wanted)",
        ),
    )
    known = before or Commitment(f"{item.title}承诺须知", "", edit.source)
    title = edit.text(f"{at}.title", table.get("title", known.title))
    text = edit.text(f"{at}.text", table.get("text", known.text))
    edit.note(at, subject, known.text[:20] + "…" if before else "", text[:20] + "…", was)
    return evolve(item, commitment=Commitment(title, text, edit.source))


def _with_materials(edit: Edit, at: str, items: Mapping[str, Item], key: str, value: Any) -> Item:
    item = items[key]
    known = {m.key: m for item in items.values() for m in (*item.materials, *item.first_materials)}
    always = {material.key: material for material in item.materials}
    first = {first_material.key: first_material for first_material in item.first_materials}
    if not isinstance(value, dict) or not value:
        raise edit.wrong(
            at,
            Bilingual(
                "应为材料的键和 {MATERIAL}。", "must be keys of materials and {MATERIAL}.", MATERIAL=_MATERIAL
            ),
        )
    for name, wanted in value.items():
        where = f"{at}.{name}"
        if wanted is False:
            if name not in always and name not in first:
                raise edit.wrong(
                    where,
                    Bilingual(
                        "“{title}”没有这份材料。", "「{title}」 has no such material.", title=item.title
                    ),
                )
            removed = always.pop(name, None) or first.pop(name)
            edit.note(where, f"“{item.title}”的材料“{removed.title}”", "需要", "不再需要", removed.source)
            continue
        if name in always or name in first:
            raise edit.wrong(
                where,
                Bilingual(
                    "“{title}”已有这份材料。", "「{title}」 has this material already.", title=item.title
                ),
            )
        if wanted is True:
            if name not in known:
                raise edit.wrong(
                    where,
                    Bilingual(
                        "本包没有这份材料，可用：{value}。",
                        "the bundle has no such material; there are {value}.",
                        value="、".join(known),
                    ),
                )
            always[name] = known[name]
        elif name in known:
            raise edit.wrong(
                where,
                Bilingual(
                    "本包另一事项已有这份材料，请写 true。",
                    "another item of the bundle has this material; write true.",
                ),
            )
        else:
            material, only_first = _material(edit, where, name, wanted)
            (first if only_first else always)[name] = material
        added = always.get(name) or first[name]
        edit.note(where, f"“{item.title}”的材料“{added.title}”", "", "需要", None)
    return evolve(item, materials=tuple(always.values()), first_materials=tuple(first.values()))


def _material(edit: Edit, at: str, key: str, value: Any) -> tuple[Material, bool]:
    table = edit.table(
        at,
        value,
        {"title", "level", "aliases", "distributed", "first"},
        _MATERIAL,
    )
    if not _KEY.fullmatch(key):
        raise edit.wrong(
            at,
            Bilingual(
                "材料的键应为小写英文字母、数字和下划线。",
                "keys of materials are lower-case letters, digits and underscores.",
            ),
        )
    title = edit.text(f"{at}.title", table.get("title"))
    try:
        level = Level(table.get("level", ""))
    except ValueError:
        raise edit.wrong(
            f"{at}.level", Bilingual("应为 {value} 之一。", "must be one of {value}.", value="、".join(Level))
        ) from None
    aliases = edit.texts(f"{at}.aliases", table["aliases"]) if "aliases" in table else ()
    distributed = edit.flag(f"{at}.distributed", table.get("distributed", False))
    if distributed and level is not Level.UNIT:
        raise edit.wrong(
            f"{at}.distributed",
            Bilingual("只有单位材料才会发给每个人。", "only materials of the unit go to everybody."),
        )
    first = edit.flag(f"{at}.first", table.get("first", False))
    return Material(key, title, level, edit.source, aliases, distributed), first
