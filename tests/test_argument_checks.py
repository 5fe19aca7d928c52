"""Every public call with arguments that are wrong: our errors, or a TypeError where typing forbids them.

What must never come out is whatever stumbled over the argument: AttributeError, ValueError of a library,
UnicodeEncodeError, a database's error.
"""

import inspect
from collections.abc import Callable
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest

import sxbundle as sx
from sxbundle import codes, forms, rules
from sxbundle.testing import people

WRONG: dict[str, Any] = {
    "None": None,
    "a number": 5,
    "no number": float("nan"),
    "a truth": True,
    "an object": object(),
    "a list": [1],
    "a mapping": {1: 2},
    "bytes": b"\x00\xff",
    "nothing": "",
    "blanks": "  ",
    "NUL": "a\0b",
    "half a character": "\ud800",
    "a long text": "长" * 50_000,
    "a folder": "folder",
    "a Path of a folder": Path("folder"),
    "a file that is not there": "nowhere/nothing.xlsx",
    "no workbook": "bad.xlsx",
    "an empty file": "empty.csv",
    "a day": date(2026, 1, 1),
    "a class": int,
}
PEOPLE: Any = "批次"
LOOKUPS = {"Bundle.item", "CodeList[]", "Batch.row"}
"""What is looked up by a key of one's own says so as a mapping or a list does: a LookupError."""
LONGEST = 3000
"""All that is wrong with a whole page is more than a sentence, and far less than what was given."""


class World:
    """What the calls need; made once."""

    def __init__(self) -> None:
        self.selection = sx.HIRE.select("职工参保登记", "劳动用工备案", on=date(2026, 11, 30))
        self.retiree = sx.RETIREE_DEATH.select("养老保险待遇发放账户维护", on=date(2026, 11, 30))
        self.rows = list(people.rows(self.selection.plan, 2))
        self.good = self.selection.sheet().fill(self.rows, "good.xlsx")
        self.batch = self.selection.read(self.good)
        self.unit = forms.UnitHead(name="示例")
        self.hall = sx.LocalHall.demo()
        self.hall.sign_in(sx.Credentials("taiyuan-demo", "demo-2026"))
        self.filing = self.hall.open(self.selection, "甲")
        self.references = map("第 {} 次".format, count())

    def file(self, **arguments: Any) -> object:
        """A new filing of the batch, advanced."""
        defaults = {"batch": self.batch, "hall": self.hall, "reference": next(self.references)}
        return sx.file(**defaults | arguments).advance()

    def stranger(self) -> sx.LocalHall:
        """A client of the same hall that has not signed in."""
        return self.hall.new_client()


