"""A code list: reads what people write for an entry, and says what they may have meant."""

import re
from collections.abc import Iterator
from typing import Literal

from attrs import Factory, field, frozen

from sxbundle.argument_checks import expect
from sxbundle.bilingual import Bilingual
from sxbundle.codes.code import Code
from sxbundle.codes.fold import fold
from sxbundle.codes.tsv import TsvTable
from sxbundle.errors import DeclarationError, InvalidValue
from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.source import Source, assumed, manual

UNKNOWN = ProblemKind(
    code="code.unknown",
    severity=Severity.ERROR,
    message=(
        "不在代码表“{title}”中{near}。请从下拉列表中选择，或填写代码、名称。",
        "Not in the code list 「{title}」{near}. Pick an entry of the drop-down, or write its code or name.",
    ),
    meaning=(
        "既不是该列代码表中的代码，也不是名称或标签。",
        "The text is neither a code, nor a name, nor a label of the column's code list.",
    ),
    mend=(
        "从下拉列表中选择；“建议”为相近的条目。",
        "Pick an entry of the drop-down; a suggestion names one that looks like the text.",
    ),
    source=manual("3.2.2.3"),
    passing='rules.one_of("education").check("21.大学本科")',
    failing='rules.one_of("education").check("大学本科生")',
)
MISMATCH = ProblemKind(
    code="code.mismatch",
    severity=Severity.ERROR,
    message=(
        "代码与名称不一致：代码对应“{by_code}”，名称对应“{by_name}”。请改为其中正确的一项。",
        "Code and name disagree: the code means 「{by_code}」, the name means 「{by_name}」. Write the "
        "entry that is right.",
    ),
    meaning=(
        "同一格中的代码和名称属于两个不同的条目。",
        "Code and name in one cell belong to two different entries.",
    ),
    mend=("写成其中正确的一项。", "Write the label of the entry that is meant."),
    source=manual("3.2.2.3"),
    passing='rules.one_of("ethnic_group").check("01.汉族")',
    failing='rules.one_of("ethnic_group").check("01.回族")',
)
OTHER_NAME = ProblemKind(
    code="code.other-name",
    severity=Severity.WARNING,
    message=(
        "代码正确，但名称与代码表“{title}”不同，已按代码读作“{label}”，请核对。",
        "The code is right, the name is not that of the list 「{title}」; read by the code as "
        "「{label}」. Compare it.",
    ),
    meaning=(
        "代码在代码表中，旁边的名称不在。",
        "The code is of the list, the name beside it is none of the list's.",
    ),
    mend=(
        "核对条目；若大厅模板就这样写，请用覆盖文件调整代码表。",
        "Compare the entry; if the hall's template names it so, overlay the list.",
    ),
    source=assumed("halls rename entries more often than they renumber them"),
    passing='rules.one_of("education").check("21.大学本科")',
    failing='rules.one_of("education").check("21.大学毕业")',
)
UNSETTLED_NAME = ProblemKind(
    code="code.unsettled-name",
    severity=Severity.ERROR,
    message=(
        "代码与名称不一致：本软件的代码表“{title}”未经大厅确认，其中该代码为“{label}”；"
        "同一代码各地含义不同，请改填代码表中的名称，或使用大厅的官方模板。",
        "Code and name disagree: in the list 「{title}」, which the hall has not confirmed, the code is "
        "「{label}」. The code means other things elsewhere: write the name of the list, or use the "
        "hall's template.",
    ),
    meaning=(
        "代码与名称不一致，而这个代码表未经确认，别处同一代码含义不同。",
        "Code and name disagree in a list that nobody confirmed; elsewhere the code means another entry.",
    ),
    mend=(
        "填写所指条目的名称，或用大厅的官方模板读取。",
        "Write the name of the entry that is meant, or read the sheet with the hall's own template.",
    ),
    source=assumed("halls of the same family use the same digits for other reasons"),
    passing='rules.one_of("decrease_reason").check("6304.人员上学")',
    failing='rules.one_of("decrease_reason").check("6304.双方协商一致解除")',
)
UNSETTLED_CODE = ProblemKind(
    code="code.unsettled",
    severity=Severity.WARNING,
    message=(
        "本软件的代码表“{title}”未经大厅确认，代码已读作“{label}”，请核对，或改填名称。",
        "The hall has not confirmed the code list 「{title}」; the code was read as 「{label}」. "
        "Compare it, or write the name.",
    ),
    meaning=(
        "只写了代码，而这个代码表未经确认，别处同一代码含义不同。",
        "A bare code of a list that nobody confirmed; elsewhere it means another entry.",
    ),
    mend=(
        "核对条目；填写名称，或用大厅的官方模板读取。",
        "Compare the entry; write its name, or read the sheet with the hall's own template.",
    ),
    source=assumed("halls of the same family use the same digits for other reasons"),
    passing='rules.one_of("decrease_reason").check("人员上学")',
    failing='rules.one_of("decrease_reason").check("6304")',
)
MISSPELT = ProblemKind(
    code="code.misspelt",
    severity=Severity.NOTICE,
    message=("不是代码表中的写法，已读作“{label}”。", "Not as the code list writes it; read as 「{label}」."),
    meaning=(
        "写法有误，或是实际系统中常见的另一种叫法。",
        "A misspelling or another word that real systems are known to hold.",
    ),
    mend=("不用处理；方便时更正人事系统。", "Nothing; correct the HR system when convenient."),
    source=assumed("the column `misspelling` of the list's data file"),
    passing='rules.one_of("ethnic_group").check("傈僳族")',
    failing='rules.one_of("ethnic_group").check("傈傈族")',
)
ZEROS = ProblemKind(
    code="code.zeros",
    severity=Severity.NOTICE,
    message=(
        "代码前面的 0 与代码表不同（常见于数字单元格），已读作“{label}”。",
        "The leading zeros of the code differ from the list (common in number cells); read as 「{label}」.",
    ),
    meaning=(
        "代码前面的 0 丢失或多出，只有一个条目相符。",
        "A code that lost its leading zeros in a number cell, or gained some; only one entry fits.",
    ),
    mend=("不用处理；把该列设为文本格式可保留 0。", "Nothing; format the column as text to keep the zeros."),
    source=assumed("spreadsheet programs drop leading zeros of numbers"),
    passing='rules.one_of("ethnic_group").check("01")',
    failing='rules.one_of("ethnic_group").check(1)',
)

