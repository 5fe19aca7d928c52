"""What a command prints: tables for people, JSON for programs; personal data masked unless asked for."""

import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from sxbundle.bilingual import Bilingual, display_width
from sxbundle.masking import without_numbers

if TYPE_CHECKING:
    from collections.abc import Callable

    from sxbundle.batch import Report
    from sxbundle.cli.options import DisplayOptions
    from sxbundle.errors import SxError
    from sxbundle.filing.request import Progress
    from sxbundle.problem import Problem

CLEAN, PROBLEMS, REFUSED, INTERRUPTED = 0, 1, 2, 130
"""Exit codes."""
_MOST_ROWS = 200
"""Rows that a table shows; `--json` shows all."""


def prepare_streams() -> None:
    """Makes both streams print any text, whatever the terminal's encoding; a closed one takes it all."""
    sys.stdout = sys.stdout or _open_nowhere()
    sys.stderr = sys.stderr or _open_nowhere()
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            encoding = (stream.encoding or "ascii").lower().replace("-", "")
            can_chinese = encoding.startswith(("utf", "gb"))
            reconfigure(encoding=None if can_chinese else "utf-8", errors="backslashreplace")


def _open_nowhere() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")


def discard_rest() -> None:
    """Sends what is still buffered for the output nowhere: it cannot be written, and the exit would try."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def print_json(value: Any) -> None:
    """Prints plain values as JSON, readable and in Chinese."""
    print(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def refuse(error: "SxError", *, as_json: bool) -> None:
    """Prints why nothing was done, on the error stream; as JSON on the output when it was asked for."""
    if as_json:
        problems = [problem.to_dict(masked=True) for problem in getattr(error, "problems", ())]
        print_json(
            {"error": type(error).__name__, "code": error.code, "message": str(error), "problems": problems}
        )
    else:
        print(Bilingual("不能办理：{error}", "Refused: {error}", error=error), file=sys.stderr)


def refuse_usage(sentence: Bilingual, *, as_json: bool) -> None:
    """Prints what is wrong with the command line, as `refuse` does for what a file or a hall refuses."""
    if as_json:
        print_json({"error": "UsageError", "code": "cli.usage", "message": str(sentence), "problems": []})
    else:
        print(sentence, file=sys.stderr)


def print_table(headings: Sequence[Bilingual], rows: Iterable[Sequence[object]]) -> None:
    """A table with Chinese characters two columns wide; in colour on a terminal that has rich."""
    captions = [str(heading) for heading in headings]
    texts = [[_printable(cell) for cell in row] for row in rows]
    shown = texts[:_MOST_ROWS]
    if sys.stdout.isatty() and _print_rich(captions, shown):
        pass
    else:
        widths = [max(map(display_width, column)) for column in zip(captions, *shown, strict=True)]
        for row in (captions, *shown):
            cells = (
                cell + " " * (width - display_width(cell)) for cell, width in zip(row, widths, strict=True)
            )
            print("  ".join(cells).rstrip())
    if len(texts) > len(shown):
        print(
            Bilingual(
                "……另有 {value} 行未列出，用 --json 查看全部。",
                "… {value} more rows; --json shows all.",
                value=len(texts) - len(shown),
            )
        )


def _print_rich(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    try:
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text
    except ModuleNotFoundError:
        return False
    table = Table(show_edge=False, header_style="bold")
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell, style=_STYLES.get(cell, "")) for cell in row))
    Console().print(table)
    return True


def print_records(headings: Sequence[Bilingual], rows: Sequence[Sequence[object]], *, as_json: bool) -> None:
    """Rows as a table, or as JSON objects by Chinese heading."""
    if as_json:
        keys = [heading.zh for heading in headings]  # programs find them whatever the language
        print_json([dict(zip(keys, row, strict=True)) for row in rows])
    else:
        print_table(headings, rows)


_STYLES = {"错误": "bold red", "提醒": "yellow", "说明": "dim", "审核通过": "green", "退回修改": "bold red"}


def _printable(cell: object) -> str:
    text = "" if cell is None else str(cell)
    return "".join(char if char.isprintable() or char == " " else " " for char in text)


def _problem_row(problem: "Problem", *, show: bool) -> tuple[object, ...]:
    """A problem as a row of `_PROBLEM_HEADINGS`."""
    key = "" if problem.key is None else f"（{problem.key if show else without_numbers(problem.key)}）"
    return (
        "" if problem.row is None else f"{problem.row}{key}",
        problem.caption or "",
        problem.severity.label,
        problem.value or "",
        problem.mend if show else problem.shown_mend,
        problem.message,
        problem.code,
    )


_PROBLEM_HEADINGS = (
    Bilingual("行", "Row"),
    Bilingual("列", "Column"),
    Bilingual("级别", "Severity"),
    Bilingual("原值", "Value"),
    Bilingual("更正或建议", "Fix or suggestion"),
    Bilingual("问题", "Problem"),
    Bilingual("代码", "Code"),
)


def print_report(report: "Report", display: "DisplayOptions", *, notices: bool = False) -> int:
    """Prints a report and returns the exit code: 1 when it holds an error."""
    if display.as_json:
        print_json(
            {
                "people": report.people,
                "errors": len(report.errors),
                "warnings": len(report.warnings),
                "notices": len(report.notices),
                "problems": report.to_dicts(masked=not display.show),
            }
        )
    else:
        problems = report.problems if notices else (*report.errors, *report.warnings)
        if problems:
            in_order = sorted(problems, key=lambda problem: problem.row or 0)
            print_table(_PROBLEM_HEADINGS, (_problem_row(problem, show=display.show) for problem in in_order))
        print(report.summary)
    return PROBLEMS if report.errors else CLEAN


_BAR_TEXTS = ("description", "fields[count]")


@contextmanager
def progress_bar(
    doing: Bilingual | str = "", *, quiet: bool
) -> "Iterator[Callable[[Progress], None] | None]":
    """Draws a bar that says `doing`; yields what moves it, for `sx.file(progress=…)`; None off a terminal."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    try:
        from rich.console import Console
        from rich.progress import BarColumn, TextColumn
        from rich.progress import Progress as Bar
    except ModuleNotFoundError:
        yield None
        return
    description, count = (TextColumn(f"{{task.{name}}}", markup=False) for name in _BAR_TEXTS)
    with Bar(description, BarColumn(), count, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(str(doing), total=None, count="")
        yield lambda progress: bar.update(
            task,
            description=progress.doing,
            completed=progress.done,
            total=progress.total or None,
            count=f"{progress.done}/{progress.total}" if progress.total else "",
        )


def environment(name: str) -> str | None:
    """A setting of the environment; None when it is not set or empty."""
    return os.environ.get(name) or None
