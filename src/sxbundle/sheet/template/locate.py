"""Which sheet of a workbook is the template, and of which bundle."""

from collections.abc import Sequence
from typing import Any

from attrs import frozen

from sxbundle.batch import OwnCaptions
from sxbundle.batch.problems import CHOOSE_SHEET, NO_HEADER
from sxbundle.errors import FileRefused
from sxbundle.schema import Plan
from sxbundle.sheet.header import SEARCHED, Finder, Header
from sxbundle.sheet.other_bundle import titled
from sxbundle.sheet.template.problems import WHICH_BUNDLE
from sxbundle.workbook.grid import Grid, Visibility

_ALIKE = 0.8


@frozen
class TemplatePlace:
    """A sheet that may be the template of a plan, and where its captions stand."""

    plan: Plan[Any]
    grid: Grid
    header: Header
    titled: bool


def chosen(plans: Sequence[Plan[Any]], grids: Sequence[Grid], own: OwnCaptions) -> TemplatePlace:
    """The sheet and the bundle that are meant; never a guess between two that fit about as well.

    Raises:
        FileRefused: `template.which-bundle`, `sheet.no-header`, `sheet.choose`.
    """
    places = []
    for plan in plans:
        # Captions of the caller's own belong to one declaration; they would be wrong in the others.
        finder = Finder(plan, own)
        for grid in grids:
            if (header := finder.find(grid)) is not None:
                places.append(TemplatePlace(plan, grid, header, titled(plan, grid, header.top)))
    if not places:
        if len(plans) > 1:
            raise FileRefused(WHICH_BUNDLE.problem(near=""))
        captions = "、".join([column.caption for column in plans[0].columns if column.required][:4])
        raise FileRefused(NO_HEADER.problem(rows=SEARCHED, captions=captions))
    places = [place for place in places if place.titled] or places
    places = [place for place in places if place.grid.visibility is Visibility.VISIBLE] or places
    most = max(place.header.score for place in places)
    fitting = [place for place in places if place.header.score >= _ALIKE * most]
    if len({place.plan.bundle for place in fitting}) > 1:
        near = "（" + "、".join(dict.fromkeys(located.plan.title for located in fitting)) + "都相像）"
        raise FileRefused(WHICH_BUNDLE.problem(near=near))
    if len(fitting) > 1:
        raise FileRefused(CHOOSE_SHEET.problem(sheets="、".join(located.grid.name for located in fitting)))
    return fitting[0]
