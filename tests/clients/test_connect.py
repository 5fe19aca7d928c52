"""A client by its address; plug-ins that are good, bad, and twice there."""

import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

import sxbundle as sx
from sxbundle.clients.connect import _OURS, local_address

PLUGIN = Path(__file__).parents[2] / "examples" / "plugin"


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of installed packages."""
    monkeypatch.syspath_prepend(str(tmp_path))
    before = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - before:
        if name.startswith("plug_"):
            del sys.modules[name]


def install(packages: Path, name: str, scheme: str, source: str, target: str = "connect") -> None:
    """What pip leaves behind: a module and its metadata."""
    (packages / f"plug_{name}.py").write_text(source, "utf-8")
    info = packages / f"plug_{name}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: plug-{name}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[sxbundle.clients]\n{scheme} = plug_{name}:{target}\n")


def test_local_addresses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three slashes are relative, four absolute, as in database URLs."""
    monkeypatch.chdir(tmp_path)
    for url in ("local:///a.db", "sqlite:///b.db", f"local:///{tmp_path}/c.db", "LOCAL:///d.db"):
        with sx.connect(url) as hall:
            assert isinstance(hall, sx.LocalHall)
    assert {path.name for path in tmp_path.glob("?.db")} == {"a.db", "b.db", "c.db", "d.db"}
    assert local_address("local:///:memory:") == ":memory:"
    assert local_address("postgresql://h/d") == "postgresql://h/d"
    assert local_address("https://gateway") is None
    assert local_address("hall.db") is None


