"""A code list: reads what people write for an entry, and says what they may have meant."""

import re
from collections.abc import Iterator
from typing import Literal

from attrs import Factory, field, frozen

from sxbundle.argument_checks import expect
from sxbundle.bilingual import Bilingual
from sxbundle.codes.code import Code
from sxbundle.codes.code_list_problems import MISMATCH, MISSPELT, OTHER_NAME, UNKNOWN, UNSETTLED_NAME, ZEROS
from sxbundle.codes.fold import fold, likenesses, opposed
from sxbundle.codes.tsv import TsvTable
from sxbundle.errors import DeclarationError, InvalidValue
from sxbundle.problem import Problem
from sxbundle.source import Source

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
        if key.isdecimal():  # 11 is not 1 with the name 1
            code = self._numbered(key)
            problems.append(self._unknown(key) if code is None else ZEROS.problem(label=code.label))
            return code
        if (bracketed := _BRACKETED.fullmatch(key)) is not None:
            return self.read(f"{bracketed[1]}.{bracketed[2]}", problems)
        if re.fullmatch(r"\d+\.0+", key):
            return self.read(key.partition(".")[0], problems)
        if (labelled := _LABELLED.fullmatch(key)) is not None:
            number, separator, name = labelled.groups()
            by_code = self._words.get(number, (None,))[0] or self._numbered(number)
            by_name = None if name.isdecimal() else self._words.get(name)
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
        return self._matching_kind(key)

    def _matching_kind(self, key: str) -> Code | None:
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
        best: dict[str, tuple[float, Code]] = {}
        for word, ratio in likenesses(key, self._words).items():
            code = self._words[word][0]
            if word != fold(code.code) and ratio > best.get(code.code, (0.0,))[0]:
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
