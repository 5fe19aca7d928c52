"""A cell of 险种: one or more insurance types, `110,210`."""

import re
from collections.abc import Iterable, Mapping
from itertools import combinations

from attrs import evolve, frozen

from sxbundle.argument_checks import expect_names
from sxbundle.bilingual import Bilingual
from sxbundle.codes import Code, CodeList, Lists
from sxbundle.codes.fold import fold
from sxbundle.codes.lists import PACKAGED
from sxbundle.errors import DeclarationError
from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.rules.base import REQUIRED, Hint, Rule
from sxbundle.rules.normalise import normalised, text_of
from sxbundle.source import assumed, manual

UNKNOWN = ProblemKind(
    code="insurance.unknown",
    severity=Severity.ERROR,
    message=("{what}，本表的险种只能填：{choices}。", "{what}; this sheet takes only: 「{choices}」."),
    meaning=(
        "不是险种，或本表不办理该险种。",
        "A word that is no insurance type, or one that this sheet does not offer.",
    ),
    mend=(
        "填写本表险种的代码，用逗号分开。",
        "Write codes of the sheet's insurance types, separated by commas.",
    ),
    source=manual("图23、图34"),
    passing='rules.insurance_types("110", "210").check("110,210")',
    failing='rules.insurance_types("110", "210").check("110,310")',
)
TWICE = ProblemKind(
    code="insurance.twice",
    severity=Severity.ERROR,
    message=("险种“{label}”重复填写。", "The insurance type 「{label}」 stands twice."),
    meaning=("同一险种在一格中写了两次。", "One insurance type stands twice in the cell."),
    mend=("只留一次。", "Leave it once."),
    source=assumed("手册未写险种可否重复；重复填写没有意义"),
    passing='rules.insurance_types("110", "210").check("110,210")',
    failing='rules.insurance_types("110", "210").check("110,110")',
)
UNSUPPORTED = ProblemKind(
    code="insurance.unsupported",
    severity=Severity.ERROR,
    message=("险种“{label}”：{reason}", "Insurance type 「{label}」: 「{reason}」"),
    meaning=(
        "表上有该险种，但网厅暂不受理。",
        "The sheet names the insurance type, but the hall does not take it yet.",
    ),
    mend=("去掉该险种。", "Leave it out."),
    source=manual("图34"),
    passing='rules.insurance_types("120", "210", unsupported={"410": "目前暂不支持"}).check("120,210")',
    failing='rules.insurance_types("120", "210", unsupported={"410": "目前暂不支持"}).check("120,410")',
)

LIST = "insurance_type"
INJURY = "410"
"""工伤保险: the one that people past the retirement age may have."""
_SEPARATORS = re.compile(r"[,，;；、/／|｜+＋\s\u00a0\u3000]+")
_CODE_AND_NAME = re.compile(r"(?<![0-9])([0-9]{3})[\s\u3000]+(?=[^0-9\s,，;；、/／|｜+＋])")
_BESIDE = re.compile(
    r"(?P<code>[0-9]{3})[.．:：_-]*[(（]?(?P<name>\D+?)[)）]?|(?P<before>\D+?)[(（](?P<behind>[0-9]{3})[)）]"
)
_COMBINED = 3
_RUN_TOGETHER = Bilingual("数字按险种代码分开", "digits divided into codes of insurance types")


