"""`import sxbundle` is what every worker of a server pays: what it loads is counted, not timed."""

import json
import subprocess
import sys

import pytest

HEAVY = {
    "PIL",
    "defusedxml",
    "docx",
    "fontTools",
    "fpdf",
    "http.client",
    "httpx",
    "hypothesis",
    "lxml",
    "numpy",
    "openpyxl",
    "pandas",
    "psycopg",
    "pypdf",
    "python_calamine",
    "pytest",
    "sqlalchemy",
    "sqlite3",
    "ssl",
    "tqdm",
    "urllib.request",
}
# Ours, but not needed before something is read, drawn or filed.
LATER = {
    "sxbundle.filing.driver",
    "sxbundle.clients",
    "sxbundle.forms",
    "sxbundle.workbook",
    "sxbundle.hall",
}
MOST_OURS = 96
MOST = 190


def loaded(statement: str) -> set[str]:
    """The modules that the statement loads in a fresh interpreter."""
    program = (
        f"import sys; before = set(sys.modules); {statement}; import json; "
        "print(json.dumps(sorted(set(sys.modules) - before)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout))


@pytest.fixture(scope="module")
def modules() -> set[str]:
    return loaded("import sxbundle as sx; sx.CATALOG, sx.rules, sx.Batch, sx.SxError")


def test_the_package_alone_loads_nothing_of_itself() -> None:
    """Each name is imported when it is first asked for."""
    modules = loaded("import sxbundle")
    assert {name for name in modules if name.partition(".")[0] in {"sxbundle", "attr", "attrs"}} == {
        "sxbundle"
    }


def test_reading_a_workbook_loads_what_reads_that_kind_only() -> None:
    content = "姓名,证件号码\n测试甲,1".encode().hex()
    read = f"sx.HIRE.select('就业登记').read(bytes.fromhex('{content}'))"
    ours = {name for name in loaded(f"import sxbundle as sx; {read}") if name.startswith("sxbundle.")}
    others = (
        "workbook.xlsx",
        "workbook.xls",
        "workbook.pdf",
        "sheet.write",
        "sheet.annotate",
        "sheet.template",
    )
    assert [name for name in ours if name.removeprefix("sxbundle.").startswith(others)] == []


def test_nothing_heavier_than_attrs_is_loaded(modules: set[str]) -> None:
    assert modules & (HEAVY | LATER) == set()
    foreign = {module.partition(".")[0] for module in modules} - {"sxbundle"} - sys.stdlib_module_names
    assert {one for one in foreign if not one.startswith("_")} == {"attr", "attrs"}


def test_the_number_of_modules_stays_modest(modules: set[str]) -> None:
    assert len([module for module in modules if module.startswith("sxbundle")]) <= MOST_OURS
    assert len(modules) <= MOST


def test_no_code_list_is_read() -> None:
    program = (
        "import sxbundle; sxbundle.CATALOG; from sxbundle.codes import lists; "
        "assert not lists.packaged_list.cache_info().currsize, 'read at import'"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.parametrize(
    "statement",
    [
        "import sxbundle as sx; sx.HIRE.select('就业登记').batch([]).report",
        "import sxbundle as sx; sx.rules.citizen_id().parse('11010519491231002X')",
    ],
)
def test_checking_rows_needs_no_reader_no_database_and_no_form(statement: str) -> None:
    assert loaded(statement) & HEAVY == set()


@pytest.mark.parametrize("client", ["HttpHall", "AsyncHttpHall"])
def test_a_client_over_http_needs_no_database(client: str) -> None:
    """Nor anything of the embedded hall: what both sides say stands in `procedure`."""
    modules = loaded(f"import sxbundle as sx; sx.{client}('http://gateway')")
    assert modules & {"sqlalchemy", "sqlite3", "litestar"} == set()
    assert [
        module for module in modules if module.startswith(("sxbundle.hall", "sxbundle.clients.local"))
    ] == []


def test_explaining_a_code_needs_no_database() -> None:
    modules = loaded("import sxbundle as sx; sx.explain('hall.busy')")
    assert modules & {"sqlalchemy", "sqlite3", "httpx", "litestar"} == set()


def test_the_procedure_needs_no_database_no_network_and_no_serializer() -> None:
    """It is pure: a client's author brings what keeps filings."""
    modules = loaded("import sxbundle.procedure")
    assert modules & (HEAVY | {"msgspec", "httpx", "litestar"}) == set()
    assert [module for module in modules if module.startswith(("sxbundle.hall", "sxbundle.clients"))] == []
