"""A column of a sheet: its caption, its rule, whether it must be filled, and who says so."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeVar, overload

import attrs
from attrs import field, frozen

from sxbundle.bilingual import Bilingual
from sxbundle.errors import DeclarationError, InvalidValue
from sxbundle.masking import Personal
from sxbundle.problem import Problem, Severity
from sxbundle.rules.base import Dependent, Rule, written
from sxbundle.source import Source, assumed

T = TypeVar("T")

UNSEEN = assumed("手册未印出，由本软件所拟")
_METADATA = "sxbundle.column"
Example = str | int | tuple[str, ...] | Callable[[int], str] | None
"""See `Column.example`."""


class Role(StrEnum):
    """What a column says, whatever its key and caption: forms, the hall and filings look for the role.

    Those up to `HOUSEHOLD_TYPE` are the person's, in a section that every row fills; the others belong to
    the section that declares a change, or an account.
    """

    ORDINAL = "ordinal"
    """序号: says nothing about the person."""
    NAME = "name"
    CERTIFICATE_TYPE = "certificate-type"
    CERTIFICATE_NUMBER = "certificate-number"
    PHONE = "phone"
    SEX = "sex"
    BIRTH_DATE = "birth-date"
    ETHNIC_GROUP = "ethnic-group"
    HOUSEHOLD_TYPE = "household-type"
    INSURANCES = "insurances"
    """Only where no effect of an item names the column."""
    REASON = "reason"
    CHANGE_TYPE = "change-type"
    CHANGE_DATE = "change-date"
    FIRST_WORK_DATE = "first-work-date"
    EMPLOYMENT_FORM = "employment-form"
    WAGE = "wage"
    REMARK = "remark"
    BANK = "bank"
    ACCOUNT = "account"
    USES_CARD = "uses-card"


class FormKind(StrEnum):
    """A printed form; `sxbundle.forms` draws it."""

    DECLARATION = "declaration"
    """The change declaration, one for the filing; it names the people of one version of it."""
    ACCOUNT_CHANGE = "account-change"
    """One a person, signed by the insured."""
    PAYMENT_CHANGE = "payment-change"
    """《退休人员发放信息变更申请表》, one a person, signed by whoever applies."""
    CONTRACT_END = "contract-end"
    """用人单位终止或解除劳动合同备案表, the rows of a section; it bears the section's title."""


FORM_TITLES: Mapping[FormKind, str] = {
    FormKind.DECLARATION: "参加社会保险人员增减申报表",
    FormKind.ACCOUNT_CHANGE: "社会保险参保人员信息变更表",
    FormKind.PAYMENT_CHANGE: "退休人员发放信息变更申请表",
}
"""What a form is called in a bundle that says nothing else by `form_titles`."""
SHANXI_TITLES: Mapping[FormKind, str] = {
    kind: f"山西省{FORM_TITLES[kind]}" for kind in (FormKind.DECLARATION, FormKind.ACCOUNT_CHANGE)
}
"""What the manual calls them (3.2.2.6, 3.5.2.5)."""


@frozen(repr=False)
class Column:
    """One column, bound to its section.

    Attributes:
        key: `section.attribute`, such as `basic.certificate_number`; stable, used in problems.
        caption: official Chinese caption, without hints.
        rule: reads its cells; when `given` is set, the rule for an unknown certificate type.
        required: must be filled in every row that fills its section.
        aliases: other captions that mean the same column.
        source: who says that the column exists.
        given: key of the column of the same section on which the rule depends.
        prefilled: the template brings it filled (序号, 证件类型), so that a row in which nothing
            else is filled is an empty row.
        ambiguous_aliases: those of `aliases` that mean other things, too: they count only where the rule
            reads some of the cells below. 合同类型 may hold 固定期限, or 实习合同.
        preset: what the empty sheet holds in its prepared rows: what the hall preselects. Such a column
            counts as `prefilled`.
        role: what it says, for code that knows no keys.
        example: a right cell, for synthetic rows, or several that take turns; a number is a day, so many
            days after the day of filing; a function returns the cell of the person of an index.
        needed_by: key of the item that makes it required when ticked.
        implies: captions that also tell what the column named by `given` holds, where a document
            has no such column: who writes 身份证号 means 01.居民身份证.
        fallback_aliases: those of `aliases` that give way where the document has another caption of the
            column: beside 移动电话, 固定电话 is read only in rows where that one is blank.
    """

    key: str
    caption: str
    rule: Rule[Any]
    required: bool
    aliases: tuple[str, ...] = ()
    source: Source = UNSEEN
    given: str | None = None
    prefilled: bool = False
    needed_by: str | None = None
    implies: Mapping[str, str] = field(factory=dict, hash=False)
    fallback_aliases: tuple[str, ...] = ()
    preset: str = ""
    ambiguous_aliases: tuple[str, ...] = ()
    role: Role | None = None
    example: Example = field(default=None, eq=False)

    def __repr__(self) -> str:
        return f"<Column {self.key} {self.caption}>"

    @property
    def section(self) -> str:
        """Key of the section it stands in."""
        return self.key.partition(".")[0]

    @property
    def attribute(self) -> str:
        """Name of the attribute of the typed row's section."""
        return self.key.partition(".")[2]

    @property
    def personal(self) -> Personal | None:
        """What personal data it holds, if any."""
        return self.rule.personal

    @property
    def doubtful(self) -> bool:
        """True for an optional column that is assumed: what it holds may be right though no list knows it."""
        return not self.required and self.source.assumed

    @property
    def heading(self) -> str:
        """The caption as the sheet prints it: with its star and its hint."""
        return ("*" if self.required else "") + self.caption + self.rule.hint().suffix

    def of(self, row: Any) -> Any:
        """Its typed value in a typed row; None where the row does not fill it, or has no such attribute."""
        return getattr(getattr(row, self.section, None), self.attribute, None)

    def rule_given(self, other: object) -> Rule[Any]:
        """The rule for a row in which the column named by `given` holds `other`."""
        return self.rule.given(other) if isinstance(self.rule, Dependent) else self.rule


