"""The result of `advance`: what was done and what is missing, for each person."""

from collections.abc import Iterable, Mapping
from typing import Any

import attrs
from attrs import field, frozen

from sxbundle.bilingual import Bilingual, Lang, joined, language
from sxbundle.filing.batch_people import BatchPerson, named
from sxbundle.filing.differences import FOREIGN, MISSING
from sxbundle.frames import FrameKind, to_frame
from sxbundle.html_view import html_list, html_table
from sxbundle.masking import Personal, Redactor, mask, without_numbers
from sxbundle.problem import Problem
from sxbundle.procedure.identity import PersonId
from sxbundle.procedure.ledger import Entry, Ledger, State
from sxbundle.procedure.need import Need
from sxbundle.procedure.staging import ALREADY_SUBMITTED, WITHDRAWN
from sxbundle.schema import Plan

_CHANGES_NOTHING = frozenset({ALREADY_SUBMITTED.code, WITHDRAWN.code})
"""Warnings of a hall that keeps something else than the batch says."""
_TABLE = Bilingual("每个人的办理情况", "How each person stands")
_HEADINGS = (
    Bilingual("行", "Row"),
    Bilingual("编号", "Key"),
    Bilingual("姓名", "Name"),
    Bilingual("证件号码", "Number"),
    Bilingual("办理情况", "State"),
    Bilingual("缺少", "Lacking"),
    Bilingual("退回或不通过的原因", "Reasons"),
)


@frozen(repr=False)
class PersonOutcome:
    """What became of one person.

    Attributes:
        person: certificate number.
        name: hidden in `repr`.
        row: of the sheet from which the person was staged.
        states: item key to how it stands.
        receipts: item key to the number of its receipt.
        lacking: what is missing before the person can be submitted, in words.
        reasons: why items were returned or rejected.
        key: what the caller calls the person's row (`key=`); None when nothing was said.
    """

    person: PersonId
    name: str = field(repr=False)
    row: int
    states: Mapping[str, State]
    receipts: Mapping[str, str]
    lacking: tuple[str, ...] = ()
    reasons: tuple[Bilingual, ...] = ()
    key: str | None = None

    @property
    def done(self) -> bool:
        """True when nothing of the person waits for the unit."""
        return not any(state in (State.PENDING, State.RETURNED) for state in self.states.values())

    def to_dict(self, redactor: Redactor | None = None) -> dict[str, Any]:
        """Plain values; the person in full unless there is a `redactor`."""
        plain = attrs.asdict(self, recurse=False) | {"reasons": tuple(map(str, self.reasons))}
        if redactor is not None:
            plain |= {
                "person": mask(self.person, Personal.CERTIFICATE),
                "name": mask(self.name, Personal.NAME),
                "reasons": [redactor.sentence(str(reason)) for reason in self.reasons],
            }
        return plain

    def __repr__(self) -> str:
        person = mask(self.person, Personal.CERTIFICATE)
        return f"<PersonOutcome {person} {len(self.states)} items {'done' if self.done else 'not done'}>"

    def __str__(self) -> str:
        counts = _counted(self.states.values())
        name = named(self.name, self.person, self.row, self.key)
        lacking = "、".join(self.lacking)
        parts = [
            counts,
            *([Bilingual("缺：{titles}", "lacks 「{titles}」", titles=lacking)] if lacking else ()),
        ]
        what = joined([*parts, *self.reasons], "；", "; ")
        return str(Bilingual("{name}：{what}。", "{name}: {what}.", name=name, what=what))


