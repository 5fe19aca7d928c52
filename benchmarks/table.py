"""What a table is, and how much is measured for one."""

from attrs import frozen


@frozen
class Sizes:
    """How much is measured: rows, citizen IDs, runs of each contender."""

    rows: int
    numbers: int
    growth: tuple[int, ...]
    runs: int


FULL = Sizes(100_000, 100_000, (1_000, 10_000, 100_000), 5)
QUICK = Sizes(1_000, 1_000, (500, 1_000), 1)


@frozen
class Table:
    """A table for the page.

    Attributes:
        title: what is measured.
        target: what issue or design asks for.
        head: captions.
        lines: texts.
    """

    title: str
    target: str
    head: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]
