"""What a table is, and how much is measured for one."""

from collections.abc import Iterator, Sequence

from attrs import frozen

from benchmarks.measure import Result


@frozen
class Sizes:
    """How much is measured.

    Attributes:
        rows: of a sheet, and what is checked.
        numbers: citizen IDs.
        growth: rows of the workbooks whose reading shall grow with them.
        people: on the declarations that shall grow with them.
        filings: people of the filings that shall grow with them.
        files: to be checked by two processes.
        runs: of each contender.
    """

    rows: int
    numbers: int
    growth: tuple[int, ...]
    people: tuple[int, ...]
    filings: tuple[int, ...]
    files: int
    runs: int


FULL = Sizes(
    100_000,
    100_000,
    (1_000, 10_000, 100_000),
    (1, 200, 1_000, 10_000, 20_000),
    (10, 100, 1_000, 10_000),
    24,
    5,
)
QUICK = Sizes(1_000, 1_000, (500, 1_000), (1, 40), (3, 6), 4, 1)


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


HEAD = ("what", "seconds", "µs each", "ratio to the first")


def lines(results: Sequence[Result]) -> Iterator[tuple[str, ...]]:
    """A line for each contender, as `HEAD` has it."""
    first = results[0]
    for result in results:
        yield result.name, f"{result.seconds:.3f}", f"{result.each:.2f}", f"{result.each / first.each:.2f}"


def mib(peak: float, base: float) -> str:
    """Peak memory, and how many times that of the base it is."""
    return f"{peak:.0f} MiB, {peak / base:.1f} ×"
