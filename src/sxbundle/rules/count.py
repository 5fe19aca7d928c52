"""Whole numbers from zero: of people, months, years."""

import re

from attrs import frozen

from sxbundle.bilingual import NOTHING_SAID, Bilingual
from sxbundle.errors import DeclarationError
from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.rules.base import Hint, Rule
from sxbundle.rules.fast_path import Plain, in_pattern
from sxbundle.rules.normalise import SEPARATORS, changed, no_number, read_text
from sxbundle.source import assumed

_OURS = assumed("counts of people, months and years are whole")

SHAPE = ProblemKind(
    code="count.shape",
    severity=Severity.ERROR,
    message=(
        "应填写不小于 0 的整数{most}，不带单位和文字。",
        "A whole number from 0{most} is wanted, without unit or words.",
    ),
    meaning=("不是不小于 0 的整数。", "The text is no whole number from zero."),
    mend=(
        "只写数字；“建议”为去掉单位后的数字。",
        "Write digits only; a suggestion leaves out a unit behind them.",
    ),
    source=_OURS,
    passing='rules.count().check("12")',
    failing='rules.count().check("3个月")',
)
MOST = ProblemKind(
    code="count.most",
    severity=Severity.ERROR,
    message=("数值过大，最多为 {most}。", "The number is too large, {most} at most."),
    meaning=("数值超过该列的上限。", "The number is larger than the column takes."),
    mend=("更正数值。", "Correct the number."),
    source=_OURS,
    passing='rules.count(most=6).check("6")',
    failing='rules.count(most=6).check("7")',
)

FRACTION = ProblemKind(
    code="count.fraction",
    severity=Severity.WARNING,
    message=(
        "不足一年（月）的部分已进位，读作 {value}，请核对。",
        "A broken year or month was rounded up to {value}. Compare it.",
    ),
    meaning=(
        "应填整数，不足一年（月）的部分已进位。",
        "A broken year or month where whole ones are counted; it is read as a whole one.",
    ),
    mend=("按表格要求填写整数。", "Write the whole number that the form asks for."),
    source=assumed("the form counts less than a year as one"),
    passing='rules.count(units=("年",)).check("2")',
    failing='rules.count(units=("年",)).check("2.5")',
)

_WHOLE = re.compile(r"[+＋]?([0-9]{1,12})(?:[.．]0*)?")
_PLAIN = in_pattern("[0-9]{1,12}", int)
_GROUPED = re.compile(r"[0-9]{1,3}([,，][0-9]{3})+")
_BROKEN = re.compile(r"([0-9]{1,12})[.．]0*+[1-9][0-9]*+")
_YEARS_AND_MONTHS = re.compile(r"([0-9]{1,2})年(?:零|又)?([0-9]{1,2})个?月")
_AND_A_HALF = re.compile(r"([0-9]{0,2})个?(?:年|月)?半(?:年|月|个月)?")
_TIMES = frozenset({"年", "月"})
"""Units of which a broken one counts as a whole one."""
_NOT_A_YEAR = re.compile(r"(?:不足|不满|未满)(?:1|一)年?|(?:[1-9]|1[01])个月")
_CHINESE = {word: number for number, word in enumerate("零一二三四五六七八九")} | {"两": 2}
_IN_CHINESE = re.compile(
    r"(?=[一二两三四五六七八九十])([一二三四五六七八九]?)(十?)([一二两三四五六七八九]?)(?=$|[年个月周人半])"
)
_WITH_UNIT = re.compile(r"([0-9]{1,12})(?:个月|月|年|周年|人|个|名|岁)")


