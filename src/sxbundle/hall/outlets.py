"""社保卡制卡网点 (图19): made-up examples, marked as such, by division."""

from functools import cache
from importlib.resources import files

from sxbundle.codes.tsv import read_tsv
from sxbundle.errors import NotFound, refusal
from sxbundle.problem import ProblemKind, Severity
from sxbundle.procedure.model import Outlet
from sxbundle.source import assumed

NO_DIVISION = ProblemKind(
    "hall.division",
    Severity.ERROR,
    "行政区划应为六位数字，如 140105（县区）、140100（市）或 140000（省）。",
    "The division is not six digits.",
    "Give the code of a county, a city or the province.",
    assumed("图19 lets the clerk pick a division"),
)


def outlets(division: str) -> tuple[Outlet, ...]:
    """The outlets of a county, of a city's counties, or of the province.

    Raises:
        NotFound: the division is not six digits.
    """
    if len(division) != 6 or not (division.isascii() and division.isdigit()):
        raise refusal(NotFound, NO_DIVISION)
    prefix = division.removesuffix("0000") if division.endswith("0000") else division.removesuffix("00")
    return tuple(one for one in _all() if one.division.startswith(prefix))


@cache
def _all() -> tuple[Outlet, ...]:
    data = files("sxbundle.hall") / "data" / "outlets.tsv"
    table = read_tsv(data.read_text("utf-8"), "outlets.tsv")
    return tuple(Outlet(**row) for row in table.rows)


KINDS = (NO_DIVISION,)
