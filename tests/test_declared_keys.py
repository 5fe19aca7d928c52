"""Nobody outside the declarations names an item, a column, a section or a material by its key."""

import ast
from pathlib import Path

import sxbundle as sx

SOURCES = Path(sx.__file__).parent

# A word that is a key and something else, too: file, word, why it is no key there.
OTHER_MEANINGS = {
    ("clients/http/config.py", "identity"): "an HTTP content coding",
    ("clients/http/response.py", "identity"): "an HTTP content coding",
    ("gateway/routes.py", "identity"): "an HTTP content coding",
    ("procedure/inspection.py", "identity"): "an attribute of a certificate number",
    ("rules/identity.py", "identity"): "an attribute of a certificate number",
    ("codes/lists.py", "early_retirement"): "the file name of a code list",
    ("rules/__init__.py", "bank_account"): "the name of a rule",
    ("rules/separation.py", "contract_end"): "a column of the code list of reasons",
}
# The suite that every client must pass, and what it is made of, files hires: it is a test, shipped.
SHIPPED_TESTS = ("testing/contract", "testing/scenario.py")


def keys() -> set[str]:
    found = set()
    for bundle in sx.BUNDLES.values():
        for item in bundle.items:
            found |= {item.key, *(one.key for one in (*item.materials, *item.first_materials))}
        for section in bundle.sections:
            found |= {section.key, *(column.key for column in section.columns)}
    return found


def literals(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_no_literal_is_a_key() -> None:
    known = keys()
    hits = set()
    for path in SOURCES.rglob("*.py"):
        name = path.relative_to(SOURCES).as_posix()
        if not name.startswith(("bundles/", *SHIPPED_TESTS)):
            hits |= {(name, word) for word in literals(path) & known}
    assert hits == set(OTHER_MEANINGS)


def test_no_module_takes_a_declaration_from_a_bundle() -> None:
    """Not by import either: `from sxbundle.bundles.hire import LICENCE` would be a key in disguise."""
    takers = set()
    for path in SOURCES.rglob("*.py"):
        name = path.relative_to(SOURCES).as_posix()
        imported = {
            node.module
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.ImportFrom) and node.module is not None
        }
        if not name.startswith("bundles/") and any(one.startswith("sxbundle.bundles") for one in imported):
            takers.add(name)
    assert takers == {"catalog.py"}
