"""A minimal bundle of another province: no materials; what is filed is an organisation."""

import attrs

import sxbundle as sx
from sxbundle import rules, schema
from sxbundle.source import Confidence, Source

GUIDE = Source(Confidence.CONFIRMED, "示例：广东省分支机构备案指引", "2.1")


@schema.section("分支机构", source=GUIDE)
class Branch:
    title: str = schema.column("机构名称", rules.text(), role=schema.Role.NAME)
    code: str = schema.column("机构代码", rules.organisation_code(), role=schema.Role.CERTIFICATE_NUMBER)
    town: str | None = schema.column("所在镇街", rules.text(), default=None)


@attrs.frozen(kw_only=True)
class BranchRow:
    branch: Branch


RECORD = schema.Item("branch_record", "分支机构备案", GUIDE, cover=schema.every_row("branch"))
BRANCHES = sx.Bundle(
    key="branches",
    title="广东分支机构包",
    sheet_title="分支机构名册",
    row_type=BranchRow,
    items=(RECORD,),
    source=GUIDE,
)
