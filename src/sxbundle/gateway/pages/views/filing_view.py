"""One filing as the screens show it: its plan, its steps, who is in it, what is lacking."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from attrs import frozen

from sxbundle.bundle import Bundle
from sxbundle.procedure.identity import PersonId
from sxbundle.procedure.ledger import Entry, Ledger, State
from sxbundle.schema import Item, Level, Material, Plan, Step
from sxbundle.selection import Selection

OPEN_STATES = (State.PENDING, State.RETURNED)


@frozen
class StepLink:
    """One step of the head line; `here` marks the page that is shown."""

    heading: str
    href: str
    here: bool


@frozen
class FilingView:
    """A filing with the declarations that it goes by."""

    ledger: Ledger
    bundle: Bundle[Any]
    plan: Plan[Any]

    @property
    def selection(self) -> Selection[Any]:
        """Its ticked items, with the verbs of a sheet."""
        return Selection(self.plan)

    @property
    def titles(self) -> dict[str, str]:
        """Item key to title."""
        return {item.key: item.title for item in self.bundle.items}

    @property
    def materials(self) -> tuple[Material, ...]:
        """Everything that the hall wants for it."""
        return self.plan.materials + (self.plan.first_materials if self.ledger.first else ())

    @property
    def first_titles(self) -> tuple[str, ...]:
        """Titles of what a unit's first record needs (3.2.4.9)."""
        return tuple(
            dict.fromkeys(material.title for item in self.plan.items for material in item.first_materials)
        )

    @property
    def unit_materials(self) -> tuple[Material, ...]:
        """What the hall wants of the unit."""
        return tuple(material for material in self.materials if material.level is Level.UNIT)

    @property
    def lacking_titles(self) -> dict[str, str]:
        """Material key to title."""
        return {material.key: material.title for material in self.plan.all_materials}

    def person_materials(self, entries: tuple[Entry, ...]) -> tuple[Material, ...]:
        """What the hall wants of a person with these entries."""
        items = [self.bundle.item(entry.item) for entry in entries]
        materials = [
            material
            for item in items
            for material in self.plan.materials_of(item, first=self.ledger.first)
            if material.level is Level.PERSON
        ]
        return tuple(dict.fromkeys(materials))

    def of_person(self, person: str) -> tuple[Entry, ...]:
        """The entries of one person."""
        return tuple(entry for entry in self.ledger.entries if entry.person == person)

    @property
    def people(self) -> dict[PersonId, tuple[Entry, ...]]:
        """Everybody in it, in sheet order."""
        grouped: dict[PersonId, tuple[Entry, ...]] = {}
        for entry in self.ledger.entries:
            grouped[entry.person] = (*grouped.get(entry.person, ()), entry)
        return grouped

    def path(self, page: str) -> str:
        """The address of one of its pages."""
        return f"/filings/{self.ledger.filing}/{page}"

    def after(self, step: Step) -> str:
        """Where 下一步 leads from a step."""
        steps = [later for later in self.plan.steps if later in _PAGES]
        following = [later for later in steps if list(Step).index(later) > list(Step).index(step)]
        return self._address(following[0])

    def current(self) -> str:
        """The page on which the filing goes on."""
        return self._address(self.ledger.step)

    def steps(self, here: Step) -> tuple[StepLink, ...]:
        """The head line."""
        return tuple(
            StepLink(step.heading, self._address(step), _PAGES.get(step) == _PAGES[here])
            for step in self.plan.steps
            if step is not Step.SELECT
        )

    def _address(self, step: Step) -> str:
        page = _PAGES.get(step, "import")
        if step is Step.SELECT and not self.ledger.commitments:
            page = "import"
        return page if page.startswith("/") else self.path(page)


_PAGES = {
    Step.SELECT: "commitments",
    Step.TEMPLATE: "import",
    Step.IMPORT: "import",
    Step.RESULT: "import",
    Step.UNIT_PAGE: "unit-page",
    Step.PRINT: "print",
    Step.MATERIALS: "materials",
    Step.SUBMIT: "/pending",
    Step.RECORDS: "/records",
}


def view(ledger: Ledger, bundles: Mapping[str, Bundle[Any]], on: date) -> FilingView:
    """The filing with its plan, whatever may be ticked now."""
    bundle = bundles[ledger.bundle]
    items: tuple[Item, ...] = tuple(bundle.item(key) for key in ledger.items)
    return FilingView(ledger, bundle, bundle.plan(items, on, frozenset(ledger.vouched)))


@frozen
class MaterialField:
    """One file that can be chosen on a page.

    Attributes:
        key, title: which material.
        state: in words.
        lacking: it must still be uploaded.
        file_name: what the browser called the file that was uploaded last; empty when the process forgot.
    """

    key: str
    title: str
    state: str
    lacking: bool
    file_name: str = ""


FileName = Callable[[str], str]
"""Material key to the name of the file that was uploaded last."""


def unit_fields(filing: FilingView, file_name: FileName) -> tuple[MaterialField, ...]:
    """单位材料上传 (figure 13)."""
    missing = set(filing.ledger.lacking)
    return _fields(filing.unit_materials, missing.__contains__, file_name, any_open=True)


def person_fields(filing: FilingView, person: str, file_name: FileName) -> tuple[MaterialField, ...]:
    """附件 of one person (figure 14)."""
    entries = filing.of_person(person)
    missing = {key for entry in entries for key in entry.lacking}
    any_open = any(entry.state in OPEN_STATES for entry in entries)
    return _fields(filing.person_materials(entries), missing.__contains__, file_name, any_open=any_open)


def _fields(
    materials: tuple[Material, ...], missing: Callable[[str], bool], file_name: FileName, *, any_open: bool
) -> tuple[MaterialField, ...]:
    def state(key: str) -> str:
        if missing(key):
            return "未上传"
        return "已上传，可重新上传" if any_open else "已上传"

    return tuple(
        MaterialField(
            material.key, material.title, state(material.key), missing(material.key), file_name(material.key)
        )
        for material in materials
    )
