"""Both languages: one declaration, rendered when it is read."""

import ast
import asyncio
import pickle
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

import sxbundle as sx
from sxbundle.bilingual import Bilingual, current_language, joined
from sxbundle.procedure.stored_values import from_plain, to_plain


def test_one_report_is_shown_in_both_languages() -> None:
    selection = sx.HIRE.select("就业登记")
    report = selection.batch([{"姓名": "测试甲", "证件类型": "01", "证件号码": "1101051949123100"}]).report
    problem = next(problem for problem in report if problem.code == "id.shape")
    assert problem.message.startswith("居民身份证号码应为 18 位")
    assert problem.text("en").startswith("An ID number has 18 characters")
    assert "错误" in report.to_text("zh")
    assert "errors" in report.to_text("en")
    assert "错误" not in report.to_text("en")
    assert report.to_dicts(lang="en")[0]["message"] == report.problems[0].text("en")
    assert "错误" in str(report), "asking for English once changes nothing"


def test_the_choice_lasts_to_the_end_of_its_block_and_no_further() -> None:
    with sx.language("en"):
        assert current_language() == "en"
        with sx.language("zh"):
            assert current_language() == "zh"
        assert current_language() == "en"
    assert current_language() == "zh"


def test_a_thread_starts_with_chinese_and_a_task_inherits() -> None:
    seen: list[str] = []

    async def task() -> None:
        seen.append(current_language())

    async def main() -> None:
        with sx.language("en"):
            await asyncio.create_task(task())

    with sx.language("en"):
        thread = threading.Thread(target=lambda: seen.append(current_language()))
        thread.start()
        thread.join()
    asyncio.run(main())
    assert seen == ["zh", "en"]


def test_an_exception_speaks_the_language_of_whoever_reads_it() -> None:
    with pytest.raises(sx.SelectionError) as caught:
        sx.HIRE.select("没有这一项")
    assert "没有这个事项" in str(caught.value)
    assert "has no such item" in caught.value.text("en")
    with sx.language("en"):
        assert "has no such item" in str(caught.value)
        assert "has no such item" in str(pickle.loads(pickle.dumps(caught.value)))


def test_a_missing_extra_and_a_wrong_argument_have_both_languages() -> None:
    missing = sx.MissingExtra("pandas", "pandas")
    assert "缺少可选组件" in str(missing)
    assert "is missing" in missing.text("en")
    with pytest.raises(TypeError) as caught:
        sx.file("批次", sx.LocalHall.demo(), reference="乙")  # type: ignore[arg-type]
    assert "应为" in str(caught.value)
    with sx.language("en"):
        assert "is wanted" in str(caught.value)


def test_sentences_nest_and_travel() -> None:
    inner = Bilingual("甲 {n}", "A {n}", n=1)
    outer = Bilingual("{what}。", "{what}.", what=joined([inner, "B"]))
    copy = pickle.loads(pickle.dumps(outer))
    assert copy == outer
    assert copy.text("zh") == "甲 1、B。"
    assert copy.text("en") == "A 1, B."


def test_a_stored_sentence_equals_the_one_with_its_facts() -> None:
    """The facts are not stored; what it says is."""
    sentence = Bilingual("共 {n} 人。", "{n} people.", n=joined([3, 5]))
    stored = from_plain(Bilingual, to_plain(sentence))
    assert stored == sentence
    assert hash(stored) == hash(sentence)
    assert stored != Bilingual("共 3、5 人。", "3 people.")
    assert stored != sentence.given({"n": 4})
    assert stored != str(sentence)


def test_another_language_is_refused_in_both() -> None:
    with pytest.raises(TypeError, match="语言只有 zh"):
        sx.language("fr")  # type: ignore[arg-type]
    assert current_language() == "zh"


HAN = re.compile(r"[\u4e00-\u9fff]")
OFFICIAL = re.compile(r"「[^」]*」|《[^》]*》|打包快办")
"""Chinese that an English text may hold: official words in corner brackets, titles of forms, the service."""
NAMES = re.compile(
    r"\{\w*\}|“[^”]*”|`[^`]*`|sxbundle [a-z]+(?: --[a-z]+)*|pip install \S+|[\w./]*:///\S*|\w+\.[\w.]+"
)
"""What a Chinese text may hold of English: facts, quotations, code, commands, addresses, file names."""


def _constant(node: ast.expr) -> str:
    match node:
        case ast.Constant(value=str() as text):
            return text
        case ast.JoinedStr(values=values):
            return "".join(_constant(value) or "{}" for value in values)
    return ""


def _calls() -> Iterator[tuple[str, ast.AST]]:
    for path in sorted(Path(sx.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            yield f"{path.name}:{getattr(node, 'lineno', 0)}", node


def test_each_half_of_every_sentence_is_in_its_language() -> None:
    sentences = 0
    for place, node in _calls():
        match node:
            case ast.Call(func=ast.Name(id="Bilingual"), args=[chinese, english, *_]):
                zh, en = _constant(chinese), _constant(english)
                sentences += bool(zh and en)
                assert not HAN.search(OFFICIAL.sub("", en)), (place, en)
                assert not re.search(r"[a-z]{2,} [a-z]{2,}", NAMES.sub("", zh)), (place, zh)
    assert sentences > 500


def test_no_exception_is_raised_with_a_text_of_one_language() -> None:
    for place, node in _calls():
        match node:
            case ast.Raise(exc=ast.Call(func=function, args=arguments)):
                name = getattr(function, "id", "")
                if name != "wrong_value":  # takes both languages
                    assert not any(HAN.search(_constant(argument)) for argument in arguments), place


def test_half_a_character_in_a_fact_can_be_printed() -> None:
    sentence = Bilingual("没有“{name}”", "no {name}", name="张\ud800")
    assert str(sentence).encode().decode() == "没有“张?”"
