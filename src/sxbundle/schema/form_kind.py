"""The printed forms that declarations name: what a section's table is printed as, what a photo proves."""

from enum import StrEnum


class FormKind(StrEnum):
    """A printed form; `sxbundle.forms` draws it."""

    DECLARATION = "declaration"
    """《山西省参加社会保险人员增减申报表》, one for the filing; it names the people of one version of it."""
    ACCOUNT_CHANGE = "account-change"
    """《山西省社会保险参保人员信息变更表》, one a person, signed by the insured."""
    PAYMENT_CHANGE = "payment-change"
    """《退休人员发放信息变更申请表》, one a person, signed by whoever applies."""
    CONTRACT_END = "contract-end"
    """用人单位终止或解除劳动合同备案表, the rows of a section."""
