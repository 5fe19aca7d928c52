"""The script that reads pages finds what Playwright's own locators find, on pages of every kind."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from sxbundle.clients.browser import Chromium
from sxbundle.clients.browser.locators import counts, locator_of, on_each

PAGE = Path(__file__).with_name("odd_page.html").read_text("utf-8")
PRESENTATION = """<table role=presentation><caption>处理 详情</caption></table><h1 role=none>标题 一</h1>"""
SHADOW = """<div id=host></div><script>
document.getElementById("host").attachShadow({mode: "open"}).innerHTML = "<button>登录</button>";
</script>"""
LOCATORS = """
button=登录 button=登 button=Submit button=^(是|确定)$ button=文件 button=箭头 button=^.+$
link=下一页 link=图 link=^下 label=用户名 label=密码 label=^用 text=下一步 text=^下一 text=坏 title=刷新
heading=标题~一 heading=隐藏 heading=^标题 table=处理~详情 dialog=盒 list=参保 region=区 checkbox=同意
status=ok alert=坏 css=a css=div:visible css=a:has-text('下') css=h1,~a:has-text('更多')
css=section:visible,~h2 css=:has-text("刷") css=p:text-is('下一步') css=p>>span css=.none
css=table:has(b:has-text('详情')) css=button:not([class]):visible
"""


@pytest.mark.slow
@pytest.mark.parametrize("more", ["", PRESENTATION, SHADOW], ids=["plain", "presentation", "shadow"])
def test_the_same_as_playwright(chromium: Chromium, more: str) -> None:
    texts = [text.replace("~", " ") for text in LOCATORS.split()]

    async def read() -> list[tuple[str, Any, Any]]:
        context = await chromium.context()
        tab = await context.new_page()
        await tab.set_content(PAGE + more)
        numbers = await counts(tab, texts, {})
        answers = []
        for text, number in zip(texts, numbers, strict=True):
            found = await on_each(tab, text, {}, "(element) => element.outerHTML")
            wanted = await locator_of(tab, text, {}).evaluate_all("all => all.map((e) => e.outerHTML)")
            answers.append((text, wanted, found))
            assert number[1] == len(wanted), text
            shown = len(await locator_of(tab, text, {}).locator("visible=true").all())
            assert number[0] == (shown if len(wanted) > 1 and shown else len(wanted)), text
        await context.close()
        return answers

    answers = chromium.submit(asyncio.wait_for(read(), 120)).result()
    for text, wanted, found in answers:
        assert found == wanted, text
    assert sum(bool(wanted) for _, wanted, _ in answers) > len(texts) * 0.8
