"""Page maps as data: what is refused, what inherits, what a file's name tells."""

import re
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sxbundle as sx
from sxbundle.clients import browser
from sxbundle.clients.browser import json_schema, load_map
from sxbundle.clients.browser.map_checks import foreign_host
from sxbundle.clients.browser.upload_names import SheetName, material_digest, material_name

DOCS = Path(__file__).parents[3] / "docs"
CLIENT = Path(browser.__file__).parent
HOME = {"name": "own", "pages": {"home": {"path": "/", "anchors": {"go": {"by": ["link=去"]}}}}}


def test_shipped_maps_are_whole() -> None:
    for name in ("sandbox", "shanxi"):
        page_map = load_map(name)
        assert page_map.name == name
        assert page_map.digest == load_map(name).digest
        assert page_map.pages.keys() >= {"sign_in", "home", "import", "pending", "records"}


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"colour": "red"}, "colour"),
        ({"pages": {"home": {"anchor": {}}}}, "pages.home.anchor"),
        (
            {"pages": {"home": {"anchors": {"go": {"by": ["link=去"], "oder": 1}}}}},
            "pages.home.anchors.go.oder",
        ),
        ({"deeds": {"go": {"steps": [{"press": "go", "twice": True}]}}}, "deeds.go.steps[0].twice"),
        ({"site": {"host": "x"}}, "site.host"),
        ({"digest": "0"}, "digest"),
    ],
)
def test_an_unknown_key_is_refused_with_its_place(change: dict, named: str) -> None:
    with pytest.raises(sx.DeclarationError) as refused:
        load_map(HOME, change)
    assert named in str(refused.value)


@pytest.mark.parametrize(
    "change",
    [
        {"deeds": {"go": {"page": "nowhere"}}},
        {"deeds": {"go": {"page": "home", "steps": [{"press": "other"}]}}},
        {"deeds": {"go": {"page": "home", "steps": [{"press": "go", "fill": "go"}]}}},
        {"deeds": {"go": {"page": "home", "steps": [{"value": "x"}]}}},
        {"pages": {"home": {"anchors": {"go": {"pattern": "("}}}}},
        {"pages": {"home": {"path": 5}}},
        {"pages": {"import": {"tables": {"imports": {"columns": {"file": ["文件"]}}}}}},
        {"pages": {"progress": {"facts": {"items": {"missing": ""}}}}},
        {"pages": {"home": {"anchors": {"go": {"by": ["#go"]}}}}},
        {"pages": {"home": {"anchors": {"go": {"by": []}}}}},
        {"pages": {"home": {"anchors": {"go": {"by": ["text=^("]}}}}},
        {"pages": {"home": {"anchors": {"go": {"pattern": "no group"}}}}},
        {"pages": {"home": {"anchors": {"registrations": {"by": ["css=li"], "pattern": "(.*)"}}}}},
        {"pages": {"home": {"facts": {"so": {"anchor": "other"}}}}},
        {"pages": {"home": {"facts": {"so": {"table": "other"}}}}},
        {"pages": {"home": {"path": "", "way": [{"open": "home"}]}}},
        {"pages": {"home": {"tables": {"own": {"by": ["css=table"], "next": ["nav a"]}}}}},
        {"deeds": {"sign_in": {"page": "home", "steps": [{"fill": "go", "value": "{usr}"}]}}},
        {"deeds": {"accept": {"page": "home", "steps": [{"tick": "go", "each": "items"}]}}},
        {"deeds": {"import": {"page": "home", "steps": [{"upload": "go", "value": "{filing}"}]}}},
        {"interruptions": [{"see": "box", "press": "button=是"}]},
        {"people": ["captcha"]},
        {"busy": ["loading"]},
        {"site": {"address": "hall.example"}},
        {"site": {"address": "file:///etc"}},
        {"site": {"address": "https://[hall"}},
        {"site": {"hosts": ["https://hall.example"]}},
        {"site": {"background": ["*"]}},
        {"pages": {"home": {"anchors": {"go": {"by": ["text=^(a){99999999999}"]}}}}},
        {"pages": {"home": {"anchors": {"go": {"pattern": "(" * 3000 + "a" + ")" * 3000}}}}},
        {"pages": {"home": {"path": "http://[x"}}},
        {"pages": {"home": {"path": "//other.example/home"}}},
        {"pages": {"home": {"path": "javascript:alert(1)"}}},
        {"site": {"address": "http://hall .example"}},
        {"pace": {"hours": "8-18"}},
        {"pace": {"hours": "08:00-18:00Z"}},
        {"pace": {"patience": 0.0}},  # without end, to a browser
        {"pace": {"patience": 1e300}},  # a thousandth of a second, to a browser
        {"pace": {"settle": -1.0}},
        {"pace": {"seconds": float("nan")}},
    ],
)
def test_what_contradicts_itself_is_refused(change: dict) -> None:
    with pytest.raises(sx.DeclarationError):
        load_map(HOME, change)


