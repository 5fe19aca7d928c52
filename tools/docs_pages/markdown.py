"""What all pages share: tables, sources in words, links to codes."""

from collections.abc import Iterable, Sequence

from docs_pages.language import reason, say
from sxbundle.problem import ProblemKind
from sxbundle.source import MANUAL, Confidence, Source

GENERATED = "<!-- Written by tools/build_docs.py from the declarations. Do not edit. -->"


def legend() -> str:
    """What the marks of sources mean."""
    marks = {
        Confidence.CONFIRMED: say("手册印出", "the manual prints it"),
        Confidence.GARBLED: say(
            "手册印出，但扫描识别有误，按我们的理解", "the manual prints it, the OCR spoilt it; our reading"
        ),
        Confidence.STANDARD: say("国家标准或公开系统", "a national standard or a public system says it"),
        Confidence.LAW: say("法律、法规", "a law or a regulation says it"),
        Confidence.ASSUMED: say(
            "无从查证，由本软件**所拟**，可以更正",
            "nobody we could ask says it: **assumed**, and replaceable",
        ),
    }
    listed = say("；", "; ").join(f"**{mark}** {words}" for mark, words in marks.items())
    return say(f"出处标记：{listed}。", f"Marks: {listed}.")


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; cells are escaped so that they stay cells."""
    lines = [_line(headings), _line(["---"] * len(headings))]
    return "\n".join([*lines, *(_line([cell(text) for text in row]) for row in rows)])


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def cell(text: str) -> str:
    """`text` as it can stand in a table."""
    return text.replace("|", "\\|").replace("\n", " ")


def source(value: Source) -> str:
    """A source, short: its mark, the work and the place."""
    work = say("手册", "manual") if value.work == MANUAL else reason(value.work)
    return f"**{value.confidence}** {work} {reason(value.place)}".strip()


def code(text: str) -> str:
    """`text` as code, whatever backticks it holds."""
    fence = "``" if "`" in text else "`"
    return f"{fence}{text}{fence}"


def problem(kind: ProblemKind, up: str = "") -> str:
    """A link to the kind's entry on the page of all problems; `up` leads to the folder of the language."""
    return f"[`{kind.code}`]({up}problems.md#{kind.code})"


def problems(kinds: Iterable[ProblemKind], up: str = "") -> str:
    """Links to several kinds."""
    return say("、", ", ").join(problem(kind, up) for kind in kinds)
