"""Whom a line of an answer means, and which items; what may be shown of what it says."""

import re
import unicodedata
from functools import cached_property
from typing import Any

from attrs import field, frozen

from sxbundle.batch.caption import fold
from sxbundle.bilingual import Bilingual
from sxbundle.clients.folder.answer_parser import AnswerLine
from sxbundle.clients.folder.problems import NO_ITEM, NOBODY, SEVERAL
from sxbundle.clients.folder.record import FolderState, Plain
from sxbundle.schema import Plan
from sxbundle.sheet.layout import Layout

_LONG_NUMBER = re.compile(r"[0-9*]{6,}[0-9Xx*]")
_ROW = re.compile(r"[0-9]{1,7}")
_LONGEST = 200
"""Characters of a name or number that are looked at."""
_LONGEST_REASON = 2_000
_OF_ISSUE = re.compile(r"导入结果-([0-9]+)\.txt")


class Odd(Exception):
    """A line that cannot be taken, with the reason."""

    def __init__(self, why: Bilingual) -> None:
        super().__init__(why)
        self.why = why


@frozen(repr=False, slots=False)  # what is derived is kept once computed
class Whom:
    """The people of a filing, as the lines of one answer name them.

    Attributes:
        book: of the filing.
        plan: what is filed.
        name: of the answer.
    """

    book: FolderState
    plan: Plan[Any]
    name: str = field(repr=False)

    @cached_property
    def names(self) -> dict[str, str]:
        """Person to name; reading an answer moves people between the two lists, and adds nobody."""
        names = {person: row["name"] for person, row in self.book.people().items()}
        return names | {person: record["row"]["name"] for person, record in self.book.refused.items()}

    @cached_property
    def older(self) -> dict[str, int] | None:
        """What stood in the sheet that the prepared text belongs to, when another was issued since."""
        match = _OF_ISSUE.fullmatch(self.name)
        if match is None or int(match[1]) == self.book.issue:
            return None
        return self.book.issues.get(match[1])

    @property
    def unnumbered(self) -> bool:
        """True for a file that is none of the prepared texts, which name their sheet."""
        return _OF_ISSUE.fullmatch(self.name) is None

    def person(self, line: AnswerLine) -> str:
        """The one person whom the line means.

        Raises:
            Odd: nobody, or several.
        """
        claims: list[set[str]] = []
        if line.number:
            claims.append(self._numbered(line.number[:_LONGEST]))
        if line.name:
            claims.append(self._named("".join(line.name[:_LONGEST].split())))
        sheet = self.book.sheet if self.older is None else list(self.older)
        if _ROW.fullmatch(line.row) and sheet:
            at = int(line.row) - Layout(self.plan).first_row
            claims.append({sheet[at]} if 0 <= at < len(sheet) else set())
        elif _ROW.fullmatch(line.ordinal) and sheet and not (line.number or line.name):
            at = int(line.ordinal) - 1
            claims.append({sheet[at]} if 0 <= at < len(sheet) else set())
        if not claims or not all(claims):
            raise Odd(NOBODY)
        meant = set.intersection(*claims)
        if len(meant) != 1:
            raise Odd(SEVERAL)
        return meant.pop()

    def _numbered(self, written: str) -> set[str]:
        """Persons whose certificate number an answer means."""
        wanted = unicodedata.normalize("NFKC", written).upper().replace(" ", "")
        if "*" not in wanted:
            return self._by_number.get(wanted, set())
        return {person for person in self.names if _fits(wanted, person.upper())}

    def _named(self, wanted: str) -> set[str]:
        if "*" not in wanted:
            return self._by_name.get(wanted, set())
        return {person for person, name in self.names.items() if _fits(wanted, name)}

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

    def entries(self, mine: dict[str, Plain], line: AnswerLine) -> list[Plain]:
        """Which of a person's entries, by item, the line means.

        Raises:
            Odd: an item that is none of the person's.
        """
        if not line.item:
            return list(mine.values())
        wanted = fold(line.item)
        for item in self.plan.items:
            if (
                wanted in {fold(alias) for alias in (item.key, item.title, *item.aliases)}
                and item.key in mine
            ):
                return [mine[item.key]]
        raise Odd(NO_ITEM)

    def hidden(self, text: str) -> str:
        """What the hall said, without the names and numbers of people."""
        text = text[:_LONGEST_REASON]
        for name in self._longest_first:
            text = text.replace(name, f"{name[:1]}**")
        return _LONG_NUMBER.sub(lambda match: f"{match[0][:2]}***{match[0][-2:]}", text)[:300]

    @cached_property
    def _longest_first(self) -> list[str]:
        names = {row["name"] for row in self.book.rows} | set(self.names.values())
        return sorted(names, key=len, reverse=True)


def _fits(wanted: str, held: str) -> bool:
    """True where what the hall shows around its `*` stands in `held`, in order and to both ends."""
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
