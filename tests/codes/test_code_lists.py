import pickle
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sxbundle as sx
from sxbundle import codes
from sxbundle.codes import Code, code_list
from sxbundle.problem import Problem, Severity

WIDE = str.maketrans(
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ.()",
    "０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ．（）",
)


def read(key: str, text: str) -> tuple[Code | None, list[str], str | None]:
    found: list[Problem] = []
    code = code_list(key).read(text, found)
    assert not any(problem.fix for problem in found)
    return code, [one.code for one in found], found[-1].suggestion if found else None


def test_keys_are_the_packaged_files() -> None:
    names = {path.name.removesuffix(".tsv") for path in (files("sxbundle.codes") / "data").iterdir()}
    assert set(codes.KEYS) == names - {"division", "bank_bin"}


@pytest.mark.parametrize("key", codes.KEYS)
def test_every_list_reads_each_way_of_writing_its_entries(key: str) -> None:
    listed = code_list(key)
    assert listed.title
    assert str(listed.source)
    for entry in listed:
        for text in (
            entry.code,
            entry.name,
            entry.label,
            f"{entry.code}．{entry.name}",
            f"{entry.code}-{entry.name}",
            f"{entry.code}、{entry.name}",
            f"{entry.code}:{entry.name}",
            f"{entry.code}：{entry.name}",
            f"{entry.code}{entry.name}",
            f"\u3000{entry.code} . {entry.name}\u00a0",
            entry.label.translate(WIDE),
            entry.name.replace("（", "(").replace("）", ")"),
            entry.name.replace("(", "【").replace(")", "】"),
            *entry.aliases,
        ):
            assert read(key, text) == (entry, [], None), text
        for text in entry.misspellings:
            assert read(key, text) == (entry, ["code.misspelt"], None)
        assert listed[entry.code] == entry
        assert entry.code in listed
    assert len(listed) == len(listed.entries) == len(listed.labels)


def test_the_manuals_two_spellings_of_the_identity_card() -> None:
    for text in ("01.居民身份证(户口簿)", "01.居民身份证（户口簿）", "居民身份证", "身份证", "０１"):
        assert code_list("certificate_type").parse(text).code == "01"


@pytest.mark.parametrize(
    ("key", "text", "code"),
    [
        ("sex", "男", "1"),
        ("sex", "女", "2"),
        ("yes_no", "Y", "1"),
        ("yes_no", "√", "1"),
        ("yes_no", "N", "0"),
        ("ethnic_group", "汉", "01"),
        ("education", "本科", "21"),
        ("education", "大专", "31"),
        ("bank", "工行", "102"),
        ("bank", "邮储", "403"),
    ],
)
def test_abbreviations_read_silently(key: str, text: str, code: str) -> None:
    entry, found, _ = read(key, text)
    assert entry is not None
    assert (entry.code, found) == (code, [])


@pytest.mark.parametrize(("text", "code"), [("傈傈族", "20"), ("达翰尔族", "31")])
def test_known_misspellings_read_with_a_notice(text: str, code: str) -> None:
    entry, found, _ = read("ethnic_group", text)
    assert entry is not None
    assert (entry.code, found) == (code, ["code.misspelt"])


def test_lost_zeros_read_with_a_notice_only_when_one_entry_fits() -> None:
    assert read("ethnic_group", "1")[:2] == (code_list("ethnic_group")["01"], ["code.zeros"])
    assert read("ethnic_group", "1.汉族")[:2] == (code_list("ethnic_group")["01"], [])
    assert read("administrative_post", "30")[0] == code_list("administrative_post")["030"]
    two = codes.Lists().with_entries("two", {"01": "甲", "1": "乙"}).get("two")
    found: list[Problem] = []
    assert two.read("001", found) is None
    assert [one.code for one in found] == ["code.unknown"]
    assert two.find("1") == two["1"]


def test_an_unknown_word_offers_what_is_near() -> None:
    code, found, suggestion = read("education", "大学本科生")
    assert (code, found, suggestion) == (None, ["code.unknown"], "21.大学本科")


def test_a_tie_offers_no_fix_but_names_at_most_three() -> None:
    found: list[Problem] = []
    assert code_list("certificate_type").read("港澳居民通行证", found) is None
    assert found[0].suggestion is None
    assert found[0].message.count(".") <= 3
    assert "04.香港" in found[0].message


@given(st.sampled_from(codes.KEYS), st.text(max_size=60))
def test_no_text_raises_and_none_is_repeated_in_a_message(key: str, text: str) -> None:
    found: list[Problem] = []
    code = code_list(key).read(text, found)
    errors = [one for one in found if one.severity is Severity.ERROR]
    assert (code is None) == bool(errors)


def test_a_number_in_the_wrong_column_stays_out_of_the_message() -> None:
    with pytest.raises(sx.InvalidValue) as caught:
        code_list("education").parse("11010519491231002X")
    assert "19491231" not in str(caught.value)
    assert "19491231" not in str(caught.value.problem.to_dict())


def test_code_and_name_that_contradict_are_refused() -> None:
    assert read("ethnic_group", "01.回族")[:2] == (None, ["code.mismatch"])
    assert read("education", "21.大学毕业")[:2] == (code_list("education")["21"], ["code.other-name"])


def test_codes_compare_by_list_and_code() -> None:
    one = code_list("sex")["1"]
    assert one == Code("sex", "1", "男")
    assert hash(one) == hash(Code("sex", "1", "男"))
    assert one != code_list("marital_status")["1"]
    assert pickle.loads(pickle.dumps(one)) == one
    assert str(one) == one.label == "1.男性"


def test_facts_are_the_further_columns() -> None:
    assert code_list("decrease_reason")["6401"].facts["change_type"] == "21"
    assert "alias" not in code_list("sex")["1"].facts


def test_an_unknown_list_or_code_says_so() -> None:
    with pytest.raises(sx.DeclarationError, match="no_such"):
        code_list("no_such")
    with pytest.raises(KeyError):
        code_list("sex")["7"]
    assert "7" not in code_list("sex")
    assert code_list("sex").find("第三") is None


@pytest.mark.parametrize(
    "text", ["(01)居民身份证", "[01]居民身份证", "【01】居民身份证（户口簿）", "（０１）居民身份证"]
)
def test_a_code_in_brackets_before_the_name(text: str) -> None:
    assert code_list("certificate_type").parse(text).code == "01"


@pytest.mark.parametrize(
    ("key", "word", "code"),
    [
        ("increase_reason", "新参保", "111"),
        ("increase_reason", "续保", "121"),
        ("decrease_reason", "合同解除", "6301"),
        ("decrease_reason", "退休", "6501"),
        ("decrease_reason", "死亡", "6401"),
        ("decrease_reason", "出国定居", "6402"),
        ("archive_kind", "高校毕业生", "1"),
        ("archive_kind", "灵活就业人员", "2"),
        ("retirement_group", "男60", "M60"),
        ("retirement_group", "女55", "F55"),
        ("retirement_group", "女50", "F50"),
    ],
)
def test_the_words_of_the_manual_are_read(key: str, word: str, code: str) -> None:
    """3.2.4.1, 3.2.4.3, 3.2.4.6, 3.2.4.7, 3.3.4.1; the groups are those of the decision of 2024."""
    assert code_list(key).parse(word).code == code


@pytest.mark.parametrize("text", ["11", "011", "22", "1.1", "1-1", "0099", "１１"])
@pytest.mark.parametrize("key", ["sex", "yes_no", "contract_term"])
def test_a_code_typed_twice_is_no_code_with_its_name(key: str, text: str) -> None:
    assert read(key, text)[0] is None
