"""Each quirk by itself: the pages are served with it, and it does what it says."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from form_browser import FormBrowser
from hall_pages import HallPages, hall_pages

import sxbundle as sx
from sxbundle.clients.local import LocalHall
from sxbundle.errors import DeclarationError
from sxbundle.gateway.pages import Pages, Quirk, Quirks
from sxbundle.testing.office import DAY
from sxbundle.testing.scenario import hiring

pytestmark = pytest.mark.slow

ACCOUNT = LocalHall.DEMO_ACCOUNTS["enterprise"]


def filed(pages: HallPages, people: int = 2) -> str:
    """A filing of the enterprise that waits for submission."""
    with pages.hall.new_client() as client:
        client.sign_in(ACCOUNT)
        return hiring(people, on=DAY).equipped(client)


def imported(pages: HallPages, tmp_path: Path) -> FormBrowser:
    """A browser in which a sheet was just imported, under a name of its own."""
    scenario = hiring(4, on=DAY, items=("劳动用工备案",))
    sheet = scenario.selection.sheet().fill(scenario.rows, tmp_path / "filled.xlsx").read_bytes()
    browser = pages.signed_in().follow("企业招用员工包").press("下一步", {"劳动用工备案": True})
    return browser.press("数据暂存", {"选择文件": ("入职 表.xlsx", sheet)})


PASSABLE = sorted(set(Quirk) - {Quirk.CAPTCHA, Quirk.PERSON_CHOICE, Quirk.MAINTENANCE, Quirk.OTHER_THEME})


@pytest.mark.parametrize("quirk", [*PASSABLE, "all"])
def test_every_page_is_served(quirk: str) -> None:
    """Every page of a filing, by itself and with all that go together."""
    with hall_pages(quirk) as pages:
        pages.app.app.state.pages.slowness = 0.0
        filing = filed(pages)
        browser = pages.signed_in()
        found = []
        for path in (
            "home",
            "pending",
            "records",
            "outlets",
            "bundles/hire",
            f"filings/{filing}/import",
            f"filings/{filing}/print",
            f"filings/{filing}/materials",
            f"filings/{filing}/unit-page",
        ):
            answer = browser.client.get(f"/{path}")
            found.append(answer.status_code)
            assert answer.status_code in (200, 502 if quirk in ("bad-gateway", "all") else 200)
            if answer.status_code == 200:
                assert f'data-quirks="{" ".join(sorted(Quirks.parse(quirk).names))}"' in answer.text
        assert found.count(200) >= 7


def test_names_are_told_when_they_are_wrong() -> None:
    with pytest.raises(DeclarationError, match="framez"):
        Quirks.parse("frames,framez")
    assert str(Quirks.parse("notices, frames")) == "frames,notices"
    assert Quirk.CAPTCHA not in Quirks.parse("all").names


def test_an_import_stands_at_nothing_until_it_is_looked_at(tmp_path: Path) -> None:
    with hall_pages("stale-list") as pages:
        browser = imported(pages, tmp_path)
        seen = []
        for _ in range(3):
            (row,) = browser.rows("imports")
            seen.append((row["数据总量"], row["当前处理步骤"], row["是否完成"]))
            browser.press("刷新")
        assert seen == [("0", "0", "否"), ("4", "2", "否"), ("4", "4", "是")]


def test_names_stand_encoded_and_twice(tmp_path: Path) -> None:
    with hall_pages("encoded-names") as pages:
        rows = imported(pages, tmp_path).rows("imports")
        assert [row["文件名称"] for row in rows] == ["%E5%85%A5%E8%81%8C%20%E8%A1%A8.xlsx"] * 2
        assert [row["数据总量"] for row in rows] == ["4", "0"]


def test_a_box_says_success(tmp_path: Path) -> None:
    with hall_pages("success-box") as pages:
        boxes = imported(pages, tmp_path).document.xpath("//dialog")
        assert ["上传文件成功" in box.text_content() for box in boxes] == [True]


def test_columns_turn_round_and_bear_other_names() -> None:
    with hall_pages("other-columns,other-captions") as pages:
        filed(pages)
        (row, _) = pages.signed_in().open("/pending").rows("pending")
        captions = list(row)
        assert captions[0] == "选择"
        assert captions.index("操作功能") < captions.index("身份证件号码") < captions.index("人员姓名")
        assert {"经办机构", "申报渠道"} < row.keys()


def template_of(pages: HallPages, path: Path) -> FormBrowser:
    """Downloads the template of a filing; the browser is on the page of its import again."""
    browser = pages.signed_in().follow("企业招用员工包").press("下一步", {"劳动用工备案": True})
    form = str(browser.response.url)
    browser.follow("模板下载")
    path.write_bytes(browser.response.content)
    return browser.open(form)


def test_a_template_with_other_captions_is_learnt_filled_and_taken(tmp_path: Path) -> None:
    scenario = hiring(3, on=DAY, items=("劳动用工备案",))
    with hall_pages("other-columns,other-captions") as pages:
        browser = template_of(pages, tmp_path / "template.xlsx")
        profile = sx.learn(tmp_path / "template.xlsx")
        filled = scenario.selection.sheet(profile).fill(scenario.rows, tmp_path / "filled.xlsx")
        browser.press("数据暂存", {"选择文件": (filled.name, filled.read_bytes())})
        (row,) = browser.rows("imports")
        assert (row["总条数"], row["错误条数"], row["处理完毕"]) == ("3", "0", "是")


def test_a_template_of_1997_has_every_column(tmp_path: Path) -> None:
    scenario = hiring(1, on=DAY, items=("劳动用工备案",))
    with hall_pages("xls-template,other-captions") as pages:
        template_of(pages, tmp_path / "template.xls")
    batch = scenario.selection.read(tmp_path / "template.xls")
    assert len(batch) == 0
    assert {column.key for column in scenario.selection.plan.columns} <= set(batch.table.cells)


def test_tables_are_cut_into_pages_of_ten() -> None:
    with hall_pages("small-pages") as pages:
        filed(pages, people=12)
        browser = pages.signed_in().open("/pending")
        assert len(browser.rows("pending")) == 10
        assert len(browser.follow("下一页").rows("pending")) == 2
        assert len(browser.open("/pending?page_number=99").rows("pending")) == 2


def test_an_ended_session_is_a_box_that_leads_nowhere() -> None:
    with hall_pages("session-box") as pages:
        browser = pages.browser().open("/pending")
        assert browser.response.status_code == 401
        assert not browser.response.history
        assert "会话已过期，请重新登录。" in browser.text
        assert browser.links == ["跳到正文"]


def test_printing_ends_the_session() -> None:
    with hall_pages("short-session") as pages:
        filing = filed(pages)
        browser = pages.signed_in().open(f"/filings/{filing}/print").press("打印")
        assert browser.response.content.startswith(b"%PDF")
        assert "会话已过期" in browser.open(f"/filings/{filing}/materials").text


def test_the_fifth_deed_is_done_and_its_answer_lost() -> None:
    with hall_pages("lost-answers") as pages:
        filed(pages)
        browser = pages.signed_in()  # the first deed
        for _ in range(3):
            browser.open("/pending").press("提交")
        assert "提交前请确定" in browser.text
        browser.press("是")  # the fifth
        assert browser.response.status_code == 504
        assert len(browser.open("/pending").rows("pending")) == 1


def test_the_seventh_page_is_the_proxys_and_nothing_is_done() -> None:
    with hall_pages("bad-gateway") as pages:
        browser = pages.browser()
        assert [browser.client.get("/").status_code for _ in range(14)] == [*[200] * 6, 502] * 2


def test_slow_answers_are_answers() -> None:
    with hall_pages("slow") as pages:
        pages.app.app.state.pages.slowness = 0.001
        assert [pages.browser().client.get("/").status_code for _ in range(3)] == [200] * 3


def test_a_captcha_is_good_once_and_only_with_its_digits() -> None:
    with hall_pages("captcha") as pages:
        browser = pages.browser().open("/login?kind=legal")
        captchas = pages.app.app.state.pages.captchas
        fields = {"用户名": ACCOUNT.user, "密码": ACCOUNT.password}
        assert "验证码不正确" in browser.press("登录", {**fields, "验证码": "0000"}).text
        picture = browser.client.get("/captcha")
        assert picture.content.startswith(b"\x89PNG")
        ((digits, _),) = captchas._open.values()
        browser.open("/login?kind=legal")
        assert browser.press("登录", {**fields, "验证码": digits}).title == "首页"
        browser.open("/login?kind=legal")
        assert "验证码不正确" in browser.press("登录", {**fields, "验证码": digits}).text


def test_a_choice_must_be_made() -> None:
    with hall_pages("person-choice") as pages:
        browser = pages.browser().open("/login?kind=legal")
        fields = {"用户名": ACCOUNT.user, "密码": ACCOUNT.password}
        assert "请选择本次办理人" in browser.press("登录", fields).text
        assert browser.press("登录", {**fields, "本次办理人": "授权经办人"}).title == "首页"


def test_maintenance_is_everywhere() -> None:
    with hall_pages("maintenance") as pages:
        for path in ("/", "/login", "/home", "/office"):
            browser = pages.browser().open(path)
            assert "系统正在维护，请稍后再试.." in browser.text
            assert browser.response.status_code == 503


def test_notices_cover_the_home_page() -> None:
    with hall_pages("notices") as pages:
        assert len(pages.signed_in().document.xpath("//dialog[@open]")) == 2


def test_the_template_and_the_pdf_open_elsewhere() -> None:
    with hall_pages("new-tab") as pages:
        filing = filed(pages)
        browser = pages.signed_in()
        for page in ("import", "print"):
            assert browser.open(f"/filings/{filing}/{page}").document.xpath("//*[@target='_blank']")


def test_buttons_of_a_row_look_disabled() -> None:
    with hall_pages("fake-disabled") as pages:
        filed(pages)
        browser = pages.signed_in().open("/pending")
        assert browser.document.xpath("//tbody//a[@disabled]")
        assert browser.follow("附件").title == "附件"


def _first_words(element: Any) -> str:
    return next((text.strip() for text in element.itertext() if text.strip()), "")


def test_the_other_theme_has_the_words_and_not_the_markup() -> None:
    """Every heading, caption, button and link of the plain pages stands there, too."""

    def words(quirks: str) -> tuple[set[str], str]:
        with hall_pages(quirks) as pages:
            pages.app.app.state.pages.secret = b"0" * 32
            filing = filed(pages)
            browser = pages.signed_in()
            seen, text = set(), ""
            for path in ("home", "pending", f"filings/{filing}/import", f"filings/{filing}/materials"):
                browser.open(f"/{path}")
                text += browser.response.text
                seen |= {
                    re.sub(r"（.*|^\d\. |\*$", "", _first_words(one))
                    for one in browser.document.xpath(
                        "//h1|//th|//button|//main//a|//label|//*[@role='columnheader']"
                    )
                }
            return {one for one in seen if one and not one.startswith("选择 ")}, text

    plain, other = words(""), words("other-theme")
    assert plain[0] - other[0] == set()
    assert "<table" in plain[1]
    assert "<table" not in other[1]
    assert 'role="table"' in other[1]


def test_a_frame_shows_our_pages_only() -> None:
    with hall_pages("frames") as pages:
        browser = pages.signed_in()
        assert browser.open("/frame?to=/bundles/hire").document.xpath("//iframe/@src") == ["/bundles/hire"]
        assert "frame-ancestors 'self'" in browser.response.headers["content-security-policy"]
        for to in (
            "//elsewhere.example",
            "https://elsewhere.example",
            "javascript:alert(1)",
            "/\\elsewhere",
            "",
        ):
            assert browser.client.get("/frame", params={"to": to}).status_code == 404


def test_the_pages_are_off_unless_they_are_told() -> None:
    assert Pages().office is None
    assert Pages().quirks.names == frozenset()


def test_the_page_of_the_documentation_names_every_switch() -> None:
    text = (Path(__file__).parents[3] / "docs" / "en" / "sandbox.md").read_text("utf-8")
    assert [f"| `{quirk}` | {quirk.meaning} |" in text for quirk in Quirk] == [True] * len(Quirk)


def test_a_wrong_switch_ends_the_command_with_one_sentence(tmp_path: Path) -> None:
    hall = tmp_path / "hall.db"
    command = [sys.executable, "-m", "sxbundle.gateway", "--hall", f"sqlite:///{hall}", "--pages"]
    ended = subprocess.run([*command, "--quirks", "framez"], capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert ended.stderr.startswith("没有这个开关：framez。可用：frames")
    assert not hall.exists()
