"""Official templates (报盘模板): learnt, compared with the declaration, filled without a scratch."""

from sxbundle.sheet.template.apply import plan_with
from sxbundle.sheet.template.fill import OfficialSheet
from sxbundle.sheet.template.learn import learn
from sxbundle.sheet.template.lists import DropDown, ListKind
from sxbundle.sheet.template.profile import HeaderRow, Match, Remark, TemplateColumn, TemplateProfile

__all__ = [
    "DropDown",
    "HeaderRow",
    "ListKind",
    "Match",
    "OfficialSheet",
    "Remark",
    "TemplateColumn",
    "TemplateProfile",
    "learn",
    "plan_with",
]
