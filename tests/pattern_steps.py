"""Counts what a backtracking matcher does with a regular expression: steps, never time."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from re import _constants as sre
from re import _parser
from typing import Any

MOST = 400_000


class TooManySteps(Exception):
    """The count is beyond what is of interest."""


class StepCounter:
    """Matches as `re` does, one element at a time, and counts the elements it tried.

    Without the shortcuts of `re` (it looks for a literal prefix first), so that a count is an upper bound.
    """

    def __init__(self, pattern: "re.Pattern[Any]") -> None:
        text = pattern.pattern
        self.tree = list(_parser.parse(text, pattern.flags & ~re.DEBUG))
        self.flags = pattern.flags
        self.binary = isinstance(text, bytes)
        self.steps = 0

    def search(self, text: str) -> int:
        """Steps of looking for the pattern from each position, as far as it is not there."""
        self.steps = 0
        self.text = text
        try:
            for start in range(len(text) + 1):
                if self._first(start, False):
                    break
        except TooManySteps:
            pass
        return self.steps

    def match(self, text: str, full: bool) -> int:
        """Steps of matching at the beginning, to the end of the text where `full`."""
        self.steps = 0
        self.text = text
        with suppress(TooManySteps):
            self._first(0, full)
        return self.steps

    def _first(self, start: int, full: bool) -> bool:
        ends = self._sequence(self.tree, 0, start, {})
        return any(not full or end == len(self.text) for end, _ in ends)

    def _sequence(
        self, items: list[Any], at: int, pos: int, groups: dict[int, str]
    ) -> Iterator[tuple[int, dict[int, str]]]:
        if at == len(items):
            yield pos, groups
            return
        for end, after in self._item(*items[at], pos, groups):
            yield from self._sequence(items, at + 1, end, after)

    def _item(
        self, op: Any, value: Any, pos: int, groups: dict[int, str]
    ) -> Iterator[tuple[int, dict[int, str]]]:
        self.steps += 1
        if self.steps > MOST:
            raise TooManySteps
        if op in SINGLE:
            if pos < len(self.text) and self._is(op, value, self.text[pos]):
                yield pos + 1, groups
        elif op is sre.BRANCH:
            for branch in value[1]:
                yield from self._sequence(list(branch), 0, pos, groups)
        elif op is sre.SUBPATTERN:
            group, _, _, inner = value
            for end, after in self._sequence(list(inner), 0, pos, groups):
                yield end, (after if group is None else {**after, group: self.text[pos:end]})
        elif op is sre.ATOMIC_GROUP:
            for found in self._sequence(list(value), 0, pos, groups):
                yield found
                break
        elif op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            low, high, inner = value
            runs = self._repeat(list(inner), low, high, op is sre.MIN_REPEAT, pos, groups)
            if op is sre.POSSESSIVE_REPEAT:
                for found in runs:
                    yield found
                    break
            else:
                yield from runs
        elif op is sre.AT:
            if self._at(value, pos):
                yield pos, groups
        elif op in (sre.ASSERT, sre.ASSERT_NOT):
            direction, inner = value
            starts = [pos] if direction > 0 else [pos - self._width(inner)]
            there = any(
                next(self._sequence(list(inner), 0, start, groups), None) is not None
                for start in starts
                if start >= 0
            )
            if there is (op is sre.ASSERT):
                yield pos, groups
        elif op is sre.GROUPREF:
            text = groups.get(value)
            if text is not None and self.text.startswith(text, pos):
                yield pos + len(text), groups
        else:
            raise NotImplementedError(str(op))

    def _repeat(
        self, inner: list[Any], low: int, high: Any, lazy: bool, pos: int, groups: Any
    ) -> Iterator[Any]:
        if len(inner) == 1 and inner[0][0] in SINGLE:  # a run of characters: no recursion
            most = len(self.text) - pos if high is sre.MAXREPEAT else min(high, len(self.text) - pos)
            run = 0
            if lazy:
                while True:
                    if run >= low:
                        yield pos + run, groups
                    if run >= most or not self._is(*inner[0], self.text[pos + run]):
                        return
                    run += 1
                    self.steps += 1
            while run < most and self._is(*inner[0], self.text[pos + run]):
                run += 1
                self.steps += 1
                if self.steps > MOST:
                    raise TooManySteps
            for length in range(run, low - 1, -1):
                self.steps += 1
                yield pos + length, groups
            return
        stack = [(0, pos, groups)]
        if lazy:
            while stack:
                count, here, there = stack.pop()
                if count >= low:
                    yield here, there
                if count < high:
                    stack += [
                        (count + 1, end, after)
                        for end, after in self._sequence(inner, 0, here, there)
                        if end > here
                    ]
            return
        yield from self._greedy(inner, low, high, pos, groups)

    def _greedy(self, inner: list[Any], low: int, high: Any, pos: int, groups: Any) -> Iterator[Any]:
        runs = [(0, pos, groups, self._sequence(inner, 0, pos, groups) if high else iter(()))]
        while runs:
            count, here, there, more = runs[-1]
            found = next(more, None)
            if found is not None and found[0] > here:
                end, after = found
                again = self._sequence(inner, 0, end, after) if count + 1 < high else iter(())
                runs.append((count + 1, end, after, again))
            elif found is None:
                runs.pop()
                if count >= low:
                    yield here, there

    def _width(self, inner: Any) -> int:
        return inner.getwidth()[0]

    def _is(self, op: Any, value: Any, character: str) -> bool:
        if op is sre.ANY:
            return bool(self.flags & re.DOTALL) or character != "\n"
        if op is sre.IN:
            return self._in(value, character)
        codes = {ord(character)}
        if self.flags & re.IGNORECASE:
            codes |= {ord(other) for other in (character.lower(), character.upper()) if len(other) == 1}
        return (value in codes) is (op is sre.LITERAL)

    def _in(self, items: Any, character: str) -> bool:
        negated = items[0][0] is sre.NEGATE
        every = [character, *({character.lower(), character.upper()} if self.flags & re.IGNORECASE else ())]
        there = any(
            self._holds(op, value, one) for op, value in items if op is not sre.NEGATE for one in every
        )
        return there is not negated

    def _holds(self, op: Any, value: Any, character: str) -> bool:
        if op is sre.LITERAL:
            return value == ord(character[0])
        if op is sre.RANGE:
            return value[0] <= ord(character[0]) <= value[1]
        return _category(value, self.binary or bool(self.flags & re.ASCII))(character) is not None

    def _at(self, value: Any, pos: int) -> bool:
        if value in (sre.AT_BEGINNING, sre.AT_BEGINNING_STRING):
            return pos == 0
        if value in (sre.AT_END, sre.AT_END_STRING):
            return pos == len(self.text)
        around = [
            0 <= at < len(self.text) and (self.text[at].isalnum() or self.text[at] == "_")
            for at in (pos - 1, pos)
        ]
        return (around[0] != around[1]) is (value is sre.AT_BOUNDARY)


SINGLE = (sre.LITERAL, sre.NOT_LITERAL, sre.ANY, sre.IN)
CATEGORIES = {
    sre.CATEGORY_DIGIT: r"\d",
    sre.CATEGORY_NOT_DIGIT: r"\D",
    sre.CATEGORY_SPACE: r"\s",
    sre.CATEGORY_NOT_SPACE: r"\S",
    sre.CATEGORY_WORD: r"\w",
    sre.CATEGORY_NOT_WORD: r"\W",
}


def _category(value: Any, narrow: bool) -> Callable[[str], Any]:
    return re.compile(CATEGORIES[value], re.ASCII if narrow else 0).match


def characters(pattern: "re.Pattern[Any]") -> list[str]:
    """One character for each that the pattern tells apart, and one that it does not name."""
    found: dict[str, None] = {}

    def visit(tree: Any) -> None:
        for op, value in tree:
            if op in (sre.LITERAL, sre.NOT_LITERAL):
                found[chr(value)] = None
            elif op is sre.IN:
                for inner, what in value:
                    if inner is sre.LITERAL:
                        found[chr(what)] = None
                    elif inner is sre.RANGE:
                        found[chr(what[0])] = None
                    elif inner is sre.CATEGORY:
                        found[{sre.CATEGORY_DIGIT: "0", sre.CATEGORY_SPACE: " "}.get(what, "a")] = None
            elif op is sre.BRANCH:
                for branch in value[1]:
                    visit(branch)
            elif op is sre.SUBPATTERN:
                visit(value[3])
            elif op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
                visit(value[2])
            elif op in (sre.ASSERT, sre.ASSERT_NOT):
                visit(value[1])
            elif op is sre.ATOMIC_GROUP:
                visit(value)

    visit(_parser.parse(pattern.pattern, pattern.flags))
    return [*found, "\x7f" if isinstance(pattern.pattern, bytes) else "龘"]
