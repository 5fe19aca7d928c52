"""Official templates (报盘模板): learnt, compared with the declaration, filled without a scratch."""

from sxbundle.forms.template.dropdown import DropDown, ListKind
from sxbundle.forms.template.fill import OfficialSheet
from sxbundle.forms.template.learn import learn
from sxbundle.forms.template.profile import HeaderRow, Match, Remark, TemplateColumn, TemplateProfile
from sxbundle.forms.template.using import plan_with

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