@overload
def column(
    caption: str,
    rule: Rule[T],
    *,
    aliases: Sequence[str] = (),
    source: Source = ...,
    given: str | None = None,
    prefilled: bool = False,
    implies: Mapping[str, str] = ...,
    fallback_aliases: Sequence[str] = (),
    preset: str = ...,
    ambiguous_aliases: Sequence[str] = (),
    role: Role | None = None,
    example: Example = None,
) -> T: ...
@overload
def column(
    caption: str,
    rule: Rule[T],
    *,
    default: None,
    aliases: Sequence[str] = (),
    source: Source = ...,
    given: str | None = None,
    prefilled: bool = False,
    needed_by: str | None = None,
    ambiguous_aliases: Sequence[str] = (),
    role: Role | None = None,
    example: Example = None,
) -> T | None: ...
def column(
    caption: str,
    rule: Rule[Any],
    *,
    default: Any = attrs.NOTHING,
    aliases: Sequence[str] = (),
    source: Source = UNSEEN,
    given: str | None = None,
    prefilled: bool = False,
    needed_by: str | None = None,
    implies: Mapping[str, str] = MappingProxyType({}),
    fallback_aliases: Sequence[str] = (),
    preset: str = "",
    ambiguous_aliases: Sequence[str] = (),
    role: Role | None = None,
    example: Example = None,
) -> Any:
    """Declares one column as an attribute of a `@section` class.

    Args:
        caption: official Chinese caption, without star and hints.
        rule: what its cells are held against; also gives the attribute's type.
        default: `None` makes the column optional; without it, it is required in its section.
        aliases: captions of official templates and HR exports that mean the same.
        source: who says so; assumed unless given.
        given: the attribute of the same section on which the rule depends.
        prefilled: see `Column.prefilled`.
        needed_by: key of the item that makes an optional column required when it is ticked.
        implies: see `Column.implies`; these captions are aliases, too.
        fallback_aliases: see `Column.fallback_aliases`; these captions are aliases, too.
        preset: see `Column.preset`.
        ambiguous_aliases: see `Column.ambiguous_aliases`; these captions are aliases, too.
        role: see `Role`; one column of a section has it.
        example: see `Column.example`.

    Raises:
        DeclarationError: an empty caption, a default other than None, `given` without a rule
            that depends on anything.
    """
    if not caption.strip():
        raise DeclarationError(Bilingual("列必须有列名。", "a column needs a caption"))
    if default not in (None, attrs.NOTHING):
        raise DeclarationError(
            Bilingual(
                "列“{caption}”：默认值只能是 None，表示选填。",
                "column 「{caption}」: the only default is None, which makes it optional",
                caption=caption,
            )
        )
    if given is not None and not isinstance(rule, Dependent):
        raise DeclarationError(
            Bilingual(
                "列“{caption}”：它的规则不取决于其他列。",
                "column 「{caption}」: its rule depends on no other column",
                caption=caption,
            )
        )
    declared = Column(
        key="",
        caption=caption,
        rule=rule,
        required=default is attrs.NOTHING,
        aliases=(*aliases, *implies, *fallback_aliases, *ambiguous_aliases),
        source=source,
        given=given,
        prefilled=prefilled or bool(preset),
        needed_by=needed_by,
        implies=dict(implies),
        fallback_aliases=tuple(fallback_aliases),
        preset=preset,
        ambiguous_aliases=tuple(ambiguous_aliases),
        role=role,
        example=example,
    )
    return attrs.field(default=default, kw_only=True, metadata={_METADATA: declared})


_PLAIN = (int, float, Decimal, date, tuple, list, set, frozenset)
"""Types of values that a caller writes for typed ones; a subclass of `str` is typed already."""


def typed_value(declared: Column, attribute: str, value: Any, other: Any) -> Any:
    """The typed value of what a caller wrote: `certificate_type="居民身份证"` becomes the entry.

    Args:
        declared: the column.
        attribute: its name, which may not be in the column's key yet.
        value: plain, or typed already.
        other: the typed value of the column on which the rule depends; None without one.

    Raises:
        InvalidValue: what is wrong with it, naming the attribute.
    """
    if type(value) is not str and not isinstance(value, _PLAIN):
        return value
    if isinstance(value, tuple) and not any(type(part) is str for part in value):
        return value
    if isinstance(value, tuple | list | set | frozenset):
        value = ",".join(sorted(map(str, value)) if isinstance(value, set | frozenset) else map(str, value))
    rule = declared.rule_given(other)
    problems: list[Problem] = []
    typed = rule.read(value, problems)
    if typed is None and value != "":
        problem = next(problem for problem in problems if problem.severity is Severity.ERROR)
        caption = f"{declared.caption}（{attribute}）"
        raise InvalidValue(problem.at(None, attribute, caption, rule.shown(written(value)), rule.personal))
    return typed


def declared_column(attribute: "attrs.Attribute[Any]") -> Column | None:
    """The column that an attribute of a section class declares, not yet bound; None for others."""
    return attribute.metadata.get(_METADATA)
