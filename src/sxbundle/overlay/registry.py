"""The overlays in force: loaded on purpose, one on top of the other, taken off again."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock

from attrs import field, frozen

from sxbundle.bundles import BUNDLES
from sxbundle.codes.lists import Held, entries_of, give_back, held, lay
from sxbundle.errors import DeclarationError
from sxbundle.overlay.changes import Change, changed
from sxbundle.overlay.told import CodesTold, Told, told_by
from sxbundle.schema import overrides
from sxbundle.schema.overrides import Shown


@frozen
class Overlay:
    """A loaded overlay.

    Attributes:
        file: name of the file.
        source: who says so, as the file tells.
        changes: what it changes.
    """

    file: str
    source: str
    changes: tuple[Change, ...]
    told: Told = field(repr=False, eq=False)


@frozen
class OverlayReport:
    """What is changed at present, in the order of loading; prints as a table."""

    changes: tuple[Change, ...]

    def __str__(self) -> str:
        if not self.changes:
            return "没有加载任何覆盖文件。"
        return "\n".join(str(one) for one in self.changes)

    def __bool__(self) -> bool:
        return bool(self.changes)


_lock = RLock()
_loaded: list[Overlay] = []
_before: dict[str, Held] = {}
"""Code lists as they stood before the first overlay touched them."""


def load(path: str | Path) -> Overlay:
    """Lays a file over the declarations, on top of what was loaded before; the same file once.

    Raises:
        DeclarationError: naming the file, the key and the reason; nothing is changed then.
    """
    told = told_by(Path(path))
    with _lock:
        before = list(_loaded)
        kept = [one for one in before if one.told.path != told.path]
        made = _stand([one.told for one in kept] + [told])
        _loaded[:] = made
        return made[-1]


def clear() -> None:
    """Goes back to the declarations and code lists as they were before the first `load`."""
    with _lock:
        _stand([])
        _loaded.clear()


@contextmanager
def overlaid(path: str | Path) -> Iterator[Overlay]:
    """`load` for the length of a `with` block, in the whole process; then what was before."""
    with _lock:
        before = list(_loaded)
        made = load(path)
    try:
        yield made
    finally:
        with _lock:
            replaced = [one for one in before if one.told.path == made.told.path]
            rest = [one.told for one in _loaded if one is not made and one.told.path != made.told.path]
            _loaded[:] = _stand([one.told for one in replaced] + rest if replaced else rest)


def applied() -> tuple[Overlay, ...]:
    """The overlays in force, in the order of loading."""
    return tuple(_loaded)


def overlay_report() -> OverlayReport:
    """What overlays change, from which file, and which source mark it had."""
    return OverlayReport(tuple(change for one in applied() for change in one.changes))


def _stand(files: list[Told]) -> list[Overlay]:
    """Makes exactly these overlays the ones in force; leaves all as it was when one is wrong."""
    shown = {bundle.key: bundle.declared for bundle in BUNDLES.values()}
    made: list[Overlay] = []
    under: dict[str, tuple[str, ...]] = {}
    for told in files:
        for one in told.codes:
            under.setdefault(one.key, _layers_below(one.key))
        shown, changes = changed(BUNDLES, shown, told, under)
        for one in told.codes:
            under[one.key] += (told.file,)
        made.append(Overlay(told.file, told.source, changes, told))
    _lay_codes(files)
    table: dict[Shown, Shown] = {
        bundle.declared: shown[key] for key, bundle in BUNDLES.items() if shown[key] is not bundle.declared
    }
    overrides.lay(table)
    return made


def _layers_below(key: str) -> tuple[str, ...]:
    """What lies on a code list below all files, such as entries that a program gave."""
    return tuple(one.origin for one in (_before.get(key) or held(key)).layers)


def _lay_codes(files: list[Told]) -> None:
    keys = {one.key for told in files for one in told.codes}
    now = [held(key) for key in {*keys, *_before}]
    for key in keys - _before.keys():
        _before[key] = held(key)
    try:
        for one in _before.values():
            give_back(one)
        for told in files:
            for one_list in told.codes:
                _lay_list(told, one_list)
    except DeclarationError:
        for one in now:
            give_back(one)
        raise
    for key in _before.keys() - keys:
        del _before[key]


def _lay_list(told: Told, one: CodesTold) -> None:
    try:
        lay(one.key, entries_of(told.file, one.entries, told.source), replace=one.replace)
    except DeclarationError as error:
        raise told.wrong(f"codes.{one.key}", str(error)) from error
