"""What a bundle offers to tick: items, the sections and materials they need, when they are open."""

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum

from attrs import field, frozen

from sxbundle.bilingual import NOTHING_SAID, Bilingual, declared
from sxbundle.errors import DeclarationError
from sxbundle.schema.column import FormKind, Role
from sxbundle.source import Source


class Access(StrEnum):
    """What the hall does with an item."""

    OPEN = "open"
    """It can be filed."""
    GUIDE = "guide"
    """办事指南 only: the hall says what to do elsewhere."""
    CLOSED = "closed"
    """Not offered at present."""


@frozen
class Availability:
    """How an item can be reached in a period; days are inclusive, None is open-ended."""

    access: Access
    reason: str
    source: Source
    since: date | None = None
    until: date | None = None

    def covers(self, on: date) -> bool:
        """True when `on` lies in the period."""
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)


class Change(StrEnum):
    """Whether a declared person joins or leaves the unit's insurance."""

    INCREASE = "增加"
    DECREASE = "减少"


class Level(StrEnum):
    """Who a material belongs to."""

    UNIT = "unit"
    PERSON = "person"


@frozen(repr=False)
class Material:
    """A file that the hall wants.

    Attributes:
        key: stable English name.
        title: official Chinese name.
        level: one for the unit, or one for each person.
        source: who says so.
        aliases: other names, for files in folders.
        distributed: a unit material of which every pending person gets a copy (3.2.2.7).
        proves: the printed form that it is the photo of, stamped or signed. A photo of the declaration is
            good only while the same people are pending.
    """

    key: str
    title: str
    level: Level
    source: Source = field(eq=False)
    aliases: tuple[str, ...] = ()
    distributed: bool = False
    proves: FormKind | None = None

    def __repr__(self) -> str:
        return f"<Material {self.key} {self.title}>"

    @property
    def proves_declaration(self) -> bool:
        """True for the photo of the stamped change declaration."""
        return self.proves is FormKind.DECLARATION

    MOST_BYTES = 10 * 1024 * 1024
    """Largest file the hall takes (assumed: the manual prints no limit)."""


@frozen
class Commitment:
    """A 承诺须知 that must be accepted before the item can go on (3.2.3)."""

    title: str
    text: str
    source: Source


@frozen
class InsuranceEffect:
    """What the acceptance of an item does to who is insured with the unit.

    Attributes:
        begins: True when the insurances begin, False when they end.
        insurances: key of the column that holds the insurance types.
        day: key of the column that holds the day from which, or until which, they count.
        reason: key of the column that says why, which the hall holds against what it knows.
    """

    begins: bool
    insurances: str
    day: str
    reason: str | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """Keys of the columns that it looks at."""
        return (self.insurances, self.day, *((self.reason,) if self.reason else ()))


def begins(insurances: str, *, since: str, reason: str | None = None) -> InsuranceEffect:
    """The insurances of a column begin on the day of another; see `InsuranceEffect`."""
    return InsuranceEffect(True, insurances, since, reason)


def ends(insurances: str, *, on: str, reason: str | None = None) -> InsuranceEffect:
    """The insurances of a column end on the day of another; see `InsuranceEffect`."""
    return InsuranceEffect(False, insurances, on, reason)


@frozen
class Cover:
    """Which rows an item covers.

    Attributes:
        section: key of the section that the item reads.
        every_row: True when every row must fill it; False when it covers those who do, of whom
            there must be one at least.
        when: a column of the section and the code that it must hold, for items that share one.
    """

    section: str
    every_row: bool = True
    when: tuple[str, str] | None = None


def every_row(section: str) -> Cover:
    """Every row must fill `section`."""
    return Cover(section)


def those_who_fill(section: str, *, when: tuple[str, str] | None = None) -> Cover:
    """The rows that fill `section` (with that code in that column)."""
    return Cover(section, every_row=False, when=when)


