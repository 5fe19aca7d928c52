"""社保卡制卡网点 (图19): those of a division."""

from collections.abc import Iterable

from sxbundle.errors import NotFound, refusal
from sxbundle.problem import ProblemKind, Severity
from sxbundle.procedure.model import Outlet
from sxbundle.source import assumed

NO_DIVISION = ProblemKind(
    "hall.division",
    Severity.ERROR,
    (
        "行政区划应为六位数字，如 140105（县区）、140100（市）或 140000（省）。",
        "A division is six digits, such as 140105 (county), 140100 (city) or 140000 (province).",
    ),
    ("行政区划不是六位数字。", "The division is not six digits."),
    ("给出县区、市或省的代码。", "Give the code of a county, a city or the province."),
    assumed("图19 lets the clerk pick a division"),
)


def outlets_in(outlets: Iterable[Outlet], division: str) -> tuple[Outlet, ...]:
    """The outlets of a county, of a city's counties, or of the province.

    Raises:
        NotFound: the division is not six digits.
    """
    if len(division) != 6 or not (division.isascii() and division.isdigit()):
        raise refusal(NotFound, NO_DIVISION)
    prefix = division.removesuffix("0000") if division.endswith("0000") else division.removesuffix("00")
    return tuple(outlet for outlet in outlets if outlet.division.startswith(prefix))


KINDS = (NO_DIVISION,)