_LABELLED = re.compile(r"([0-9A-Z]+)([.:_|/-]*)(.+)")
_BRACKETED = re.compile(r"\(([0-9A-Z]+)\)(.+)")
_BEHIND = re.compile(r"(.+?)\(([0-9]+)\)")
_BRANCH = re.compile(
    r"(?:股份有限公司|有限责任公司|股份公司)?"
    r"(?:总行|.{0,30}(?:支行|分行|分理处|营业部|营业厅|营业所|营业室|储蓄所|网点))?"
)
"""What may stand behind the name of a bank: its form as a company, and one of its branches."""
_MAX_NEAR = 3
_LIKELY = 0.75
_AHEAD = 0.1

_Kind = Literal["plain", "misspelt"]


def _words(this: "CodeList") -> dict[str, tuple[Code, _Kind]]:
    """Every spelling of every entry; a spelling that means two entries is refused."""
    words: dict[str, tuple[Code, _Kind]] = {}
    for entry in this.entries:
        _must(
            bool(entry.code) and bool(fold(entry.name)),
            this,
            Bilingual(
                "代码“{code}”：代码和名称都不能为空",
                "code 「{code}」: neither code nor name may be empty",
                code=entry.code,
            ),
        )
        _must(
            fold(entry.code) not in words,
            this,
            Bilingual(
                "代码“{code}”重复，或与另一项的写法相同",
                "code 「{code}」 stands twice, or is written like another entry",
                code=entry.code,
            ),
        )
        words[fold(entry.code)] = (entry, "plain")
    for entry in this.entries:
        plain = (entry.name, *entry.aliases)
        for spelling in (*plain, *entry.misspellings):
            kind: _Kind = "plain" if spelling in plain else "misspelt"
            known = words.setdefault(fold(spelling), (entry, kind))
            _must(
                known[0] is entry,
                this,
                Bilingual(
                    "“{spelling}”同时表示“{label}”和“{label2}”",
                    "「{spelling}」 means both 「{label}」 and 「{label2}」",
                    spelling=spelling,
                    label=known[0].label,
                    label2=entry.label,
                ),
            )
    for entry in this.entries:
        words.setdefault(fold(entry.label), (entry, "plain"))
    return words


def _by_number(this: "CodeList") -> dict[str, Code | None]:
    """Numeric codes without their leading zeros; None where two codes become one."""
    numbers: dict[str, Code | None] = {}
    for entry in this.entries:
        if entry.code.isdecimal():
            bare = entry.code.lstrip("0") or "0"
            numbers[bare] = None if bare in numbers else entry
    return numbers


