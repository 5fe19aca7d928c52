"""The command `sxbundle`: what it prints, its exit codes, and that it masks personal data."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import attrs
import pytest

import sxbundle as sx
from sxbundle.cli import main, output
from sxbundle.filing.request import Progress
from sxbundle.testing import papers, people

DATA = Path(__file__).parents[2] / "examples" / "data"
WRONG, RIGHT = DATA / "采集表_已填.xlsx", DATA / "采集表_已改正.xlsx"
HIRE = [
    "--bundle",
    "hire",
    "--items",
    "职工参保登记",
    "--items",
    "就业登记,劳动用工备案",
    "--on",
    "2026-11-23",
]
USER = ["--user", "taiyuan-demo"]


@pytest.fixture
def hall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a demonstration hall, with its password in the environment."""
    sx.LocalHall.demo(tmp_path / "hall.db").close()
    monkeypatch.setenv("SXBUNDLE_PASSWORD", "demo-2026")
    monkeypatch.chdir(tmp_path)
    return "local:///hall.db"


def test_wrong_rows_are_reported_and_give_1(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(WRONG), *HIRE]) == 1
    printed = capsys.readouterr().out
    report = sx.HIRE.select("职工参保登记", "就业登记", "劳动用工备案").read(WRONG).report
    for problem in report.errors:
        assert problem.code in printed
    assert "错误" in printed


def test_a_clean_sheet_gives_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(RIGHT), *HIRE]) == 0
    assert "错误 0 条" in capsys.readouterr().out