def test_a_page_may_be_on_a_host_that_the_map_lists() -> None:
    """The sign-in of many halls is."""
    page = {"pages": {"home": {"path": "https://sso.example/login"}}}
    for listed in ("sso.example", "SSO.example:443"):
        assert load_map(HOME, page, {"site": {"hosts": [listed]}}).pages["home"].path
    for listed in ("other.example", "sso.example:8443"):
        with pytest.raises(sx.DeclarationError):
            load_map(HOME, page, {"site": {"hosts": [listed]}})


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://hall.example/a", ""),
        ("https://网厅.example/b", ""),
        ("https://xn--imr123h.example:443/b", ""),
        ("https://hall.example:444/", "hall.example:444"),
        ("http://hall.example/", "http://hall.example"),
        ("https://a.hall.example/", "a.hall.example"),
        ("https://hall.example@other.example/", "other.example/"),
    ],
)
def test_hosts_of_the_halls_own(url: str, said: str) -> None:
    site = load_map(HOME, {"site": {"address": "https://Hall.example", "hosts": ["网厅.example"]}}).site
    assert foreign_host(site, url) == said


def test_a_map_inherits_and_is_overlaid_part_by_part(tmp_path) -> None:
    base = tmp_path / "base.toml"
    base.write_text(
        'name = "base"\n[words]\n"通过" = "审核通过"\n[pages.home]\npath = "/a"\ntitle = "首页"\n'
    )
    own = tmp_path / "own.toml"
    own.write_text('extends = "base.toml"\nname = "own"\n[pages.home]\npath = "/b"\n')
    page_map = load_map(own, {"words": {"不通过": "审核不通过"}})
    assert (page_map.name, page_map.pages["home"].path, page_map.pages["home"].title) == ("own", "/b", "首页")
    assert page_map.words == {"通过": "审核通过", "不通过": "审核不通过"}
    assert page_map.digest != load_map(own).digest


def test_maps_that_inherit_from_each_other(tmp_path) -> None:
    for name, other in (("a", "b"), ("b", "a")):
        (tmp_path / f"{name}.toml").write_text(f'extends = "{other}.toml"\nname = "{name}"\n')
    with pytest.raises(sx.DeclarationError):
        load_map(tmp_path / "a.toml")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "没有这个文件"),
        (b"name = ", "TOML"),
        (b"\xff\xfe", "不是 UTF-8"),
        (b'name = "own"\n[pages\n', "line 2"),
        (b"name = " + b"[" * 5000 + b"]" * 5000, "TOML"),
        (b"", "缺少 name"),
        (b'name = "own"\ninterruptions = [{ see = "css=p" }]', "缺少 interruptions[0].press"),
        (b'name = "own"\nextends = "a\\u0000b"', "extends"),
    ],
)
def test_a_file_that_is_no_map(tmp_path, content: bytes | None, said: str) -> None:
    path = tmp_path / "pages.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(sx.DeclarationError) as refused:
        load_map(path)
    assert said in str(refused.value)
    assert "Object" not in str(refused.value)
    assert str(tmp_path) not in str(refused.value)


def test_a_map_that_an_editor_saved_with_a_mark_before_it(tmp_path) -> None:
    (tmp_path / "own.toml").write_text('name = "own"\n', "utf-8-sig")
    assert load_map(tmp_path / "own.toml").name == "own"


def test_a_password_in_the_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(sx.DeclarationError) as refused:
        load_map(HOME, {"site": {"address": "http://clerk:secret-words@hall.example"}})
    assert "secret-words" not in str(refused.value)


def test_the_schema_takes_the_shipped_maps_and_refuses_what_the_loader_refuses() -> None:
    import tomllib
    from importlib.resources import files

    validator = jsonschema.Draft202012Validator(json_schema())
    for name in ("sandbox", "shanxi"):
        text = files("sxbundle.clients.browser").joinpath("maps", f"{name}.toml").read_text("utf-8")
        validator.validate(tomllib.loads(text))
    assert not validator.is_valid({**HOME, "colour": "red"})


@given(st.sets(st.integers(1, 400), min_size=1, max_size=40), st.integers(2, 9))
def test_a_sheets_name_gives_back_the_rows(rows: set[int], first: int) -> None:
    numbers = sorted(rows)
    name = SheetName.of("ab" * 32, first, numbers)
    read = SheetName.read(str(name))
    assert read is not None
    assert read.digest == "ab" * 32
    if read == name:
        assert [read.row(first + at) for at in range(len(numbers))] == numbers
    assert len(str(name)) < 220


def test_names_of_others_tell_nothing() -> None:
    assert SheetName.read("员工名单.xlsx") is None
    assert material_digest("已上传：盖章.png") == ""
    assert material_digest(f"已上传：{material_name('cd' * 32, b'%PDF-1.7')}") == "cd" * 32


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_docs_name_what_a_map_of_ones_own_needs(language: str) -> None:
    """Every page, column, control and fact that the client reads by its name, and every deed."""
    words = set(re.findall(r"`([a-z_]+)`", (DOCS / language / "browser.md").read_text("utf-8")))
    page_map = load_map("sandbox")
    wanted = set(page_map.deeds)
    for key, page in page_map.pages.items():
        if key == "outcome":  # what follows a deed is the site's own
            continue
        for table in page.tables.values():
            wanted |= {key, *table.columns, *(table.controls.keys() - {"submit"})}
        wanted |= {*page.facts, *([key] if page.facts else [])}
    assert not wanted - words
    client = "".join(path.read_text("utf-8") for path in CLIENT.glob("*.py"))
    read = set(re.findall(r'screen\.(?:text|texts|every|anchor)\("(\w+)"', client))
    assert read
    assert not read - words
