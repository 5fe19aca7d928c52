"""Numbers, lists and states as halls write them; what nobody knows is never guessed."""

import pytest

from sxbundle.clients.browser import load_map
from sxbundle.clients.browser.upload_names import UnknownWord, count_of, keys_of, state_of
from sxbundle.errors import DeclarationError
from sxbundle.procedure.ledger import State

MAP = load_map("sandbox")


@pytest.mark.parametrize(
    ("text", "count"), [("12", 12), ("1,024条", 1024), ("第 3 行", 3), ("", 0), ("--", 0), ("—", 0)]
)
def test_counts(text: str, count: int) -> None:
    assert count_of(text) == count


@pytest.mark.parametrize("text", ["约12", "12/30", "-3"])
def test_what_is_no_count(text: str) -> None:
    with pytest.raises(UnknownWord):
        count_of(text)


@pytest.mark.parametrize(
    ("text", "keys"), [("甲 / 乙", ("a", "b")), ("乙|甲", ("b", "a")), ("—", ()), ("甲\u3000乙", ("a", "b"))]
)
def test_lists(text: str, keys: tuple[str, ...]) -> None:
    assert keys_of(text, {"a": "甲", "b": "乙"}, MAP) == keys


def test_a_state_with_its_reason() -> None:
    for text in ("退回修改(照片不清)", "退回修改：照片不清", "退回修改: 照片不清"):
        assert state_of(text, MAP) is State.RETURNED


def test_a_fact_in_a_row_needs_the_column_that_names_the_row() -> None:
    steps = {"by": ["css=table"], "columns": {"state": ["情况"]}}
    facts = {"items": {"table": "steps", "row": "事项"}}
    with pytest.raises(DeclarationError) as wrong:
        load_map("sandbox", {"pages": {"other": {"tables": {"steps": steps}, "facts": facts}}})
    assert "columns.step" in str(wrong.value)
