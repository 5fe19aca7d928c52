"""Forged forms, foreign filings, markup in data, headers and cookies, ended sessions."""

import re
from urllib.parse import quote

from hall_pages import HallPages

from sxbundle.clients.local import LocalHall
from sxbundle.procedure.identity import FilingId
from sxbundle.testing.office import DAY
from sxbundle.testing.scenario import hiring, picture

PROTECTED = (
    "/home",
    "/registrations",
    "/bundles/hire",
    "/filings/F00000001",
    "/filings/F00000001/import",
    "/filings/F00000001/template",
    "/filings/F00000001/imports/1",
    "/filings/F00000001/unit-page",
    "/filings/F00000001/print",
    "/filings/F00000001/materials",
    "/filings/F00000001/commitments",
    "/filings/F00000001/progress",
    "/filings",
    "/pending",
    "/pending/F00000001/00",
    "/records",
    "/outlets",
)
DEEDS = (
    "/bundles/hire",
    "/filings/F00000001/commitments",
    "/filings/F00000001/import",
    "/filings/F00000001/imports/1/refresh",
    "/filings/F00000001/imports/1/delete",
    "/filings/F00000001/unit-page",
    "/filings/F00000001/declaration",
    "/filings/F00000001/materials",
    "/pending/confirm",
    "/pending/submit",
    "/pending/withdraw",
    "/pending/F00000001/00",
    "/registrations",
    "/office/review",
    "/office/offline-records",
    "/login",
    "/logout",
)


def filed(pages: HallPages) -> FilingId:
    """A filing of the enterprise with everything but the submission."""
    with pages.hall.new_client() as client:
        client.sign_in(LocalHall.DEMO_ACCOUNTS["enterprise"])
        return hiring(2, on=DAY).equipped(client)


def test_nothing_is_shown_without_a_session(pages: HallPages) -> None:
    for path in PROTECTED:
        browser = pages.browser().open(path)
        assert browser.response.history[0].status_code == 303, path
        assert browser.title == "山西省政务服务网统一认证中心"
        assert "会话已过期，请重新登录。" in browser.text


def test_the_office_has_a_sign_in_of_its_own(pages: HallPages) -> None:
    """A unit's session opens no page of the office, and the office's none of a unit."""
    assert pages.signed_in().open("/office").title == "经办机构登录"
    assert pages.office().open("/home").title == "山西省政务服务网统一认证中心"
    assert (
        "用户名或密码不正确"
        in pages.browser()
        .open("/office/login")
        .press("登录", {"用户名": "office-demo", "密码": "demo-2026"})
        .text
    )


def test_a_form_without_our_token_does_nothing(pages: HallPages) -> None:
    filing = filed(pages)
    browser = pages.signed_in()
    forged = ({}, {"_csrf_token": ""}, {"_csrf_token": "0" * 128}, {"_csrf_token": "é" * 10})
    for path in DEEDS:
        for data in forged:
            address = path.replace("F00000001", filing)
            answer = browser.client.post(address, data={**data, "sure": "yes", "user": "x"})
            assert answer.status_code == 403, path
            assert "页面已过期" in answer.text
    assert browser.open("/home").title == "首页"
    assert len(browser.open("/pending").rows("pending")) == 2


def test_another_units_filing_looks_as_if_it_were_none(pages: HallPages) -> None:
    filing = filed(pages)
    stranger = pages.signed_in("institution")
    for path in (path for path in PROTECTED if "F00000001" in path):
        answers = [stranger.client.get(path.replace("F00000001", name)) for name in (filing, "F00009999")]
        assert {answer.status_code for answer in answers} == {404}
        assert len({answer.text.replace(filing, "").replace("F00009999", "") for answer in answers}) == 1
    assert stranger.open("/pending").rows("pending") == []
    assert stranger.open("/records").rows("records") == []
    token = stranger.open("/pending").document.xpath("//input[@name='_csrf_token']")[0].get("value")
    mine = pages.signed_in().open("/pending")
    keys = [one.get("value") for one in mine.document.xpath("//input[@name='person']")]
    stranger.client.post("/pending/submit", data={"_csrf_token": token, "person": keys, "sure": "yes"})
    upload = f"/pending/{filing}/{keys[0]}"
    assert stranger.client.post(upload, data={"_csrf_token": token}).status_code == 404
    assert len(pages.signed_in().open("/pending").rows("pending")) == 2


