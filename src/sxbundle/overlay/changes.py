"""From what an overlay's file says to the items and sections that stand then."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import attrs
from attrs import frozen

from sxbundle.batch.caption import fold
from sxbundle.bundle import Bundle
from sxbundle.codes.package_data import DIVISION, KEYS, packaged
from sxbundle.overlay.told import Told
from sxbundle.schema import Access, Availability, Column, Commitment, Item, Section
from sxbundle.schema.overrides import Shown
from sxbundle.source import Source, assumed


@frozen
class Change:
    """One thing that an overlay changes.

    Attributes:
        file: name of the file.
        where: the key in it.
        subject: what is changed, in words.
        before, after: in words.
        was: the source that the changed fact had; None for a list that the package does not have.
    """

    file: str
    where: str
    subject: str
    before: str
    after: str
    was: Source | None

    def __str__(self) -> str:
        mark = "" if self.was is None else f"（原依据 {self.was.confidence}）"
        return f"{self.file} {self.where}：{self.subject} {self.before or '无'} → {self.after}{mark}"


def changed(
    bundles: Mapping[str, Bundle[Any]],
    shown: Mapping[str, Shown],
    told: Told,
    under: Mapping[str, tuple[str, ...]],
) -> tuple[dict[str, Shown], tuple[Change, ...]]:
    """What stands in every bundle once `told` lies over `shown`; raises before anything is done.

    Args:
        bundles: by key.
        shown: what stands in each of them now.
        told: what a file says.
        under: code list to what lies on it already.

    Raises:
        DeclarationError: naming the file, the key and the reason.
    """
    run = _Run(told)
    made = dict(shown)
    for key, parts in told.bundles.items():
        where = f"bundles.{key}"
        if key not in bundles:
            raise told.wrong(where, f"没有这个打包事项，可用：{'、'.join(bundles)}。")
        items = run.items(where, shown[key].items, parts.get("items", {}))
        sections = run.sections(where, shown[key].sections, parts.get("columns", {}))
        made[key] = Shown(items, sections)
    for one in told.codes:
        how = "替换为" if one.replace else "增改"
        was = packaged(one.key).source if one.key in (*KEYS, DIVISION) else None
        before = " + ".join(("原表", *under[one.key]))
        run.note(f"codes.{one.key}", f"代码表 {one.key}", before, f"{how} {len(one.entries)} 项", was)
    return made, tuple(run.changes)


class _Run:
    def __init__(self, told: Told) -> None:
        self.told = told
        self.source = assumed(f"{told.source}（覆盖文件 {told.file}）")
        self.changes: list[Change] = []

    def note(self, where: str, subject: str, before: str, after: str, was: Source | None) -> None:
        self.changes.append(Change(self.told.file, where, subject, before, after, was))

    # Items.

    def items(
        self, where: str, items: tuple[Item, ...], told: Mapping[str, Mapping[str, Any]]
    ) -> tuple[Item, ...]:
        made = {item.key: item for item in items}
        for key, table in told.items():
            at = f"{where}.items.{key}"
            if key not in made:
                raise self.told.wrong(at, f"没有这个事项，可用：{'、'.join(made)}。")
            self._known(at, table, {"availability", "commitment"})
            if "availability" in table:
                made[key] = self._opened(f"{at}.availability", made[key], table["availability"])
            if "commitment" in table:
                made[key] = self._committed(f"{at}.commitment", made[key], table["commitment"])
        return tuple(made.values())

    def _opened(self, at: str, item: Item, told: Any) -> Item:
        some = told if isinstance(told, list) else [told]
        periods = tuple(self._availability(at, one) for one in some)
        if not periods:
            raise self.told.wrong(at, "没有任何期间。")
        if item.cover is None and item.follows is None and not item.offline:
            for one in periods:
                if one.access is Access.OPEN:
                    raise self.told.wrong(at, f"“{item.title}”没有可填报的内容，只能是办事指南或暂不开放。")
        was = item.availability[-1] if item.availability else None
        self.note(
            at,
            f"“{item.title}”",
            _period(was) if was else Access.OPEN.value,
            "；".join(map(_period, periods)),
            was.source if was else item.source,
        )
        # The last that covers the day counts, so what is added wins.
        return attrs.evolve(item, availability=(*item.availability, *periods))

    def _availability(self, at: str, told: Any) -> Availability:
        if not isinstance(told, dict):
            raise self.told.wrong(at, "应为 {access=…, reason=…, since=…, until=…}。")
        self._known(at, told, {"access", "reason", "since", "until"})
        try:
            access = Access(told.get("access", ""))
        except ValueError:
            raise self.told.wrong(f"{at}.access", f"应为 {'、'.join(Access)} 之一。") from None
        reason = told.get("reason", "")
        if not isinstance(reason, str) or (access is not Access.OPEN and not reason.strip()):
            raise self.told.wrong(f"{at}.reason", "不开放的须写明原因，它会原样告知经办人。")
        since, until = (self._day(f"{at}.{name}", told.get(name)) for name in ("since", "until"))
        if since and until and until < since:
            raise self.told.wrong(f"{at}.until", "早于 since。")
        return Availability(access, reason.strip(), self.source, since, until)

    def _day(self, at: str, told: Any) -> date | None:
        if told is None or type(told) is date:
            return told
        try:
            return date.fromisoformat(told)
        except (TypeError, ValueError):
            raise self.told.wrong(at, "应为日期，如 2026-12-01。") from None

    def _committed(self, at: str, item: Item, told: Any) -> Item:
        if item.commitment is None:
            raise self.told.wrong(at, f"“{item.title}”没有承诺须知。")
        before = item.commitment
        if isinstance(told, str):
            told = {"text": told}
        if not isinstance(told, dict):
            raise self.told.wrong(at, "应为文字，或 {title=…, text=…}。")
        self._known(at, told, {"title", "text"})
        title = self._text(f"{at}.title", told.get("title", before.title))
        text = self._text(f"{at}.text", told.get("text", before.text))
        self.note(at, f"“{item.title}”的承诺须知", before.text[:20] + "…", text[:20] + "…", before.source)
        return attrs.evolve(item, commitment=Commitment(title, text, self.source))

    # Columns.

    def sections(
        self, where: str, sections: tuple[Section, ...], told: Mapping[str, Mapping[str, Any]]
    ) -> tuple[Section, ...]:
        columns = {column.key: column for section in sections for column in section.columns}
        for key, table in told.items():
            at = f"{where}.columns.{key}"
            if key not in columns:
                raise self.told.wrong(at, "没有这一列；列的键形如 basic.phone，见文档中该包的页面。")
            self._known(at, table, set(_OF_COLUMNS))
            for name, make in _OF_COLUMNS.items():
                if name in table:
                    columns[key] = make(self, f"{at}.{name}", columns[key], table[name])
        made = tuple(
            attrs.evolve(section, columns=tuple(columns[one.key] for one in section.columns))
            for section in sections
        )
        for section in made if told else ():
            self._told_apart(where, section, told)
        return made

    def caption(self, at: str, column: Column, told: Any) -> Column:
        caption = self._text(at, told)
        if not fold(caption):
            raise self.told.wrong(at, "列名只有提示或空白。")
        self.note(at, f"列 {column.key}", column.caption, caption, column.source)
        aliases = tuple(dict.fromkeys((column.caption, *column.aliases)))
        return attrs.evolve(column, caption=caption, aliases=aliases)

    def aliases(self, at: str, column: Column, told: Any) -> Column:
        if not isinstance(told, list) or not told:
            raise self.told.wrong(at, "应为列名的数组。")
        more = tuple(self._text(at, one) for one in told)
        self.note(
            at, f"列“{column.caption}”的别名", "、".join(column.aliases), "、".join(more), column.source
        )
        return attrs.evolve(column, aliases=tuple(dict.fromkeys((*column.aliases, *more))))

    def required(self, at: str, column: Column, told: Any) -> Column:
        if not isinstance(told, bool):
            raise self.told.wrong(at, "应为 true 或 false。")
        if not column.source.assumed:
            raise self.told.wrong(at, f"“{column.caption}”有据可查（{column.source}），是否必填不可更改。")
        words = {True: "必填", False: "选填"}
        self.note(at, f"列“{column.caption}”", words[column.required], words[told], column.source)
        return attrs.evolve(column, required=told, needed_by=column.needed_by if told else None)

    def _told_apart(self, where: str, section: Section, told: Mapping[str, object]) -> None:
        """No two columns of a section answer to one caption."""
        holders: dict[str, Column] = {}
        for column in section.columns:
            for name in {fold(one) for one in (column.caption, *column.aliases)}:
                other = holders.setdefault(name, column)
                if other is not column:
                    blamed = column if column.key in told else other
                    against = other if blamed is column else column
                    raise self.told.wrong(
                        f"{where}.columns.{blamed.key}",
                        f"列名与同一段的“{against.caption}”相同，无法区分。",
                    )

    def _text(self, at: str, told: Any) -> str:
        if not isinstance(told, str) or not told.strip():
            raise self.told.wrong(at, "应为文字。")
        return told.strip()

    def _known(self, at: str, table: Mapping[str, Any], keys: set[str]) -> None:
        if strange := sorted(table.keys() - keys):
            raise self.told.wrong(f"{at}.{strange[0]}", f"没有这个键，可用：{'、'.join(sorted(keys))}。")


_OF_COLUMNS: dict[str, Callable[[_Run, str, Column, Any], Column]] = {
    "caption": _Run.caption,
    "aliases": _Run.aliases,
    "required": _Run.required,
}


def _period(one: Availability) -> str:
    days = f"{one.since or ''}–{one.until or ''}" if one.since or one.until else ""
    return f"{one.access.value} {days}".strip()
