"""One filing on the sandbox's pages: by the browser client, and by a plain script of the same clicks.

The script knows the pages by heart. It compares nothing, reads nothing back and cannot go on after a failure,
so it is what the pages themselves take.
"""

import re
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from attrs import frozen

import sxbundle as sx
from benchmarks.filing import ACCOUNT
from benchmarks.gateway import server
from benchmarks.measure import say
from sxbundle.clients.browser import BrowserHall, Chromium, load_map
from sxbundle.clients.browser.chromium import find_chromium
from sxbundle.procedure.identity import FilingId
from sxbundle.procedure.model import Upload
from sxbundle.testing.scenario import CLERK, Scenario, hiring

ITEMS = ("职工参保登记", "就业登记")


@frozen
class Walk:
    """Seconds by the clock; the page loads and clicks of the client, 0 for the script."""

    seconds: float
    page_loads: int = 0


def by_client(number: int) -> Walk:
    """Our client."""
    scenario = _scenario(number)
    with tempfile.TemporaryDirectory() as folder, closing(Chromium()) as browser, _gateway(folder) as gateway:
        page_map = load_map("sandbox", {"site": {"address": gateway.url}})
        with BrowserHall(page_map, browser=browser, submit=True) as hall:
            hall.sign_in(ACCOUNT)
            begun = time.perf_counter()
            filing = scenario.open(hall)
            scenario.prepare(hall, filing)
            hall.stage(filing, scenario.batch)
            hall.declaration(filing)
            hall.attach_many(filing, list(scenario.files(hall, filing)))
            hall.submit(filing)
            seconds = time.perf_counter() - begun
            if not hall.ledger(filing).done:
                raise AssertionError("the client submitted nothing")
            walk = Walk(seconds, hall.page_loads)
    say(f"{number} people by the browser client: {walk.seconds:.1f} s")
    return walk


def by_script(number: int) -> Walk:
    """The same clicks without us."""
    from playwright.sync_api import sync_playwright

    scenario = _scenario(number)
    uploads = _uploads(scenario)
    with (
        tempfile.TemporaryDirectory() as folder,
        _gateway(folder) as gateway,
        sync_playwright() as playwright,
    ):
        sheet = Path(folder) / "报盘.xlsx"
        scenario.selection.sheet().fill(scenario.batch, sheet)
        browser = playwright.chromium.launch(executable_path=find_chromium(headless=True))
        page = browser.new_context(base_url=gateway.url).new_page()
        page.goto("/login?kind=legal")
        page.get_by_label("用户名").fill(ACCOUNT.user)
        page.get_by_label("密码").fill(ACCOUNT.password)
        page.get_by_role("button", name="登录", exact=True).click()
        page.wait_for_url("**/home")
        begun = time.perf_counter()
        filing = _to_import(page, scenario)
        _import(page, sheet)
        page.goto(f"/filings/{filing}/print")
        with page.expect_download():
            page.get_by_role("button", name="打印").click()
        page.goto(f"/filings/{filing}/materials")
        _upload(page, [upload for upload in uploads if upload.person is None])
        _attach(page, filing, uploads)
        _submit(page, filing)
        seconds = time.perf_counter() - begun
        browser.close()
        _check_submitted(folder, filing)
    say(f"{number} people by the script: {seconds:.1f} s")
    return Walk(seconds)


def _scenario(number: int) -> Scenario:
    return hiring(number, on=sx.HIRE.select(*ITEMS).plan.on, items=ITEMS)


def _gateway(folder: str) -> Any:
    return server(f"sqlite:///{Path(folder) / 'hall.db'}", with_pages=True)


def _uploads(scenario: Scenario) -> list[Upload]:
    """What a hall lacks after the import, asked of one beside."""
    with sx.LocalHall.demo() as hall:
        hall.sign_in(ACCOUNT)
        return list(scenario.files(hall, scenario.printed(hall)))


def _check_submitted(folder: str, filing: str) -> None:
    with sx.LocalHall(Path(folder) / "hall.db") as hall:
        hall.sign_in(ACCOUNT)
        if not hall.ledger(FilingId(filing)).done:
            raise AssertionError("the script submitted nothing")


def _to_import(page: Any, scenario: Scenario) -> str:
    """Ticks the items and accepts; the filing's number."""
    page.goto(f"/bundles/{scenario.selection.bundle}")
    ticked = {item.key for item in scenario.selection.items}
    for box in page.locator("input[name=item]:enabled").all():
        box.set_checked(box.get_attribute("value") in ticked)
    page.locator("input[name=reference]").fill(scenario.reference)
    page.get_by_role("button", name="下一步").click()
    page.wait_for_url(re.compile("/filings/"))
    filing = re.search(r"/filings/([^/]+)", page.url)
    assert filing
    if page.url.endswith("/commitments"):
        for box in page.locator("input[name=accept]").all():
            box.check()
        page.locator("input[name=clerk]").fill(CLERK)
        page.get_by_role("button", name="确认").click()
        page.wait_for_load_state()
    page.goto(f"/filings/{filing[1]}/import")
    return filing[1]


def _import(page: Any, sheet: Path) -> None:
    page.get_by_label("选择文件").set_input_files(sheet)
    page.locator("#uploadButton").click()
    page.get_by_role("table", name="处理详情").get_by_role("cell", name="是", exact=True).first.wait_for()


def _upload(page: Any, uploads: list[Upload]) -> None:
    """Chooses the files of one form and sends it."""
    for upload in uploads:
        file = {"name": f"{upload.material}.png", "mimeType": "image/png", "buffer": upload.file}
        page.locator(f"input[type=file][name='{upload.material}']").set_input_files(file)
    with page.expect_navigation():
        page.get_by_role("button", name="上传").click()


def _attach(page: Any, filing: str, uploads: list[Upload]) -> None:
    """Opens the form of each person and sends it."""
    of_person: dict[str, list[Upload]] = {}
    for upload in uploads:
        if upload.person is not None:
            of_person.setdefault(upload.person, []).append(upload)
    links: list[tuple[str, str]] = []
    page.goto(f"/pending?filing={filing}")
    while True:
        for row in page.get_by_role("table", name="待提交人员").locator("tbody tr").all():
            text = row.inner_text()
            person = next(person for person in of_person if person in text)
            links.append((person, row.get_by_role("link", name="附件").get_attribute("href")))
        following = page.get_by_role("link", name="下一页")
        if not following.count():
            break
        with page.expect_navigation():
            following.first.click()
    for person, address in links:
        page.goto(address)
        _upload(page, of_person[person])


def _submit(page: Any, filing: str) -> None:
    """Ticks and submits page after page, until nobody is left."""
    while True:
        page.goto(f"/pending?filing={filing}")
        boxes = (
            page.get_by_role("table", name="待提交人员").locator("tbody input[type=checkbox]:enabled").all()
        )
        if not boxes:
            return
        for box in boxes:
            box.check()
        with page.expect_navigation():
            page.get_by_role("button", name="批量提交").click()
        with page.expect_navigation():
            page.locator("main .dialog button.primary").click()
