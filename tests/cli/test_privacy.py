"""Without `--show` no command prints the name or number of anybody on the sheet, in any format."""

from collections.abc import Iterator
from pathlib import Path

import click
import openpyxl
import pytest

import sxbundle as sx
from sxbundle.cli import main
from sxbundle.cli.app import create_app
from sxbundle.masking import Redactor
from sxbundle.testing import people

ITEMS = ["--bundle", "hire", "--items", "职工参保登记,高校毕业生报到", "--on", "2026-11-23"]
FILING = ["--reference", "2026-11 入职", "--accept", "all", "--clerk", "示例经办人", "--materials", "材料"]
HALL = ["--hall", "local:///hall.db", "--user", "taiyuan-demo"]
RECORDS = [*HALL, "--reference", "2026-11 入职"]
COMMANDS = {
    "check": ["人.xlsx", *ITEMS, "--notices", "--key", "工号"],
    "annotate": ["人.xlsx", *ITEMS],
    "template": [*ITEMS],
    "fill": ["人.xlsx", *ITEMS],
    "learn": ["人.xlsx", "--bundle", "hire"],
    "drift": ["人.xlsx", "--bundle", "hire"],
    "map": ["人.xlsx", *ITEMS],
    "sniff": ["人.xlsx"],
    "plan": ["人.xlsx", *ITEMS, *FILING, *HALL],
    "needs": ["人.xlsx", *ITEMS, *FILING, *HALL],
    "file": ["人.xlsx", *ITEMS, *FILING, *HALL],
    "advance": ["人.xlsx", *ITEMS, *FILING, *HALL],
    "print": ["人.xlsx", *ITEMS, *FILING, *HALL],
    "ledger": RECORDS,
    "receipts": RECORDS,
    "records": HALL,
    "outlets": ["140100", *HALL],
    "explain": ["id.check-digit"],
    "codes": ["sex"],
    "bundles": ["hire"],
}
NO_PEOPLE = {"login", "serve", "doctor", "pages", "completion"}
"""Commands that are given no sheet and no filing."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a demonstration hall, a sheet with right and wrong rows, and files named after people."""
    place = tmp_path_factory.mktemp("privacy")
    sx.LocalHall.demo(place / "hall.db").close()
    selection = sx.HIRE.select("职工参保登记", "高校毕业生报到")
    selection.sheet().fill(people.rows(selection.plan, 5), place / "人.xlsx")
    batch = selection.read(place / "人.xlsx")
    number, name = batch.plan.number, batch.plan.name
    rows = [
        {
            column.caption: batch.table.cells[column.key][at]
            for column in batch.plan.columns
            if column.section in batch.plan.active
        }
        | {"工号": f"A{at}"}
        for at in range(5)
    ]
    right = str(rows[0][number.caption])
    rows[0][number.caption] = right[:8] + "O" + right[9:] if right[8] == "0" else right[:-1] + "A"
    rows[1][number.caption] = f"{right}."
    workbook = openpyxl.Workbook()
    workbook.active.append(list(rows[0]))
    for row in rows:
        workbook.active.append(list(row.values()))
    workbook.save(place / "人.xlsx")
    (place / "材料").mkdir()
    (place / "材料" / f"{rows[3][name.caption]}_不认识.jpg").write_bytes(b"no picture")
    return place


@pytest.fixture(scope="module")
def personal(folder: Path) -> frozenset[str]:
    """Every name, number, phone and account of the sheet, as written there and as read."""
    batch = sx.HIRE.select("职工参保登记", "高校毕业生报到").read(folder / "人.xlsx")
    kinds = {"name", "certificate", "phone", "account"}
    columns = [column for column in batch.plan.columns if str(column.personal) in kinds]
    texts = {str(cell) for column in columns for cell in batch.table.cells[column.key] if cell}
    return frozenset(texts | {str(row.basic.certificate_number) for row in batch.rows})


@pytest.fixture(autouse=True)
def signed_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SXBUNDLE_PASSWORD", "demo-2026")
    monkeypatch.chdir(folder)


CONTEXT = click.Context(create_app())


def _commands() -> Iterator[str]:
    yield from create_app().list_commands(CONTEXT)


def test_every_command_is_tried() -> None:
    assert set(_commands()) - NO_PEOPLE == set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_nobody_is_named(command: str, personal: frozenset[str], capsys: pytest.CaptureFixture[str]) -> None:
    built = create_app().get_command(CONTEXT, command)
    assert built is not None
    names = {name for option in built.params for name in option.opts}
    for more in [[], ["--json"]] if "--json" in names else [[]]:
        forced = ["--force"] if "--force" in names else []
        arguments = [command, *COMMANDS[command], *forced, *more]
        assert main(arguments) in (0, 1) or command == "print", capsys.readouterr().err
        printed = "".join(capsys.readouterr())
        assert printed
        assert [text for text in personal if text in printed] == []


@pytest.mark.parametrize("command", ["plan", "needs", "file", "ledger"])
@pytest.mark.parametrize("more", [[], ["--json"]])
def test_show_names_them(
    command: str, more: list[str], personal: frozenset[str], capsys: pytest.CaptureFixture[str]
) -> None:
    main([command, *COMMANDS[command], "--show", *more])
    printed = capsys.readouterr().out
    assert any(text in printed for text in personal)


def test_check_shows_a_mend_in_full_only_when_asked(capsys: pytest.CaptureFixture[str]) -> None:
    mends = []
    for more in [], ["--show"]:
        main(["check", *COMMANDS["check"], *more])
        mends.append(capsys.readouterr().out)
    assert "A1" in mends[0]
    assert mends[0] != mends[1]


def test_a_reason_that_names_somebody_else_is_masked() -> None:
    redactor = Redactor(["张三", "张三丰", "李"], ["11010519491231002X"])
    assert redactor.sentence("张三丰与张三的证件 11010519491231002X 相同") == (
        "张**与张*的证件 110105********002X 相同"
    )
    assert redactor.sentence("李") == "李"
    assert redactor.sentence("电话 13800000000") == "电话 138******00"
    assert redactor.sentence("") == ""
    assert "张" not in repr(redactor)
