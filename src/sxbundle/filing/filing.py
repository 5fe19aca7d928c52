"""A filing: everything that a program can do for it, done; everything that people must do, named.

`advance` asks the hall where the filing stands, does each step that it can, and gives what is still
needed. It keeps nothing that could disagree with the hall: called tomorrow, after a crash, twice,
from another machine, it goes on where the hall says that the filing is.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, Generic, TypeVar

from attrs import define, field, frozen

from sxbundle.argument_checks import expect, shown
from sxbundle.batch import Batch
from sxbundle.bundle import Selection
from sxbundle.clients.capabilities import resume, withdraw
from sxbundle.clients.contract import Client
from sxbundle.errors import DeclarationError, OutcomeUnknown
from sxbundle.filing.advance import MaterialFiles, Order, Progress, Run
from sxbundle.forms import UnitRecord
from sxbundle.procedure.model import FilingId, Ledger, Need, PersonId, State
from sxbundle.schema import Material, Plan

RowT = TypeVar("RowT")


@frozen
class Outcome:
    """Where the filing stands after `advance`: an ordinary value, partial success included.

    Attributes:
        ledger: what the hall says.
        needs: what people must do before it can go on; empty when there is nothing.
    """

    ledger: Ledger
    needs: tuple[Need, ...]

    @property
    def done(self) -> bool:
        """True when every row is submitted and nothing is needed any more."""
        return self.ledger.done and not self.needs

    @property
    def receipts(self) -> tuple[str, ...]:
        """Numbers of the receipts."""
        return self.ledger.receipts

    def __str__(self) -> str:
        counts = [f"{state.label} {n} 项" for state in State if (n := self.ledger.count(state))]
        lines = [f"{self.ledger.reference}：{'，'.join(counts) or '尚未导入'}。"]
        lines += [f"  待办：{need}" for need in self.needs]
        return "\n".join(lines)


def file(
    batch: Batch[RowT],
    hall: Client,
    *,
    reference: str,
    unit: UnitRecord | None = None,
    materials: "str | Path | MaterialFiles | None" = None,
    accept: "str | Iterable[str]" = (),
    clerk: str = "",
    papers: str | Path | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> "Filing[RowT]":
    """A filing of `batch` at `hall`; nothing is sent before `advance` or a question.

    Args:
        batch: the checked rows; those with errors are not filed.
        hall: a signed-in client.
        reference: the caller's name for this filing. It finds the filing again, from any process,
            and stands for one selection of items for ever.
        unit: 用人单位劳动用工基本情况备案表, wanted with 劳动用工备案.
        materials: the folder of materials, or a mapping of materials to files.
        accept: items (keys or titles) whose 承诺须知 the clerk has accepted, or `"all"`.
        clerk: who accepts them.
        papers: folder in which what must be printed is left; nothing is left unless told.
        progress: called before each thing that is done.

    Raises:
        DeclarationError: an empty reference, an unknown material or item, commitments accepted by
            nobody.
    """
    expect("batch", batch, Batch)
    expect("hall", hall, Client)
    expect("reference", reference, str)
    expect("clerk", clerk, str)
    if unit is not None:
        expect("unit", unit, UnitRecord)
    if progress is not None and not callable(progress):
        raise TypeError(f"progress: a function is wanted, not {type(progress).__name__}")
    if materials is not None:
        expect("materials", materials, str, Path, Mapping)
    if not reference.strip():
        raise DeclarationError("reference 不能为空：它是以后找回本次申报的唯一名称")
    accepted = _accepted(batch.plan, accept)
    if accepted and not clerk.strip():
        raise DeclarationError("accept 需要 clerk：承诺须知由谁确认，须留下姓名")
    if isinstance(materials, Mapping):
        materials = {_material(batch.plan, name).key: one for name, one in materials.items()}
    order = Order(
        batch=batch,
        reference=reference,
        unit=unit,
        materials=materials,
        accept=accepted,
        clerk=clerk,
        papers=None if papers is None else Path(papers),
        progress=progress,
    )
    return Filing(order, hall)


@define(repr=False)
class Filing(Generic[RowT]):
    """One filing at one hall; made by `file`."""

    order: Order[RowT]
    hall: Client
    _id: FilingId | None = field(init=False, default=None)

    @property
    def reference(self) -> str:
        """The caller's name for it."""
        return self.order.reference

    @property
    def id(self) -> FilingId:
        """The hall's name for it; opens it when the hall does not know the reference."""
        if self._id is None:
            self._id = self.hall.open(Selection(self.order.plan), self.reference)
        return self._id

    @property
    def ledger(self) -> Ledger:
        """What the hall says, asked now."""
        if self._id is not None:
            return self.hall.ledger(self._id)
        ledger = resume(self.hall, Selection(self.order.plan), self.reference)
        self._id = ledger.filing
        return ledger

    @property
    def needs(self) -> tuple[Need, ...]:
        """What the filing waits for, asked now; nothing is done."""
        ledger = self.ledger
        return Run(self.order, self.hall, ledger.filing).needs(ledger)

    def advance(self) -> Outcome:
        """Does all that can be done now, and tells what is left for people.

        May be called at any time and any number of times. An answer that got lost is looked up in
        the ledger, never asked for again blindly.

        Raises:
            HallError: the hall cannot be reached, or refuses; nothing is lost, call again.
            OutcomeUnknown: answers got lost three times on end.
        """
        run: Run | None = None
        lost = 0
        while True:
            try:
                ledger = self.ledger
                run = run or Run(self.order, self.hall, ledger.filing)
                step = next(run.steps(ledger), None)
                if step is None:
                    return Outcome(ledger, run.needs(ledger))
                step()
                lost = 0
            except OutcomeUnknown as doubt:
                lost += 1
                if lost == _PATIENCE:
                    doubt.reference = self.reference
                    raise
                if run is not None:
                    run.forget()

    def withdraw(self, people: Iterable[str]) -> int:
        """Takes people out for good: what is pending or returned of them (撤回).

        They are free for other filings then; the ledger goes on telling that they were here. Leaving
        them out of the next sheet does less: what was returned stays returned.

        Args:
            people: certificate numbers.

        Returns:
            How many of their entries are withdrawn, earlier ones included.

        Raises:
            NotFound: somebody is not in the filing; nothing is done.
            StepRefused: nothing of somebody can be withdrawn, or the hall offers no withdrawal.
        """
        if isinstance(people, str):
            raise TypeError("people: several certificate numbers are wanted, such as a list of one")
        return withdraw(self.hall, self.id, [PersonId(one) for one in people])

    def print_pack(self, path: str | Path, *, fonts: Sequence[str | PathLike[str]] = ()) -> Path:
        """Writes everything that this filing must print, in order, into one PDF at `path`.

        A cover tells what to stamp and to photograph; the source rows are attached; the pack knows
        its pages, so that `sxbundle.forms.split_scans` cuts the stamped scans back by person. The
        declaration in it is the hall's own page.

        Args:
            path: the PDF.
            fonts: font files for names with characters that the bundled font lacks.

        Raises:
            FormError: nobody to print, or a character that no font has.
            StepRefused: the rows are not staged yet; call `advance` first.
        """
        from sxbundle.forms import print_pack

        ledger = self.ledger
        pack = print_pack(
            self.order.batch,
            unit=self.hall.unit(),
            record=self.order.unit,
            step=ledger.step,
            first=ledger.first,
            declaration=self.hall.declaration(self.id) if self.order.plan.declaration else None,
            fonts=fonts,
        )
        pack.save(path)
        return Path(path)

    def __repr__(self) -> str:
        return f"<Filing {self.reference!r} {self.order.plan.bundle} {len(self.order.batch)} rows>"


_PATIENCE = 3


def _accepted(plan: Plan[Any], accept: "str | Iterable[str]") -> frozenset[str]:
    offered = {name: item.key for item in plan.commitments for name in (item.key, item.title)}
    if accept == "all":
        return frozenset(offered.values())
    names = [accept] if isinstance(accept, str) else list(accept)
    if lost := [name for name in names if name not in offered]:
        raise DeclarationError(f"accept：{shown('、'.join(lost))} 不是本次需要承诺的事项")
    return frozenset(offered[name] for name in names)


def _material(plan: Plan[Any], name: str) -> Material:
    for material in (*plan.materials, *plan.first_materials):
        if name in (material.key, material.title, *material.aliases):
            return material
    raise DeclarationError(f"materials：“{shown(name)}”不是本次申报的材料")
