"""Names of people: any character of GB 18030-2022, beyond the BMP too."""

import re
import unicodedata

from attrs import frozen

from sxbundle.bilingual import Bilingual
from sxbundle.masking import Personal, PersonalText
from sxbundle.problem import Problem
from sxbundle.rules.base import FILLERS, Hint, Rule, is_placeholder
from sxbundle.rules.fast_path import Plain, in_pattern
from sxbundle.rules.name_problems import (
    BLANK,
    CONTROL,
    DIGITS,
    FORMULA,
    INCOMPLETE,
    LONG,
    LOST,
    MASKED,
    PLACEHOLDER,
    REMARK,
    SEVERAL,
)
from sxbundle.rules.normalise import changed, is_noncharacter, read_text

_MOST = 64
_COVERS = frozenset("*＊×✕✖●■□○◯")
_FORMULAS = tuple("=+-@＝＋－＠")
_WORDS = FILLERS | {
    *("姓名", "员工姓名", "无名", "无名氏", "某某", "某某某", "某人", "真实姓名", "新员工", "待入职"),
    *("示例", "样例", "例子", "范例", "举例", "合计", "小计", "总计", "共计", "以下空白"),
    *(
        "TRUE",
        "FALSE",
        "TEST",
        "DEMO",
        "EXAMPLE",
        "NAME",
        "XINGMING",
        "USER",
        "ADMIN",
        "ABC",
        "AAA",
    ),
}
_CROSSED = re.compile(r"[XxＸｘ]{2,}")
"""X in place of a character: 张XX."""
_DOT = "·"
_DOT_WORDS = Bilingual("间隔号统一为 ·", "the dot between names as ·")
_DOTS = str.maketrans(dict.fromkeys("•．‧∙⋅・･‣●", _DOT))
_HAN = r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇]"
# Patterns of Chinese characters take milliseconds to compile: they are, when the first name needs them.
_POINT_BETWEEN_HAN = f"(?<={_HAN})[.](?={_HAN})"
_TITLES = "先生|女士|小姐|同志|离职|在职|待离职|已离职|新入职|实习|实习生|试用|退休|返聘"
_SEVERAL = f"(?<={_HAN})\\s*[、/／\\\\,，;；&＆|｜+＋:：]\\s*(?={_HAN})|(?<={_HAN}{{2}})(?:{_TITLES})$"
_PUNCTUATION = ",，.。;；、:：!！"
_BARE = Bilingual("去掉末尾的标点", "punctuation at the end removed")
_BLANK_BETWEEN_HAN = f"(?<={_HAN}) +(?={_HAN})"
_REMARK = re.compile(r" *[(（\[［【〔][^)）\]］】〕]*(?:[)）\]］】〕]|$) *")
_BRACKET = re.compile(r"[()（）\[\]［］【】〔〕]")
_MARKS = frozenset("?？\ufffd")
_INCOMPLETE = f"(?s:{_HAN}|.*某.*|{_HAN}[XxＸｘ]|[XxＸｘ]{_HAN}{{1,3}})"
_AROUND_DOT = re.compile(f" *{_DOT} *")
_UNPRINTED = frozenset({"Cc", "Cf", "Cs"})


class PersonName(PersonalText):
    """A name as it stands on the certificate."""

    __slots__ = ()

    personal = Personal.NAME


_PLAIN = in_pattern(
    rf"(?!(?:{'|'.join(sorted(_WORDS))})(?:\n|\Z))(?![^\n]{{2,}}(?:{_TITLES})(?:\n|\Z))"
    rf"[\u4e00-\u67cf\u67d1-\u9fa5]{{2,{_MOST}}}",  # all but 某
    PersonName,
    same=True,
)


@frozen
class PersonNameRule(Rule[PersonName]):
    """See `person_name`."""

    personal = Personal.NAME

    def read(self, cell: object, problems: list[Problem]) -> PersonName | None:
        """The name; the dots of minority names become `·` with a notice."""
        if (name := _PLAIN.take(cell)) is not None:
            return name
        start = len(problems)
        text = read_text(cell, problems)
        if text is None:
            return None
        dotted = re.sub(_POINT_BETWEEN_HAN, _DOT, text.translate(_DOTS))
        if _DOT in dotted:
            dotted = _AROUND_DOT.sub(_DOT, dotted)
        problem = _wrong(dotted)
        if problem is not None:
            problems.append(problem)
            return None
        if dotted != text:
            changed(problems, start, _DOT_WORDS)
        if re.fullmatch(f"(?s:.*{_HAN}[{_PUNCTUATION}]+)", dotted) is not None:
            dotted = dotted.rstrip(_PUNCTUATION)
            changed(problems, start, _BARE)
        if _BRACKET.search(dotted) is not None:
            bare = _REMARK.sub("", dotted)
            problems.append(REMARK.problem(suggestion=None if not bare or _BRACKET.search(bare) else bare))
        if re.search(_SEVERAL, dotted) is not None:
            problems.append(SEVERAL.problem())
        if re.fullmatch(_INCOMPLETE, dotted) is not None:
            problems.append(INCOMPLETE.problem())
        if re.search(_BLANK_BETWEEN_HAN, dotted) is not None:
            problems.append(BLANK.problem(suggestion=re.sub(_BLANK_BETWEEN_HAN, "", dotted)))
        return PersonName(dotted)

    @property
    def plain(self) -> Plain[PersonName]:
        """Chinese characters and nothing else."""
        return _PLAIN

    def hint(self) -> Hint:
        """Names of minorities are long."""
        return Hint(width=14, prompt="按证件填写姓名，少数民族姓名的间隔号用 ·。")

    def describe(self) -> str:
        """For the documentation."""
        return "A person's name: any characters of GB 18030-2022, no digits, 64 at most; one dot, ·."


def _wrong(name: str) -> Problem | None:
    if len(name) > _MOST:
        return LONG.problem()
    if name.upper() in _WORDS or is_placeholder(name) or _CROSSED.fullmatch(name) is not None:
        return PLACEHOLDER.problem()
    if name.startswith(_FORMULAS):
        return FORMULA.problem()
    if not name.isascii() and _CROSSED.search(name) is not None:
        return MASKED.problem()
    for character in name:
        if character.isdecimal():
            return DIGITS.problem()
        if character in _COVERS:
            return MASKED.problem()
        if character in _MARKS:
            return LOST.problem()
        if unicodedata.category(character) in _UNPRINTED or is_noncharacter(character):
            return CONTROL.problem()
    return None


def person_name() -> PersonNameRule:
    """A person's name.

    >>> from sxbundle import rules
    >>> str(rules.person_name().parse("样例•买买提"))
    '样例·买买提'
    """
    return PersonNameRule()
