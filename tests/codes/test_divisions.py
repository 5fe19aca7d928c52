import pickle

import pytest

from sxbundle.codes import card_bins, divisions


@pytest.mark.parametrize(
    ("code", "full_name"),
    [
        ("140105", "山西省太原市小店区"),
        ("110105", "北京市朝阳区"),
        ("140000", "山西省"),
        ("429004", "湖北省仙桃市"),
        ("659001", "新疆维吾尔自治区石河子市"),
        ("810000", "香港特别行政区"),
    ],
)
def test_full_names_leave_groupings_out(code: str, full_name: str) -> None:
    one = divisions().get(code)
    assert one is not None
    assert one.full_name == full_name
    assert one.current
    assert one.label == str(one) == f"{code}.{full_name}"


def test_of_several_rows_today_wins_and_abolished_ones_are_known() -> None:
    today = divisions().get("120110")
    assert today is not None
    assert today.name == "东丽区"
    abolished = divisions().get("140102")
    assert abolished is not None
    assert not abolished.current
    assert divisions().get("999999") is None
    assert "140102" in divisions()
    assert len(divisions()) > 7000


def test_named() -> None:
    assert [one.code for one in divisions().named("太原市小店区")] == ["140105"]
    assert [one.code for one in divisions().named("山西省 太原市 小店区")] == ["140105"]
    assert len(divisions().named("朝阳区")) == 2
    assert divisions().named("市辖区") == ()


def test_pickles() -> None:
    one = divisions().get("140105")
    assert pickle.loads(pickle.dumps(one)) == one


def test_card_bins() -> None:
    known = card_bins().find("6222020000000000000")
    assert known is not None
    assert (known.bank_class, known.credit) == ("102", False)
    assert card_bins().find("622202000000") is None
    assert card_bins().find("") is None
