"""What is wrong, where, and how to mend it: `Problem`, and the `ProblemKind` it is one case of.

A kind is declared once, beside the rule that finds it. Reports, the hall's refusals, marked
workbooks, `explain()` and the page of all codes read that one declaration.
"""

from enum import StrEnum
from typing import Any

from attrs import field, frozen

from sxbundle.bilingual import Bilingual, Lang, declared, display_width, language
from sxbundle.masking import Personal, mask, without_numbers
from sxbundle.source import Source


class Severity(StrEnum):
    """How much a problem weighs."""

    ERROR = "error"
    """The hall or the law makes the row invalid."""
    WARNING = "warning"
    """Probably wrong; the filer decides."""
    NOTICE = "notice"
    """Something was read differently from how it was written; nothing to do."""

    @property
    def label(self) -> str:
        """The word that filers see."""
        return str(_LABELS[self])


_LABELS = {
    Severity.ERROR: Bilingual("错误", "error"),
    Severity.WARNING: Bilingual("提醒", "warning"),
    Severity.NOTICE: Bilingual("说明", "notice"),
}


@frozen(repr=False)
class Problem:
    """One thing wrong with one cell, row, batch, file or call.

    Attributes:
        code: stable for ever, `family.name` (`id.check-digit`); ask `sxbundle.explain(code)`.
        severity: error, warning or notice.
        sentence: what is wrong, in both languages; never holds personal data.
        source: what makes it a problem.
        fix: the right value, only where it is certain: one candidate, which agrees with every other
            cell of the row. A program may apply it. Unmasked, so it is hidden in `repr` and in
            printed reports of personal columns.
        suggestion: a likely value, for people's eyes; no program applies it. Unmasked like `fix`.
        row: the sheet row as the filer sees it in a spreadsheet program (1-based), a record's
            ordinal when the rows came as records; None when it concerns no single row.
        column: the column's key, `section.column`; None when it concerns no single column.
        caption: the column's caption, for people.
        value: what stood there, masked.
        others: further rows concerned, such as the other holders of a number.
        key: what the caller calls the row (`key=` of `Selection.batch`); None when nothing was said.
    """

    code: str
    severity: Severity
    sentence: Bilingual = field(eq=str, hash=False)  # over HTTP it comes in one language
    source: Source
    fix: str | None = None
    row: int | None = None
    column: str | None = None
    caption: str | None = None
    value: str | None = None
    others: tuple[int, ...] = ()
    personal: Personal | None = field(default=None, kw_only=True)
    suggestion: str | None = field(default=None, kw_only=True)
    key: str | None = field(default=None, kw_only=True)

    def at(
        self,
        row: int | None,
        column: str | None = None,
        caption: str | None = None,
        value: str | None = None,
        personal: Personal | None = None,
        key: str | None = None,
    ) -> "Problem":
        """The same problem in its place; `value` as written, it is masked here."""
        return Problem(  # not `evolve`: that takes three times as long, and each problem comes here
            self.code,
            self.severity,
            self.sentence,
            self.source,
            self.fix,
            row,
            column,
            caption,
            self.value if value is None else mask(value, personal),
            self.others,
            personal=personal,
            suggestion=self.suggestion,
            key=key,
        )

    @property
    def message(self) -> str:
        """The sentence in the language of the context, Chinese unless `sxbundle.language` says otherwise."""
        return str(self.sentence)

    def text(self, lang: Lang | None = None) -> str:
        """The sentence in `lang`."""
        return self.sentence.text(lang)

    @property
    def shown_fix(self) -> str | None:
        """The fix as a printed report may show it."""
        return self.fix if self.fix is None else mask(self.fix, self.personal)

    @property
    def shown_suggestion(self) -> str | None:
        """The suggestion as a printed report may show it."""
        return self.suggestion if self.suggestion is None else mask(self.suggestion, self.personal)

    @property
    def mend(self) -> str:
        """The fix or the suggestion with the word for it, unmasked; empty without either."""
        return _mend(self.fix, self.suggestion)

    @property
    def shown_mend(self) -> str:
        """`mend` as a printed report may show it."""
        return _mend(self.shown_fix, self.shown_suggestion)

    def to_dict(self, *, masked: bool = False, lang: Lang | None = None) -> dict[str, Any]:
        """Plain values for JSON or a frame; `fix` and `suggestion` are masked only when `masked` is true."""
        with language(lang):
            return {
                "code": self.code,
                "severity": str(self.severity),
                "row": self.row,
                "key": self.key,
                "column": self.column,
                "caption": self.caption,
                "value": self.value,
                "message": self.message,
                "fix": self.shown_fix if masked else self.fix,
                "suggestion": self.shown_suggestion if masked else self.suggestion,
                "others": list(self.others),
                "source": str(self.source),
            }

    def __str__(self) -> str:
        mend = f" {self.shown_mend}" if self.shown_mend else ""
        return f"{self._place()}{self.message}{mend} [{self.code}]"

    def _place(self) -> str:
        """Row, key and caption, as far as the problem has them."""
        key = "" if self.key is None else without_numbers(self.key)
        parts = [
            self.row is not None and Bilingual("第 {row} 行", "Row {row}", row=self.row),
            self.key is not None and Bilingual("（{key}）", " ({key})", key=key),
            self.caption and Bilingual("“{caption}”", " 「{caption}」", caption=self.caption),
        ]
        place = "".join(str(part) for part in parts if part).strip()
        return str(Bilingual("{place}：", "{place}: ", place=place)) if place else ""

    def __repr__(self) -> str:
        place = f" row={self.row} column={self.column}" if self.row is not None else ""
        return f"<Problem {self.severity} {self.code}{place}>"


