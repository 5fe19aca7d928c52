"""How a template differs from what is declared, or from an older template, in words."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attrs import frozen

from sxbundle.batch import fold
from sxbundle.bilingual import Bilingual, joined
from sxbundle.codes.code import parted
from sxbundle.codes.fold import fold as fold_code
from sxbundle.problem import Problem, Severity
from sxbundle.rules.one_of import OneOf
from sxbundle.schema import Plan
from sxbundle.sheet.template.lists import DropDown
from sxbundle.sheet.template.problems import (
    COLUMN_AMBIGUOUS,
    COLUMN_ASKED,
    COLUMN_MISSING,
    COLUMN_MOVED,
    COLUMN_NEW,
    COLUMN_RENAMED,
    LIST_CHANGED,
    LIST_GONE,
    LIST_NEW,
    LIST_UNREAD,
    SECTION_MISSING,
)

_SHOWN = 6


@frozen
class DeclaredColumn:
    """A column as declared when the template was learnt.

    Attributes:
        key: of the column.
        caption: the official one.
        section: title of its section.
        required: must be filled.
        entries: of its code list: code, name and further spellings of each; empty for none.
        formula: of an older template, what works the entries out when they cannot be read.
    """

    key: str
    caption: str
    section: str
    required: bool
    entries: tuple[tuple[str, ...], ...] = ()
    formula: str = ""


def declared(plan: Plan[Any]) -> tuple[DeclaredColumn, ...]:
    """The columns of a plan, in sheet order."""
    titles = {section.key: section.title for section in plan.sections}
    return tuple(
        DeclaredColumn(
            column.key, column.caption, titles[column.section], column.required, _entries(column.rule)
        )
        for column in plan.columns
    )


def _entries(rule: object) -> tuple[tuple[str, ...], ...]:
    if not isinstance(rule, OneOf):
        return ()
    return tuple((code.code, code.name, *code.aliases) for code in rule.codes.entries)


@frozen
class ComparedColumn:
    """A column of a template, as far as it is compared."""

    key: str | None
    caption: str
    letters: str
    ambiguous: bool
    near: str | None
    score: float | None
    dropdown: DropDown | None
    asked: bool = False


class Drift(tuple[Problem, ...]):
    """How a template differs from a declaration or from another template."""

    __slots__ = ()

    def __str__(self) -> str:
        return "\n".join(f"{problem.severity.label}：{problem}" for problem in self) or "没有出入。"

    def __repr__(self) -> str:
        return f"<Drift {len(self)} differences>"

    def _repr_html_(self) -> str:
        from sxbundle.html_view import html_table

        rows = ((problem.severity.label, problem.message, problem.code) for problem in self)
        headings = (
            Bilingual("级别", "Severity"), Bilingual("出入", "Difference"), Bilingual("代码", "Code")
        )  # fmt: skip
        summary = Bilingual("模板的出入：{count} 处", "Differences of the template: {count}", count=len(self))
        return html_table(summary, headings, rows, len(self))


def drifted(columns: Sequence[ComparedColumn], declared_columns: Sequence[DeclaredColumn]) -> Drift:
    """New, ambiguous, missing, renamed and moved columns, then changed lists."""
    known = {declared_column.key: declared_column for declared_column in declared_columns}
    # Columns of two templates that no declaration knows are the same when their captions are.
    same = {
        fold(declared_column.caption): declared_column.key
        for declared_column in declared_columns
        if declared_column.key.startswith("?")
    }
    placed = [(column, known.get(column.key or same.get(fold(column.caption), ""))) for column in columns]
    differences = (
        *_new([column for column, was in placed if was is None]),
        *_missing({was.key for _, was in placed if was is not None}, declared_columns),
        *_renamed(placed),
        *_moved([(column, was) for column, was in placed if was is not None], declared_columns),
        *_lists([(column, was) for column, was in placed if was is not None]),
    )
    return Drift(differences)


def _new(columns: Sequence[ComparedColumn]) -> Iterator[Problem]:
    for column in columns:
        shown = _shown(column.caption)
        if column.ambiguous:
            yield COLUMN_AMBIGUOUS.problem(letters=column.letters, caption=shown)
            continue
        near = (
            Bilingual(
                "最相近的是“{near}”（相似度 {score:.2f}），没有采用。",
                "The nearest is 「{near}」 (likeness {score:.2f}), which was not used.",
                near=column.near,
                score=column.score,
            )
            if column.near
            else ""
        )
        kind = COLUMN_ASKED if column.asked else COLUMN_NEW
        yield kind.problem(letters=column.letters, caption=shown, near=near)


def _missing(there: set[str], declared_columns: Sequence[DeclaredColumn]) -> Iterator[Problem]:
    present = {
        declared_column.section for declared_column in declared_columns if declared_column.key in there
    }
    for title in dict.fromkeys(
        declared_column.section
        for declared_column in declared_columns
        if declared_column.section not in present
    ):
        count = sum(declared_column.section == title for declared_column in declared_columns)
        yield SECTION_MISSING.problem(section=title, count=count)
    for declared_column in declared_columns:
        if declared_column.key not in there and declared_column.section in present:
            problem = COLUMN_MISSING.problem(
                section=declared_column.section,
                caption=_shown(declared_column.caption),
                required=Bilingual("必填", "required")
                if declared_column.required
                else Bilingual("选填", "optional"),
                severity=Severity.WARNING if declared_column.required else Severity.NOTICE,
            )
            yield problem.at(None, declared_column.key, declared_column.caption)


def _renamed(placed: Sequence[tuple[ComparedColumn, DeclaredColumn | None]]) -> Iterator[Problem]:
    for column, was in placed:
        if was is not None and fold(column.caption) != fold(was.caption):
            problem = COLUMN_RENAMED.problem(
                old=was.caption,
                new=_shown(column.caption),
                letters=column.letters,
                how=Bilingual("别名或调用者指明", "by an alias or the caller"),
            )
            yield problem.at(None, was.key, was.caption)


def _moved(
    placed: Sequence[tuple[ComparedColumn, DeclaredColumn]], declared_columns: Sequence[DeclaredColumn]
) -> Iterator[Problem]:
    """Columns outside the longest run that kept its order: moving them alone gives the new order."""
    at = {declared_column.key: index for index, declared_column in enumerate(declared_columns)}
    order = [at[was.key] for _, was in placed]
    kept = _longest_rising(order)
    before = sorted(order)
    for index, (column, was) in enumerate(placed):
        if index in kept:
            continue
        rank = before.index(order[index])
        yield COLUMN_MOVED.problem(
            caption=was.caption,
            before=declared_columns[before[rank - 1]].caption if rank else Bilingual("表首", "the start"),
            after=placed[index - 1][1].caption if index else Bilingual("表首", "the start"),
            letters=column.letters,
        ).at(None, was.key, was.caption)


def _longest_rising(order: Sequence[int]) -> set[int]:
    """Indexes of a longest rising subsequence."""
    tails: list[int] = []
    values: list[int] = []
    previous: list[int | None] = []
    for index, value in enumerate(order):
        place = bisect_left(values, value)
        previous.append(tails[place - 1] if place else None)
        if place == len(tails):
            tails.append(index)
            values.append(value)
        else:
            tails[place], values[place] = index, value
    kept: set[int] = set()
    index_: int | None = tails[-1] if tails else None
    while index_ is not None:
        kept.add(index_)
        index_ = previous[index_]
    return kept


def _lists(placed: Sequence[tuple[ComparedColumn, DeclaredColumn]]) -> Iterator[Problem]:
    for column, was in placed:
        down = column.dropdown
        problem: Problem | None = None
        if down is None:
            if was.entries or was.formula:
                problem = LIST_GONE.problem(caption=was.caption)
        elif not down.labels and down.formula == was.formula:
            continue  # an older template had the same
        elif not down.labels:
            depends = (
                Bilingual(
                    "（随 {value} 列变化）",
                    " (depends on the columns {value})",
                    value="、".join(down.depends_on),
                )
                if down.depends_on
                else ""
            )
            problem = LIST_UNREAD.problem(caption=was.caption, formula=down.formula[:60], depends=depends)
        elif not was.entries:
            problem = LIST_NEW.problem(caption=was.caption, count=len(down.labels))
        elif changes := _changes(was.entries, down.labels):
            problem = LIST_CHANGED.problem(caption=was.caption, changes=joined(changes, "；", "; "))
        if problem is not None:
            yield problem.at(None, was.key, was.caption)


def _changes(entries: Sequence[tuple[str, ...]], labels: Sequence[str]) -> list[Bilingual]:
    by_name, by_code = _spellings(entries)
    seen: set[int] = set()
    new, renamed, recoded = [], [], []
    for label in labels:
        code, name = parted(label)
        index = by_name.get(fold_code(label), by_name.get(fold_code(name)))
        if index is None and code is not None and code in by_code:
            index = by_code[code]
            renamed.append(f"{_label(entries[index])}→{label}")
        elif index is None:
            new.append(label)
            continue
        elif code is not None and code != _code(entries[index]):
            recoded.append(f"{_label(entries[index])}→{label}")
        seen.add(index)
    gone = [_label(entry) for index, entry in enumerate(entries) if index not in seen]
    kinds = (
        (Bilingual("新增", "new"), new),
        (Bilingual("缺少", "missing"), gone),
        (Bilingual("改名", "renamed"), renamed),
        (Bilingual("改码", "recoded"), recoded),
    )
    return [
        Bilingual("{word}{labels}", "{word} {labels}", word=word, labels=_named(labels))
        for word, labels in kinds
        if labels
    ]


def _spellings(entries: Sequence[tuple[str, ...]]) -> tuple[Mapping[str, int], Mapping[str, int]]:
    by_name: dict[str, int] = {}
    by_code: dict[str, int] = {}
    for index, entry in enumerate(entries):
        if code := _code(entry):
            by_code.setdefault(code, index)
        for name in entry[1:] or (entry[0], parted(entry[0])[1]):
            by_name.setdefault(fold_code(name), index)
    return by_name, by_code


def _code(entry: tuple[str, ...]) -> str | None:
    """The code of an entry: `(code, name, …)` of a list, or `(label,)` of an older template."""
    first, *names = entry
    return first if names else parted(first)[0]


def _label(entry: tuple[str, ...]) -> str:
    first, *names = entry
    return f"{first}.{names[0]}" if names else first


def _named(labels: Sequence[str]) -> Bilingual:
    quoted = [Bilingual("“{label}”", "「{label}」", label=_shown(label)) for label in labels[:_SHOWN]]
    shown = joined(quoted)
    if len(labels) <= _SHOWN:
        return shown
    return Bilingual("{shown} 等 {count} 项", "{shown} and others ({count})", shown=shown, count=len(labels))


def _shown(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 40 else f"{flat[:39]}…"
