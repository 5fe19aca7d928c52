"""The same checks of cells in each tool: which cells are wrong, by row, column and code.

sxbundle holds the rows against each other and each row's columns against each other, too; the others
look at single cells only, so what they do is less.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import attrs

import sxbundle as sx
from benchmarks.people import COLUMNS, REQUIRED, SELECTION, Place

Rows = Sequence[tuple[str, ...]]
Find = Callable[[Rows], set[Place]]

CODES = {
    "CertificateRule": "id.check-digit",
    "Day": "date.not-a-day",
    "OneOf": "code.unknown",
    "Money": "money.shape",
    "PhoneRule": "phone.shape",
}
KINDS = {
    key: kind
    for key in COLUMNS
    if (kind := type(SELECTION.plan.column(key).rule).__name__.removeprefix("Birth")) in CODES
}
"""Column key to what its cells must be; of the other columns only that they are filled."""
LABELS = {
    key: tuple(SELECTION.plan.column(key).rule.hint().choices)
    for key, kind in KINDS.items()
    if kind == "OneOf"
}
PATTERNS = {"PhoneRule": r"^(1[3-9]\d{9}|0\d{2,3}-?\d{7,8})$", "Money": r"^\d{1,15}(\.\d{1,2})?$"}
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"


def day(text: str) -> str:
    """The text, if it is a day."""
    if len(text) != 8:
        raise ValueError
    datetime.strptime(text, "%Y%m%d")
    return text


def citizen_id(text: str) -> str:
    """The text, if it is a citizen ID."""
    day(text[6:14])
    if CHECKS[sum(int(one) * by for one, by in zip(text[:17], WEIGHTS, strict=True)) % 11] != text[17]:
        raise ValueError
    return text


def by_sxbundle(rows: Rows, plan: Any = SELECTION.plan) -> set[Place]:
    """The table is made as a reader makes it: column by column, some rows at a time."""
    from sxbundle.batch import Table, check

    cells: dict[str, list[object]] = {key: [] for key in COLUMNS}
    for at in range(0, len(rows), 256):  # all at once go through the processor's cache 25 times
        for column, some in zip(cells.values(), zip(*rows[at : at + 256], strict=True), strict=True):
            column.extend(some)
    found = check(plan, Table(cells, range(1, len(rows) + 1))).problems
    return {(one.row or 0, one.column or "", one.code) for one in found if one.severity is sx.Severity.ERROR}


def by_sxbundle_cells(rows: Rows) -> set[Place]:
    """Without the rules across columns and rows: what the other tools do."""
    return by_sxbundle(rows, attrs.evolve(SELECTION.plan, row_rules=(), batch_rules=()))


def by_pydantic(rows: Rows) -> set[Place]:
    """A model whose fields are annotated."""
    from typing import Annotated, Literal

    from pydantic import AfterValidator, StringConstraints, TypeAdapter, ValidationError, create_model

    def kind(key: str) -> Any:
        match KINDS.get(key):
            case "OneOf":
                return Literal[LABELS[key]]
            case "Day":
                return Annotated[str, AfterValidator(day)]
            case "CertificateRule":
                return Annotated[str, AfterValidator(citizen_id)]
            case None:
                return Annotated[str, StringConstraints(min_length=1)] if key in REQUIRED else str
            case other:
                return Annotated[str, StringConstraints(pattern=PATTERNS[other])]

    names = [key.replace(".", "__") for key in COLUMNS]
    fields: Any = {name: (kind(key), ...) for name, key in zip(names, COLUMNS, strict=True)}
    validate = TypeAdapter(create_model("Row", **fields)).validate_python
    found: set[Place] = set()
    for number, row in enumerate(rows, 1):
        try:
            validate(dict(zip(names, row, strict=True)))
        except ValidationError as error:
            for one in error.errors():
                key = str(one["loc"][0]).replace("__", ".")
                found.add((number, key, _code(key, one["input"])))
    return found


def _code(key: str, cell: object) -> str:
    return "cell.required" if cell in ("", None) else CODES[KINDS[key]]


def _polars_wrongs() -> dict[str, Any]:
    """Column key to the expression that is true for a wrong cell."""
    import polars as pl

    def one(key: str) -> Any:
        cell = pl.col(key)
        match KINDS.get(key):
            case "OneOf":
                return ~cell.is_in(LABELS[key])
            case "Day":
                return cell.str.to_date("%Y%m%d", strict=False).is_null()
            case "CertificateRule":
                digits = [
                    cell.str.slice(at, 1).cast(pl.Int32, strict=False) * by for at, by in enumerate(WEIGHTS)
                ]
                rest = pl.sum_horizontal(digits) % 11
                right = rest.replace_strict(range(11), list(CHECKS), return_dtype=pl.String)
                born = cell.str.slice(6, 8).str.to_date("%Y%m%d", strict=False)
                return (right != cell.str.slice(17, 1)) | born.is_null()
            case None:
                return (cell == "") & (key in REQUIRED)
            case other:
                return ~cell.str.contains(PATTERNS[other])

    return {key: one(key) for key in COLUMNS}


def by_polars(rows: Rows) -> set[Place]:
    """One expression a column."""
    import polars as pl

    frame = pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS, pl.String), orient="row")
    wrong = frame.select(**_polars_wrongs())
    found: set[Place] = set()
    for key in COLUMNS:
        for at in wrong[key].fill_null(True).arg_true():
            found.add((at + 1, key, _code(key, frame[key][at])))
    return found


def by_pandera(rows: Rows) -> set[Place]:
    """A lazy schema over Polars, with the same expressions."""
    import pandera.polars as pa
    import polars as pl

    frame = pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS, pl.String), orient="row")
    wrongs = _polars_wrongs()

    def column(key: str) -> Any:
        right = ~wrongs[key].fill_null(True)
        return pa.Column(str, pa.Check(lambda data, right=right: data.lazyframe.select(right)))

    schema = pa.DataFrameSchema({key: column(key) for key in COLUMNS})
    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        cases = errors.failure_cases.select("index", "column", "failure_case").iter_rows()
        return {(at + 1, key, _code(key, cell)) for at, key, cell in cases}
    return set()


def by_frictionless(rows: Rows) -> set[Place]:
    """A schema with constraints, and a check of its own for citizen IDs."""
    from frictionless import Check, Checklist, Resource, Schema, errors

    @attrs.define(kw_only=True, repr=False)
    class CitizenIds(Check):
        type = "citizen-id"
        Errors = [errors.CellError]  # noqa: RUF012 - as the tool wants it

        def validate_row(self, row: Any) -> Any:
            key = "basic.certificate_number"
            try:
                citizen_id(row[key] or "")
            except ValueError:
                yield errors.CellError.from_row(row, note="check digit", field_name=key)

    def field(key: str) -> dict[str, Any]:
        made: dict[str, Any] = {"name": key, "type": "string", "constraints": {}}
        match KINDS.get(key):
            case "OneOf":
                made["constraints"] = {"enum": list(LABELS[key])}
            case "Day":
                made |= {"type": "date", "format": "%Y%m%d"}
            case "PhoneRule" | "Money" as kind:
                made["constraints"] = {"pattern": PATTERNS[kind].strip("^$")}
        if key in REQUIRED:
            made["constraints"]["required"] = True
        return made

    schema = Schema.from_descriptor({"fields": [field(key) for key in COLUMNS]})
    resource = Resource(data=[list(COLUMNS), *map(list, rows)], schema=schema)
    report = resource.validate(Checklist(checks=[CitizenIds()]), limit_errors=len(rows) + 1)
    return {
        (error.row_number - 1, error.field_name, _code(error.field_name, error.cell))
        for error in report.task.errors
    }


CHECKERS: dict[str, tuple[Find, float]] = {
    "sxbundle": (by_sxbundle, 1),
    "sxbundle, single cells only": (by_sxbundle_cells, 1),
    "Polars expressions": (by_polars, 1),
    "pandera on Polars": (by_pandera, 1),
    "pydantic": (by_pydantic, 0.25),
    "frictionless": (by_frictionless, 0.02),
}
"""Tool to its checker and the share of the rows that it is given, so that all take seconds."""
