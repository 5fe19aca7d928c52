"""The commands for the page map."""

import json
from pathlib import Path

import pytest

from sxbundle.cli import main
from sxbundle.clients.browser.chromium import browser_error


def test_check_tells_holes_and_exits_accordingly(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pages", "check", "sandbox"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1  # nothing to fill in: no heading, either
    assert main(["pages", "check", "shanxi", "--json"]) == 1
    rows = json.loads(capsys.readouterr().out)
    assert {"site", "pages.home"} <= {row["位置"] for row in rows}
    assert all(row["须补充"] for row in rows)


def test_show_tells_source_and_confidence_of_every_entry(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pages", "show", "shanxi", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert all(row["来源"] and row["把握"] in ("seen", "manual", "family", "assumed") for row in rows)


def test_diff_and_schema(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = tmp_path / "own.toml"
    own.write_text('extends = "sandbox"\nname = "sandbox"\n[pages.home]\npath = "/start"\n', "utf-8")
    assert main(["pages", "diff", "sandbox", "sandbox"]) == 0
    capsys.readouterr()
    assert main(["pages", "diff", "sandbox", str(own), "--json"]) == 1
    (row,) = json.loads(capsys.readouterr().out)
    assert row["位置"] == "pages.home.path"
    assert main(["pages", "schema"]) == 0
    assert json.loads(capsys.readouterr().out)["$schema"]


@pytest.mark.parametrize(
    "arguments",
    [["pages", "nonsense"], ["pages", "diff", "sandbox"], ["pages", "check", "no-such.toml"],
     ["doctor", "--hall", "local:///:memory:"]],
)  # fmt: skip
def test_what_cannot_be_done_is_refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_doctor_of_a_map_without_an_address(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--hall", "browser:///shanxi", "--json"]) == 1
    assert {row["状态"] for row in json.loads(capsys.readouterr().out)} == {"hole"}


def test_a_window_where_there_is_no_desktop() -> None:
    """Playwright draws a frame around its advice; the reason for a clerk is one of ours."""
    error = RuntimeError("BrowserType.launch: Target page has been closed\nBrowser logs:\nno XServer")
    assert "没有可以打开窗口的桌面" in str(browser_error(error, starting=True))


def test_an_address_at_which_nobody_answers() -> None:
    """Also while somebody records: the browser did not end."""
    error = RuntimeError("Page.goto: net::ERR_CONNECTION_REFUSED at http://127.0.0.1:1/")
    assert browser_error(error).code == "pages.unreachable"


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("BrowserType.launch: Failed to launch: Error: spawn /etc/passwd EACCES", "没有权限运行"),
        ("BrowserType.connect_over_cdp: connect ECONNREFUSED 127.0.0.1:1", "没有打开的浏览器"),
        ("BrowserType.launch: Target page, context or browser has been closed", "随即退出"),
    ],
)
def test_a_browser_that_does_not_start_is_told_in_our_words(words: str, reason: str) -> None:
    said = str(browser_error(RuntimeError(words), starting=True))
    assert reason in said
    assert "BrowserType" not in said


@pytest.mark.slow
def test_who_signed_in_in_that_browser_needs_no_account(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody listens there: the command got as far as the browser."""
    monkeypatch.delenv("SXBUNDLE_USER", raising=False)
    assert main(["records", "--hall", "browser:///sandbox?attach=127.0.0.1:1"]) == 2
    assert "没有打开的浏览器" in capsys.readouterr().err
