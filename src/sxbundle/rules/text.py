"""Free text: remarks, addresses, names of schools and units."""

import unicodedata
from functools import cache

from attrs import frozen

from sxbundle.bilingual import Bilingual
from sxbundle.errors import DeclarationError
from sxbundle.masking import Personal
from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.rules.base import NONE, Hint, Rule
from sxbundle.rules.fast_path import Plain, in_pattern
from sxbundle.rules.normalise import is_noncharacter, read_text
from sxbundle.source import assumed

LONG = ProblemKind(
    code="text.long",
    severity=Severity.ERROR,
    message=(
        "文字过长：最多 {most} 个字符，现为 {length} 个。",
        "The text is too long: {most} characters at most, this has {length}.",
    ),
    meaning=("超过该列的长度。", "Longer than the column takes."),
    mend=("缩短文字。", "Shorten the text."),
    source=assumed("lengths of the hall's fields are not printed"),
    passing='rules.text(5).check("一二三四五")',
    failing='rules.text(5).check("一二三四五六")',
)
CONTROL = ProblemKind(
    code="text.control",
    severity=Severity.ERROR,
    message=(
        "文字中有不可见的控制字符，请重新输入。",
        "The text holds an invisible control character. Type it again.",
    ),
    meaning=(
        "文字中有控制字符或半个字符。",
        "A control character, or half of a character, stands in the text.",
    ),
    mend=("重新输入，不要粘贴。", "Type the text again instead of pasting it."),
    source=assumed("no form can print such a character"),
    passing='rules.text(5).check("正常")',
    failing='rules.text(5).check("不\\x07可")',
)

_UNPRINTED = frozenset({"Cc", "Cs"})
_WIDEST = 40
_LONGEST_PLAIN = 1000
_PERHAPS_NOTHING = r"[A-Za-z/#.,、()-]{1,10}(?:\n|\Z)|[无暂没不未空].{0,3}(?:\n|\Z)"


def unprintable(text: str) -> bool:
    """True when a control character, half of a character, or what is none stands in it.

    No form or database takes it.
    """
    return not text.isprintable() and any(
        unicodedata.category(character) in _UNPRINTED or is_noncharacter(character) for character in text
    )


@cache
def _plain(most: int) -> Plain[str]:
    """Letters, digits, Chinese characters and what stands between them, no blank at either end.

    Short words that may stand for nothing, such as `-` and 无, are looked at one by one.
    """
    most = min(most, _LONGEST_PLAIN)
    pattern = rf"(?! |{_PERHAPS_NOTHING})[0-9A-Za-z\u4e00-\u9fa5 ()（）#/.,，、-]{{1,{most}}}(?<! )"
    return in_pattern(pattern, str, same=True)


@frozen
class Text(Rule[str]):
    """See `text`."""

    most: int
    listed: bool = False

    def read(self, cell: object, problems: list[Problem]) -> str | None:
        """The text; line breaks become blanks with a notice."""
        if (plain := self.plain.take(cell)) is not None:
            return plain
        text = read_text(cell, problems)
        if text is None:
            return None
        if len(text) > self.most:
            problems.append(LONG.problem(most=self.most, length=len(text)))
            return None
        if unprintable(text):
            problems.append(CONTROL.problem())
            return None
        return text

    def means_none(self, text: str) -> bool:
        """As text such a word could be read; in an optional column it says that there is none."""
        return text in NONE

    @property
    def plain(self) -> Plain[str]:
        """Short enough, of characters that nobody doubts."""
        return _plain(self.most)

    def hint(self) -> Hint:
        """As wide as its longest text, within reason."""
        width = min(max(12, self.most), _WIDEST)
        suffix = "(下拉选择)" if self.listed else ""
        return Hint(width=width, suffix=suffix, prompt=f"最多 {self.most} 个字符。")

    def describe(self) -> str:
        """For the documentation."""
        return f"Free text, {self.most} characters at most."


@frozen
class Address(Text):
    """See `address`."""

    personal = Personal.PLACE


def text(most: int = 200, *, listed: bool = False) -> Text:
    """Free text of at most `most` characters.

    Args:
        most: how many characters are taken.
        listed: True where the hall's sheet has a drop-down whose entries nobody has seen.

    Raises:
        DeclarationError: when `most` is not positive.
    """
    _must_be_positive(most)
    return Text(most, listed)


def address(most: int = 100) -> Address:
    """Free text that says where somebody lives: masked wherever it is shown.

    Raises:
        DeclarationError: when `most` is not positive.
    """
    _must_be_positive(most)
    return Address(most)


def _must_be_positive(most: int) -> None:
    if most < 1:
        raise DeclarationError(
            Bilingual("文字的最大长度至少为 1。", "The longest text has at least 1 character.")
        )


KINDS = (LONG, CONTROL)