def _must(holds: bool, this: "CodeList", reason: Bilingual) -> None:
    if not holds:
        raise DeclarationError(
            Bilingual(
                "代码表“{title}”（{key}）声明有误：{reason}。",
                "The code list 「{title}」 ({key}) is declared wrongly: {reason}.",
                title=this.title,
                key=this.key,
                reason=reason,
            )
        )


@frozen(eq=False)
class CodeList:
    """A list of codes with its provenance.

    Attributes:
        key: stable English key, the file's name.
        title: the official Chinese title.
        standard: the standard or system code that defines it, `—` for none.
        source: where the entries come from and how sure they are.
        note: what a reader should know.
        entries: in the list's order.
        suggests: False where a word never suggests another that looks like it: names of institutions
            and countries.
        branches: True for a list of banks: a name may go on with its branch.
        settled: True when somebody confirmed the codes: a standard, a template, an overlay.

    Raises:
        DeclarationError: when built with no entry, a code twice, an empty name, or a spelling
            that means two entries.
    """

    key: str
    title: str
    standard: str
    source: Source
    note: str
    entries: tuple[Code, ...] = field(repr=False)
    suggests: bool = field(default=True, repr=False, kw_only=True)
    settled: bool = field(default=True, repr=False, kw_only=True)
    branches: bool = field(default=False, repr=False, kw_only=True)
    _words: dict[str, tuple[Code, _Kind]] = field(init=False, repr=False, default=Factory(_words, True))
    _by_number: dict[str, Code | None] = field(init=False, repr=False, default=Factory(_by_number, True))

    def __attrs_post_init__(self) -> None:
        _must(bool(self.entries), self, Bilingual("没有任何条目", "it has no entry"))

    @property
    def labels(self) -> tuple[str, ...]:
        """`NN.名称` of every entry, for drop-downs."""
        return tuple(entry.label for entry in self.entries)

    def find(self, text: str) -> Code | None:
        """The entry that `text` stands for, or None."""
        expect("text", text, str)
        return self.read(text, [])

    def meaning(self, means: str) -> Code | None:
        """The first entry that stands for the packaged entry of that code, or None."""
        return next((entry for entry in self.entries if entry.means == means), None)

    def parse(self, text: str) -> Code:
        """The entry that `text` stands for.

        Raises:
            InvalidValue: `code.unknown` or `code.mismatch`.
        """
        expect("text", text, str)
        problems: list[Problem] = []
        code = self.read(text, problems)
        if code is None:
            raise InvalidValue(problems[-1].at(None, value=text))
        return code

    def read(self, text: str, problems: list[Problem]) -> Code | None:
        """The entry that `text` stands for; what had to be guessed or is wrong goes to `found`.

        Read are the code, the name, an abbreviation, a misspelling, and code and name together
        in any width, with any brackets, with or without a separator.
        """
        key = fold(text)
        known = self._words.get(key)
        if known is not None:
            return self._taken(known, problems)
        if (bracketed := _BRACKETED.fullmatch(key)) is not None:
            return self.read(f"{bracketed[1]}.{bracketed[2]}", problems)
        if re.fullmatch(r"\d+\.0+", key):
            return self.read(key.partition(".")[0], problems)
        if (code := self._numbered(key)) is not None:
            problems.append(ZEROS.problem(label=code.label))
            return code
        if (labelled := _LABELLED.fullmatch(key)) is not None:
            number, separator, name = labelled.groups()
            by_code = self._words.get(number, (None,))[0] or self._numbered(number)
            by_name = self._words.get(name)
            if by_code is not None and by_name is not None:
                if by_code == by_name[0]:
                    return self._taken(by_name, problems)
                problems.append(MISMATCH.problem(by_code=by_code.label, by_name=by_name[0].label))
                return None
            if by_code is not None and separator and not any(character.isdigit() for character in name):
                kind = OTHER_NAME if self.settled else UNSETTLED_NAME
                problems.append(kind.problem(title=self.title, label=by_code.label))
                return by_code if self.settled else None
        if (behind := _BEHIND.fullmatch(key)) is not None and behind[1] in self._words:
            return self.read(f"{behind[2]}.{behind[1]}", problems)
        if self.branches and (code := self._with_branch(key)) is not None:
            problems.append(MISSPELT.problem(label=code.label))
            return code
        problems.append(self._unknown(key))
        return None

    def near(self, text: str) -> tuple[Code, ...]:
        """At most three entries that look like `text`, the nearest first."""
        expect("text", text, str)
        return tuple(code for _, code in self._ranked(fold(text))[:_MAX_NEAR])

    def _taken(self, known: tuple[Code, _Kind], problems: list[Problem]) -> Code:
        code, kind = known
        if kind == "misspelt":
            problems.append(MISSPELT.problem(label=code.label))
        return code

    def _with_branch(self, key: str) -> Code | None:
        """The bank with whose name a branch's begins, the longest that fits: 中国工商银行太原迎泽支行."""
        words = [word for word in self._words if word.endswith(("行", "社")) and key.startswith(word)]
        longest = max(words, key=len, default="")
        if longest and _BRANCH.fullmatch(key[len(longest) :]) is not None:
            return self._words[longest][0]
        return self._of_its_kind(key)

    def _of_its_kind(self, key: str) -> Code | None:
        """The entry for all banks of a kind: 村镇银行 for 平遥示例村镇银行股份有限公司."""
        best = ""
        kind: Code | None = None
        for entry in self.entries:
            for ending in filter(None, entry.facts.get("ending", "").split("|")):
                at = key.rfind(fold(ending))
                if at > 0 and len(ending) > len(best) and _BRANCH.fullmatch(key[at + len(fold(ending)) :]):
                    best, kind = ending, entry
        return kind

    def _numbered(self, key: str) -> Code | None:
        return self._by_number.get(key.lstrip("0") or "0") if key.isdecimal() else None

    def _unknown(self, key: str) -> Problem:
        ranked = self._ranked(key)
        shown = "、".join(code.label for _, code in ranked[:_MAX_NEAR])
        near = Bilingual("，相近的有：{shown}", "; near are 「{shown}」", shown=shown) if shown else ""
        return UNKNOWN.problem(title=self.title, near=near, suggestion=self._suggestion(key, ranked))

    def _suggestion(self, key: str, ranked: list[tuple[float, Code]]) -> str | None:
        """The entry that is clearly nearest, unless it is the opposite or another institution."""
        from sxbundle.codes.nearness import opposed

        if not ranked or not self.suggests:
            return None
        ratio, nearest = ranked[0]
        clear = ratio >= _LIKELY and (len(ranked) == 1 or ratio - ranked[1][0] >= _AHEAD)
        return nearest.label if clear and not opposed(key, fold(nearest.name)) else None

    def _ranked(self, key: str) -> list[tuple[float, Code]]:
        if (labelled := _LABELLED.fullmatch(key)) is not None:
            key = labelled[3]
        if not 2 <= len(key) <= 40:
            return []
        from sxbundle.codes.nearness import likenesses  # with difflib, which few runs need

        words = {word: code for word, (code, _) in self._words.items() if word != fold(code.code)}
        best: dict[str, tuple[float, Code]] = {}
        for word, ratio in likenesses(key, words).items():
            code = words[word]
            if ratio > best.get(code.code, (0.0,))[0]:
                best[code.code] = (ratio, code)
        return sorted(best.values(), key=lambda pair: -pair[0])

    def __iter__(self) -> Iterator[Code]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def __contains__(self, code: object) -> bool:
        return any(entry == code or entry.code == code for entry in self.entries)

    def __getitem__(self, code: str) -> Code:
        known = self._words.get(fold(code), (None,))[0] if isinstance(code, str) else None
        if known is None or known.code != code:
            raise KeyError(code)
        return known