@frozen
class Count(Rule[int]):
    """See `count`."""

    most: int | None = None
    units: tuple[str, ...] = ()

    repeats = True

    def read(self, cell: object, problems: list[Problem]) -> int | None:
        """The number; thousands separators are read with a notice."""
        if self.most is None and (plain := _PLAIN.take(cell)) is not None:
            return plain
        if no_number(cell):
            problems.append(self._shape(""))
            return None
        start = len(problems)
        text = read_text(cell, problems, compact=True)
        if text is None:
            return None
        bare = self._without_unit(re.sub("[,，]", "", text) if _GROUPED.fullmatch(text) else text)
        if not _TIMES.isdisjoint(self.units) and (whole_years := self._broken(bare)) is not None:
            bare = str(whole_years + 1)
            problems.append(FRACTION.problem(value=bare))
        match = _WHOLE.fullmatch(bare)
        if match is None:
            problems.append(self._shape(bare))
            return None
        value = int(match[1])
        if self.most is not None and value > self.most:
            problems.append(MOST.problem(most=self.most))
            return None
        if bare != text:
            changed(problems, start, SEPARATORS)
        return value

    def _shape(self, text: str) -> Problem:
        number = _WITH_UNIT.fullmatch(text)
        fits = number is not None and (self.most is None or int(number[1]) <= self.most)
        if number is not None and self.units and not number[0].endswith(self.units):
            fits = False  # 30 months are not 30 years
        return SHAPE.problem(suggestion=str(int(number[1])) if number and fits else None, most=self._at_most)

    def _broken(self, text: str) -> int | None:
        """What is full of a broken number: 2 of 2.5 and of 2年半, 0 of 不足1年; None for another text."""
        if (half := _AND_A_HALF.fullmatch(text)) is not None and self._in_own_unit(text):
            return int(half[1] or 0)
        if (broken := _BROKEN.fullmatch(text)) is not None:
            return int(broken[1])
        if "年" in self.units and (months := _YEARS_AND_MONTHS.fullmatch(text)) is not None:
            return int(months[1]) if int(months[2]) else int(months[1]) - 1
        return 0 if "年" in self.units and _NOT_A_YEAR.fullmatch(text) is not None else None

    def _in_own_unit(self, text: str) -> bool:
        """True when no other unit stands in the text than the column's: 半年 are no months."""
        return not (_TIMES & set(text)) - set(self.units)

    def _without_unit(self, text: str) -> str:
        """The number in front of the column's own unit: 3个月, 三个月, 半年 where months are counted."""
        if not self.units:
            return text
        text = _IN_CHINESE.sub(_in_digits, text)
        if text == "半年" and "月" in self.units:
            return "6"
        for unit in self.units:
            if text.endswith(unit) and "半" not in text:
                return text.removesuffix(unit)
        return text

    @property
    def _at_most(self) -> Bilingual:
        if self.most is None:
            return NOTHING_SAID
        return Bilingual("，最多 {most}", " to {most}", most=self.most)

    @property
    def plain(self) -> Plain[int] | None:
        """Digits, where any number is taken."""
        return _PLAIN if self.most is None else None

    def hint(self) -> Hint:
        """A number."""
        return Hint(width=10, prompt=f"填写不小于 0 的整数{self._at_most.text('zh')}。")

    def describe(self) -> str:
        """For the documentation."""
        return "A whole number from 0" + ("." if self.most is None else f" to {self.most}.")


def _in_digits(match: re.Match[str]) -> str:
    """A number to ninety-nine that is written in Chinese."""
    tens, ten, ones = match.groups()
    if not ten:
        return str(_CHINESE[tens or ones]) if not (tens and ones) else match[0]
    return str(10 * _CHINESE.get(tens, 1) + _CHINESE.get(ones, 0))


def count(*, most: int | None = None, units: tuple[str, ...] = ()) -> Count:
    """A whole number from zero.

    Args:
        most: the largest that is taken; None for any of twelve digits.
        units: words for what is counted, which may stand behind the number (`"个月", "月"`), the longest
            first; with a unit of time, a broken number is rounded up with a warning.

    Raises:
        DeclarationError: when `most` is negative.

    >>> from sxbundle import rules
    >>> rules.count().parse("1,200")
    1200
    """
    if most is not None and most < 0:
        raise DeclarationError(
            Bilingual("整数的上限不能小于 0。", "The bound of a whole number cannot be below 0.")
        )
    return Count(most, units)


KINDS = (SHAPE, MOST, FRACTION)
