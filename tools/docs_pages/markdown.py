"""What all pages share: tables, sources in words, links to codes."""

from collections.abc import Iterable, Sequence

from sxbundle.problem import Explanation, ProblemKind
from sxbundle.source import MANUAL, Confidence, Source

GENERATED = "<!-- Written by tools/build_docs.py from the declarations. Do not edit. -->"

WORDS = {
    Confidence.CONFIRMED: "the manual prints it",
    Confidence.GARBLED: "the manual prints it, the OCR spoilt it; our reading",
    Confidence.STANDARD: "a national standard or a public system says it",
    Confidence.LAW: "a law or a regulation says it",
    Confidence.ASSUMED: "nobody we could ask says it: **assumed**, and replaceable",
}

LEGEND = "Marks: " + "; ".join(f"**{mark}** {words}" for mark, words in WORDS.items()) + "."


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; cells are escaped so that they stay cells."""
    lines = [_line(headings), _line(["---"] * len(headings))]
    return "\n".join([*lines, *(_line([cell(one) for one in row]) for row in rows)])


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def cell(text: str) -> str:
    """`text` as it can stand in a table."""
    return text.replace("|", "\\|").replace("\n", " ")


def source(one: Source) -> str:
    """A source, short: its mark, the work and the place."""
    work = "manual" if one.work == MANUAL else one.work
    return f"**{one.confidence}** {work} {one.place}".strip()


def code(text: str) -> str:
    """`text` as code, whatever backticks it holds."""
    fence = "``" if "`" in text else "`"
    return f"{fence}{text}{fence}"


def problem(kind: ProblemKind | Explanation, up: str = "") -> str:
    """A link to the kind's entry on the page of all problems; `up` leads from the page to `docs/`."""
    return f"[`{kind.code}`]({up}problems.md#{kind.code})"


def problems(kinds: Iterable[ProblemKind], up: str = "") -> str:
    """Links to several kinds."""
    return ", ".join(problem(kind, up) for kind in kinds)
