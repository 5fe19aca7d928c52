"""From the captions that people write to the columns that they mean; never a guess."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from attrs import field, frozen

from sxbundle.argument_checks import expect_names, shown
from sxbundle.batch.problems import (
    COLUMN_MISSING,
    COLUMN_SPARE,
    COLUMN_TOLD,
    COLUMN_TWICE,
    COLUMN_UNKNOWN,
    OWN_MISSING,
)
from sxbundle.codes.fold import INVISIBLE
from sxbundle.errors import DeclarationError
from sxbundle.problem import Problem
from sxbundle.rules.base import is_blank
from sxbundle.schema import Column, Plan

_HINT = re.compile(r"\([^()]*\)|例[:：]?.*$")
_DROPPED = re.compile(rf"[\s*:{INVISIBLE}]+")
# Full-width forms to half width, the ideographic blank to a blank.
_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


def fold(caption: str) -> str:
    r"""A caption without hints, stars, blanks and differences of width.

    >>> fold("*证件号码\u00a0"), fold("变更时间（YYYYMMDD） 例:20210112"), fold("证件类型: (下拉选择)")
    ('证件号码', '变更时间', '证件类型')
    """
    text = caption.translate(_WIDTH)
    folded = _DROPPED.sub("", _HINT.sub("", text)).casefold()
    return folded or _DROPPED.sub("", text).casefold()


@frozen
class HeaderCell:
    """One caption of a document's header.

    Attributes:
        caption: as written.
        section: what stands above it (the section's title, a group), empty for nothing.
    """

    caption: str
    section: str = ""


@frozen
class Matching:
    """Which header cell is which column.

    Attributes:
        positions: column key to the index of its header cell.
        problems: required columns that are missing, captions that fit several columns, captions
            that mean nothing here, or that another one was read for.
        told: column key to what every row holds, for columns that are missing and whose content
            another column's caption tells.
        spares: column key to the indexes of the header cells that serve in rows where the one in
            `positions` is blank.
    """

    positions: Mapping[str, int]
    problems: tuple[Problem, ...]
    told: Mapping[str, str] = field(factory=dict)
    spares: Mapping[str, Sequence[int]] = field(factory=dict)


def match(plan: Plan[Any], header: Sequence[HeaderCell], own: Mapping[str, str] | None = None) -> Matching:
    """Matches a header to the columns of `plan`.

    Args:
        plan: whose columns are meant.
        header: the captions, in order.
        own: the caller's captions: official caption (or key, or `section.caption`) to own caption.

    Raises:
        DeclarationError: `own` names a column that the sheet does not have.
    """
    expect_names("columns", own)
    return _Matcher(plan, header, own or {}).run()


class _Matcher:
    def __init__(self, plan: Plan[Any], header: Sequence[HeaderCell], own: Mapping[str, str]) -> None:
        self.plan = plan
        self.header = header
        self.exact: dict[str, list[Column]] = {}
        self.alias: dict[str, list[Column]] = {}
        titles = {section.key: section.title for section in plan.sections}
        for column in plan.columns:
            title = titles[column.section]
            self._name(self.exact, column, column.caption)
            for full in (column.key, f"{title}.{column.caption}", f"{title}-{column.caption}"):
                self._name(self.exact, column, full)
            for alias in (*column.aliases, column.attribute):
                self._name(self.alias, column, alias)
        self.titles = {key: fold(title) for key, title in titles.items()}
        self.own = {fold(theirs): self._official(official) for official, theirs in own.items()}
        self.theirs = {fold(theirs): theirs for theirs in own.values()}

    @staticmethod
    def _name(names: dict[str, list[Column]], column: Column, name: str) -> None:
        known = names.setdefault(fold(name), [])
        if column not in known:
            known.append(column)

    def _official(self, name: str) -> Column:
        columns = self.exact.get(fold(name)) or self.alias.get(fold(name)) or []
        if len(columns) > 1:
            columns = [one for one in columns if one.section in self.plan.active]
        if len(columns) != 1:
            raise DeclarationError(f"columns=：“{shown(name)}”不是“{self.plan.sheet_title}”中唯一的列名")
        return columns[0]

    def run(self) -> Matching:
        by_column: dict[str, list[int]] = {}
        problems: list[Problem] = []
        unknown: list[int] = []
        for name, indexes in self._by_name().items():
            if name in self.own:
                by_column.setdefault(self.own[name].key, []).extend(indexes)
                continue
            meant = self._meant(name, indexes)
            if meant is None:
                unknown.extend(indexes)
            elif isinstance(meant, Problem):
                problems.append(meant)
            else:
                for index, column in zip(indexes, meant, strict=True):
                    by_column.setdefault(column.key, []).append(index)
        positions: dict[str, int] = {}
        spares: dict[str, Sequence[int]] = {}
        for key, indexes in by_column.items():
            best = self._best(key, indexes)
            if best is None:
                column = self.plan.column(key)
                several = "、".join(shown(self.header[index].caption.strip(), 30) for index in indexes)
                problems.append(COLUMN_TWICE.problem(caption=several, sections=f"“{column.caption}”这一列"))
                continue
            positions[key] = best
            serving = self._serving(key, best, indexes)
            if serving:
                spares[key] = serving
            problems.extend(self._left_out(key, best, indexes, serving))
        names = {fold(cell.caption) for cell in self.header}
        for name, column in self.own.items():
            if name not in names:
                problems.append(OWN_MISSING.problem(caption=column.caption, own=shown(self.theirs[name])))
        told = dict(self._told(positions, problems))
        free = [cell.caption.strip() for at, cell in enumerate(self.header) if at not in positions.values()]
        problems.extend(self._missing({*positions, *told}, {one.code for one in problems}, free))
        problems.extend(self._unknown(sorted(unknown)))
        return Matching(positions, tuple(problems), told, spares)

    def _by_name(self) -> dict[str, list[int]]:
        names: dict[str, list[int]] = {}
        for index, cell in enumerate(self.header):
            if name := fold(cell.caption):
                names.setdefault(name, []).append(index)
        return names

    def _meant(self, name: str, indexes: Sequence[int]) -> "Sequence[Column] | Problem | None":
        """For each header cell of that name the column it means; None when it means none."""
        columns = self.exact.get(name) or self.alias.get(name)
        if not columns:
            return None
        if len(columns) == 1:
            return columns * len(indexes)
        above = [self._under(self.header[index].section, columns) for index in indexes]
        if all(len(some) == 1 for some in above):
            return [some[0] for some in above]
        if len(indexes) == len(columns):  # the same captions as often as the sheet has them: in order
            return columns
        active = [one for one in columns if one.section in self.plan.active]
        if len(active) == len(indexes) == 1:
            return active
        sections = "、".join(f"“{self.plan.section(one.section).title}”" for one in columns)
        return COLUMN_TWICE.problem(caption=self.header[indexes[0]].caption.strip(), sections=sections)

    def _under(self, above: str, columns: Sequence[Column]) -> Sequence[Column]:
        title = fold(above)
        return [one for one in columns if title and title == self.titles[one.section]] or columns

    def _best(self, key: str, indexes: Sequence[int]) -> int | None:
        """The header cell that is the column: the caller's own, the official one, one that is not spare."""
        if len(indexes) == 1:
            return indexes[0]
        column = self.plan.column(key)
        names = {index: fold(self.header[index].caption) for index in indexes}
        spare = {fold(one) for one in column.spare}
        mine = [index for index in indexes if names[index] in self.own]
        official = mine or [index for index in indexes if names[index] == fold(column.caption)]
        best = official or [index for index in indexes if names[index] not in spare]
        return best[0] if len(best) == 1 else None

    def _serving(self, key: str, best: int, indexes: Sequence[int]) -> Sequence[int]:
        """The spare ones; none where the caller has told which column is meant."""
        if fold(self.header[best].caption) in self.own:
            return ()
        spare = {fold(one) for one in self.plan.column(key).spare}
        return [at for at in indexes if at != best and fold(self.header[at].caption) in spare]

    def _left_out(
        self, key: str, best: int, indexes: Sequence[int], serving: Collection[int]
    ) -> Iterator[Problem]:
        column = self.plan.column(key)
        taken = shown(self.header[best].caption.strip(), 30)
        for index in indexes:
            if index != best:
                left = shown(self.header[index].caption.strip(), 30)
                use = "只在前者为空的行读取" if index in serving else "未读取"
                said = COLUMN_SPARE.problem(caption=column.caption, taken=taken, left=left, use=use)
                yield said.at(None, column.key, column.caption)

    def _told(self, positions: Mapping[str, int], problems: list[Problem]) -> Iterator[tuple[str, str]]:
        for column in self.plan.columns:
            if column.given is None or column.given in positions or column.key not in positions:
                continue
            caption = self.header[positions[column.key]].caption
            for telling, value in column.telling.items():
                if fold(telling) == fold(caption):
                    other = self.plan.column(column.given)
                    said = COLUMN_TOLD.problem(
                        caption=other.caption, by=shown(caption.strip(), 30), value=value
                    )
                    problems.append(said.at(None, other.key, other.caption))
                    yield other.key, value

    def _missing(
        self, positions: Collection[str], codes: Iterable[str], free: Sequence[str]
    ) -> Iterator[Problem]:
        if COLUMN_TWICE.code in codes:  # that tells the reason; both would confuse
            return
        present = {key.partition(".")[0] for key in positions}
        for section in self.plan.sections:
            wanted = section.key in self.plan.mandatory or section.key in self.plan.active & present
            for column in section.columns if wanted else ():
                if column.required and column.key not in positions:
                    near = get_close_matches(column.caption, free, n=1, cutoff=0.5)
                    yield COLUMN_MISSING.problem(
                        caption=column.caption,
                        section=section.title,
                        near=f"是不是“{shown(near[0], 30)}”？请用 columns= 指明或改列名。" if near else "",
                    ).at(None, column.key, column.caption)

    def _unknown(self, indexes: Sequence[int]) -> Iterator[Problem]:
        for index in indexes:
            caption = self.header[index].caption.strip()
            names = [one.caption for one in self.plan.columns]
            near = get_close_matches(caption, names, n=1, cutoff=0.6)
            said = f"与“{near[0]}”相近。" if near else ""
            yield COLUMN_UNKNOWN.problem(caption=shown(caption, 30), near=said)


def served(cells: Sequence[Any] | None, spares: Iterable[Sequence[Any] | None]) -> Sequence[Any] | None:
    """`cells`, each blank one replaced by what the first of `spares` holds there.

    None stands for a column without any cell.

    >>> served(["13800000000", None, " "], [[None, "0351-0000000", None], ["1", "2", "3"]])
    ['13800000000', '0351-0000000', '3']
    """
    for spare in spares:
        if cells is None:
            cells = spare
        elif spare is not None:
            cells = [other if is_blank(one) else one for one, other in zip(cells, spare, strict=True)]
    return cells
