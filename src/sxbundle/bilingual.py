"""The two languages of every sentence: Chinese unless another is asked for, English on demand.

A sentence is declared once, as a `Bilingual`: both languages beside each other, with the facts that fill
them. Nothing is translated when a problem is found: the language is chosen when somebody reads it, so one
report can be shown in both. Official captions, titles and code names stay Chinese inside English
sentences, in corner brackets.

The choice is a context variable: every thread starts with Chinese, an asyncio task inherits the choice of
the code that started it, and no choice reaches beyond its context.
"""

from collections.abc import Callable, Iterable, Sequence
from contextvars import ContextVar
from functools import lru_cache
from types import TracebackType
from typing import Any, Literal

Lang = Literal["zh", "en"]
"""A language: `zh` Chinese, `en` English."""
_NAMED_ROWS = 10
LANGUAGES: tuple[Lang, ...] = ("zh", "en")

_CURRENT: ContextVar[Lang] = ContextVar("sxbundle_language", default="zh")


class LanguageScope:
    """What `language` returns: leaving it as a context manager restores the language before."""

    __slots__ = ("_before",)

    def __init__(self, before: Lang) -> None:
        self._before: Lang = before

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _CURRENT.set(self._before)


def language(lang: Lang | None) -> LanguageScope:
    """Chooses the language of every text in this context: problems, needs, exceptions, reports.

    Args:
        lang: `zh` or `en`; None leaves the choice as it is.

    Returns:
        A context manager that restores the language before; ignore it to keep the choice.

    Raises:
        TypeError: another language.

    >>> import sxbundle as sx
    >>> with sx.language("en"):
    ...     print(sx.explain("phone.mobile").meaning)
    Not 11 digits beginning with 13 to 19.
    """
    before = _CURRENT.get()
    if lang is not None:
        if not isinstance(lang, str) or lang not in LANGUAGES:
            raise TypeError(
                Bilingual(
                    "语言只有 zh（中文）和 en（英文），没有 {lang}。",
                    "The languages are zh (Chinese) and en (English), not {lang}.",
                    lang=repr(lang)[:12],
                )
            )
        _CURRENT.set(lang)
    return LanguageScope(before)


def current_language() -> Lang:
    """The language of this context."""
    return _CURRENT.get()


class Bilingual:
    """One sentence in both languages; `str()` renders it in the language of the context.

    Attributes:
        zh: Chinese, with `{placeholders}` where there are facts.
        en: English, with the same placeholders.
        facts: name and value of each placeholder. A value may be a sentence itself. Only
            needs name people in it; problems and exceptions never do.

    >>> sentence = Bilingual("共 {count} 人。", "{count} people.", count=3)
    >>> str(sentence), sentence.text("en")
    ('共 3 人。', '3 people.')
    """

    # No attrs class: msgspec would write its fields, where a sentence travels as a text.
    __slots__ = ("en", "facts", "zh")

    def __init__(self, zh: str, en: str, /, **facts: object) -> None:
        self.zh = zh
        self.en = en
        self.facts: tuple[tuple[str, Any], ...] = tuple(facts.items())

    def __eq__(self, other: object) -> bool:
        """The same words in both languages: a sentence that was stored comes back without its facts."""
        if not isinstance(other, Bilingual):
            return NotImplemented
        if (self.zh, self.en, self.facts) == (other.zh, other.en, other.facts):
            return True
        return self._texts() == other._texts()

    def __hash__(self) -> int:
        return hash(self._texts())

    def _texts(self) -> tuple[str, ...]:
        return tuple(self.text(lang) for lang in LANGUAGES)

    def given(self, facts: dict[str, Any]) -> "Bilingual":
        """The sentence with these facts."""
        return Bilingual(self.zh, self.en, **facts) if facts else self

    def text(self, lang: Lang | None = None) -> str:
        """The sentence in `lang`, the language of the context unless given."""
        with language(lang):
            return str(self)

    def mapped(self, function: Callable[[str], str]) -> "Bilingual":
        """The sentence with `function` applied to each language's text."""
        return Bilingual(function(self.text("zh")), function(self.text("en")))

    def __str__(self) -> str:
        template = self.en if _CURRENT.get() == "en" else self.zh
        if not self.facts:
            return template
        # A fact may hold half a character, which no terminal, file or answer takes.
        return template.format_map(dict(self.facts)).encode("utf-8", "replace").decode()

    def __repr__(self) -> str:
        return repr(str(self))

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuilt, (self.zh, self.en, self.facts)


def _rebuilt(zh: str, en: str, facts: tuple[tuple[str, Any], ...]) -> Bilingual:
    return Bilingual(zh, en, **dict(facts))


def verbatim(text: str) -> Bilingual:
    """A text that is what it is in both languages: the hall's own words, a name, a number."""
    return Bilingual(text, text)


NOTHING_SAID = verbatim("")
"""No sentence at all."""


def declared(sentence: "Bilingual | tuple[str, str] | str") -> Bilingual:
    """The sentence of a declaration: a pair, Chinese and English, or one text that has one language only."""
    match sentence:
        case Bilingual():
            return sentence
        case str():
            return verbatim(sentence)
        case (zh, en):
            return Bilingual(zh, en)


def named_rows(rows: Sequence[int], *, more: bool = False) -> Bilingual:
    """Row numbers, the first ten of them: one number can stand 50,000 times.

    Args:
        rows: the numbers.
        more: True when there are others beside them.

    >>> named_rows([3, 5]).text("zh"), named_rows([3]).text("en")
    ('3、5 行', 'row 3')
    """
    listed = joined(rows[:_NAMED_ROWS])
    if more or len(rows) > _NAMED_ROWS:
        return Bilingual("{listed} 等行", "rows {listed} and others", listed=listed)
    return Bilingual("{listed} 行", "rows {listed}" if len(rows) > 1 else "row {listed}", listed=listed)


def joined(parts: Iterable[object], zh: str = "、", en: str = ", ") -> Bilingual:
    """Several parts as one text, with the separators of each language."""
    facts = {f"part{index}": part for index, part in enumerate(parts)}
    names = [f"{{{name}}}" for name in facts]
    return Bilingual(zh.join(names), en.join(names), **facts)


@lru_cache(maxsize=4096)
def display_width(text: str) -> int:
    """Width in half-width characters: a Chinese one takes two columns in terminals and spreadsheets.

    >>> display_width("姓名 A")
    6
    """
    if text.isascii():
        return len(text)
    import unicodedata

    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
