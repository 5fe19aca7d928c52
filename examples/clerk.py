"""What the examples share: a fresh folder, a hall with a made-up unit, and a clerk's own work.

Everybody is made up. What an example writes stays in `examples/out/<name>/`.
"""

import shutil
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import sxbundle as sx
from sxbundle.clock import SettableClock
from sxbundle.hall.units import Insured, NewUnit
from sxbundle.procedure.identity import Registration
from sxbundle.testing import papers

HERE = Path(__file__).parent
DAY = date(2026, 11, 30)
CLERK = "示例经办人"
UNIT = "太原示例制造有限公司"
ACCOUNT = sx.Credentials("zhizao-demo", "demo-2026")


def fresh(name: str) -> Path:
    """An empty folder for one example."""
    out = HERE / "out" / name
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    return out


def heading(text: str) -> None:
    print(f"\n── {text} " + "─" * 20)


def open_hall(out: Path, catalog: sx.Catalog = sx.CATALOG) -> sx.LocalHall:
    """The example's hall, whose day is the example's, whenever it is run."""
    return sx.LocalHall(out / "hall.db", clock=SettableClock(DAY), catalog=catalog)


def sign_in(hall: sx.LocalHall, insured: Iterable[str] = ()) -> None:
    """Signs in for a unit; its first time, the office enters it with the people it insures."""
    try:
        hall.sign_in(ACCOUNT)
    except sx.SignInFailed:
        systems = ("110", "210")
        hall.add_unit(
            NewUnit(
                UNIT,
                "91140100MA0TESTX14",
                ACCOUNT,
                tuple(Registration(f"1401009{system}", system, UNIT) for system in systems),
                insured=tuple(Insured(person, systems) for person in insured),
            )
        )
        hall.sign_in(ACCOUNT)


def do_the_paperwork(out: Path, outcome: sx.Outcome) -> None:
    """What only people can do: stamp and photograph what was printed, collect what is lacking."""
    folder = out / "材料"
    folder.mkdir(parents=True, exist_ok=True)
    forms = sorted((out / "打印").glob("*.pdf"))
    for form in forms:
        papers.stamp_and_photograph(form, folder / "增减申报表.jpg")
    made = papers.collect(folder, outcome.ledger)
    print(f"  盖章并拍照：{len(forms)} 份；收集其他材料：{len(made)} 份。")


def filing(batch: sx.Batch[Any], hall: sx.LocalHall, out: Path, reference: str) -> sx.Filing[Any]:
    """The same filing each time: the reference finds it, wherever it stands."""
    return sx.file(
        batch,
        hall,
        reference=reference,
        materials=out / "材料" if (out / "材料").is_dir() else None,
        accept="all" if batch.plan.commitments else (),
        clerk=CLERK,
        papers=out / "打印",
    )


def file_to_the_end(batch: sx.Batch[Any], hall: sx.LocalHall, out: Path, reference: str) -> sx.Outcome:
    """As far as it can go; the paperwork; on; the office decides; asking again files nothing twice."""
    outcome = filing(batch, hall, out, reference).advance()
    print(outcome)
    do_the_paperwork(out, outcome)
    outcome = filing(batch, hall, out, reference).advance()
    hall.accept_all()
    again = filing(batch, hall, out, reference).advance()
    print(again)
    assert again.done
    assert again.receipts == outcome.receipts
    return again