@pytest.mark.parametrize("scheme", ["local", "SQLITE"])
def test_a_hall_that_is_not_there(scheme: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A misspelt path makes nothing where that is asked for, and is said otherwise."""
    url = f"{scheme}:///{tmp_path / '网厅 李雷.db'}"
    with pytest.raises(sx.HallUnavailable, match=r"没有网厅文件“网厅 李雷\.db”") as refused:
        sx.connect(url, create=False)
    assert "there is no hall" in str(refused.value.text("en"))
    assert not list(tmp_path.iterdir())
    with sx.connect(url):
        assert [record.name for record in caplog.records] == ["sxbundle.clients"]
    assert "李雷" not in caplog.text
    caplog.clear()
    with sx.connect(url, create=False) as hall, pytest.raises(sx.SignInFailed):
        hall.sign_in(sx.Credentials("nobody", "x"))
    with sx.connect("local:///:memory:", create=False):
        assert not caplog.records


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "https://gateway.example/hall"])
def test_gateways(url: str) -> None:
    with sx.connect(url) as hall:
        assert isinstance(hall, sx.HttpHall)


@pytest.mark.parametrize("url", ["hall.db", "", "ftp://x", "loca:///x"])
def test_an_address_of_nobody_names_what_there_is(url: str) -> None:
    with pytest.raises(sx.DeclarationError, match=r"folder、http、https、local"):
        sx.connect(url)


@pytest.mark.parametrize("url", ["folder://", "folder:///", "https://h:99999", "https://h:0"])
def test_an_address_that_leads_nowhere(url: str) -> None:
    with pytest.raises(sx.DeclarationError):
        sx.connect(url)


@pytest.mark.parametrize("url", ["postgresql://h:abc/d", "local:///a\0b"])
def test_an_address_that_no_database_has(url: str) -> None:
    with pytest.raises(sx.HallUnavailable):
        sx.connect(url)


def test_a_plug_in_is_found(packages: Path) -> None:
    source = "import sxbundle as sx\ndef connect(url):\n    return sx.LocalHall(':memory:')\n"
    install(packages, "good", "mine", source)
    with sx.connect("mine://anything") as hall:
        assert isinstance(hall, sx.LocalHall)
    with pytest.raises(sx.DeclarationError, match="mine"):
        sx.connect("other://x")


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("import no_such_module_anywhere", "ModuleNotFoundError: .*no_such_module_anywhere"),
        ("1 / 0", "ZeroDivisionError"),
        ("connect = 3", "TypeError"),
        ("x = 1", "AttributeError"),
        ("def connect(url): raise RuntimeError('no licence')", "RuntimeError: no licence"),
        ("def connect(url): return object()", "object 缺少 .*sign_in"),
        ("import sys; sys.exit(3)", "SystemExit: 3"),
        (
            "import sxbundle as sx\nclass H(sx.LocalHall):\n    submit = None\n"
            "def connect(url): return H(':memory:')",
            "H 缺少 submit$",
        ),
    ],
)
def test_a_bad_plug_in_says_which_and_why(packages: Path, source: str, why: str) -> None:
    install(packages, "bad", "bad", source)
    with pytest.raises(sx.DeclarationError, match=f"plug-bad .*bad = plug_bad:connect .*{why}"):
        sx.connect("bad://x")


def test_a_plug_in_that_speaks_for_itself(packages: Path) -> None:
    source = "import sxbundle as sx\ndef connect(url):\n    raise sx.HallUnavailable('关门了')\n"
    install(packages, "shut", "shut", source)
    with pytest.raises(sx.HallUnavailable, match="关门了"):
        sx.connect("shut://x")


def test_two_plug_ins_of_one_name(packages: Path) -> None:
    for name in ("one", "two"):
        install(packages, name, "twin", "def connect(url): ...")
    with pytest.raises(sx.DeclarationError, match="plug-one、plug-two"):
        sx.connect("twin://x")


def test_nobody_takes_the_place_of_ours(packages: Path) -> None:
    install(packages, "thief", "local", "def connect(url): raise RuntimeError")
    with sx.connect("local:///:memory:") as hall:
        assert isinstance(hall, sx.LocalHall)


def test_every_client_of_ours_can_be_found() -> None:
    for target in _OURS.values():
        assert find_spec(target.partition(":")[0]) is not None


@pytest.mark.long
def test_the_example_package_installs_and_passes_the_suite(tmp_path: Path) -> None:
    """By pip, into a folder of its own."""
    pytest.importorskip("hatchling", reason="pip builds the package with it")
    site = tmp_path / "site"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation"]
    made = subprocess.run([*pip, "--target", str(site), str(PLUGIN)], capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
    options = ["-q", "-p", "no:cacheprovider", "-c", "/dev/null", str(PLUGIN / "tests")]
    paths = [str(site), str(Path(sx.__file__).parents[1])]
    program = f"import sys; sys.path[:0] = {paths!r}; import pytest; sys.exit(pytest.main({options!r}))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert " passed" in done.stdout


def test_the_example_is_short() -> None:
    source = PLUGIN / "src" / "sxbundle_audit" / "__init__.py"
    assert len(source.read_text("utf-8").splitlines()) < 80
    docs = Path(__file__).parents[2] / "docs" / "en" / "gateway.md"
    assert source.read_text("utf-8").rstrip() in docs.read_text("utf-8")


@pytest.mark.parametrize("create", [True, False])
def test_a_name_that_no_file_can_have(create):
    with pytest.raises(sx.HallUnavailable):
        sx.connect("local:///tmp/" + "a" * 5_000, create=create)


@pytest.mark.parametrize(
    "url",
    [
        *(
            "sandbox?profile",
            "sandbox?profile=",
            "sandbox?profile=%00",
            "sandbox%00",
            "sandbox?headless=maybe",
        ),
        *("sandbox?attach=127.0.0.1:9222&profile=/p", "sandbox?&nonsense", "sandbox?traces=%0A"),
    ],
)
def test_an_address_of_pages_that_says_nothing_sensible(url: str) -> None:
    with pytest.raises(sx.DeclarationError) as refused:
        sx.connect(f"browser:///{url}")
    assert "\0" not in str(refused.value)


def test_a_browser_is_attached_to_by_its_host_and_port() -> None:
    sx.connect("browser:///sandbox?attach=127.0.0.1:9222").close()
    with pytest.raises(sx.HallUnavailable):
        sx.connect("browser:///sandbox?attach=http://[::1")