CALLS: dict[str, Callable[[World, Any], object]] = {
    "Bundle.select": lambda w, x: sx.HIRE.select("就业登记", x),
    "Bundle.select on": lambda w, x: sx.HIRE.select("就业登记", on=x),
    "Bundle.select vouched": lambda w, x: sx.HIRE.select("就业登记", vouched=x),
    "Bundle.item": lambda w, x: sx.HIRE.item(x),
    "Selection.sheet": lambda w, x: w.selection.sheet(x),
    "Selection.using": lambda w, x: w.selection.using(x),
    "Selection.read": lambda w, x: w.selection.read(x).report,
    "Selection.read columns": lambda w, x: w.selection.read(w.good, columns=x).report,
    "Selection.read column": lambda w, x: w.selection.read(w.good, columns={"姓名": x}).report,
    "Selection.read sheet": lambda w, x: w.selection.read(w.good, sheet=x).report,
    "Selection.batch": lambda w, x: w.selection.batch(x).report,
    "Selection.batch row": lambda w, x: w.selection.batch([x]).report,
    "Selection.batch caption": lambda w, x: w.selection.batch([{"姓名": "甲", str(x): 1}]).report,
    "Selection.batch cell": lambda w, x: w.selection.batch([dict.fromkeys(w.rows[0], x)]).report,
    "Selection.batch columns": lambda w, x: w.selection.batch(w.rows, columns=x).report,
    "Sheet.save": lambda w, x: w.selection.sheet().save(x),
    "Sheet.fill": lambda w, x: w.selection.sheet().fill(x, "f.xlsx"),
    "Sheet.fill path": lambda w, x: w.selection.sheet().fill(w.rows, x),
    "Sheet.fill cell": lambda w, x: w.selection.sheet().fill([dict.fromkeys(w.rows[0], x)], "c.xlsx"),
    "Sheet.fill head": lambda w, x: w.retiree.sheet().fill([], "h.xlsx", head=x),
    "Sheet.fill field": lambda w, x: w.retiree.sheet().fill([], "h.xlsx", head={"单位编号": x}),
    "Batch.annotate": lambda w, x: w.batch.annotate(x),
    "Batch.row": lambda w, x: w.batch.row(x),
    "file batch": lambda w, x: w.file(batch=x),
    "file hall": lambda w, x: sx.file(w.batch, x, reference="乙"),
    "file reference": lambda w, x: w.file(reference=x),
    "file unit": lambda w, x: w.file(unit=x),
    "file materials": lambda w, x: w.file(materials=x),
    "file material": lambda w, x: w.file(materials={"营业执照": x}),
    "file accept": lambda w, x: w.file(accept=x),
    "file clerk": lambda w, x: w.file(accept="all", clerk=x),
    "file papers": lambda w, x: w.file(papers=x),
    "file progress": lambda w, x: w.file(progress=x),
    "connect": lambda w, x: sx.connect(x),
    "explain": lambda w, x: sx.explain(x),
    "language": lambda w, v: sx.language(v),
    "learn": lambda w, x: sx.learn(x),
    "learn columns": lambda w, x: sx.learn(w.good, sx.HIRE, columns=x),
    "learn sheet": lambda w, x: sx.learn(w.good, sx.HIRE, sheet=x),
    "sniff": lambda w, x: sx.sniff(x),
    "check_many": lambda w, x: list(sx.check_many([x], w.selection)),
    "check_many selection": lambda w, x: list(sx.check_many([w.good], x)),
    "file_many": lambda w, x: list(sx.file_many([x])),
    "Catalog.with_overlay": lambda w, x: sx.CATALOG.with_overlay(x),
    "Catalog.with_bundle": lambda w, x: sx.CATALOG.with_bundle(x),
    "codes.code_list": lambda w, x: codes.code_list(x),
    "Catalog.with_codes": lambda w, x: sx.CATALOG.with_codes("sex", x),
    "Catalog.with_codes entry": lambda w, x: sx.CATALOG.with_codes("sex", {"7": x}),
    "CodeList.parse": lambda w, x: codes.code_list("sex").parse(x),
    "CodeList.find": lambda w, x: codes.code_list("sex").find(x),
    "CodeList.near": lambda w, x: codes.code_list("sex").near(x),
    "CodeList[]": lambda w, x: codes.code_list("sex")[x],
    "in CodeList": lambda w, x: x in codes.code_list("sex"),
    "Divisions.named": lambda w, x: codes.divisions().named(x),
    "LocalHall": lambda w, x: sx.LocalHall(x).close(),
    "FolderHall": lambda w, x: sx.FolderHall(x),
    "Client.sign_in": lambda w, x: w.stranger().sign_in(x),
    "Credentials": lambda w, x: w.stranger().sign_in(sx.Credentials(x, x)),
    "Client.choose": lambda w, x: w.hall.choose(x),
    "Client.open": lambda w, x: w.hall.open(x, "丙"),
    "Client.open reference": lambda w, x: w.hall.open(w.selection, x),
    "Client.accept item": lambda w, x: w.hall.accept(w.filing, x, "李"),
    "Client.stage": lambda w, x: w.hall.stage(w.filing, x),
    "Client.record_unit": lambda w, x: w.hall.record_unit(w.filing, x),
    "Client.attach material": lambda w, x: w.hall.attach(w.filing, x, b"x"),
    "Client.attach file": lambda w, x: w.hall.attach(w.filing, "licence", x),
    "Client.find": lambda w, x: w.hall.find(x),
    "retirement_date": lambda w, x: rules.retirement_date(x, "M60"),
    "retirement_date group": lambda w, x: rules.retirement_date(date(1980, 1, 1), x),
    "UnitRecord.from_mapping": lambda w, x: sx.UnitRecord.from_mapping(x),
    "UnitRecord.from_mapping field": lambda w, x: sx.UnitRecord.from_mapping({"单位名称": x}),
    "check_unit_record": lambda w, x: forms.check_unit_record(x),
    "check_unit_record field": lambda w, x: forms.check_unit_record({"男职工": x}),
    "print_pack": lambda w, x: forms.print_pack(x, unit=w.unit),
    "print_pack unit": lambda w, x: forms.print_pack(w.batch, unit=x),
    "print_pack on": lambda w, x: forms.print_pack(w.batch, unit=w.unit, on=x),
    "print_pack font": lambda w, x: forms.print_pack(w.batch, unit=w.unit, fonts=[x]).pdf(),
    "split_scans": lambda w, x: forms.split_scans(x, forms.Manifest(())),
    "split_scans pack": lambda w, x: forms.split_scans(b"x", x),
    "account_changes": lambda w, x: forms.account_changes(x, unit=w.unit),
    "pdf_pack": lambda w, x: forms.pdf_pack(x),
    "lines_of": lambda w, x: forms.lines_of(x),
    "ContractEndTable.of": lambda w, x: forms.ContractEndTable.of(x, unit=w.unit),
    "Manifest.from_json": lambda w, x: forms.Manifest.from_json(x),
    "Manifest.from_pdf": lambda w, x: forms.Manifest.from_pdf(x),
    "TemplateProfile.from_json": lambda w, x: sx.TemplateProfile.from_json(x),
}


