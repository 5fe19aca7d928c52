"""Rebuilds the workbooks of examples/: our sheet, filled, then saved by LibreOffice as a filer would.

Run it with LibreOffice (`soffice`) installed: `python tools/build_example.py`.
"""

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import sxbundle as sx
from sxbundle.testing import people

DATA = Path(__file__).parent.parent / "examples" / "data"
SELECTION = sx.HIRE.select("职工参保登记", "就业登记", "劳动用工备案", on=date(2026, 11, 23))
NUMBER = 12
Row = Mapping[str, object]
Changes = Mapping[str, Callable[[str], object]]

# What clerks really do: a digit off, a number that a spreadsheet rounded, a day that does not exist …
WRONG: Mapping[int, Changes] = {
    1: {"basic.certificate_number": lambda right: right[:-1] + ("0" if right[-1] != "0" else "1")},
    2: {"basic.certificate_number": lambda right: float(right[:15] + "000")},
    3: {"enrolment.change_date": lambda _: "20261131"},
    4: {"basic.sex": lambda right: "2.女性" if right.startswith("1") else "1.男性"},
    5: {"basic.phone": lambda right: right[:-1]},
    6: {"basic.education": lambda _: "21.大学本课"},
    7: {"labour_contract.end": lambda _: None},
    8: {"enrolment.insurances": lambda _: "110,110"},
    9: {"basic.name": lambda _: None},
}
# What is read all the same: full-width digits, a date with hyphens, a code by its name.
UNUSUAL: Mapping[int, Changes] = {
    10: {"basic.phone": lambda right: right.translate({48 + n: 0xFF10 + n for n in range(10)})},
    11: {
        "employment.employment_date": lambda right: f"{right[:4]}-{right[4:6]}-{right[6:]}",
        "basic.ethnic_group": lambda _: "汉族",
    },
}


def main() -> None:
    right = list(people.rows(SELECTION.plan, NUMBER))
    wrong = [
        _changed(row, {**WRONG.get(index, {}), **UNUSUAL.get(index, {})}) for index, row in enumerate(right)
    ]
    wrong.append({**wrong[0], "basic.ordinal": str(NUMBER + 1)})
    mended = [_changed(row, UNUSUAL.get(index, {})) for index, row in enumerate(right)]
    with tempfile.TemporaryDirectory() as folder:
        for name, rows in (("采集表_已填.xlsx", wrong), ("采集表_已改正.xlsx", mended)):
            SELECTION.sheet().fill(rows, Path(folder) / name)
            _save_by_libreoffice(Path(folder) / name, DATA)


def _changed(row: Mapping[str, str], changes: Changes) -> Row:
    return {**row, **{key: change(row[key]) for key, change in changes.items()}}


def _save_by_libreoffice(path: Path, folder: Path) -> None:
    soffice = shutil.which("soffice")
    if soffice is None:
        raise SystemExit("LibreOffice is not installed")
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [soffice, "--headless", "--convert-to", "xlsx", "--outdir", str(folder), str(path)],
        check=True,
        stdout=subprocess.DEVNULL,
    )


if __name__ == "__main__":
    main()
