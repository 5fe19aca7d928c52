"""A table of which only the rows in sight stand in the page is read whole, each row once."""

import asyncio
from typing import Any

import pytest

from sxbundle.clients.browser import Chromium
from sxbundle.clients.browser.page_scripts import FIND_ROW, READ_TABLE

PAGE = """<div id=box style="height:120px;overflow-y:auto"><table><thead><tr><th>号</th></tr></thead>
<tbody></tbody></table></div><script>
const box = document.getElementById("box"), body = document.querySelector("tbody"), count = %d;
const spacer = (height) => `<tr aria-hidden=true style="height:${height}px"></tr>`;
const show = () => {
  const first = Math.max(0, Math.min(Math.floor(box.scrollTop / 20), count - 6));
  const line = (at) => `<tr style="height:20px"><td>${first + at}</td></tr>`;
  const rows = [...Array(Math.min(6, count)).keys()].map(line);
  body.innerHTML = spacer(first * 20) + rows.join("") + spacer(Math.max(0, count - 6 - first) * 20);
};
box.addEventListener("scroll", show);
show();
</script>"""
TABLE: dict[str, Any] = {"head": "th", "row": "tbody tr", "cell": "td", "beside": []}

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("count", [1, 6, 7, 8, 40])
def test_every_row_once(chromium: Chromium, count: int) -> None:
    async def read() -> tuple[Any, int]:
        context = await chromium.context()
        tab = await context.new_page()
        await tab.set_content(PAGE % count)
        table = tab.locator("table")
        rows = await table.evaluate(READ_TABLE, TABLE | {"link": "", "words": ""})
        place = await table.evaluate(FIND_ROW, TABLE | {"wanted": [[0, str(count - 1)]]})
        shown = await table.locator("tbody tr").nth(place).text_content()
        await context.close()
        return rows, int(shown)

    read_rows, last = chromium.submit(asyncio.wait_for(read(), 60)).result()
    assert [cells[0] for cells in read_rows["rows"]] == [str(number) for number in range(count)]
    assert last == count - 1
