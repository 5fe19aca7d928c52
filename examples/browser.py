"""A hire filed on the pages of the embedded hall, in a real Chromium, with a picture of each step.

Run it with `python examples/browser.py`; it needs `pip install 'sxbundle[browser,gateway]'` and an installed
Chromium. Everybody in it is made up, and nothing leaves the machine. The pictures stay in
`examples/out/browser/`.
"""

import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import uvicorn

import sxbundle as sx
from sxbundle.clients.browser import load_map
from sxbundle.gateway import create_app
from sxbundle.gateway.backend import local_backend
from sxbundle.gateway.pages import Pages
from sxbundle.testing import papers, people

OUT = Path(__file__).parent / "out" / "browser"
DAY = date.today()
DECLARATION = "山西省参加社会保险人员增减申报表.pdf"
REFERENCE = "入职-1"
PAGES = {
    "确认承诺须知": ["commitments"],
    "导入报盘": ["import"],
    "打印增减申报表": ["import", "print"],
    "上传材料": ["materials", "pending"],
    "提交申报": ["pending"],
}
"""Step of a filing to the pages that are worth a look before it."""


def main() -> None:
    shutil.rmtree(OUT, ignore_errors=True)
    (OUT / "材料").mkdir(parents=True)
    selection = sx.HIRE.select("职工参保登记", "就业登记", on=DAY)
    batch = selection.batch(people.rows(selection.plan, 2))
    account = sx.LocalHall.DEMO_ACCOUNTS["enterprise"]
    with sx.LocalHall.demo(OUT / "hall.db") as office, pages(office) as address:
        page_map = load_map("sandbox", {"site": {"address": address}})
        with sx.BrowserHall(page_map) as hall:
            hall.sign_in(account)
            look(hall, "登录之后", "home")
            look(hall, "开始申报之前", "bundle", bundle=selection.plan.bundle)
            outcome = filing(batch, hall).advance()
            print(outcome)
            papers.stamp_and_photograph(OUT / "打印" / DECLARATION, OUT / "材料" / "增减申报表.jpg")
            papers.collect(OUT / "材料", outcome.ledger)
            outcome = filing(batch, hall).advance()
            print("没有写明 submit=True，停在待提交 · without submit=True it stops here:")
            for need in outcome.needs:
                print(f"  待办：{need}")
        with sx.BrowserHall(page_map, submit=True) as hall:
            hall.sign_in(account)
            outcome = filing(batch, hall).advance()
            look(hall, "提交之后", "records", filing=outcome.ledger.filing)
            office.accept_all()
            print(filing(batch, hall).advance())
            look(hall, "审核之后", "records", filing=outcome.ledger.filing)
            print(f"\n回执 {len(outcome.receipts)} 份；打开和点击了 {hall.page_loads} 次。")
    print(f"图片在 {OUT} ：{len(list(OUT.glob('*.png')))} 张")


def look(hall: sx.BrowserHall, when: str, page: str, **values: str) -> None:
    """A picture of a page, numbered in the order in which they are taken."""
    number = len(list(OUT.glob("*.png"))) + 1
    title = hall.page_map.pages[page].title.replace("/", "和")
    hall.screenshot(OUT / f"{number:02d} {when}：{title}.png", page, **values)


def filing(batch: sx.Batch[Any], hall: sx.BrowserHall) -> sx.Filing[Any]:
    """The same filing each time; pictures before each step."""

    def before(progress: sx.Progress) -> None:
        step = progress.doing.partition("（")[0]
        for page in PAGES[step]:
            look(hall, f"{step}之前", page, filing=hall.find(REFERENCE) or "")

    return sx.file(
        batch,
        hall,
        reference=REFERENCE,
        accept="all",
        clerk="示例经办人",
        materials=OUT / "材料",
        papers=OUT / "打印",
        progress=before,
    )


@contextmanager
def pages(office: sx.LocalHall) -> Iterator[str]:
    """The hall's pages on a free port of this machine; gives their address."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    app = create_app(local_backend(office), pages=Pages())
    server = uvicorn.Server(uvicorn.Config(app, interface="asgi3", log_config=None, lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


if __name__ == "__main__":
    main()
