"""The public names are exactly these: products import them."""

import importlib
import inspect
import pkgutil
from types import ModuleType

import pytest

import sxbundle as sx

NAMES = {
    "AsyncBrowserHall",
    "BrowserHall",
    "Chromium",
    "PageChanged",
    "PersonNeeded",
    "BUNDLES",
    "CATALOG",
    "HIRE",
    "INSTITUTION_HIRE",
    "RETIREE_DEATH",
    "RETIREMENT",
    "SEPARATION",
    "WORK_DEATH",
    "AsyncFiling",
    "AsyncHttpHall",
    "Batch",
    "Bundle",
    "Catalog",
    "CheckedFile",
    "Confidence",
    "Credentials",
    "DeclarationError",
    "FileRefused",
    "Filed",
    "Filing",
    "FilingTask",
    "FolderHall",
    "FormError",
    "HallError",
    "HallUnavailable",
    "HttpHall",
    "InvalidValue",
    "Ledger",
    "LocalHall",
    "MaterialRefused",
    "MissingExtra",
    "Need",
    "NotFound",
    "Outcome",
    "OutcomeUnknown",
    "PersonId",
    "Problem",
    "Progress",
    "Receipt",
    "ReferenceConflict",
    "Report",
    "Scan",
    "Selection",
    "SelectionError",
    "SessionExpired",
    "Severity",
    "SignInFailed",
    "Source",
    "State",
    "StepRefused",
    "SxError",
    "TemplateProfile",
    "UnitRecord",
    "UnknownCode",
    "__version__",
    "check_many",
    "codes",
    "connect",
    "explain",
    "file",
    "file_many",
    "language",
    "learn",
    "rules",
    "sniff",
}
# What the issue fixed, because products import it: name, and the members that it must have.
FIXED = {
    "Bundle": {"items", "select"},
    "Selection": {"sheet", "read", "batch", "items", "sections", "materials", "steps"},
    "Batch": {"report", "rows", "annotate"},
    "Report": {"problems", "errors", "warnings", "ok", "to_dicts"},
    "Problem": {"code", "severity", "row", "column", "caption", "message", "fix", "source"},
    "Filing": {"advance", "needs", "ledger"},
}
RULES = {
    "bank_account",
    "certificate_number",
    "citizen_id",
    "count",
    "credit_code",
    "day",
    "division",
    "insurance_types",
    "mobile",
    "money",
    "one_of",
    "organisation_code",
    "person_name",
    "phone",
}


def test_the_public_names_are_these() -> None:
    assert set(sx.__all__) == NAMES
    assert len(sx.__all__) == len(NAMES)
    assert set(dir(sx)) >= NAMES


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(sx, name) is not None


def test_there_is_no_other_name() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        _ = sx.Nothing


@pytest.mark.parametrize("name", FIXED)
def test_what_products_import_is_there(name: str) -> None:
    cls = getattr(sx, name)
    fields = {one.name for one in getattr(cls, "__attrs_attrs__", ())}
    assert FIXED[name] <= fields | set(dir(cls))


def test_the_rules_that_products_call_are_there() -> None:
    assert set(sx.rules.__all__) >= RULES


def packages() -> list[ModuleType]:
    names = [
        "sxbundle",
        *(package.name for package in pkgutil.walk_packages(sx.__path__, "sxbundle.") if package.ispkg),
    ]
    return [importlib.import_module(name) for name in names]


@pytest.mark.parametrize("package", packages(), ids=lambda one: one.__name__)
def test_what_a_package_offers_is_there_and_documented(package: ModuleType) -> None:
    assert package.__doc__
    for name in getattr(package, "__all__", ()):
        value = getattr(package, name)
        if inspect.isclass(value) or inspect.isfunction(value):
            assert value.__doc__, name


def test_every_exception_of_the_tree_is_public() -> None:
    def below(kind: type[Exception]) -> set[str]:
        return {kind.__name__}.union(*(below(subclass) for subclass in kind.__subclasses__()))

    assert {one for one in below(sx.SxError) if not one.startswith("_")} <= NAMES
