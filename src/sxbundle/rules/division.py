"""Administrative divisions: six digits or a name (GB/T 2260)."""

import re

from attrs import frozen

from sxbundle.codes import Division, Divisions, Lists
from sxbundle.codes.lists import PACKAGED
from sxbundle.masking import Personal
from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.rules.base import Hint, Rule
from sxbundle.rules.normalise import read_text
from sxbundle.source import standard

_GBT = standard("GB/T 2260")

UNKNOWN = ProblemKind(
    code="division.unknown",
    severity=Severity.ERROR,
    message=(
        "行政区划应为 6 位代码或规范名称，例如 140105 或 山西省太原市小店区。",
        "A division is 6 digits or an official name, such as 140105 or 「山西省太原市小店区」.",
    ),
    meaning=(
        "既不是现行或已撤销的 6 位代码，也不是规范名称。",
        "Neither six digits of a division, current or abolished, nor the name of one.",
    ),
    mend=("填写 6 位代码。", "Write the six digits."),
    source=_GBT,
    passing='rules.division().check("140105")',
    failing='rules.division().check("999999")',
)
UNLISTED = ProblemKind(
    code="division.unlisted",
    severity=Severity.WARNING,
    message=(
        "行政区划代码不在已知的代码中，可能是新设区划或机构代码，请核对。",
        "The division code is none that is known; it may be new, or an agency's. Compare it.",
    ),
    meaning=(
        "6 位代码不在代码表中，但省份已知。",
        "Six digits that the lists do not know, in a province that they know.",
    ),
    mend=("核对代码；无误的照常申报。", "Compare the code; if it is right, file it."),
    source=standard("GB/T 2260"),
    passing='rules.division().check("140105")',
    failing='rules.division().check("140199")',
)
AMBIGUOUS = ProblemKind(
    code="division.ambiguous",
    severity=Severity.ERROR,
    message=(
        "有多个同名的行政区划（{names}），请写明省、市，或填写 6 位代码。",
        "Several divisions bear this name (「{names}」). Write province and city too, or the 6 digits.",
    ),
    meaning=("几个行政区划同名。", "Several divisions bear this name."),
    mend=("写明省、市，或填写 6 位代码。", "Write province and city too, or the six digits."),
    source=_GBT,
    passing='rules.division().check("北京市朝阳区")',
    failing='rules.division().check("朝阳区")',
)
ABOLISHED = ProblemKind(
    code="division.abolished",
    severity=Severity.WARNING,
    message=(
        "该行政区划代码已撤销（原“{name}”），请核对现行代码。",
        "The division was abolished (formerly 「{name}」). Compare the current code.",
    ),
    meaning=(
        "行政区划已撤销、改码，或只是分组，不是地方。",
        "The division was abolished or renumbered, or is a grouping and no place.",
    ),
    mend=("证件上已有现行代码的，改填现行代码。", "Write today's code if the person's papers have one."),
    source=_GBT,
    passing='rules.division().check("140105")',
    failing='rules.division().check("140102")',
)

_LABELLED = re.compile(r"([0-9]{6})(?:0{3}|0{6})?(?:[.．、:：_-]?\D.*)?")
_LONGER = re.compile(r"[0-9]{9}|[0-9]{12}")
_NAMED = 3


@frozen
class DivisionRule(Rule[Division]):
    """See `division`."""

    lists: Lists = PACKAGED

    personal = Personal.PLACE
    repeats = True

    @property
    def known(self) -> Divisions:
        """All divisions."""
        return self.lists.divisions

    def with_lists(self, lists: Lists) -> "DivisionRule":
        """Reading from these divisions."""
        return DivisionRule(lists)

    def read(self, cell: object, problems: list[Problem]) -> Division | None:
        """The division, by its six digits, its name or both."""
        text = read_text(cell, problems, compact=True, whole=True)
        if text is None:
            return None
        labelled = _LABELLED.fullmatch(text)
        all_known = self.known
        if labelled is None:
            return _by_name(all_known, text, problems)
        known = all_known.get(labelled[1])
        if known is None:
            known = _unlisted(all_known, labelled[1])
            problems.append((UNKNOWN if known is None else UNLISTED).problem())
        elif not known.current:
            problems.append(ABOLISHED.problem(name=known.full_name))
        return known

    def hint(self) -> Hint:
        """Too many for a drop-down."""
        return Hint(width=14, prompt="填写 6 位行政区划代码，例如 140105。")

    def describe(self) -> str:
        """For the documentation."""
        return "An administrative division: six digits, current or abolished, or the name of a current one."

    def write(self, value: Division) -> str:
        """The six digits."""
        return value.code


def _unlisted(known: Divisions, code: str) -> Division | None:
    """A code in a province that is known: newer than the list, or an agency's (140199 for 本级)."""
    above = known.get(code[:4] + "00") or known.get(code[:2] + "0000")
    return None if above is None else Division(code, code, above.full_name)


def _by_name(known: Divisions, text: str, problems: list[Problem]) -> Division | None:
    named = known.named(text) or _latest(known.formerly(text))
    if len(named) == 1:
        if not named[0].current:
            problems.append(ABOLISHED.problem(name=named[0].full_name))
        return named[0]
    if named:
        names = "、".join(division.full_name for division in named[:_NAMED]) + (
            "等" if len(named) > _NAMED else ""
        )
        problems.append(AMBIGUOUS.problem(names=names))
    else:
        prefix = text[:6] if _LONGER.fullmatch(text) and text[:6] in known else None
        problems.append(UNKNOWN.problem(suggestion=prefix))
    return None


def _latest(former: tuple[Division, ...]) -> tuple[Division, ...]:
    """One of the abolished divisions that are one place: 晋中地区太谷县 became 晋中市太谷县.

    A province has one county of a name; districts, such as 城区 and 郊区, share theirs with other cities.
    """
    shortest = min((division.full_name for division in former), key=len, default="")
    counties = {(division.code[:2], division.name) for division in former}
    if (len(counties) == 1 and not shortest.endswith("区")) or all(
        division.full_name.endswith(shortest) for division in former
    ):
        return tuple(sorted(former, key=lambda division: division.code)[:1])
    return former


def division() -> DivisionRule:
    """An administrative division.

    >>> from sxbundle import rules
    >>> str(rules.division().parse("太原市小店区"))
    '140105.山西省太原市小店区'
    """
    return DivisionRule()


KINDS = (UNKNOWN, UNLISTED, AMBIGUOUS, ABOLISHED)
