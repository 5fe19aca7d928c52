"""A sheet headed with another unit's number or name is refused, one spelt otherwise is told."""

from datetime import date

import pytest

import sxbundle as sx
from sxbundle.procedure.sheet_head_check import unit_problems
from sxbundle.testing import people

SELECTION = sx.RETIREE_DEATH.select("养老待遇账户变更", on=date(2026, 11, 23))


def sheet(tmp_path, **head):
    return SELECTION.read(
        SELECTION.sheet().fill(people.rows(SELECTION.plan, 1), tmp_path / "a.xlsx", head=head)
    )


@pytest.mark.parametrize(
    ("head", "severities"),
    [
        ({"单位编号": "1401000001"}, []),
        ({"单位编号": " 1401000002 "}, []),
        ({"单位编号": "91140100ma0dema178"}, []),
        ({"单位编号": "001401000001"}, ["warning"]),
        ({"单位编号": "1401000009"}, ["error"]),
        ({"单位编号": "1401000009", "单位名称（盖章）": "太原示例科技有限公司"}, ["warning"]),
        ({"单位名称（盖章）": "太原示例科技有限公司大同分公司"}, ["warning"]),
        ({"单位名称（盖章）": "示例科技有限公司"}, ["warning"]),
        ({"单位名称（盖章）": "太原示列科技有限公司"}, ["warning"]),
        ({"单位名称（盖章）": "大同示例科技有限公司"}, ["error"]),
        ({"单位名称（盖章）": "科技有限公司"}, ["error"]),
        ({"单位编号": "1401009999", "单位名称（盖章）": "运城样本贸易有限公司"}, ["error", "error"]),
        ({"单位编号": "-"}, []),
    ],
    ids=str,
)
def test_whose_paper_it_is(head, severities, client, tmp_path):
    batch = sheet(tmp_path, **head)
    found = list(unit_problems(SELECTION.plan, batch.table, client.unit()))
    assert [one.severity for one in found] == severities


def test_another_unit_s_sheet_is_not_staged_and_a_doubt_is_told(client, tmp_path):
    filing = client.open(SELECTION, "过世")
    for item in SELECTION.plan.commitments:
        client.accept(filing, item.key, "经办人")
    with pytest.raises(sx.StepRefused) as refused:
        client.stage(
            filing, sheet(tmp_path, **{"单位编号": "1401000001", "单位名称（盖章）": "运城样本贸易公司"})
        )
    assert refused.value.code == "hall.sheet-of-other-unit"
    named = {"单位编号": "001401000001", "单位名称（盖章）": client.unit().name}
    staged = client.stage(filing, sheet(tmp_path, **named))
    assert "hall.unit-spelt-otherwise" in {warning.code for warning in staged.warnings}
