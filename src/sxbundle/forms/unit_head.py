"""What every form says of the unit: its names and numbers, and who answers for the paper."""

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from attrs import field, frozen

from sxbundle.argument_checks import expect
from sxbundle.forms.form import Align, FormCell

_PENSION = ("110", "120")


class Registered(Protocol):
    """A registration of a unit in one insured system."""

    @property
    def number(self) -> str:
        """单位编号."""
        ...

    @property
    def system(self) -> str:
        """Code of the insurance type."""
        ...


@runtime_checkable
class UnitLike(Protocol):
    """A unit as a hall knows it, such as `Client.unit()` returns it."""

    @property
    def name(self) -> str:
        """Official name."""
        ...

    @property
    def credit_code(self) -> str:
        """统一社会信用代码."""
        ...

    @property
    def registrations(self) -> Sequence[Registered]:
        """One for each insured system."""
        ...


@frozen(kw_only=True)
class UnitHead:
    """The unit as its forms name it.

    Attributes:
        name: 单位名称.
        number: 单位编号, the number the insurance agency gave.
        credit_code: 统一社会信用代码.
        filled_by: 填表人; empty leaves room to sign.
        head: 单位负责人; empty leaves room to sign.
        phone: 联系电话 of the unit.
    """

    name: str
    number: str = ""
    credit_code: str = ""
    filled_by: str = field(default="", repr=False)
    head: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)

    @classmethod
    def of(cls, unit: "UnitLike | UnitHead") -> "UnitHead":
        """The head that a unit's registrations give; its number is that of the pension system."""
        if isinstance(unit, UnitHead):
            return unit
        expect("unit", unit, UnitLike)
        numbers = {registration.system: registration.number for registration in unit.registrations}
        pension = next((numbers[system] for system in _PENSION if system in numbers), "")
        return cls(
            name=unit.name,
            number=pension or next(iter(numbers.values()), ""),
            credit_code=unit.credit_code,
        )

    def cells(self) -> tuple[FormCell, FormCell, FormCell]:
        """单位名称, 单位编号, 统一社会信用代码, for the head of a form."""
        name, number, credit_code = (
            FormCell(f"{caption}：{value}", align=Align.LEFT, caption=caption)
            for caption, value in (
                ("单位名称", self.name),
                ("单位编号", self.number),
                ("统一社会信用代码", self.credit_code),
            )
        )
        return name, number, credit_code