def made_by(name: str) -> list[tuple[str, Callable[[World, Any], object]]]:
    """The calls of one rule: each argument of what makes it, and its cells."""
    make = getattr(rules, name)
    told = [
        (f"rules.{name} {one}", lambda w, x, one=one: make(**{one: x}))
        for one in inspect.signature(make).parameters
        if one != "codes"
    ]
    return told or [
        (f"rules.{name}().check", lambda w, x: make().check(x)),
        (f"rules.{name}().parse", lambda w, x: make().parse(x)),
    ]


MAKERS = [
    name
    for name, one in vars(rules).items()
    if inspect.isfunction(one) and one.__module__.startswith("sxbundle.")
]
CALLS |= {name: call for maker in MAKERS for name, call in made_by(maker)}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory):
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("world")
        patch.chdir(folder)
        Path("folder").mkdir()
        Path("bad.xlsx").write_bytes(b"x")
        Path("empty.csv").write_bytes(b"")
        made = World()
        yield made
        made.hall.close()


@pytest.mark.parametrize("call", CALLS)
def test_what_is_wrong_is_told_as_ours_or_as_a_type_error(call: str, world: World) -> None:
    strange = {}
    for what, value in WRONG.items():
        try:
            CALLS[call](world, value)
        except sx.SxError as error:
            told = str(error)
            if len(told) > LONGEST or not any("\u4e00" <= one <= "\u9fff" for one in told):
                strange[what] = told[:100]
        except TypeError:
            pass
        except LookupError as error:
            if call not in LOOKUPS:
                strange[what] = repr(error)[:100]
        except Exception as error:
            strange[what] = repr(error)[:100]
    assert not strange


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (lambda w: sx.HIRE.select(WRONG["None"]), "title or key of an item"),
        (lambda w: sx.file(w.batch, w.hall, reference=WRONG["None"]), "reference"),
        (lambda w: sx.file(PEOPLE, w.hall, reference="乙"), "batch"),
        (lambda w: sx.file(w.batch, WRONG["a folder"], reference="乙"), "hall"),
        (lambda w: sx.connect(WRONG["None"]), "url"),
        (lambda w: w.selection.read(w.good, columns="姓名"), "columns"),
    ],
)
def test_a_type_error_names_the_argument_and_shows_no_value(call: Any, named: str, world: World) -> None:
    with pytest.raises(TypeError, match=named) as caught:
        call(world)
    assert "批次" not in str(caught.value)


def test_every_public_function_is_in_the_table() -> None:
    public = {name for name in sx.__all__ if inspect.isfunction(getattr(sx, name))}
    public |= {name for name in forms.__all__ if inspect.isfunction(getattr(forms, name))}
    asked = {name.split()[0] for name in CALLS}
    assert public <= asked
