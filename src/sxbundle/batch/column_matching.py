"""Matches captions as people write them to the columns of a plan, without guessing."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sxbundle.argument_checks import shown
from sxbundle.batch.caption import fold, is_other_person, qualified
from sxbundle.batch.header import NUMBERED, HeaderCell, Matching, OwnCaptions, comparable, expect_captions
from sxbundle.batch.problems import (
    COLUMN_DOUBTFUL,
    COLUMN_DUPLICATE,
    COLUMN_IMPLIED,
    COLUMN_MISSING,
    COLUMN_TWICE,
    COLUMN_UNKNOWN,
    OWN_CAPTION_MISSING,
)
from sxbundle.bilingual import Bilingual
from sxbundle.errors import DeclarationError
from sxbundle.masking import Personal
from sxbundle.problem import Problem
from sxbundle.rules.base import is_blank
from sxbundle.schema import Column, Plan

_CONTACT_NUMBER = re.compile("电话|手机|号码|联系方式")
"""A caption with it is the contact's number itself; the next caption is the person's again."""
_LETTERS = re.compile(r"[A-Za-z]{1,3}")


def match(
    plan: Plan[Any],
    header: Sequence[HeaderCell],
    own: OwnCaptions | None = None,
    sample: Callable[[int], Iterable[object]] | None = None,
    key: str | int | None = None,
) -> Matching:
    """Matches a header to the columns of `plan`.

    Args:
        plan: whose columns are meant.
        header: the captions, in order.
        own: the caller's captions.
        sample: returns some cells below the header cell with an index.
        key: the column of the caller's own keys.

    Raises:
        DeclarationError: `own` names a column that the sheet does not have.
    """
    return _Matcher(plan, header, expect_captions(own), sample or (lambda index: ()), key).run()


class _Matcher:
    def __init__(
        self,
        plan: Plan[Any],
        header: Sequence[HeaderCell],
        own: OwnCaptions,
        sample: Callable[[int], Iterable[object]],
        key: str | int | None,
    ) -> None:
        self.plan = plan
        self.key = key
        self.header = header
        self.sample = sample
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
        self.own = [(self._official(official), theirs) for official, theirs in own.items()]
        self.chosen = {column.key: self._named_by(theirs) for column, theirs in self.own}

    @staticmethod
    def _name(names: dict[str, list[Column]], column: Column, name: str) -> None:
        known = names.setdefault(fold(name), [])
        if column not in known:
            known.append(column)

    def _official(self, name: str) -> Column:
        columns = self.exact.get(fold(name)) or self.alias.get(fold(name)) or []
        if len(columns) > 1:
            columns = [column for column in columns if column.section in self.plan.active]
        if len(columns) != 1:
            raise DeclarationError(
                Bilingual(
                    "columns=：“{name}”不是“{sheet_title}”中唯一的列名",
                    "columns=: 「{name}」 is no single column of 「{sheet_title}」",
                    name=shown(name),
                    sheet_title=self.plan.sheet_title,
                )
            )
        return columns[0]

    def _named_by(self, theirs: str | int) -> Sequence[int]:
        """The header cells that a caller names."""
        if isinstance(theirs, int):
            return self._at(theirs)
        numbered = NUMBERED.fullmatch(theirs)
        if (indexes := self._captioned(theirs)) or numbered is None:
            return indexes or self._at(_column_number(theirs))
        same = self._captioned(numbered[1])
        return same[int(numbered[2]) - 1 : int(numbered[2])]

    def _captioned(self, caption: str) -> Sequence[int]:
        written = [at for at, cell in enumerate(self.header) if cell.caption.strip() == caption.strip()]
        folded = fold(caption)
        return written or [at for at, cell in enumerate(self.header) if fold(cell.caption) == folded]

    def _at(self, place: int) -> Sequence[int]:
        return [at for at, cell in enumerate(self.header) if (cell.place or at + 1) == place]

    def run(self) -> Matching:
        by_column: dict[str, list[int]] = {}
        problems: list[Problem] = []
        unknown: list[int] = []
        for column, _ in self.own:
            by_column.setdefault(column.key, []).extend(self.chosen[column.key])
        for name, indexes in self._by_name().items():
            matched = self._columns_for(name, indexes)
            if matched is None:
                unknown.extend(indexes)
            elif isinstance(matched, Problem):
                problems.append(matched)
            else:
                for index, column in zip(indexes, matched, strict=True):
                    by_column.setdefault(column.key, []).append(index)
        positions: dict[str, int] = {}
        halves = _split_name([cell.caption for cell in self.header])
        fallbacks: dict[str, Sequence[int]] = {}
        duplicates: dict[str, Sequence[int]] = {}
        for key, indexes in by_column.items():
            best = self._best(key, indexes)
            if best is None:
                problems.extend(self._ambiguous(key, indexes))
                continue
            if halves and not self.chosen.get(key) and self.header[best].caption == halves[1]:
                continue  # 名字 beside 姓氏 is half a name
            positions[key] = best
            others = [index for index in indexes if index != best]
            column_fallbacks = self._fallbacks_among(key, others)
            if column_fallbacks:
                fallbacks[key] = column_fallbacks
            if not self.chosen.get(key) and self.plan.column(key).personal is not None:
                duplicates[key] = [index for index in others if index not in column_fallbacks]
            problems.extend(self._duplicate_problems(key, best, others, column_fallbacks))
        problems.extend(self._missing_captions())
        keyed = [] if self.key is None else self._named_by(self.key)
        if self.key is not None and len(keyed) != 1:
            problems.append(OWN_CAPTION_MISSING.problem(caption="key=", own=shown(str(self.key))))
        problems.extend(self._doubtful(positions))
        constants = dict(self._constants(positions, problems))
        free = [cell.caption.strip() for at, cell in enumerate(self.header) if at not in positions.values()]
        problems.extend(self._missing({*positions, *constants}, {problem.code for problem in problems}, free))
        problems.extend(self._unknown(sorted({*unknown} - {*keyed})))
        own_key = keyed[0] if len(keyed) == 1 else None
        return Matching(positions, tuple(problems), constants, fallbacks, duplicates, own_key)

    def _by_name(self) -> dict[str, list[int]]:
        """Folded captions to their places, without those that the caller named."""
        claimed = {index for indexes in self.chosen.values() for index in indexes}
        names: dict[str, list[int]] = {}
        for index, cell in enumerate(self.header):
            name = fold(cell.caption)
            if name and index not in claimed:
                # Under a heading such as 紧急联系人 a plain 姓名 is that person's.
                group = fold(cell.section) if is_other_person(cell.section) else ""
                names.setdefault(f"{group}.{name}" if group else name, []).append(index)
        return names

    def _columns_for(self, name: str, indexes: Sequence[int]) -> "Sequence[Column] | Problem | None":
        """For each header cell of that name the column it means; None when it means none."""
        columns = self._columns_named(name)
        if not columns:
            return None
        if len(columns) == 1:
            unfit = name in map(fold, columns[0].ambiguous_aliases) and not self._fits(columns[0], indexes[0])
            return None if unfit else columns * len(indexes)
        above = [self._in_section(self.header[index].section, columns) for index in indexes]
        if all(len(captions) == 1 for captions in above):
            return [captions[0] for captions in above]
        if len(indexes) == len(columns):  # the same captions as often as the sheet has them: in order
            return columns
        active = [column for column in columns if column.section in self.plan.active]
        if len(active) == len(indexes) == 1:
            return active
        sections = "、".join(f"“{self.plan.section(column.section).title}”" for column in columns)
        return COLUMN_TWICE.problem(
            caption=shown(self.header[indexes[0]].caption.strip(), 30),
            sections=Bilingual(
                "{sections}中的同名列", "columns of that name in {sections}", sections=sections
            ),
        )

    def _columns_named(self, name: str) -> list[Column]:
        """The columns of that name; 证件号码(身份证号) names one twice."""
        columns = self.exact.get(name) or self.alias.get(name)
        if columns is not None or (parts := qualified(name)) is None:
            return columns or []
        first, second = (self.exact.get(part) or self.alias.get(part) or [] for part in parts)
        return first if first == second else []

    def _fits(self, column: Column, index: int) -> bool:
        """True unless cells stand below a caption and the column's rule can read none of them."""
        cells = [cell for cell in self.sample(index) if not is_blank(cell)]
        return not cells or any(column.rule.read(cell, []) is not None for cell in cells)

    def _in_section(self, above: str, columns: Sequence[Column]) -> Sequence[Column]:
        title = fold(above)
        return [column for column in columns if title and title == self.titles[column.section]] or columns

    def _best(self, key: str, indexes: Sequence[int]) -> int | None:
        """The header cell that is the column: the caller's own, the official one, one that is no fallback."""
        if named_indexes := self.chosen.get(key):
            return named_indexes[0] if len(named_indexes) == 1 else None
        if len(indexes) == 1:
            return indexes[0]
        column = self.plan.column(key)
        names = {index: fold(self.header[index].caption) for index in indexes}
        fallbacks = {fold(text) for text in column.fallback_aliases}
        official = [index for index in indexes if names[index] == fold(column.caption)]
        best = official or [index for index in indexes if names[index] not in fallbacks]
        # 身份证号 and 社会保障号码 side by side are one number; every row must agree (`duplicates`).
        return best[0] if len(best) == 1 or (best and self._alike(column, best)) else None

    def _alike(self, column: Column, indexes: Sequence[int]) -> bool:
        """True when columns of somebody's name or number mostly hold the same, as far as the sample goes."""
        if column.personal is None:
            return False
        rows = list(zip(*(map(comparable, self.sample(index)) for index in indexes), strict=False))
        filled = [row for row in rows if all(row)]
        return 2 * sum(len(set(row)) == 1 for row in filled) > len(filled)

    def _ambiguous(self, key: str, indexes: Sequence[int]) -> Iterator[Problem]:
        if indexes:
            column = self.plan.column(key)
            captions = "、".join(map(self._numbered, indexes))
            yield COLUMN_TWICE.problem(
                caption=captions,
                sections=Bilingual("“{caption}”这一列", "the column {caption}", caption=column.caption),
            )

    def _fallbacks_among(self, key: str, others: Sequence[int]) -> Sequence[int]:
        """The header cells to fall back to; none where the caller names the column."""
        if self.chosen.get(key):
            return ()
        fallbacks = {fold(text) for text in self.plan.column(key).fallback_aliases}
        return [at for at in others if fold(self.header[at].caption) in fallbacks]

    def _duplicate_problems(
        self, key: str, best: int, others: Sequence[int], column_fallbacks: Collection[int]
    ) -> Iterator[Problem]:
        column = self.plan.column(key)
        for index in others:
            use = (
                Bilingual("只在前者为空的行读取", "is read where that one is empty")
                if index in column_fallbacks
                else Bilingual("未读取", "was not read")
            )
            problem = COLUMN_DUPLICATE.problem(
                caption=column.caption, taken=self._numbered(best), left=self._numbered(index), use=use
            )
            yield problem.at(None, column.key, column.caption)

    def _numbered(self, index: int) -> str:
        """The caption as `columns=` takes it: `工资#2`."""
        caption = self.header[index].caption.strip()
        same = self._captioned(caption)
        return shown(caption, 30) + (f"#{same.index(index) + 1}" if len(same) > 1 else "")

    def _missing_captions(self) -> Iterator[Problem]:
        for column, theirs in self.own:
            if not self.chosen[column.key]:
                yield OWN_CAPTION_MISSING.problem(caption=column.caption, own=shown(str(theirs)))

    def _doubtful(self, positions: Mapping[str, int]) -> Iterator[Problem]:
        """A plain 联系电话 that follows 紧急联系人 may be that person's."""
        for key, index in positions.items():
            column = self.plan.column(key)
            if column.personal is None or self.chosen.get(key) or index == 0:
                continue
            before = self.header[index - 1].caption.strip()
            named = is_other_person(before) and _CONTACT_NUMBER.search(before) is None
            if named and index - 1 not in positions.values():
                caption = shown(self.header[index].caption.strip(), 30)
                problem = COLUMN_DOUBTFUL.problem(caption=caption, before=shown(before, 30))
                yield problem.at(None, column.key, column.caption)

    def _constants(self, positions: Mapping[str, int], problems: list[Problem]) -> Iterator[tuple[str, str]]:
        for column in self.plan.columns:
            if column.given is None or column.given in positions or column.key not in positions:
                continue
            caption = self.header[positions[column.key]].caption
            for implying, value in column.implies.items():
                if fold(implying) == fold(caption):
                    other = self.plan.column(column.given)
                    by = shown(caption.strip(), 30)
                    problem = COLUMN_IMPLIED.problem(caption=other.caption, by=by, value=value)
                    problems.append(problem.at(None, other.key, other.caption))
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
                    near = _near(column.caption, _without_other_people(column, free), 0.5)
                    hint = f"是不是“{shown(near, 30)}”？请用 columns= 指明或改列名。" if near else ""
                    if column.personal is Personal.NAME and (parts := _split_name(free)):
                        hint = f"“{parts[0]}”“{parts[1]}”两列请合并为一列“{column.caption}”。"
                    yield COLUMN_MISSING.problem(caption=column.caption, section=section.title, near=hint).at(
                        None, column.key, column.caption
                    )

    def _unknown(self, indexes: Sequence[int]) -> Iterator[Problem]:
        for index in indexes:
            caption = self.header[index].caption.strip()
            columns = [column for column in self.plan.columns if _without_other_people(column, [caption])]
            near = _near(caption, [column.caption for column in columns], 0.6)
            hint = Bilingual("与“{near}”相近。", "It resembles 「{near}」.", near=near) if near else ""
            yield COLUMN_UNKNOWN.problem(caption=shown(caption, 30), near=hint)


_SPLIT_NAME = ({"姓", "姓氏", "surname", "lastname", "familyname"}, {"名", "名字", "givenname", "firstname"})


def _split_name(captions: Sequence[str]) -> list[str]:
    """The captions of a surname and a given name; none unless both are there."""
    parts = [next((text for text in captions if fold(text) in part), "") for part in _SPLIT_NAME]
    return parts if all(parts) else []


def _without_other_people(column: Column, captions: Sequence[str]) -> Sequence[str]:
    """The captions without those of other people, for a column of a name or a number."""
    if column.personal not in (Personal.NAME, Personal.CERTIFICATE):
        return captions
    return [caption for caption in captions if not is_other_person(caption)]


def _near(caption: str, captions: Sequence[str], cutoff: float) -> str | None:
    from difflib import get_close_matches  # most sheets have all captions

    return next(iter(get_close_matches(caption, captions, n=1, cutoff=cutoff)), None)


def _column_number(text: str) -> int:
    """1 for A, 28 for AB; 0 for what names no column."""
    if _LETTERS.fullmatch(text.strip()) is None:
        return 0
    number = 0
    for letter in text.strip().upper():
        number = 26 * number + ord(letter) - ord("A") + 1
    return number
