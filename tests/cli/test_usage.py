"""Wrong command lines, help in both languages, streams that are closed, and records across filings."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

import sxbundle as sx
from sxbundle.bilingual import LANGUAGES, Lang, language
from sxbundle.cli import main
from sxbundle.cli.app import create_app
from sxbundle.testing import people

HAN = re.compile(r"[\u4e00-\u9fff]")
QUOTED = re.compile(r"「[^」]*」|打包快办")
ITEMS = ["--bundle", "hire", "--items", "职工参保登记"]
PRODUCT_WORDS = set(
    """
    sxbundle json toml csv xlsx xlsm xls pdf http https schema lang zh en hall db sqlite local folder browser
    profile pages sandbox shanxi check show diff drift against learn map codes file all hire education id
    digit ctrl bundle items help version bash zsh fish bashrc completion no submit hr o h b i r u m c x
    pending returned record
    """.split()  # noqa: SIM905 - a list of sixty strings is no easier to read
)
"""Keys, endings, and names of programs and commands that a Chinese help holds."""


def _help_texts(lang: Lang) -> dict[str, str]:
    with language(lang):
        group = create_app()
        context = click.Context(group, info_name="sxbundle")
        texts = {"": group.get_help(context)}
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            assert command is not None
            texts[name] = command.get_help(click.Context(command, info_name=name, parent=context))
    return texts


def test_help_in_english_holds_no_chinese_but_official_terms() -> None:
    for name, text in _help_texts("en").items():
        assert not HAN.search(QUOTED.sub("", text.replace("\n", " "))), (name, text)


def test_help_in_chinese_holds_no_english_words() -> None:
    names = set(_help_texts("zh"))
    for name, text in _help_texts("zh").items():
        prose = re.sub(r"--?[a-z][a-z-]*|SXBUNDLE_[A-Z]+|[\w/]*:///[\w./]*", " ", text)
        words = {word.lower() for word in re.findall(r"[A-Za-z]+", prose)}
        assert words <= PRODUCT_WORDS | names, (name, words - PRODUCT_WORDS - names)


@pytest.mark.parametrize("name", create_app().list_commands(click.Context(create_app())))
def test_every_command_has_help_and_refuses_what_it_does_not_know(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    command = create_app().get_command(click.Context(create_app()), name)
    assert command is not None
    assert main([name, "--help"]) == 0
    assert f"sxbundle {name}" in capsys.readouterr().out
    assert main([name, "--no-such-option"]) == 2
    refused = capsys.readouterr()
    assert ("--no-such-option" in refused.err, refused.out) == (True, "")
    needed = [parameter for parameter in command.params if parameter.required]
    if not any("--json" in parameter.opts for parameter in command.params) or not needed:
        return
    assert main([name, "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["code"] == "cli.usage"
    values = {type(parameter): "没有这样的东西" for parameter in needed}
    words = [values[click.Argument]] if click.Argument in values else []
    for parameter in needed:
        if isinstance(parameter, click.Option):
            words += [parameter.opts[0], values[click.Option]]
    assert main([name, *words, "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["message"]
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a sheet, an empty file and a folder."""
    place = tmp_path_factory.mktemp("usage")
    sx.HIRE.select("职工参保登记").sheet().save(place / "file.xlsx")
    (place / "empty.xlsx").touch()
    (place / "folder").mkdir()
    return place


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "{file}", *ITEMS, "--on", "2026-13-01"],
        ["check", "{file}", *ITEMS, "--on", "昨天"],
        ["check", "{file}", "more", "words", *ITEMS],
        ["check", "{file}", *ITEMS, "--key"],
        ["check", "{file}", *ITEMS, "--json=1"],
        ["check", "{file}", *ITEMS, "--codes", "{folder}"],
        ["check", "{file}", *ITEMS, "--codes", "{file}"],
        ["check", "{file}", *ITEMS, "--codes", "none.toml"],
        ["check", "{file}", *ITEMS, "--overlay", "none.toml"],
        ["check", "{folder}", *ITEMS],
        ["check", "{empty}", *ITEMS],
        ["learn", "{file}", "-o", "{folder}/none/profile.json"],
        ["drift", "{file}", "--against", "none.json"],
        ["drift", "{file}", "--against", "{folder}"],
        ["drift", "{file}", "--against", "{file}"],
        ["template", *ITEMS, "-o", "sheet.docx"],
        ["serve", "--port", "99999"],
        ["serve", "--import-seconds", "-1"],
        ["completion", "tcsh"],
        ["pages", "what"],
        ["codes", "no-such-list"],
        ["login", "--hall", "local:///none.db"],
        ["ledger", "--hall", "local:///none.db"],
        ["ledger", "--hall", "local:///none.db", "--user", "somebody"],
        ["records", "--hall", "local:///none.db", "--user", "somebody", "--state", "none"],
        ["no-such-command"],
    ],
    ids=" ".join,
)
def test_a_wrong_command_line_gets_one_sentence_in_one_language(
    arguments: list[str],
    lang: Lang,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("SXBUNDLE_PASSWORD", "x")
    given = [text.format(file="file.xlsx", empty="empty.xlsx", folder="folder") for text in arguments]
    assert main([*given, "--lang", lang]) == 2
    out, error = capsys.readouterr()
    assert not out
    assert error.count("\n") == 1, error
    assert bool(HAN.search(QUOTED.sub("", error).replace("昨天", ""))) == (lang == "zh"), error
    if lang == "zh":
        assert not re.search(r"[a-z]+ [a-z]+ [a-z]+", re.sub(r"more words", "", error)), error


def test_a_wrong_command_line_is_json_when_json_was_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "x.xlsx", "--bundle", "nobody", "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["code"] == "cli.usage"
    assert main(["check", "--lang", "fr"]) == 2
    assert "zh" in capsys.readouterr().err


def _run(arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", "-c", f'"{sys.executable}" -m sxbundle {arguments}'],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )


@pytest.mark.skipif(sys.platform == "win32", reason="redirections of a POSIX shell")
@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ("codes >&-", 0, ""),
        ("codes no-such-list 2>&-", 2, ""),
        ("codes ethnic_group >/dev/full", 2, "磁盘空间不足"),
        ("codes ethnic_group --json >/dev/full", 2, "磁盘空间不足"),
    ],
)
def test_an_output_that_takes_nothing(arguments: str, code: int, words: str) -> None:
    if "/dev/full" in arguments and not Path("/dev/full").exists():
        pytest.skip("no /dev/full on this system")
    done = _run(arguments)
    assert (done.returncode, words in done.stderr, "Traceback" in done.stderr) == (code, True, False), done