NASTY = "<script>alert(1)</script>\"'&{{7*7}}"


def test_what_people_type_is_text_and_never_markup(pages: HallPages) -> None:
    """Names of a batch, of a file, of a clerk, of a search and of an address."""
    browser = pages.signed_in().follow("企业招用员工包")
    browser.press("下一步", {"劳动用工备案": True, "批次名称": NASTY})
    name = f"{NASTY.replace('/', '')}.xlsx".replace('"', "")
    browser.press("数据暂存", {"选择文件": (name, picture())})
    assert "上传文件失败" in browser.text
    assert browser.response.status_code == 422
    shown = [browser.response.text]
    for path in (
        f"/pending?text={quote(NASTY)}",
        f"/records?item={quote(NASTY)}&since={quote(NASTY)}",
        "/home",
    ):
        shown.append(browser.open(path).response.text)
    shown.append(browser.client.get(f"/home?notice={quote(NASTY)}").text)
    shown.append(browser.client.get(f"/frame?to={quote('javascript:alert(1)')}").text)
    for text in shown:
        assert not re.search(r"<script(?! src=\"/static/)", text)
        assert "alert(1)</" not in text
    assert "{{7*7}}" in shown[0]


def test_every_answer_forbids_scripts_frames_and_other_sites(pages: HallPages) -> None:
    browser = pages.signed_in()
    filing = filed(pages)
    for path in ("/", "/login", "/home", "/pending", "/nowhere", f"/filings/{filing}/template"):
        answer = browser.client.get(path)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        if answer.headers["content-type"].startswith("text/html"):
            linked = re.findall(r"(?:src|href)=\"([^\"]*)\"", answer.text)
            assert [one for one in linked if not one.startswith(("/", "#content", "data:,"))] == []
            assert not re.search(r"<style|\sstyle=|\son\w+=", answer.text)


def test_cookies_are_out_of_reach_for_scripts_and_other_sites(pages: HallPages) -> None:
    browser = pages.signed_in()
    cookies = [one for answer in browser.response.history for one in answer.headers.get_list("set-cookie")]
    assert any(cooky.startswith("hall_session=") for cooky in cookies)
    for one in cookies:
        assert "httponly" in one.lower()
        assert "samesite=strict" in one.lower()


def test_no_number_of_a_person_stands_in_an_address(pages: HallPages) -> None:
    filed(pages)
    browser = pages.signed_in().open("/pending")
    numbers = [row["证件号码"] for row in browser.rows("pending")]
    assert numbers
    addresses = re.findall(r"(?:href|action|formaction)=\"([^\"]*)\"", browser.response.text)
    assert not any(number in address for number in numbers for address in addresses)


def test_after_half_an_hour_one_signs_in_again_and_goes_on(pages: HallPages) -> None:
    """3.2.3: the import is kept, the way on is 下一步."""
    filing = filed(pages)
    browser = pages.signed_in()
    pages.clock.advance(minutes=31)
    browser.open(f"/filings/{filing}/print")
    assert "会话已过期，请重新登录。已办理的步骤不必重做" in browser.text
    account = LocalHall.DEMO_ACCOUNTS["enterprise"]
    browser.press("登录", {"用户名": account.user, "密码": account.password})
    browser.follow("继续办理")
    assert browser.response.url.path == "/pending"
    assert len(browser.rows("pending")) == 2


def test_wrong_passwords_lock_the_account(pages: HallPages) -> None:
    browser = pages.browser()
    for _ in range(5):
        browser.open("/login?kind=legal").press("登录", {"用户名": "taiyuan-demo", "密码": "x"})
        assert "用户名或密码不正确" in browser.text
    account = LocalHall.DEMO_ACCOUNTS["enterprise"]
    browser.open("/login?kind=legal").press("登录", {"用户名": account.user, "密码": account.password})
    assert "连续输错次数过多" in browser.text


def test_the_api_beside_the_pages_wants_no_form_token(pages: HallPages) -> None:
    account = LocalHall.DEMO_ACCOUNTS["enterprise"]
    answer = pages.browser().client.post(
        "/v1/session", json={"user": account.user, "password": account.password}
    )
    assert answer.status_code == 201
