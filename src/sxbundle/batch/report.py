"""All problems of a batch at once, for people and for programs."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from attrs import frozen

from sxbundle.bilingual import Bilingual, Lang, display_width, language
from sxbundle.masking import without_numbers
from sxbundle.problem import Problem, Severity

if TYPE_CHECKING:
    from sxbundle.frames import FrameKind

_PRINTED = 40


@frozen(repr=False)
class Report:
    """The problems of a batch, in the order of its rows and columns.

    `print(report)` shows the first 40 as a table, a notebook the first 50.

    Attributes:
        problems: every problem.
        people: number of rows that were checked.
    """

    problems: tuple[Problem, ...]
    people: int

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What makes rows invalid."""
        return self._of(Severity.ERROR)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What is probably wrong; the filer decides."""
        return self._of(Severity.WARNING)

    @property
    def notices(self) -> tuple[Problem, ...]:
        """What was read differently from how it was written."""
        return self._of(Severity.NOTICE)

    @property
    def ok(self) -> bool:
        """True when there is no error."""
        return not self.errors

    def counts(self) -> dict[str, int]:
        """Problem code to how often it was found, most frequent first."""
        return dict(Counter(problem.code for problem in self.problems).most_common())

    def by_key(self) -> dict[str | None, tuple[Problem, ...]]:
        """The caller's key of a row to its problems; None to what concerns no single row."""
        problems: dict[str | None, list[Problem]] = {}
        for problem in self.problems:
            problems.setdefault(problem.key, []).append(problem)
        return {key: tuple(group) for key, group in problems.items()}

    def to_dicts(self, *, masked: bool = False, lang: Lang | None = None) -> list[dict[str, Any]]:
        """One plain dict a problem: for a frame, a database, a page.

        Args:
            masked: masks `fix` and `suggestion`, too; `value` always is.
            lang: of the messages, `zh` or `en`; that of `sxbundle.language` unless given.
        """
        with language(lang):
            return [problem.to_dict(masked=masked) for problem in self.problems]

    def to_frame(self, kind: "FrameKind", lang: Lang | None = None) -> Any:
        """The same as a frame of pandas, Polars or pyarrow.

        Raises:
            MissingExtra: that library is not installed.
            ValueError: `kind` is none of the three.
        """
        from sxbundle.frames import to_frame

        rows = [row | {"others": ",".join(map(str, row["others"]))} for row in self.to_dicts(lang=lang)]
        return to_frame(kind, rows, _FIELDS)

    def to_json(self, lang: Lang | None = None) -> str:
        """The same as a JSON array."""
        import json

        return json.dumps(self.to_dicts(lang=lang), ensure_ascii=False)

    def to_text(self, lang: Lang | None = None) -> str:
        """What `print` shows, in `lang`."""
        with language(lang):
            return str(self)

    def __len__(self) -> int:
        return len(self.problems)

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.problems)

    def __str__(self) -> str:
        lines = [self.summary]
        shown = [problem for problem in self.problems if problem.severity is not Severity.NOTICE] or list(
            self.problems
        )
        lines += _aligned([_headings(), *(_cells(problem) for problem in shown[:_PRINTED])]) if shown else []
        if remaining := len(self.problems) - min(len(shown), _PRINTED):
            lines.append(str(_REMAINING.given({"count": remaining})))
        return "\n".join(lines)

    @property
    def summary(self) -> str:
        """One sentence with the numbers."""
        return str(
            Bilingual(
                "共 {people} 人：错误 {errors} 条，提醒 {warnings} 条，说明 {notices} 条。",
                "{people} people: {errors} errors, {warnings} warnings, {notices} notices.",
                people=self.people,
                errors=len(self.errors),
                warnings=len(self.warnings),
                notices=len(self.notices),
            )
        )

    def __repr__(self) -> str:
        return (
            f"<Report {len(self.errors)} errors, {len(self.warnings)} warnings, {len(self.notices)} notices>"
        )

    def _repr_html_(self) -> str:
        from sxbundle.html_view import html_table

        return html_table(self.summary, _headings(), map(_cells, self.problems), len(self.problems))

    def _of(self, severity: Severity) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.severity is severity)


_FIELDS = (
    "code",
    "severity",
    "row",
    "key",
    "column",
    "caption",
    "value",
    "message",
    "fix",
    "suggestion",
    "others",
    "source",
)
_HEADINGS = (
    Bilingual("行", "Row"),
    Bilingual("列", "Column"),
    Bilingual("级别", "Severity"),
    Bilingual("原值", "Value"),
    Bilingual("更正或建议", "Fix or suggestion"),
    Bilingual("代码", "Code"),
    Bilingual("问题", "Problem"),
)
_REMAINING = Bilingual("……另有 {count} 条未列出，见 report.problems", "… {count} more are in report.problems")


def _headings() -> tuple[str, ...]:
    return tuple(map(str, _HEADINGS))


def _cells(problem: Problem) -> tuple[str, ...]:
    return (
        ""
        if problem.row is None
        else str(problem.row) + (f" ({without_numbers(problem.key)})" if problem.key else ""),
        problem.caption or "",
        problem.severity.label,
        problem.value or "",
        problem.shown_mend,
        problem.code,
        problem.message,
    )


def _aligned(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Rows padded so that columns stand under each other where a Chinese character is two wide."""
    widths = [max(map(display_width, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell + " " * (width - display_width(cell)) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    ]