@frozen(repr=False)
class Outcome:
    """The result of `advance`; partial success is an ordinary value, no exception.

    Attributes:
        ledger: what the hall says; empty when it says nothing before somebody signed in completely.
        needs: what people must do before it can go on; empty when there is nothing.
        problems: warnings of the hall, and how its filing differs from the batch.
        people: what became of each person, in sheet order.
        redactor: masks the people in a sentence.
    """

    ledger: Ledger
    needs: tuple[Need, ...]
    problems: tuple[Problem, ...] = ()
    people: tuple[PersonOutcome, ...] = field(default=(), eq=False)
    redactor: Redactor = field(factory=Redactor, eq=False)

    @property
    def done(self) -> bool:
        """True when every row is submitted, nothing is needed, and the hall holds what the batch says."""
        agrees = not any(problem.code in _DISAGREES for problem in self.problems)
        return self.ledger.done and not self.needs and agrees

    @property
    def receipts(self) -> tuple[str, ...]:
        """Numbers of the receipts."""
        return self.ledger.receipts

    def by_key(self) -> dict[str | None, tuple[PersonOutcome, ...]]:
        """The caller's key to what became of the person; None to those of whom nothing was said."""
        outcomes: dict[str | None, list[PersonOutcome]] = {}
        for person in self.people:
            outcomes.setdefault(person.key, []).append(person)
        return {key: tuple(people) for key, people in outcomes.items()}

    def to_dict(self, *, masked: bool = False, lang: Lang | None = None) -> dict[str, Any]:
        """Plain values, texts in `lang`; people in full unless `masked`, because a program acts on them."""
        with language(lang):
            return {
                "reference": self.ledger.reference,
                "filing": self.ledger.filing,
                "done": self.done,
                "needs": [need.to_dict(masked=masked) for need in self.needs],
                "problems": [self._problem(problem, masked=masked) for problem in self.problems],
                "people": [person.to_dict(self.redactor if masked else None) for person in self.people],
            }

    def _problem(self, problem: Problem, *, masked: bool) -> dict[str, Any]:
        plain = problem.to_dict(masked=masked)
        return plain | {"message": self.redactor.sentence(problem.message)} if masked else plain

    def to_dicts(self, *, masked: bool = False) -> list[dict[str, Any]]:
        """One plain dict a person and item; people in full unless `masked`."""
        rows = []
        for person in self.people:
            plain = person.to_dict(self.redactor if masked else None)
            for item, state in person.states.items():
                rows.append(
                    {
                        **{name: plain[name] for name in ("row", "key", "person", "name")},
                        "item": item,
                        "state": str(state),
                        "receipt": person.receipts.get(item),
                        "lacking": ",".join(person.lacking),
                        "reasons": "；".join(plain["reasons"]),
                    }
                )
        return rows

    def to_frame(self, kind: FrameKind) -> Any:
        """`to_dicts` as a frame of pandas (indexed by the caller's keys), Polars or pyarrow.

        Raises:
            MissingExtra: that library is not installed.
            ValueError: `kind` is none of the three.
        """
        rows = self.to_dicts()
        keys = [row["key"] for row in rows]
        names = ("row", "key", "person", "name", "item", "state", "receipt", "lacking", "reasons")
        return to_frame(kind, rows, names, keys if any(key is not None for key in keys) else None)

    def __str__(self) -> str:
        return self.text()

    def text(self, *, masked: bool = False, lang: Lang | None = None) -> str:
        """How many items stand how, the problems and what is left for people, a line each."""
        with language(lang):
            return self._text(masked)

    def _text(self, masked: bool) -> str:
        counts = _counted(entry.state for entry in self.ledger.entries)
        hide = self.redactor.sentence if masked else str
        stand = counts if counts.facts else Bilingual("尚未导入", "nothing staged yet")
        lines = [Bilingual("{name}：{stand}。", "{name}: {stand}.", name=self.ledger.reference, stand=stand)]
        lines += [
            Bilingual("  注意：{it}", "  Note: {it}", it=hide(str(problem))) for problem in self.problems
        ]
        needs = [need.shown_text if masked else str(need) for need in self.needs]
        lines += [Bilingual("  待办：{it}", "  To do: {it}", it=need) for need in needs]
        return "\n".join(map(str, lines))

    def __repr__(self) -> str:
        return (
            f"<Outcome {self.ledger.reference!r} {'done' if self.done else 'not done'} "
            f"{len(self.people)} people {len(self.needs)} needs {len(self.problems)} problems>"
        )

    def _repr_html_(self) -> str:
        hide = self.redactor.sentence
        rows = (
            (
                person.row,
                without_numbers(person.key or ""),
                mask(person.name, Personal.NAME),
                mask(person.person, Personal.CERTIFICATE),
                _counted(person.states.values()),
                joined(person.lacking),
                joined((hide(str(reason)) for reason in person.reasons), "；", "; "),
            )
            for person in self.people
        )
        sentences = [
            str(Bilingual("注意：{it}", "Note: {it}", it=hide(str(problem)))) for problem in self.problems
        ]
        sentences += [str(Bilingual("待办：{it}", "To do: {it}", it=need.shown_text)) for need in self.needs]
        title, *_ = self.text(masked=True).splitlines()
        return html_list(title, sentences) + html_table(_TABLE, _HEADINGS, rows, len(self.people))


def outcome_facts(outcome: Outcome) -> dict[str, int | bool]:
    """What a span may say of an outcome: counts."""
    ledger = outcome.ledger
    return {
        "done": outcome.done,
        "people": len(outcome.people),
        "needs": len(outcome.needs),
        "problems": len(outcome.problems),
        "receipts": len(ledger.receipts),
        **{str(state): ledger.count(state) for state in State},
    }


def person_outcomes(
    ledger: Ledger, plan: Plan[Any], people: Iterable[BatchPerson]
) -> tuple[PersonOutcome, ...]:
    """What the ledger says of each person, with the caller's keys of those on the batch."""
    keys = {person.person: person.key for person in people}
    materials = {material.key: material.title for material in plan.all_materials}
    titles = {item.key: item.title for item in plan.items}
    entries: dict[PersonId, list[Entry]] = {}
    for entry in ledger.entries:
        entries.setdefault(entry.person, []).append(entry)
    return tuple(
        PersonOutcome(
            person=person,
            name=group[0].name,
            row=group[0].row,
            states={entry.item: entry.state for entry in group},
            receipts={entry.item: entry.receipt for entry in group if entry.receipt},
            lacking=tuple(dict.fromkeys(materials.get(key, key) for entry in group for key in entry.lacking)),
            reasons=tuple(
                Bilingual(
                    "“{title}”{state}：{reason}",
                    "「{title}」 {state}: 「{reason}」",
                    title=titles.get(entry.item, entry.item),
                    state=entry.state.words,
                    reason=entry.reason,
                )
                for entry in group
                if entry.reason
            ),
            key=keys.get(person),
        )
        for person, group in entries.items()
    )


def _counted(states: Iterable[State]) -> Bilingual:
    counts = list(states)
    parts = (
        Bilingual("{state} {count} 项", "{count} {state}", state=state.words, count=count)
        for state in State
        if (count := counts.count(state))
    )
    return joined(parts, "，", ", ")


_DISAGREES = _CHANGES_NOTHING | {MISSING.code, FOREIGN.code}
