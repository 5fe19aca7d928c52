"""Matches a line of an answer to a person and to items; masks people in its text."""

import re
import unicodedata
from functools import cached_property
from typing import Any

from attrs import field, frozen

from sxbundle.batch.caption import fold
from sxbundle.bilingual import Bilingual
from sxbundle.clients.folder.answer_parser import AnswerLine
from sxbundle.clients.folder.filing_document import FilingDocument, Plain
from sxbundle.clients.folder.problems import NO_ITEM, NO_PERSON, SEVERAL_PEOPLE
from sxbundle.schema import Plan
from sxbundle.sheet.layout import Layout

_LONG_NUMBER = re.compile(r"[0-9*]{6,}[0-9Xx*]")
_ROW = re.compile(r"[0-9]{1,7}")
_LONGEST = 200
"""Characters of a name or number that are looked at."""
_LONGEST_REASON = 2_000
_IMPORT_ANSWER = re.compile(r"导入结果-([0-9]+)\.txt")


class UnusableLine(Exception):
    """A line that cannot be used, with the reason."""

    def __init__(self, reason: Bilingual) -> None:
        super().__init__(reason)
        self.reason = reason


@frozen(repr=False, slots=False)  # what is derived is kept once computed
class PersonMatcher:
    """Finds the people of a filing that the lines of one answer name.

    Attributes:
        document: of the filing.
        plan: what is filed.
        name: of the answer.
    """

    document: FilingDocument
    plan: Plan[Any]
    name: str = field(repr=False)

    @cached_property
    def names(self) -> dict[str, str]:
        """Person to name. Cached: reading an answer moves people between the two lists, and adds nobody."""
        names = {person: row["name"] for person, row in self.document.people().items()}
        return names | {person: record["row"]["name"] for person, record in self.document.refused.items()}

    @cached_property
    def older_sheet(self) -> dict[str, int] | None:
        """The rows of the sheet that a prepared text belongs to; None when it is the current sheet."""
        match = _IMPORT_ANSWER.fullmatch(self.name)
        if match is None or int(match[1]) == self.document.issue:
            return None
        return self.document.issues.get(match[1])

    @property
    def is_own_file(self) -> bool:
        """True for a file that the clerk named; prepared texts name their sheet."""
        return _IMPORT_ANSWER.fullmatch(self.name) is None

    def person(self, line: AnswerLine) -> str:
        """The person that the line means.

        Raises:
            UnusableLine: nobody matches, or several people.
        """
        claims: list[set[str]] = []
        if line.number:
            claims.append(self._numbered(line.number[:_LONGEST]))
        if line.name:
            claims.append(self._named("".join(line.name[:_LONGEST].split())))
        sheet = self.document.sheet if self.older_sheet is None else list(self.older_sheet)
        if _ROW.fullmatch(line.row) and sheet:
            at = int(line.row) - Layout(self.plan).first_row
            claims.append({sheet[at]} if 0 <= at < len(sheet) else set())
        elif _ROW.fullmatch(line.ordinal) and sheet and not (line.number or line.name):
            at = int(line.ordinal) - 1
            claims.append({sheet[at]} if 0 <= at < len(sheet) else set())
        if not claims or not all(claims):
            raise UnusableLine(NO_PERSON)
        matches = set.intersection(*claims)
        if len(matches) != 1:
            raise UnusableLine(SEVERAL_PEOPLE)
        return matches.pop()

    def _numbered(self, written: str) -> set[str]:
        """The people whose certificate number matches; `*` stands for masked characters."""
        wanted = unicodedata.normalize("NFKC", written).upper().replace(" ", "")
        if "*" not in wanted:
            return self._by_number.get(wanted, set())
        return {person for person in self.names if _matches_mask(wanted, person.upper())}

    def _named(self, wanted: str) -> set[str]:
        if "*" not in wanted:
            return self._by_name.get(wanted, set())
        return {person for person, name in self.names.items() if _matches_mask(wanted, name)}

    @cached_property
    def _by_number(self) -> dict[str, set[str]]:
        """Certificate number to the person who has it."""
        numbers: dict[str, set[str]] = {}
        for person in self.names:
            numbers.setdefault(person.upper(), set()).add(person)
        return numbers

    @cached_property
    def _by_name(self) -> dict[str, set[str]]:
        """Name to the persons who have it."""
        persons: dict[str, set[str]] = {}
        for person, name in self.names.items():
            persons.setdefault(name, set()).add(person)
        return persons

    def entries(self, entries_by_item: dict[str, Plain], line: AnswerLine) -> list[Plain]:
        """Which of a person's entries, by item, the line means.

        Raises:
            UnusableLine: an item that is none of the person's.
        """
        if not line.item:
            return list(entries_by_item.values())
        wanted = fold(line.item)
        for item in self.plan.items:
            if (
                wanted in {fold(alias) for alias in (item.key, item.title, *item.aliases)}
                and item.key in entries_by_item
            ):
                return [entries_by_item[item.key]]
        raise UnusableLine(NO_ITEM)

    def masked(self, text: str) -> str:
        """The text with names and numbers of people masked, at most 300 characters."""
        text = text[:_LONGEST_REASON]
        for name in self._longest_first:
            text = text.replace(name, f"{name[:1]}**")
        return _LONG_NUMBER.sub(lambda match: f"{match[0][:2]}***{match[0][-2:]}", text)[:300]

    @cached_property
    def _longest_first(self) -> list[str]:
        names = {row["name"] for row in self.document.rows} | set(self.names.values())
        return sorted(names, key=len, reverse=True)


def _matches_mask(wanted: str, held: str) -> bool:
    """True when `held` matches `wanted`, in which each run of `*` stands for any characters."""
    first, *middle = re.split(r"\*+", wanted)
    last = middle.pop()
    if not (first or last or any(middle)) or len(first) + len(last) > len(held):
        return False
    if not (held.startswith(first) and held.endswith(last)):
        return False
    at, end = len(first), len(held) - len(last)
    for part in middle:  # the first place that fits leaves the most room for the rest
        place = held.find(part, at, end)
        if place < 0:
            return False
        at = place + len(part)
    return True