_COLUMNS = ("code", "name", "alias", "misspelling")


def from_tsv(key: str, table: TsvTable) -> CodeList:
    """The list that a TSV holds; columns other than code, name, alias, misspelling become facts."""
    missing = [name for name in _COLUMNS[:2] if name not in table.columns]
    if missing:
        raise DeclarationError(
            Bilingual(
                "{origin}：缺少列 {value}。",
                "{origin}: the columns {value} are missing.",
                origin=table.origin,
                value="、".join(missing),
            )
        )
    entries = tuple(
        Code(
            list=key,
            code=row["code"],
            name=row["name"],
            facts={name: value for name, value in row.items() if name not in _COLUMNS},
            aliases=_split(row.get("alias", "")),
            misspellings=_split(row.get("misspelling", "")),
        )
        for row in table.rows
    )
    head = table.head
    return CodeList(
        key,
        head.get("title", key),
        head.get("standard", "—"),
        table.source,
        head.get("note", ""),
        entries,
        suggests=head.get("suggests") != "no",
        branches=head.get("branches") == "yes",
        settled=not table.source.assumed,
    )


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split("|") if part)


KINDS = (UNKNOWN, MISMATCH, OTHER_NAME, UNSETTLED_NAME, UNSETTLED_CODE, MISSPELT, ZEROS)
