"""Papers that do not exist: pictures to upload, a unit page, an office that decides.

Each picture says that it is a sample, so that none can be mistaken for somebody's papers.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sxbundle.bundle import Bundle
from sxbundle.catalog import CATALOG, Catalog
from sxbundle.forms import UnitRecord
from sxbundle.forms.fonts import bundled_path
from sxbundle.procedure.ledger import Ledger
from sxbundle.schema import Level, Material

if TYPE_CHECKING:
    from sxbundle.hall.review import Case
    from sxbundle.procedure import Verdict

_SIZE = (900, 640)
_SEAL = (200, 30, 30)


def photograph(path: Path, *lines: str, seal: str = "") -> Path:
    """A JPEG that looks like a photograph of a paper with these lines, stamped with `seal`.

    Raises:
        MissingExtra: the font, which the extra `pdf` brings, is not installed.
    """
    from PIL import Image, ImageDraw, ImageFont

    typeface = bundled_path()
    picture = Image.new("RGB", _SIZE, (236, 232, 222))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((40, 30, _SIZE[0] - 40, _SIZE[1] - 30), fill="white", outline=(150, 150, 150))
    for at, line in enumerate(("样张 · 仅供演示", *lines)):
        font = ImageFont.truetype(typeface, 22 if at == 0 else 34)
        draw.text((80, 60 + at * 62), line, fill=(140, 140, 140) if at == 0 else "black", font=font)
    if seal:
        draw.ellipse((600, 360, 820, 580), outline=_SEAL, width=6)
        draw.text((710, 470), seal, fill=_SEAL, font=ImageFont.truetype(typeface, 24), anchor="mm")
    path.parent.mkdir(parents=True, exist_ok=True)
    # Whole or not at all: the tests kill programs also while they take photographs.
    taken = path.with_name(f".{path.name}.part")
    picture.save(taken, "JPEG", quality=80)
    taken.replace(path)
    return path


def stamp_and_photograph(form: Path, photo: Path) -> Path:
    """What the clerk does with a printed form: the photo of the stamped paper.

    Raises:
        FileNotFoundError: the form was not printed.
    """
    from pypdf import PdfReader

    pages = len(PdfReader(form).pages)
    mark = hashlib.sha256(form.read_bytes()).hexdigest()[:16]  # another page gives another photo
    return photograph(photo, f"《{form.stem}》", f"共 {pages} 页", mark, seal="单位印章（样）")


def collect(folder: Path, ledger: Ledger, *, catalog: Catalog = CATALOG) -> list[Path]:
    """Makes every material that `ledger` still lacks, one folder a person, named for people."""
    materials = _materials(catalog.bundles[ledger.bundle])
    made = [
        photograph(folder / f"{materials[key].title}.jpg", materials[key].title, seal="单位印章（样）")
        for key in ledger.lacking
        if not materials[key].proves_declaration
    ]
    for entry in ledger.entries:
        for key in entry.lacking:
            if materials[key].level is Level.PERSON:
                path = folder / f"{entry.name}_{entry.person}" / f"{materials[key].title}.jpg"
                if not path.exists():
                    made.append(photograph(path, materials[key].title, entry.name, str(entry.person)))
    return made


def _materials(bundle: Bundle[Any]) -> dict[str, Material]:
    items = bundle.items
    return {material.key: material for item in items for material in (*item.materials, *item.first_materials)}


def unit_record(**changes: object) -> UnitRecord:
    """A unit page whose sums are right; `changes` by attribute name."""
    fields: dict[str, object] = {
        "name": "太原示例科技有限公司",
        "representative": "测试法人",
        "ownership": "4.私营经济",
        "superior": "无",
        "registered_at": "山西省太原市小店区",
        "works_at": "山西省太原市小店区测试路 1 号",
        "organisation_code": "MA0DEMA1-7",
        "registration_number": "91140100MA0DEMA178",
        "address": "山西省太原市小店区测试路 1 号",
        "postcode": "030006",
        "wage_total": "960.00",
        "wage_average": "5714.29",
        "arrears": "0",
        "arrears_people": "0",
        "vacancies": "3",
        "people": "140",
        "men": "80",
        "women": "60",
        "on_post": "138",
        "off_post": "2",
        "contracts_due": "140",
        "contracts_signed": "140",
        "signing_rate": "100",
        "by_task": "5",
        "under_3_years": "35",
        "from_3_to_10_years": "80",
        "over_10_years_or_open": "20",
        "insured_pension": "140",
        "insured_unemployment": "140",
        "insured_injury": "140",
    }
    return UnitRecord.from_mapping(fields | changes)


def returns_the_first(item: str) -> "Callable[[Case], Verdict]":
    """An office that returns this item of the sheet's first person and accepts everything else."""
    from sxbundle.procedure import accepted, returned

    def decide(case: "Case") -> "Verdict":
        if case.row == _FIRST_ROW and case.item == item:
            return returned("电子照片不清晰，请重新上传")
        return accepted()

    return decide


_FIRST_ROW = 5
