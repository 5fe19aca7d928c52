"""The words in which a bundle is declared: columns, sections, items, materials, rules across."""

from sxbundle.schema.column import UNSEEN, Column, FormKind, Role, column
from sxbundle.schema.item import (
    Access,
    Availability,
    Change,
    Commitment,
    Condition,
    Cover,
    InsuranceEffect,
    Item,
    Level,
    Material,
    begins,
    ends,
    every_row,
    only_where,
    those_who_fill,
)
from sxbundle.schema.plan import HeadField, Plan, Step, UnitFact
from sxbundle.schema.row_rule import BatchRule, CellFix, Clear, Facet, RowRule
from sxbundle.schema.section import Section, needed, section, sections_of

__all__ = [
    "UNSEEN",
    "Access",
    "Availability",
    "BatchRule",
    "CellFix",
    "Change",
    "Clear",
    "Column",
    "Commitment",
    "Condition",
    "Cover",
    "Facet",
    "FormKind",
    "HeadField",
    "InsuranceEffect",
    "Item",
    "Level",
    "Material",
    "Plan",
    "Role",
    "RowRule",
    "Section",
    "Step",
    "UnitFact",
    "begins",
    "column",
    "ends",
    "every_row",
    "needed",
    "only_where",
    "section",
    "sections_of",
    "those_who_fill",
]
