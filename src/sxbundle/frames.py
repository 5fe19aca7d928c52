"""Data frames in and out, column by column, by what pandas, Polars and pyarrow themselves offer."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from importlib import import_module
from typing import Any, Literal

from attrs import frozen

from sxbundle.bilingual import Bilingual
from sxbundle.errors import MissingExtra

FrameKind = Literal["pandas", "polars", "pyarrow"]


@frozen(repr=False)
class FrameColumns:
    """A data frame taken apart.

    Attributes:
        names: of the columns, in order; one may stand twice.
        columns: their cells as Python objects.
        index: one key a row, where the frame has an index of its own.
    """

    names: tuple[str, ...]
    columns: tuple[Sequence[Any], ...]
    index: Sequence[Any] | None = None

    def __repr__(self) -> str:
        return f"<FrameColumns {len(self.names)} columns>"


def columns_of(frame: Any) -> FrameColumns | None:
    """The columns of a data frame; None for what is none.

    Raises:
        TypeError: a lazy frame, which holds no rows yet.
    """
    if type(frame).__name__ == "LazyFrame":
        raise TypeError(
            Bilingual(
                "rows：LazyFrame 还没有行，请先调用 .collect()。",
                "rows: a LazyFrame holds no rows yet; call .collect() on it first",
            )
        )
    if hasattr(frame, "iloc") and hasattr(frame, "columns"):  # pandas
        names = [_name(column) for column in frame.columns]
        columns = [frame.iloc[:, at].tolist() for at in range(len(names))]
        plain = type(frame.index).__name__ == "RangeIndex"
        return FrameColumns(tuple(names), tuple(columns), None if plain else frame.index.tolist())
    if hasattr(frame, "column_names") and hasattr(frame, "to_pylist"):  # pyarrow
        names = list(frame.column_names)
        return FrameColumns(tuple(names), tuple(frame.column(at).to_pylist() for at in range(len(names))))
    if hasattr(frame, "get_columns") and hasattr(frame, "to_dicts"):  # Polars
        series = frame.get_columns()
        return FrameColumns(
            tuple(values.name for values in series), tuple(values.to_list() for values in series)
        )
    return None


def to_frame(
    kind: FrameKind,
    rows: Sequence[Mapping[str, Any]],
    names: Iterable[str],
    index: Sequence[Any] | None = None,
) -> Any:
    """A frame of plain values, with the type of each column: text stays text, numbers never become floats.

    Args:
        kind: whose frame.
        rows: name of a column to its value; None for nothing.
        names: of the columns, in order.
        index: one key a row, for pandas.

    Raises:
        MissingExtra: that library is not installed.
        ValueError: `kind` is none of the three.
    """
    if kind not in ("pandas", "polars", "pyarrow"):
        raise ValueError(
            Bilingual(
                "to_frame 应为 'pandas'、'polars' 或 'pyarrow'。",
                "to_frame: 'pandas', 'polars' or 'pyarrow' is wanted",
            )
        )
    columns = {name: [row.get(name) for row in rows] for name in names}
    types = {name: _type(cells) for name, cells in columns.items()}
    try:
        library: Any = import_module(kind)
    except ImportError as error:
        raise MissingExtra("frames", kind) from error
    if kind == "pandas":
        kinds: dict[type, Any] = {str: "string", int: "Int64", bool: "boolean"}
        series = {
            name: library.Series(cells, dtype=kinds.get(types[name], "object"), index=index)
            for name, cells in columns.items()
        }
        for name in (name for name, kind in types.items() if kind is datetime):
            series[name] = library.to_datetime(series[name])
        return library.DataFrame(series)
    if kind == "polars":
        kinds = {str: library.String, int: library.Int64, bool: library.Boolean, date: library.Date}
        return library.DataFrame(
            [library.Series(name, cells, kinds.get(types[name])) for name, cells in columns.items()]
        )
    kinds = {str: library.string(), int: library.int64(), bool: library.bool_(), date: library.date32()}
    return library.table(
        {name: library.array(cells, kinds.get(types[name])) for name, cells in columns.items()}
    )


def _type(cells: Iterable[Any]) -> type:
    """The one type of a column; text for an empty one, `object` for several or any other."""
    kinds = {type(cell) for cell in cells if cell is not None}
    if not kinds or all(issubclass(kind, str) for kind in kinds):
        return str
    (kind, *others) = kinds
    return object if others else kind


def _name(name: object) -> str:
    return ".".join(map(str, name)) if isinstance(name, tuple) else str(name)
