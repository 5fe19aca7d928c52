"""The page of all problem codes, from the register."""

from collections.abc import Iterator
from itertools import groupby

from docs_pages.markdown import GENERATED, LEGEND, code, source
from sxbundle.problem import ProblemKind
from sxbundle.problem_registry import KINDS

FAMILIES = {
    "account": "The account of a pension",
    "age": "Age",
    "archive": "Archives",
    "bank": "Bank accounts",
    "batch": "A batch as a whole",
    "cell": "Any cell",
    "certificate": "Certificates other than the citizen ID",
    "code": "Code lists",
    "contract": "Labour contracts",
    "contract-end": "The end of a labour contract",
    "count": "Whole numbers",
    "credit": "统一社会信用代码",
    "date": "Dates",
    "declaration": "The change declaration, and declarations in code",
    "decrease": "Leaving the unit's insurance",
    "division": "Administrative divisions",
    "explain": "Asking for a code",
    "filing": "A filing and its hall",
    "file": "Files",
    "folder": "A hand-over folder",
    "form": "Printed forms",
    "gateway": "A hall behind HTTP",
    "hall": "The hall",
    "http": "The way to it",
    "id": "Citizen ID",
    "install": "Installation",
    "insurance": "Insurance types",
    "item": "Items",
    "material": "Materials",
    "money": "Amounts",
    "name": "Names",
    "organisation": "组织机构代码",
    "phone": "Telephone numbers",
    "registration": "社会保险登记证号",
    "retirement": "Retirement",
    "section": "Sections",
    "selection": "Ticking items",
    "sheet": "Sheets and their header",
    "target": "Files that are written",
    "text": "Free text",
    "transfer": "失业关系转入",
    "unit": "用人单位劳动用工基本情况备案表",
    "work": "Working life",
}


def page() -> str:
    """The Markdown of the page."""
    return "\n\n".join(_parts())


def _parts() -> Iterator[str]:
    yield GENERATED
    yield "# All problems"
    yield (
        f"Every problem has a code that never changes; there are {len(KINDS)}. `sx.explain(code)` prints "
        "what stands here. An **error** makes the row invalid, a **warning** is probably wrong and the "
        "filer decides, a **notice** tells that something was read differently from how it was written. "
        "Where a line *passes* and a line *fails* stand below a problem, they were run by the tests (the "
        "names are those of `sxbundle.testing.examples`)."
    )
    yield LEGEND
    for family, kinds in groupby(KINDS.values(), lambda kind: kind.code.partition(".")[0]):
        yield f"## {FAMILIES.get(family, family)} {{#family-{family}}}"
        for kind in kinds:
            yield from _kind(kind)


def _kind(kind: ProblemKind) -> Iterator[str]:
    yield f"### `{kind.code}` {{#{kind.code}}}"
    yield f"**{kind.severity}** ({kind.severity.label}). {kind.meaning}"
    lines = [
        f"- To do: {kind.mend}",
        f"- Says: {kind.message}",
        f"- Source: {source(kind.source)}",
    ]
    if kind.failing:
        lines += [f"- Passes: {code(kind.passing)}", f"- Fails: {code(kind.failing)}"]
    yield "\n".join(lines)