@frozen
class Condition:
    """Which rows an item concerns, of those that it covers or that the item it follows covers.

    Attributes:
        holds: gets the typed values of the columns, True when the item concerns the row; a row in which
            one of them is empty is not concerned.
        columns: their keys.
        assumption: what a hall cannot know of such a row, in words for the clerk; empty when it knows all.
    """

    holds: Callable[..., bool]
    columns: tuple[str, ...]
    assumption: Bilingual = field(default=NOTHING_SAID, converter=declared)


def only_where(
    holds: Callable[..., bool], *columns: str, assumption: Bilingual | tuple[str, str] | str = ""
) -> Condition:
    """The rows whose columns fulfil a function; see `Condition`."""
    return Condition(holds, columns, assumption)


@frozen(repr=False)
class Item:
    """One 事项 to tick.

    Attributes:
        key: stable English name.
        title: official Chinese title.
        source: who says so.
        aliases: other titles that the manual uses for the same item.
        cover: which rows it covers; None: those of the item it `follows`, or nobody (guide only).
        condition: which of these rows it concerns; None: all.
        together: key of the item that is ticked with it, both ways.
        follows: key of the item that brings it; it is never ticked alone.
        settled_with: key of an item whose verdict it shares where both are filed of a person.
        default: ticked without being asked for.
        needs: keys of items without which the hall refuses it.
        excludes: keys of items that cannot be ticked beside it.
        offline: done outside the hall before anything else; the hall only asks for its result.
        result: key of the column that holds the result of an offline item, such as its document number.
        materials: what the hall wants for it.
        first_materials: what it wants besides when it is the unit's first.
        commitment: what must be accepted first.
        unit_page: opens 用人单位劳动用工基本情况备案表.
        declaration: prints the change declaration: the people it covers join or leave.
        effect: what its acceptance does to who is insured with the unit.
        example: role to the cell that a synthetic row then holds, where it matters.
        availability: periods in which it is not simply open; the last that covers the day counts.
    """

    key: str
    title: str
    source: Source
    aliases: tuple[str, ...] = ()
    cover: Cover | None = None
    condition: Condition | None = None
    together: str | None = None
    follows: str | None = None
    settled_with: str | None = None
    default: bool = False
    needs: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    offline: bool = False
    result: str | None = None
    materials: tuple[Material, ...] = ()
    first_materials: tuple[Material, ...] = ()
    commitment: Commitment | None = None
    unit_page: bool = False
    declaration: Change | None = None
    effect: InsuranceEffect | None = None
    example: Mapping[Role, str] = field(factory=dict, hash=False, eq=False)
    availability: tuple[Availability, ...] = field(default=())

    def __repr__(self) -> str:
        return f"<Item {self.key} {self.title}>"

    def __attrs_post_init__(self) -> None:
        if self.follows is not None and self.cover is not None:
            raise DeclarationError(
                Bilingual(
                    "事项“{title}”随“{follows}”办理，涉及的行相同。",
                    "item 「{title}」: it follows 「{follows}」, so it covers the same rows",
                    title=self.title,
                    follows=self.follows,
                )
            )
        if self.result is not None and not self.offline:
            raise DeclarationError(
                Bilingual(
                    "事项“{title}”：只有线下办理的才有结果可填。",
                    "item 「{title}」: only what is done offline has a result to tell",
                    title=self.title,
                )
            )
        if self.cover is None and (self.effect is not None or self.declaration is not None):
            raise DeclarationError(
                Bilingual(
                    "事项“{title}”没有涉及任何可以变更参保的人员。",
                    "item 「{title}」: it covers nobody whose insurance it could change",
                    title=self.title,
                )
            )

    def closed(self, on: date) -> Availability | None:
        """Why it cannot be filed on that day; None when it can."""
        current = [availability for availability in self.availability if availability.covers(on)]
        return current[-1] if current and current[-1].access is not Access.OPEN else None