def _mend(fix: str | None, suggestion: str | None) -> str:
    if fix:
        return str(Bilingual("更正：{fix}", "Fix: {fix}", fix=fix))
    return str(Bilingual("建议：{fix}", "Suggestion: {fix}", fix=suggestion)) if suggestion else ""


@frozen(repr=False)
class ProblemKind:
    """One problem that can be found: the register's entry.

    The three sentences are written as pairs, Chinese and English. A bundle of somebody else's may write one
    text, which stands in both languages.

    Attributes:
        code: stable for ever.
        severity: of its problems, unless the rule lowers it for a case.
        message: what the filer reads, with `{placeholders}` for facts that are not personal.
        meaning: one sentence: what is wrong.
        mend: one sentence: what to do.
        source: standard, law, manual section or assumption.
        passing, failing: Python expressions that give the problems of a right and a wrong case;
            they see `rules`, `sx` and what `sxbundle.testing.examples` returns; tests run them and the
            documentation prints them.
    """

    code: str
    severity: Severity
    message: Bilingual = field(converter=declared)
    meaning: Bilingual = field(converter=declared)
    mend: Bilingual = field(converter=declared)
    source: Source
    passing: str = ""
    failing: str = ""

    def __repr__(self) -> str:
        return f"<ProblemKind {self.severity} {self.code}>"

    def problem(
        self,
        *,
        fix: str | None = None,
        suggestion: str | None = None,
        severity: Severity | None = None,
        others: tuple[int, ...] = (),
        **facts: object,
    ) -> Problem:
        """A problem of this kind, not yet in its place; `facts` fill the message."""
        return Problem(
            code=self.code,
            severity=severity or self.severity,
            sentence=self.message.given(facts),
            source=self.source,
            fix=fix,
            others=others,
            suggestion=suggestion,
        )


def written_in(expression: str) -> str:
    """What a filer writes in an example: a cell, or cells by caption; empty where no cell shows it.

    >>> written_in('rules.phone().check("19900000000")'), written_in('check_hire(姓名="甲", 试用期=None)')
    ('19900000000', '姓名：甲；试用期：（空）')
    """
    import ast

    match ast.parse(expression, mode="eval").body if expression else None:
        case ast.Call(func=ast.Attribute(attr="check"), args=[ast.Constant(value=str() as cell)]):
            return cell
        case ast.Call(func=ast.Name(id="check_hire" | "check_row"), keywords=keywords):
            empty = Bilingual("（空）", "(empty)")
            cells = {word.arg: word.value for word in keywords if word.arg and not word.arg.isascii()}
            return "；".join(
                f"{caption}：{value.value if isinstance(value.value, str) else empty}"
                for caption, value in cells.items()
                if isinstance(value, ast.Constant)
            )
    return ""


@frozen(repr=False)
class Explanation:
    """What a problem code means, in one language: what `sxbundle.explain` returns and prints.

    Attributes:
        code: of the problem.
        severity: of its problems.
        message: what the filer reads, with `{placeholders}`.
        meaning: what is wrong.
        mend: what to do.
        source: standard, law, manual section or assumption.
        passing, failing: what a filer writes in a right and a wrong case; empty where no cell shows it.
    """

    code: str
    severity: Severity
    message: str
    meaning: str
    mend: str
    source: str
    passing: str
    failing: str
    _text: str = field(eq=False, alias="text")

    @classmethod
    def of(cls, kind: ProblemKind) -> "Explanation":
        """The explanation of a kind in the language of the context."""
        sentences = {
            Bilingual("含义", "meaning"): str(kind.meaning),
            Bilingual("办法", "to do"): str(kind.mend),
            Bilingual("提示", "message"): str(kind.message),
            Bilingual("依据", "source"): str(kind.source),
            Bilingual("正确示例", "passes"): (passing := written_in(kind.passing)),
            Bilingual("错误示例", "fails"): (failing := written_in(kind.failing)),
        }
        head = str(
            Bilingual("{code}（{label}）", "{code} ({label})", code=kind.code, label=kind.severity.label)
        )
        lines = [
            f"  {name}{' ' * (9 - display_width(str(name)))}{line}"
            for name, line in sentences.items()
            if line
        ]
        text = "\n".join([head, *lines])
        return cls(
            kind.code,
            kind.severity,
            str(kind.message),
            meaning=str(kind.meaning),
            mend=str(kind.mend),
            source=str(kind.source),
            passing=passing,
            failing=failing,
            text=text,
        )

    def __str__(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return f"<Explanation {self.severity} {self.code}>"
