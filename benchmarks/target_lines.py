"""A line of the table of targets, and how the page shows all of them.

`targets.json` keeps the lines: one measurement can be repeated alone, and the page still has all.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from attrs import asdict, frozen

KEPT = Path(__file__).parent / "targets.json"


@frozen
class Line:
    """One target.

    Attributes:
        work: what is done, and how much of it.
        target: what is to be reached, in words.
        reached: what was measured, in words.
        missed: how far from the target: 1.3 is a third too much; 1 or less where it is reached, None where
            there is no figure to hold against it.
        why: what the rest is spent on, and what the next step would be and cost; shown when it is missed.
    """

    work: str
    target: str
    reached: str
    missed: float | None = None
    why: str = ""

    @property
    def verdict(self) -> str:
        """Reached or not, and how far."""
        if self.missed is None:
            return "—"
        return "reached" if self.missed <= 1 else f"missed: {self.missed:.2f} × the target"


@frozen
class Measured:
    """The lines of one measurement.

    Attributes:
        lines: in their order.
        seconds: by the clock, that the measurement took.
        machine: where and when, with the versions of the peers.
    """

    lines: tuple[Line, ...]
    seconds: float
    machine: str


def kept() -> dict[str, Measured]:
    """What was measured last, by measurement."""
    data: Mapping[str, Any] = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    return {
        name: Measured(tuple(Line(**line) for line in each.pop("lines")), **each)
        for name, each in data.items()
    }


def keep(measured: Mapping[str, Measured]) -> None:
    """Writes them all."""
    data = {name: asdict(each) for name, each in measured.items()}
    KEPT.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def page(measured: Mapping[str, Measured]) -> str:
    """Markdown: the table, what was missed and why, and where it was measured."""
    text = ["| measurement | work | to reach | reached | |", "| --- | --- | --- | --- | --- |"]
    for name, each in measured.items():
        for line in each.lines:
            cells = (f"`{name}`, {each.seconds:.0f} s", line.work, line.target, line.reached, line.verdict)
            text.append(f"| {' | '.join(cells)} |")
    missed = list(_missed(line for each in measured.values() for line in each.lines))
    if missed:
        text += ["", "What was missed, why, and what the next step would be:", "", *missed]
    text += ["", *_places(measured)]
    return "\n".join(text)


def _missed(lines: Iterable[Line]) -> Iterator[str]:
    whys: dict[str, list[str]] = {}
    for line in lines:
        if line.missed is not None and line.missed > 1:
            whys.setdefault(line.why, []).append(f"{line.work} ({line.missed:.2f} × the target)")
    for why, works in whys.items():
        yield f"- **{'; '.join(works)}.** {why}"


def _places(measured: Mapping[str, Measured]) -> Iterator[str]:
    names: dict[str, list[str]] = {}
    for name, each in measured.items():
        names.setdefault(each.machine, []).append(name)
    for machine, some in names.items():
        yield machine if len(names) == 1 else f"{', '.join(some)}: {machine}"
