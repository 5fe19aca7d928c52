"""The bundles, code lists and overlays in force: one frozen value, which clients and readers take.

>>> import sxbundle as sx
>>> list(sx.CATALOG.bundles)
['hire', 'separation', 'institution_hire', 'retirement', 'retiree_death', 'work_death']
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import evolve, field, frozen

from sxbundle import bundles as _declared
from sxbundle.argument_checks import expect
from sxbundle.bilingual import Bilingual
from sxbundle.bundle import Bundle
from sxbundle.bundles import DECLARED
from sxbundle.codes import CodeList, Lists
from sxbundle.codes.lists import PACKAGED
from sxbundle.errors import DeclarationError
from sxbundle.problem import ProblemKind
from sxbundle.rules.one_of import OneOf

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from sxbundle.overlay import OverlayChange, OverlayFile

RowT = TypeVar("RowT")

GROUP = "sxbundle.bundles"
"""Entry points of this group are bundles of other packages: name = a `Bundle`."""


@frozen
class OverlayReport:
    """What overlays change, in the order in which they lie on each other; prints as a table."""

    changes: "tuple[OverlayChange, ...]"

    def __str__(self) -> str:
        if not self.changes:
            return str(Bilingual("没有加载任何覆盖文件。", "No overlay is loaded."))
        return "\n".join(map(str, self.changes))

    def __bool__(self) -> bool:
        return bool(self.changes)


@frozen(eq=False, repr=False)
class Catalog:
    """Bundles with the overlays over them; a value that never changes, so two can be used at once.

    Attributes:
        declared: the bundles as their files declare them.
        base_lists: the code lists below the overlays.
        overlays: the files over them, the lowest first.
        bundles: key to the bundle in force, in the order of `declared`.
        lists: the code lists in force.

    Raises:
        DeclarationError: two bundles have one key, or an overlay does not fit; the message names the key.
    """

    declared: tuple[Bundle[Any], ...]
    base_lists: Lists = PACKAGED
    overlays: "tuple[OverlayFile, ...]" = ()
    bundles: Mapping[str, Bundle[Any]] = field(init=False)
    lists: Lists = field(init=False)
    _changes: "tuple[OverlayChange, ...]" = field(init=False)

    def __attrs_post_init__(self) -> None:
        bundles = {bundle.key: bundle for bundle in self.declared}
        if len(bundles) < len(self.declared):
            raise DeclarationError(
                Bilingual("目录中每个键只能有一个打包事项。", "a catalog has one bundle of each key")
            )
        lists = self.base_lists.with_own(_own_lists(self.declared))
        changes: list[OverlayChange] = []
        for file in self.overlays:
            from sxbundle.overlay import apply_overlay  # most programs have no overlay

            bundles, lists, changed = apply_overlay(file, bundles, lists)
            changes += changed
        titles = {key: bundle.titles for key, bundle in bundles.items()}
        for key, bundle in bundles.items():
            others = (title for other, title in titles.items() if other != key)
            foreign = frozenset().union(*others) - bundle.titles
            listed = bundle if lists is PACKAGED else bundle.with_lists(lists)
            bundles[key] = evolve(listed, foreign_titles=foreign)
        object.__setattr__(self, "bundles", MappingProxyType(bundles))
        object.__setattr__(self, "lists", lists)
        object.__setattr__(self, "_changes", tuple(changes))

    def __reduce__(self) -> tuple[Any, ...]:
        return Catalog, (self.declared, self.base_lists, self.overlays)

    def with_bundle(self, bundle: Bundle[Any]) -> "Catalog":
        """Another catalog that has this bundle, too; it takes the place of one with its key."""
        expect("bundle", bundle, Bundle)
        bundles = {declared.key: declared for declared in self.declared}
        return evolve(self, declared=tuple((bundles | {bundle.key: bundle}).values()))

    def with_overlay(self, path: str | Path) -> "Catalog":
        """Another catalog with a file over what is in force here; the same file again is read anew.

        Args:
            path: a TOML or JSON file in UTF-8, see the page on overlays.

        Raises:
            DeclarationError: naming the file, the key and the reason.
        """
        from sxbundle.overlay import read_overlay_file

        file = read_overlay_file(Path(path))
        overlay_files = tuple(overlay for overlay in self.overlays if overlay.path != file.path)
        return evolve(self, overlays=(*overlay_files, file))

    def with_codes(
        self, key: str, source: str | Path | Mapping[str, str], *, replace: bool = False
    ) -> "Catalog":
        """Another catalog with entries over a code list, below the overlay files; see `Lists.with_entries`.

        Raises:
            DeclarationError: no such list, or the entries contradict themselves.
        """
        return evolve(self, base_lists=self.base_lists.with_entries(key, source, replace=replace))

    def with_installed(self) -> "Catalog":
        """Another catalog with the bundles that installed packages offer (entry points `sxbundle.bundles`).

        Raises:
            DeclarationError: a package's entry point is no bundle, or has the key of another one.
        """
        from importlib.metadata import entry_points  # it takes longer than all else that is imported here

        catalog = self
        for point in entry_points(group=GROUP):
            bundle = _loaded(point)
            if bundle.key in catalog.bundles:
                raise DeclarationError(
                    Bilingual(
                        "{value}：已有打包事项“{key}”。",
                        "{value}: there is a bundle 「{key}」 already.",
                        value=_blamed(point),
                        key=bundle.key,
                    )
                )
            catalog = catalog.with_bundle(bundle)
        return catalog

    def bundle(self, declared: Bundle[RowT]) -> Bundle[RowT]:
        """This bundle as the catalog has it, with the type of its rows.

        Raises:
            KeyError: the catalog has none of that key.
        """
        return self.bundles[declared.key]

    def overlay_report(self) -> OverlayReport:
        """What overlays change, from which file, and which source mark it had."""
        return OverlayReport(self._changes)

    @property
    def problem_kinds(self) -> Mapping[str, ProblemKind]:
        """Code to kind of what the rules of its bundles declare that they find."""
        kinds = (kind for bundle in self.bundles.values() for kind in bundle.problem_kinds)
        return {kind.code: kind for kind in kinds}

    def item_titles(self, bundle: str) -> dict[str, str]:
        """Item key to title, of the bundle with that key; empty for one that is not here."""
        known = self.bundles.get(bundle)
        return {} if known is None else {item.key: item.title for item in known.items}

    def __repr__(self) -> str:
        return f"<Catalog {' '.join(self.bundles)}>"


def _own_lists(bundles: Iterable[Bundle[Any]]) -> Iterator[CodeList]:
    """The lists that columns bring themselves."""
    for bundle in bundles:
        for section in bundle.sections:
            for column in section.columns:
                if isinstance(column.rule, OneOf) and isinstance(column.rule.source, CodeList):
                    yield column.rule.source


def _loaded(point: "EntryPoint") -> Bundle[Any]:
    try:
        bundle = point.load()
    except (Exception, SystemExit) as error:
        why = f"{type(error).__name__}: {error}"
        raise DeclarationError(
            Bilingual("{point}：{why}", "{point}: {why}", point=_blamed(point), why=why)
        ) from error
    if not isinstance(bundle, Bundle):
        raise DeclarationError(
            Bilingual(
                "{value}：{name} 不是 Bundle。",
                "{value}: {name} is no Bundle.",
                value=_blamed(point),
                name=type(bundle).__name__,
            )
        )
    return bundle


def _blamed(point: "EntryPoint") -> Bilingual:
    package = point.dist.name if point.dist else "?"
    return Bilingual(
        "软件包 {package} 提供的打包事项 {name} = {value} 不能使用",
        "The bundle {name} = {value} of the package {package} cannot be used",
        package=package,
        name=point.name,
        value=point.value,
    )


CATALOG = Catalog(DECLARED)
"""The six bundles of the manual, without overlays."""

BUNDLES = CATALOG.bundles
"""`CATALOG.bundles`."""

HIRE = CATALOG.bundle(_declared.HIRE)
SEPARATION = CATALOG.bundle(_declared.SEPARATION)
INSTITUTION_HIRE = CATALOG.bundle(_declared.INSTITUTION_HIRE)
RETIREMENT = CATALOG.bundle(_declared.RETIREMENT)
RETIREE_DEATH = CATALOG.bundle(_declared.RETIREE_DEATH)
WORK_DEATH = CATALOG.bundle(_declared.WORK_DEATH)
