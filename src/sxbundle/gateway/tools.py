"""What a program in another language needs besides the hall: the catalog, schemas, sheets, checks.

Nothing here asks the hall or keeps anything. They are operations of the gateway only: in Python the same is
`sx.CATALOG`, `Selection.json_schema`, `Selection.sheet`, `Batch.report`, `Batch.annotate` and `sx.explain`.
"""

from collections.abc import Callable, Mapping
from datetime import date
from io import BytesIO
from types import MappingProxyType
from typing import Any

from sxbundle.batch import Batch
from sxbundle.bundle import Bundle
from sxbundle.clients.http.json_codec import unpack
from sxbundle.clients.http.operations import BINARY, MIB, Operation, Parameter
from sxbundle.gateway.error_handlers import BadRequest
from sxbundle.gateway.tool_messages import (
    BundleInfo,
    CatalogInfo,
    CheckAnswer,
    ItemInfo,
    KindInfo,
    ProblemInfo,
    RowsToCheck,
    SchemaAnswer,
)
from sxbundle.problem_registry import explain
from sxbundle.selection import Selection

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MOST_BYTES = 20 * MIB


_SELECTION = (
    Parameter("bundle", "query", description="Key of the bundle."),
    Parameter("items", "query", description="Keys or titles of the items, with commas between them."),
    Parameter("on", "query", description="The day for which it is filed, as 2026-11-30."),
)

CATALOG = Operation(
    "catalog",
    "GET",
    "/v1/catalog",
    "tools",
    "The bundles that may be filed, their items, materials and commitments.",
    answer=CatalogInfo,
)
SCHEMA = Operation(
    "schema",
    "GET",
    "/v1/schema",
    "tools",
    "JSON Schema (2020-12) of one row: Chinese titles, code lists as oneOf, conditions, sources.",
    answer=SchemaAnswer,
    parameters=_SELECTION,
)
SHEET = Operation(
    "sheet",
    "GET",
    "/v1/sheet",
    "tools",
    "The empty sheet (报盘) of these items, a workbook to fill.",
    answer=bytes,
    answer_media=XLSX,
    parameters=_SELECTION,
)
CHECK = Operation(
    "check",
    "POST",
    "/v1/check",
    "tools",
    "Checks rows; nothing is filed or kept.",
    request=RowsToCheck,
    answer=CheckAnswer,
    most_bytes=_MOST_BYTES,
)
CHECK_SHEET = Operation(
    "check_sheet",
    "POST",
    "/v1/check/sheet",
    "tools",
    "Checks a filled workbook (.xlsx, .xls, .csv): the body is the file. Nothing is filed or kept.",
    request=bytes,
    answer=CheckAnswer,
    parameters=_SELECTION,
    media=BINARY,
    most_bytes=_MOST_BYTES,
)
ANNOTATE = Operation(
    "annotate",
    "POST",
    "/v1/annotate",
    "tools",
    "The same workbook, wrong cells marked, reasons in words: the body is the file.",
    request=bytes,
    answer=bytes,
    answer_media=XLSX,
    parameters=_SELECTION,
    media=BINARY,
    most_bytes=_MOST_BYTES,
)
EXPLAIN = Operation(
    "explain",
    "GET",
    "/v1/problems/{code}",
    "tools",
    "What a problem code means, and what to do.",
    answer=KindInfo,
    parameters=(Parameter("code"),),
)
TOOLS = (CATALOG, SCHEMA, SHEET, CHECK, CHECK_SHEET, ANNOTATE, EXPLAIN)
"""The operations for other languages."""

Bundles = Mapping[str, Bundle[Any]]
Handler = Callable[[Bundles, Any, Mapping[str, Any]], object]


def _catalog(bundles: Bundles, body: Any, arguments: Mapping[str, Any]) -> CatalogInfo:
    return CatalogInfo(
        tuple(
            BundleInfo(
                bundle.key, bundle.title, tuple(ItemInfo.of(item, date.today()) for item in bundle.items)
            )
            for bundle in bundles.values()
        )
    )


def _select(bundles: Bundles, key: str, items: list[str], on: date) -> Selection[Any]:
    """The selection as `Bundle.select` makes it, with what follows and all of its refusals."""
    if key not in bundles:
        raise BadRequest("bundle")
    return bundles[key].select(*items, on=on)


def _selection(bundles: Bundles, arguments: Mapping[str, Any]) -> Selection[Any]:
    try:
        on = date.fromisoformat(arguments["on"])
    except ValueError:
        raise BadRequest("on") from None
    items = [name.strip() for name in arguments["items"].split(",") if name.strip()]
    return _select(bundles, arguments["bundle"], items, on)


def _schema(bundles: Bundles, body: Any, arguments: Mapping[str, Any]) -> SchemaAnswer:
    return SchemaAnswer(_selection(bundles, arguments).json_schema())


def _sheet(bundles: Bundles, body: Any, arguments: Mapping[str, Any]) -> bytes:
    stream = BytesIO()
    _selection(bundles, arguments).sheet().save(stream)
    return stream.getvalue()


def _check(bundles: Bundles, body: RowsToCheck, arguments: Mapping[str, Any]) -> CheckAnswer:
    chosen = body.selection
    declared = {item.key for item in bundles[chosen.bundle].items} if chosen.bundle in bundles else set()
    followers = {item.key for item in bundles[chosen.bundle].items if item.follows} if declared else set()
    names = [key for key in chosen.items if key not in followers]
    selection = _select(bundles, chosen.bundle, names, chosen.on)
    try:
        rows = [{key: unpack(cell) for key, cell in row.items()} for row in body.rows]
    except ValueError as error:
        raise BadRequest(str(error)) from None
    return _answer(selection.batch(rows))


def _check_sheet(bundles: Bundles, body: bytes, arguments: Mapping[str, Any]) -> CheckAnswer:
    return _answer(_selection(bundles, arguments).read(body))


def _annotate(bundles: Bundles, body: bytes, arguments: Mapping[str, Any]) -> bytes:
    stream = BytesIO()
    _selection(bundles, arguments).read(body).annotate(stream)
    return stream.getvalue()


def _explain(bundles: Bundles, body: Any, arguments: Mapping[str, Any]) -> KindInfo:
    kind = explain(arguments["code"])
    return KindInfo(kind.code, str(kind.severity), kind.message, kind.meaning, kind.mend, kind.source)


def _answer(batch: Batch[Any]) -> CheckAnswer:
    good = tuple(batch.table.rows[index] for index in batch.good)
    return CheckAnswer(
        batch.report.ok, len(batch), good, tuple(ProblemInfo(**problem.to_dict()) for problem in batch.report)
    )


HANDLERS: Mapping[str, Handler] = MappingProxyType(
    {
        "catalog": _catalog,
        "schema": _schema,
        "sheet": _sheet,
        "check": _check,
        "check_sheet": _check_sheet,
        "annotate": _annotate,
        "explain": _explain,
    }
)
"""What answers each of them."""