def test_a_pipe_that_closes_early_is_no_matter() -> None:
    done = _run("codes --json | head -c 1; exit 0")
    assert (done.stdout, done.stderr) == ("[", "")


def test_the_completion_script_completes() -> None:
    assert "_SXBUNDLE_COMPLETE" in _run("completion bash").stdout
    words = _run("", _SXBUNDLE_COMPLETE="bash_complete", COMP_WORDS="sxbundle rec", COMP_CWORD="1").stdout
    assert words.split() == ["plain,receipts", "plain,records"] or "plain,records" in words.split()


def test_records_are_filtered_written_and_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SXBUNDLE_PASSWORD", "demo-2026")
    monkeypatch.setenv("SXBUNDLE_HALL", "local:///hall.db")
    monkeypatch.setenv("SXBUNDLE_USER", "taiyuan-demo")
    with sx.LocalHall.demo("hall.db") as hall:
        hall.sign_in(sx.Credentials("taiyuan-demo", "demo-2026"))
        for start, reference in enumerate(("十一月甲", "十一月乙")):
            selection = sx.HIRE.select("职工参保登记")
            batch = selection.batch(people.rows(selection.plan, 2, start=start * 10))
            sx.file(batch, hall, reference=reference).advance()
    assert main(["records", "--json"]) == 1
    records = json.loads(capsys.readouterr().out)
    assert {record["reference"] for record in records} == {"十一月甲", "十一月乙"}
    assert {record["state"] for record in records} == {"pending"}
    assert main(["records", "--state", "审核通过,submitted", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []
    assert main(["records", "--state", "待提交", "--items", "职工参保登记"]) == 1
    shown = capsys.readouterr().out
    assert shown.count("职工参保登记 ") == 4
    assert "缴费人员增加申报 " not in shown
    assert main(["records", "--until", "2001-01-01"]) == 0
    assert main(["records", "-o", "记录.csv"]) == 1
    written = Path("记录.csv").read_text("utf-8-sig")
    assert records[0]["person"] not in written
    assert written.startswith("申报,行,姓名,")
    assert main(["records", "-o", "记录.csv"]) == 2
    assert main(["receipts"]) == 0
    assert main(["ledger", "-o", "申报.csv"]) == 0
    assert Path("申报.csv").read_text("utf-8-sig").count("十一月") == 2