@frozen
class InsuranceTypes(Rule[tuple[Code, ...]]):
    """See `insurance_types`."""

    codes: tuple[str, ...]
    unsupported: tuple[tuple[str, str], ...] = ()
    lists: Lists = PACKAGED

    repeats = True

    @property
    def listed(self) -> CodeList:
        """All insurance types."""
        return self.lists.get(LIST)

    def with_lists(self, lists: Lists) -> "InsuranceTypes":
        """Reading from this list of insurance types."""
        return evolve(self, lists=lists)

    def read(self, cell: object, problems: list[Problem]) -> tuple[Code, ...] | None:
        """The insurance types in the order written."""
        text = text_of(cell, problems)
        if text is None:
            return None
        text = _CODE_AND_NAME.sub(r"\1.", text.strip("'‘’＇`"))  # 110 养老保险 is one
        words = [word for word in _SEPARATORS.split(text) if fold(word)]
        if len(codes := self._run_together(words)) > len(words):
            words = codes
            problems.append(normalised(_RUN_TOGETHER))
        if not words:
            problems.append(REQUIRED.problem())
            return None
        refused = dict(self.unsupported)
        types: list[Code] = []
        twice: dict[Code, None] = {}
        errors: list[Problem] = []
        for word in words:
            insurance = self._type(word, problems)
            if insurance is None or (insurance.code not in self.codes and insurance.code not in refused):
                what = (
                    Bilingual("有无法识别的险种", "Some insurance type is unknown")
                    if insurance is None
                    else Bilingual(
                        "“{label}”不在其中", "「{label}」 is not among them", label=insurance.label
                    )
                )
                errors.append(UNKNOWN.problem(what=what, choices="、".join(self._labels())))
            elif insurance.code in refused:
                errors.append(UNSUPPORTED.problem(label=insurance.label, reason=refused[insurance.code]))
            elif insurance in types:
                twice[insurance] = None
            else:
                types.append(insurance)
        once = None if errors else self.write(tuple(types))
        errors += [TWICE.problem(label=code.label, suggestion=once) for code in twice]
        problems.extend(dict.fromkeys(errors))
        return None if errors else tuple(types)

    def _run_together(self, words: list[str]) -> list[str]:
        """110,210 typed into a spreadsheet is the number 110210: its codes, when all of it are codes."""
        codes = [word[at : at + 3] for word in words for at in range(0, len(word), 3)]
        return codes if all(code in self.listed for code in codes) else words

    def _type(self, word: str, problems: list[Problem]) -> Code | None:
        listed = self.listed
        if (short := self._short(word)) is not None:
            return short
        if (beside := _BESIDE.fullmatch(word)) is not None:
            code, name = beside["code"] or beside["behind"], beside["name"] or beside["before"]
            named = self._short(name) or listed.find(name)
            if named is not None and named.code == code:
                return named
        said: list[Problem] = []
        insurance = listed.read(word, said)
        if insurance is not None:
            problems.extend(said)
        return insurance

    def _short(self, word: str) -> Code | None:
        """养老 is whichever pension insurance this sheet offers."""
        offered = [self.listed[code] for code in self._known() if code in self.listed]
        codes = [code for code in offered if fold(word) in code.facts.get("short", "").split("|")]
        return codes[0] if len(codes) == 1 else None

    def _known(self) -> tuple[str, ...]:
        return (*self.codes, *(code for code, _ in self.unsupported))

    def _labels(self) -> Iterable[str]:
        listed = self.listed
        return (listed[code].label for code in self.codes if code in listed)

    def hint(self) -> Hint:
        """The codes with their names, as the hall's captions print them; combinations to choose."""
        named = [(code.code, code.name) for code in self.listed if code.code in self.codes]
        named += self.unsupported
        suffix = "(" + "，".join(f"{code}：{name}" for code, name in named) + ")"
        choices: tuple[str, ...] = ()
        if len(self.codes) <= _COMBINED:
            sizes = range(1, len(self.codes) + 1)
            choices = tuple(",".join(types) for size in sizes for types in combinations(self.codes, size))
        return Hint(width=16, suffix=suffix, choices=choices, prompt="填写险种代码，多个险种用英文逗号分隔。")

    def describe(self) -> str:
        """For the documentation."""
        refused = "".join(f"; {code} is refused" for code, _ in self.unsupported)
        return f"One or more of {', '.join(self.codes)}, separated by commas, each once{refused}."

    def write(self, value: tuple[Code, ...]) -> str:
        """The codes, joined by commas."""
        return ",".join(code.code for code in value)


def insurance_types(*codes: str, unsupported: Mapping[str, str] | None = None) -> InsuranceTypes:
    """One or more insurance types.

    Args:
        codes: what the sheet offers (`"110", "210"`).
        unsupported: codes that the sheet names and the hall refuses, with its reason.

    Raises:
        DeclarationError: no code, one twice, or one both offered and refused.

    >>> from sxbundle import rules
    >>> [one.code for one in rules.insurance_types("110", "210").parse("养老、失业")]
    ['110', '210']
    """
    expect_names("unsupported", unsupported)
    refused = tuple((unsupported or {}).items())
    every = (*codes, *(code for code, _ in refused))
    if not codes or len(set(every)) != len(every):
        raise DeclarationError(
            Bilingual(
                "险种声明有误：至少要有一个代码，且不得重复。",
                "Insurance types are declared wrongly: at least one code, none twice.",
            )
        )
    return InsuranceTypes(codes, refused)


KINDS = (UNKNOWN, TWICE, UNSUPPORTED)
