"""A click is made once: a slow page is waited for, and only a click that never arrived is made again."""

import pytest
from clients.browser.small_site import CREDENTIALS, SIGN_IN, Site, hall_of

import sxbundle as sx
from sxbundle.clients.browser import Chromium

pytestmark = pytest.mark.slow

LATE = """<script>
const form = document.querySelector("form");
form.addEventListener("submit", (event) => {
  event.preventDefault();
  setTimeout(() => form.submit(), 1500);
});
</script>"""
SWALLOWED = """<script>
let first = true;
document.addEventListener("click", (event) => {
  if (!first || event.target.tagName !== "BUTTON") return;
  first = false;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);
</script>"""
CLOCK = "<p id=clock></p><script>setInterval(() => { clock.textContent = performance.now(); }, 10);</script>"
DEAD = """<script>document.querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault();
});</script>"""
ASKING = """<script>document.querySelector("form").addEventListener("submit", (event) => {
  if (!confirm("办理人员110105199003072312，确定吗？")) event.preventDefault();
});</script>"""
HOME = {"pace": {"settle": 3.0}}


def signed_in(site: Site, chromium: Chromium, script: str, *, is_deed: bool = True) -> None:
    site.pages |= {"/login": (200, {}, SIGN_IN + script), "/": (200, {}, "<h1>首页</h1>")}
    steps = [{"press": "enter", "deed": is_deed}]
    hall_of(site, chromium, {**HOME, "deeds": {"sign_in": {"steps": steps}}}).sign_in(CREDENTIALS)


@pytest.mark.parametrize("is_deed", [True, False])
@pytest.mark.parametrize("script", ["", LATE, SWALLOWED, SWALLOWED + CLOCK])
def test_one_click_one_deed(site: Site, chromium: Chromium, script: str, is_deed: bool) -> None:
    """Whether the page is quick, late, or swallows the first click; also while a clock on it runs."""
    with pytest.raises(sx.PageChanged):  # what follows the sign-in is no home page
        signed_in(site, chromium, script, is_deed=is_deed)
    assert site.posts == 1


def test_a_click_without_any_effect_is_no_deed(site: Site, chromium: Chromium) -> None:
    with pytest.raises(sx.HallUnavailable) as refused:
        signed_in(site, chromium, DEAD)
    assert refused.value.code == "pages.unreachable"
    assert site.posts == 0


def test_a_box_that_the_map_does_not_know_is_answered_with_no(site: Site, chromium: Chromium) -> None:
    """Its words are quoted, and numbers in them masked."""
    with pytest.raises(sx.HallError) as refused:
        signed_in(site, chromium, ASKING)
    assert refused.value.code == "pages.changed"
    assert "确定吗" in str(refused.value)
    assert "110105199003072312" not in str(refused.value)
    assert site.posts == 0


def test_a_box_that_does_not_go_away_stops_the_client(site: Site, chromium: Chromium) -> None:
    """It is answered often, not for ever."""
    stubborn = '<div class="box">公告<button type="button">知道了</button></div>'
    site.pages |= {"/login": (200, {}, stubborn)}
    boxes = {**HOME, "interruptions": [{"see": "css=.box", "press": "button=知道了"}]}
    with pytest.raises(sx.PageChanged) as refused:
        hall_of(site, chromium, boxes).sign_in(CREDENTIALS)
    assert "css=.box" in str(refused.value)
