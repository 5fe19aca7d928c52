"""Synthetic people for printed forms: names that are visibly made up, numbers that belong to nobody."""

from collections.abc import Callable
from datetime import date

import pytest

from sxbundle.batch import Batch
from sxbundle.bundle import Bundle
from sxbundle.forms import Declaration, DeclarationLine, UnitHead
from sxbundle.schema import Change
from sxbundle.testing.people import rows

LONG = "测试·" * 16 + "末尾"  # 50 characters
NAMES = ("测试甲", "阿测试·买买提测试江·吐尔测试", "䶮㙍㛃", "测𫖯𬀩𬱖", "欧阳测试")


def _line(number: int, **told: object) -> DeclarationLine:
    joins = number % 5 != 4
    facts: dict[str, object] = {
        "change": Change.INCREASE if joins else Change.DECREASE,
        "name": NAMES[number % len(NAMES)],
        "certificate_number": f"9901011990{number:07d}X",
        "insurances": ("110", "210", "410") if number % 2 else ("110",),
        "sex": "女",
        "ethnic_group": "乌孜别克族",
        "birth_month": "199001",
        "work_start": "20120701",
        "household": "外地农村户口",
        "employment_form": "订立固定期限劳动合同",
        "change_type": "新参保" if joins else "停保",
        "reason": "在职人员新参保" if joins else "用人单位提出解除劳动合同（含与劳动者协商一致的）",
        "change_date": "20261101",
        "wage": f"{3500 + number % 900}.00",
        "phone": f"1990000{number % 10000:04d}",
        "remark": "档案随后寄送" if number % 7 == 0 else "",
    }
    return DeclarationLine(**{**facts, **told})  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def line() -> Callable[..., DeclarationLine]:
    """A person by number; keyword arguments replace what is printed."""
    return _line


@pytest.fixture(scope="session")
def declaration() -> Callable[..., Declaration]:
    """A declaration of so many people, or of the lines given."""

    def build(people: int = 0, *lines: DeclarationLine) -> Declaration:
        return Declaration(
            unit_name="山西测试建筑科学研究院有限公司",
            unit_number="1400001234",
            credit_code="91350100M000100Y43",
            month=date(2026, 11, 1),
            on=date(2026, 11, 23),
            lines=(*lines, *map(_line, range(people))),
            filled_by="王测试",
            phone="0351-1234567",
        )

    return build


ON = date(2026, 11, 23)


@pytest.fixture(scope="session")
def head() -> UnitHead:
    """A unit that does not exist."""
    return UnitHead(
        name="山西测试建筑科学研究院有限公司", number="1400001234", credit_code="91350100M000100Y43"
    )


def _batch(bundle: Bundle, *items: str, people: int = 3, start: int = 0, **changes: str) -> Batch:
    selection = bundle.select(*(items or [item.key for item in bundle.items]), on=ON)
    made = list(rows(selection.plan, people, start=start))
    made[-1:] = [one | {key.replace("__", "."): text for key, text in changes.items()} for one in made[-1:]]
    return selection.batch(made)


@pytest.fixture(scope="session")
def batch_of() -> Callable[..., Batch]:
    """So many right rows of a bundle's items; keyword arguments (`section__column`) change the last."""
    return _batch
