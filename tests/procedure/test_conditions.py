"""Items that concern only some of the rows that they cover: transfers (3.2.4.2, 3.2.4.3)."""

import pytest
from test_steps import opened, staged

import sxbundle as sx
from sxbundle import procedure
from sxbundle.errors import DeclarationError
from sxbundle.schema import Item, only_where, those_who_fill
from sxbundle.source import assumed
from sxbundle.testing import people
from sxbundle.testing.office import DAY
from sxbundle.testing.scenario import Scenario

PENSION = "pension_transfer"
UNEMPLOYMENT = "unemployment_transfer"


def scenario(bundle, items, *changes):
    selection = bundle.select(*items, on=DAY)
    rows = [
        {**row, **change}
        for row, change in zip(people.rows(selection.plan, len(changes)), changes, strict=True)
    ]
    return Scenario(selection, tuple(rows), "转移-1")


def items_of(scenario):
    state = opened(scenario)
    answer, state = staged(state, scenario)
    assert answer.errors == ()
    entries = {person: set() for person in scenario.people}
    for entry in state.entries:
        entries[entry.person].add(entry.item)
    return list(entries.values())


@pytest.mark.parametrize(
    ("reason", "types", "transfers"),
    [
        ("121.在职人员续保", "110,210,410", True),
        ("续保", "110", True),
        ("141.在职人员统筹范围内转入", "养老,失业", True),
        ("续保", "210,410", False),
        ("111.在职人员新参保", "110,210", False),
        ("131.在职人员统筹范围外转入", "110,210", False),
        ("839.其他原因", "110", False),
    ],
)
def test_a_pension_is_transferred_of_who_continues(reason, types, transfers):
    (items,) = items_of(
        scenario(sx.HIRE, ["职工参保登记"], {"enrolment.reason": reason, "enrolment.insurances": types})
    )
    assert (PENSION in items) is transfers
    assert {"enrolment", "contributor_increase"} <= items


@pytest.mark.parametrize(
    ("bundle", "section"), [(sx.HIRE, "enrolment"), (sx.INSTITUTION_HIRE, "institution_enrolment")]
)
def test_the_unemployment_transfer_is_of_the_pool(bundle, section):
    origin = f"{UNEMPLOYMENT}.from_division"
    filed = items_of(
        scenario(
            bundle,
            ["职工参保登记", "失业保险关系转入"],
            {origin: "140821.山西省运城市临猗县", f"{section}.reason": "续保"},
            {origin: "610102", f"{section}.reason": "新参保"},
            {origin: "140112", f"{section}.reason": "续保"},  # 太原市北郊区, abolished in 1997
        )
    )
    assert [UNEMPLOYMENT in items for items in filed] == [True, False, True]


def test_what_the_hall_assumes_it_says_until_the_verdict():
    state = opened(scenario(sx.HIRE, ["职工参保登记"], {"enrolment.reason": "续保"}))
    _, state = staged(state, scenario(sx.HIRE, ["职工参保登记"], {"enrolment.reason": "续保"}))
    texts = {entry.item: entry.text for entry in procedure.ledger(state).entries}
    assert "推定" in texts[PENSION]
    assert not any("推定" in text for item, text in texts.items() if item != PENSION)


@pytest.mark.parametrize(
    ("origin", "reason", "types", "codes"),
    [
        ("140105", "续保", "110,210", set()),
        ("140105", "新参保", "110,210", {"transfer.new-enrolment"}),
        ("140105", "统筹外转入", "110,210", {"transfer.new-enrolment"}),
        ("130102", "续保", "110,210", {"transfer.out-of-pool"}),
        ("150102", "统筹内转入", "110,210", {"transfer.out-of-pool"}),
        ("410102", "新参保", "110,210", set()),
        ("140105", "续保", "110", {"transfer.not-insured"}),
        ("410102", "新参保", "110", {"transfer.not-insured"}),
    ],
)
def test_origin_reason_and_types_agree(origin, reason, types, codes):
    changes = {
        f"{UNEMPLOYMENT}.from_division": origin,
        "enrolment.reason": reason,
        "enrolment.insurances": types,
    }
    report = scenario(sx.HIRE, ["职工参保登记", "失业保险关系转入"], changes).batch.report
    assert report.ok
    assert {warning.code for warning in report.warnings} == codes


def test_a_condition_over_no_column_cannot_be_declared():
    item = Item(
        "x",
        "某事项",
        assumed("test"),
        cover=those_who_fill("enrolment"),
        condition=only_where(bool, "enrolment.x"),
    )
    with pytest.raises(DeclarationError, match="某事项"):
        sx.Bundle(
            key="b",
            title="包",
            sheet_title="表",
            row_type=sx.HIRE.row_type,
            items=(item,),
            source=assumed("test"),
        )
