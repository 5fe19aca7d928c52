"""What a caller wants filed: the rows, the reference, the materials; checked when it is made."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, Generic, Required, TypedDict, TypeVar

from attrs import field, frozen

from sxbundle.argument_checks import expect, shown, wrong_type
from sxbundle.batch import Batch
from sxbundle.bilingual import Bilingual, joined
from sxbundle.errors import DeclarationError
from sxbundle.filing.events import Event
from sxbundle.forms import UnitRecord
from sxbundle.procedure.upload_file import Files, pages_of
from sxbundle.schema import Level, Material, Plan

RowT = TypeVar("RowT")

MaterialFiles = Mapping[str, Files | Mapping[str, Files]]
"""Material key or title to its file or files; a personal one to certificate number and file or files."""


@frozen
class Progress:
    """How far one call of `advance` is.

    Attributes:
        doing: the Chinese word for what is done just now.
        done, total: of that, in files or people; `total` is 0 when it is one call.
    """

    doing: str
    done: int = 0
    total: int = 0


class FilingOptions(TypedDict, total=False):
    """The keyword arguments of `sxbundle.file`, for its types."""

    reference: Required[str]
    unit: UnitRecord | None
    materials: "str | Path | MaterialFiles | None"
    accept: "str | Iterable[str]"
    clerk: str
    papers: str | Path | None
    replace: bool
    fonts: Sequence[str | PathLike[str]]
    progress: Callable[[Progress], None] | None
    events: Callable[[Event], None] | None


@frozen
class FilingRequest(Generic[RowT]):
    """What a caller wants filed; see `sxbundle.file` for the attributes."""

    batch: Batch[RowT]
    reference: str
    unit: UnitRecord | None
    materials: "str | Path | MaterialFiles | None" = field(repr=False)
    accept: frozenset[str]
    clerk: str
    papers: Path | None
    replace: bool
    fonts: tuple[str | PathLike[str], ...]
    progress: Callable[[Progress], None] | None
    events: Callable[[Event], None] | None

    @property
    def plan(self) -> Plan[RowT]:
        """The selected items and what they mean."""
        return self.batch.plan


def make_request(
    batch: Batch[RowT],
    *,
    reference: str,
    unit: UnitRecord | None = None,
    materials: "str | Path | MaterialFiles | None" = None,
    accept: "str | Iterable[str]" = (),
    clerk: str = "",
    papers: str | Path | None = None,
    replace: bool = False,
    fonts: Sequence[str | PathLike[str]] = (),
    progress: Callable[[Progress], None] | None = None,
    events: Callable[[Event], None] | None = None,
) -> FilingRequest[RowT]:
    """The request of `sxbundle.file`.

    Raises:
        DeclarationError: an empty reference, an unknown material or item, commitments accepted by
            nobody.
    """
    expect("batch", batch, Batch)
    expect("reference", reference, str)
    expect("clerk", clerk, str)
    expect("replace", replace, bool)
    if unit is not None:
        expect("unit", unit, UnitRecord)
    for name, function in (("progress", progress), ("events", events)):
        if function is not None and not callable(function):
            raise TypeError(wrong_type(name, "function", function))
    if materials is not None:
        expect("materials", materials, str, Path, Mapping)
    if not reference.strip():
        raise DeclarationError(
            Bilingual(
                "reference 不能为空：它是以后找回本次申报的唯一名称",
                "reference: must not be empty, it is the one name by which the filing is found again",
            )
        )
    accepted = _accepted(batch.plan, accept)
    if accepted and not clerk.strip():
        raise DeclarationError(
            Bilingual(
                "accept 需要 clerk：承诺须知由谁确认，须留下姓名",
                "accept: needs clerk, the name of the person who accepts the commitments",
            )
        )
    if isinstance(materials, Mapping):
        materials = dict(_files_of(batch.plan, name, files) for name, files in materials.items())
    return FilingRequest(
        batch=batch,
        reference=reference,
        unit=unit,
        materials=materials,
        accept=accepted,
        clerk=clerk,
        papers=None if papers is None else Path(papers),
        replace=replace,
        fonts=tuple(fonts),
        progress=progress,
        events=events,
    )


def check_people(people: Iterable[str] | None) -> None:
    """Refuses one certificate number in place of several.

    Raises:
        TypeError: `people` is a text.
    """
    if isinstance(people, str):
        raise TypeError(
            Bilingual(
                "people 应为若干证件号码，只有一个时请放入列表。",
                "people: several certificate numbers are wanted, such as a list of one",
            )
        )


def _accepted(plan: Plan[Any], accept: "str | Iterable[str]") -> frozenset[str]:
    offered = {name: item.key for item in plan.commitments for name in (item.key, item.title)}
    if accept == "all":
        return frozenset(offered.values())
    names = [accept] if isinstance(accept, str) else list(accept)
    if unknown := [name for name in names if name not in offered]:
        raise DeclarationError(
            Bilingual(
                "accept：“{names}”不是本次需要承诺的事项",
                "accept: 「{names}」 has no commitment in this filing",
                names=shown("、".join(unknown)),
            )
        )
    return frozenset(offered[name] for name in names)


def _files_of(plan: Plan[Any], name: str, files: Any) -> tuple[str, Any]:
    """One entry of `materials=`: the material's key, and its files as given."""
    expect("materials.keys()", name, str)
    material = _material(plan, name)
    place = f"materials[{shown(name)!r}]"
    if not isinstance(files, Mapping):
        return material.key, _settled(place, files)
    if material.level is Level.UNIT:
        raise DeclarationError(
            Bilingual(
                "materials：“{name}”是单位材料，不按人员区分，请直接给出文件",
                "materials: 「{name}」 is a material of the unit; give its file without people",
                name=shown(name),
            )
        )
    for number in files:
        expect(f"{place}.keys()", number, str)
    return material.key, {number: _settled(f"{place}.values()", file) for number, file in files.items()}


def _settled(place: str, files: Any) -> Files | None:
    """Paths and contents; an open file is read here, because each run wants it. None is not there yet."""
    several = isinstance(files, Sequence) and not isinstance(files, bytes | bytearray | memoryview | str)
    for file in files if several else () if files is None else (files,):
        if not hasattr(file, "read"):
            expect(place, file, str, PathLike, bytes, bytearray, memoryview)
    if not files:
        return None
    pages = pages_of(files)
    return pages[0] if len(pages) == 1 else pages


def _material(plan: Plan[Any], name: str) -> Material:
    for material in plan.all_materials:
        if name in (material.key, material.title, *material.aliases):
            return material
    raise DeclarationError(
        Bilingual(
            "materials：“{name}”不是本次申报的材料；可用：{known}",
            "materials: 「{name}」 is no material of this filing; it takes {known}",
            name=shown(name),
            known=joined(material.title for material in plan.all_materials),
        )
    )
