"""The hall's 社保卡制卡网点 (图19): made-up examples, marked as such."""

from functools import cache
from importlib.resources import files

from sxbundle.codes.tsv import read_tsv
from sxbundle.procedure.model import Outlet


@cache
def all_outlets() -> tuple[Outlet, ...]:
    """Every outlet that the embedded hall knows."""
    data = files("sxbundle.hall") / "data" / "outlets.tsv"
    table = read_tsv(data.read_text("utf-8"), "outlets.tsv")
    return tuple(Outlet(**row) for row in table.rows)
