"""A wrong declaration cannot be built, and says why."""

import re
from datetime import date

import attrs
import pytest

import sxbundle as sx
from sxbundle import rules
from sxbundle.bundle import Bundle
from sxbundle.schema import (
    BatchRule,
    Change,
    FormKind,
    Item,
    Level,
    Material,
    Role,
    RowRule,
    begins,
    column,
    ends,
    every_row,
    section,
    those_who_fill,
)
from sxbundle.source import assumed, manual

ITEM = Item("one", "第一项", manual("1"), cover=every_row("basic"))


@section("基本信息")
class Basic:
    name: str = column("姓名", rules.person_name())
    born: date | None = column("出生日期", rules.day(), default=None)


@attrs.frozen(kw_only=True)
class Row:
    basic: Basic


def bundle(**changes):
    given = {
        "key": "tiny",
        "title": "小包",
        "sheet_title": "小表",
        "row_type": Row,
        "items": (ITEM,),
        "source": manual("1"),
    }
    return Bundle(**(given | changes))


def test_a_section_is_frozen_and_keyword_only():
    basic = Basic(name="测试甲", born=date(2000, 1, 1))
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        basic.name = "测试乙"
    with pytest.raises(TypeError):
        Basic("测试甲")


def test_the_repr_of_a_row_shows_nobody():
    assert "测试甲" not in repr(Row(basic=Basic(name="测试甲")))


def test_columns_follow_the_attributes():
    columns = bundle().sections[0].columns
    assert [(one.key, one.caption, one.required) for one in columns] == [
        ("basic.name", "姓名", True),
        ("basic.born", "出生日期", False),
    ]


def no_section():
    @attrs.frozen
    class Plain:
        basic: int

    return bundle(row_type=Plain)


def nothing_always():
    @attrs.frozen(kw_only=True)
    class Loose:
        basic: Basic | None = None

    return bundle(row_type=Loose)


def one_caption_twice():
    @section("段")
    class Twice:
        a: str = column("姓名", rules.text(5))
        b: str = column("姓名", rules.text(5))


def no_column():
    @section("段")
    class Empty:
        a: int = 3


def given_nothing():
    @section("段")
    class Given:
        a: str = column("号码", rules.certificate_number(), given="kind")


def one_role_twice():
    @section("段")
    class Twice:
        a: str = column("姓名", rules.text(5), role=Role.NAME)
        b: str = column("曾用名", rules.text(5), role=Role.NAME)


def two_names_of_a_person():
    @section("甲")
    class First:
        a: str = column("姓名", rules.person_name(), role=Role.NAME)

    @section("乙")
    class Second:
        a: str = column("姓名", rules.person_name(), role=Role.NAME)

    @attrs.frozen(kw_only=True)
    class Both:
        first: First
        second: Second

    bundle(row_type=attrs.resolve_types(Both, None, locals()), items=())


PHOTO = Material("photo", "盖章照片", Level.UNIT, manual("1"), proves=FormKind.DECLARATION)


@pytest.mark.parametrize(
    ("build", "because"),
    [
        (one_role_twice, "role name"),
        (two_names_of_a_person, "role name"),
        (
            lambda: bundle(items=(attrs.evolve(ITEM, effect=begins("basic.x", since="basic.born")),)),
            "basic.x",
        ),
        (lambda: bundle(items=(attrs.evolve(ITEM, effect=ends("basic.name", on="basic.y")),)), "basic.y"),
        (lambda: attrs.evolve(ITEM, cover=None, effect=begins("basic.x", since="basic.y")), "nobody"),
        (lambda: attrs.evolve(ITEM, cover=None, declaration=Change.INCREASE), "nobody"),
        (lambda: bundle(items=(attrs.evolve(ITEM, materials=(PHOTO,)),)), "does not print"),
        (
            lambda: bundle(
                items=(
                    attrs.evolve(ITEM, materials=(attrs.evolve(PHOTO, proves=None),)),
                    attrs.evolve(
                        ITEM, key="two", materials=(attrs.evolve(PHOTO, proves=None, title="别的"),)
                    ),
                )
            ),
            "two materials have the key photo",
        ),
        (no_section, "not a section"),
        (nothing_always, "every row"),
        (one_caption_twice, "twice"),
        (no_column, "no column"),
        (given_nothing, "kind"),
        (lambda: column("", rules.day()), "caption"),
        (lambda: column("日", rules.day(), default=date(2000, 1, 1)), "default"),
        (lambda: column("日", rules.day(), given="x"), "depends"),
        (lambda: bundle(items=(ITEM, ITEM)), "twice"),
        (lambda: bundle(items=(attrs.evolve(ITEM, together="two"),)), "two"),
        (lambda: bundle(items=(attrs.evolve(ITEM, cover=every_row("nowhere")),)), "nowhere"),
        (lambda: bundle(items=(attrs.evolve(ITEM, cover=those_who_fill("basic", when=("x", "1"))),)), "x"),
        (lambda: attrs.evolve(ITEM, follows="one"), "follows"),
        (lambda: bundle(row_rules=(RowRule(print, ("basic.lost",), "basic.lost", ()),)), "basic.lost"),
        (lambda: bundle(batch_rules=(BatchRule(print, "basic.lost", ()),)), "no column"),
    ],
)
def test_wrong_declarations(build, because):
    with pytest.raises(sx.DeclarationError) as caught:
        build()
    assert caught.value.code == "declaration.wrong"
    assert re.search(because, caught.value.text("en"))
    assert re.search("[\u4e00-\u9fff]", str(caught.value))


def test_who_a_row_is_comes_from_roles_or_from_the_only_rule_that_reads_such_cells():
    plan = bundle().select("one").plan
    assert plan.name.key == "basic.name"
    with pytest.raises(sx.DeclarationError, match="角色 certificate-number"):
        _ = plan.number


def test_every_example_is_a_right_cell():
    for bundled in sx.BUNDLES.values():
        for declared in (one for part in bundled.sections for one in part.columns):
            cells = declared.example if isinstance(declared.example, tuple) else (declared.example,)
            for cell in cells:
                if isinstance(cell, str):
                    assert declared.rule.check(cell) == (), declared.key


def test_default_needs_and_excludes():
    items = (
        attrs.evolve(ITEM, key="base", title="基础", default=True),
        attrs.evolve(ITEM, needs=("base",)),
        attrs.evolve(ITEM, key="other", title="别项", excludes=("one",)),
    )
    tiny = bundle(items=items)
    assert [item.key for item in tiny.select("one").items] == ["base", "one"]
    with pytest.raises(sx.SelectionError) as caught:
        tiny.select("one", "别项")
    assert [one.code for one in caught.value.problems] == ["selection.clash"]
    alone = attrs.evolve(items[0], default=False)
    with pytest.raises(sx.SelectionError) as caught:
        bundle(items=(alone, items[1])).select("one")
    assert caught.value.code == "selection.needs"


def test_availability_is_dated():
    closed = sx.schema.Availability(
        sx.schema.Access.CLOSED, "系统切换", assumed("试"), until=date(2026, 12, 31)
    )
    tiny = bundle(items=(attrs.evolve(ITEM, availability=(closed,)),))
    with pytest.raises(sx.SelectionError, match="系统切换") as caught:
        tiny.select("one", on=date(2026, 12, 31))
    assert caught.value.code == "selection.unavailable"
    assert tiny.select("one", on=date(2027, 1, 1)).items