def test_json_holds_every_problem(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(WRONG), *HIRE, "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert answer["errors"] == sum(problem["severity"] == "error" for problem in answer["problems"]) > 0
    assert {"row", "code", "caption", "message"} <= answer["problems"][0].keys()


def test_the_bundle_is_found_by_the_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(RIGHT), *HIRE[2:]]) == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check", "没有这个文件.xlsx", *HIRE], "没有这个文件.xlsx"),
        (["check", str(RIGHT), "--bundle", "hire"], "--items"),
        (["check", str(RIGHT), "--bundle", "nobody", "--items", "x"], "nobody"),
        (["check", str(RIGHT), "--bundle", "hire", "--items", "没有的事项"], "没有的事项"),
        (["check", "--bundle"], "--bundle"),
        (["check"], "FILE"),
        (["check", str(RIGHT), "--wrong"], "--wrong"),
        (["nothing"], "nothing"),
        (["explain", "no.such-code"], "no.such-code"),
        (["codes", "nothing"], "nothing"),
        (
            ["template", "--bundle", "hire", "--items", "职工参保登记", "--output", "/dev/null/x.xlsx"],
            "x.xlsx",
        ),
    ],
)
def test_what_is_refused_gives_2_and_one_sentence(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    error = capsys.readouterr().err
    assert words in error
    assert "Traceback" not in error


def test_a_refusal_is_json_when_json_was_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "没有.xlsx", *HIRE, "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["code"] == "file.unreadable"


def test_annotate_writes_a_marked_copy_and_overwrites_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "问题.xlsx"
    assert main(["annotate", str(WRONG), *HIRE, "-o", str(target)]) == 1
    assert target.exists()
    assert main(["annotate", str(WRONG), *HIRE, "-o", str(target)]) == 2
    assert "--force" in capsys.readouterr().err
    assert main(["annotate", str(WRONG), *HIRE, "-o", str(target), "--force"]) == 1


def test_template_then_fill_then_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    blank, filled = tmp_path / "空白.xlsx", tmp_path / "已填.xlsx"
    assert main(["template", *HIRE, "-o", str(blank)]) == 0
    assert main(["learn", str(blank), "--bundle", "hire", "-o", str(tmp_path / "模板.json")]) == 0
    assert main(["drift", str(blank), "--against", str(tmp_path / "模板.json"), "--bundle", "hire"]) == 0
    assert main(["fill", str(RIGHT), *HIRE, "--template", str(blank), "-o", str(filled)]) == 0
    assert main(["check", str(filled), *HIRE]) == 0


def test_reference_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "id.check-digit"]) == 0
    assert "GB 11643" in capsys.readouterr().out
    assert main(["codes"]) == 0
    assert "education" in capsys.readouterr().out
    assert main(["codes", "sex", "--json"]) == 0
    assert {entry["name"] for entry in json.loads(capsys.readouterr().out)} >= {"男性", "女性"}
    assert main(["bundles"]) == 0
    assert "企业招用员工包" in capsys.readouterr().out
    assert main(["bundles", "hire"]) == 0
    assert "职工参保登记" in capsys.readouterr().out
    assert main(["bundles", "hire", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["items"]
    assert main(["sniff", str(RIGHT)]) == 0


def test_from_a_sheet_to_receipts(hall: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = [str(RIGHT), *HIRE, "--reference", "2026-11 入职", "--hall", hall, *USER]
    assert main(["plan", *filing]) == 0
    assert "承诺" in capsys.readouterr().out
    assert main(["plan", *filing, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["needs"]
    assert main(["file", *filing]) == 1
    assert "待办" in capsys.readouterr().out
    record = papers.unit_record()
    unit = {name: getattr(record, name) for name in attrs.fields_dict(type(record))}
    unit = {name: getattr(value, "label", None) or str(value) for name, value in unit.items()}
    Path("单位.toml").write_text("".join(f'"{key}" = "{value}"\n' for key, value in unit.items()), "utf-8")
    ready = [*filing, "--accept", "all", "--clerk", "示例经办人", "--unit", "单位.toml", "--papers", "打印"]
    assert main(["advance", *ready, "--json"]) == 1
    outcome = json.loads(capsys.readouterr().out)
    assert outcome["needs"]
    with sx.connect(hall) as client:
        client.sign_in(sx.Credentials("taiyuan-demo", "demo-2026"))
        found = client.find("2026-11 入职")
        assert found is not None
        ledger = client.ledger(found)
        papers.stamp_and_photograph(
            Path("打印") / "山西省参加社会保险人员增减申报表.pdf", Path("材料") / "增减申报表.jpg"
        )
        papers.collect(Path("材料"), ledger)
    assert main(["advance", *ready, "--materials", "材料", "--no-submit"]) == 1
    assert main(["advance", *ready, "--materials", "材料"]) == 0
    capsys.readouterr()
    assert main(["receipts", "--hall", hall, *USER, "-r", "2026-11 入职", "--json"]) == 0
    receipts = json.loads(capsys.readouterr().out)
    assert receipts
    names = [row.basic.name for row in sx.HIRE.select("职工参保登记", "就业登记").read(RIGHT).rows]
    assert main(["ledger", "--hall", hall, *USER, "-r", "2026-11 入职"]) == 0
    masked = capsys.readouterr().out
    assert not any(name in masked for name in names)
    assert main(["ledger", "--hall", hall, *USER, "-r", "2026-11 入职", "--show"]) == 0
    assert names[0] in capsys.readouterr().out
    assert main(["ledger", "--hall", hall, *USER, "-r", "2026-11 入职", "-o", "台账.csv"]) == 0
    assert Path("台账.csv").read_text("utf-8-sig").count("\n") > len(receipts)
    assert main(["ledger", "--hall", hall, *USER]) == 0
    assert "2026-11 入职" in capsys.readouterr().out
    assert main(["needs", *filing]) == 0
    assert main(["print", *filing, "--unit", "单位.toml", "-o", "打印.pdf"]) == 0
    assert Path("打印.pdf").read_bytes().startswith(b"%PDF")
    assert main(["outlets", "140100", "--hall", hall, *USER]) == 0


def test_no_argument_takes_a_password(hall: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for command in ("file", "ledger", "login"):
        done = subprocess.run(
            [sys.executable, "-m", "sxbundle", command, "--help"], capture_output=True, text=True, check=True
        )
        assert "--password" not in done.stdout


def test_a_wrong_password_is_a_sentence(
    hall: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SXBUNDLE_PASSWORD", "wrong")
    assert main(["ledger", "--hall", hall, *USER]) == 2
    assert "wrong" not in capsys.readouterr().err


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "gbk"])
def test_any_terminal_can_show_it(encoding: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sxbundle", "check", str(WRONG), *HIRE],
        capture_output=True,
        env={**__import__("os").environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert done.stdout


def test_help_is_chinese() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sxbundle", "--help"], capture_output=True, text=True, check=True
    )
    assert "检查一份采集表" in done.stdout
    assert "Usage" not in done.stdout


def test_made_up_people_are_masked_in_the_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    selection = sx.HIRE.select("职工参保登记")
    rows = people.rows(selection.plan, 3)
    path = selection.sheet().fill(rows, tmp_path / "人.xlsx")
    main(["check", str(path), "--bundle", "hire", "--items", "职工参保登记", "--notices"])
    printed = capsys.readouterr().out
    batch = selection.read(path)
    assert not any(row.basic.certificate_number in printed for row in batch.rows)


@pytest.mark.parametrize(
    "arguments", [["--lang", "en", "explain", "phone.mobile"], ["explain", "phone.mobile", "--lang=en"]]
)
def test_the_command_speaks_english_on_demand(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 0
    assert "Write one mobile number." in capsys.readouterr().out
    assert main(["explain", "phone.mobile"]) == 0
    assert "填写一个手机号码。" in capsys.readouterr().out


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(("options", "drawn"), [([], True), (["--json"], False)])
def test_a_bar_goes_to_the_terminal_alone(options: list[str], drawn: bool) -> None:
    terminal, stderr = os.openpty()
    command = [sys.executable, "-m", "sxbundle", "check", str(RIGHT), *HIRE, *options]
    try:
        env = os.environ | {"TERM": "xterm"}
        run = subprocess.run(command, stdout=subprocess.PIPE, stderr=stderr, env=env, check=True)
        os.write(stderr, b"|")
        shown = os.read(terminal, 65_536).decode()
    finally:
        os.close(stderr)
        os.close(terminal)
    assert ("校验" in shown) is drawn
    assert "\x1b" not in run.stdout.decode()


def test_a_bar_counts_and_takes_any_text(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = io.StringIO()
    monkeypatch.setattr(screen, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    with output.progress_bar("核对", quiet=False) as move:
        assert move is not None
        move(Progress("[red]打包快办", 3, 12))
    assert "[red]打包快办" in screen.getvalue()
    assert "3/12" in screen.getvalue()


def test_map_names_the_columns_that_it_cannot_find(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An unknown column is no column whose values are all known."""
    export = tmp_path / "导出.csv"
    export.write_text("姓名,证件,证件号码,联系电话\n测试甲,ID,1,2\n", "utf-8")
    command = ["map", str(export), *HIRE, "--output", str(tmp_path / "代码.toml")]
    assert main(command) == 1
    shown = capsys.readouterr().out
    assert "证件类型" in shown
    assert "--column" in shown
    assert "所有代码值都认得" not in shown
    assert main([*command, "--column", "证件类型=证件"]) == 1
    assert '"ID" = ""' in (tmp_path / "代码.toml").read_text("utf-8")
