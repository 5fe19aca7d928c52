"""What the corpus and the declared examples find reads as one language: no half-translated sentence."""

import re

import build_corpus
import pytest

from sxbundle import problem_registry
from sxbundle.problem import Problem
from sxbundle.testing.examples import evaluate

EXPORTS = {export.name: export for export in build_corpus.exports()}
EXAMPLES = {kind.code: kind for kind in problem_registry.KINDS.values() if kind.failing}
CHINESE = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff01-\uff5e]+")
QUOTED = re.compile("「[^「」]*(?:「[^「」]*」[^「」]*)*」|“[^”]*”")
CODE = re.compile(r"\.xlsx|[a-z-]+\.[a-z0-9-]+")
WORDS = re.compile(r"[A-Za-z][a-z]{2,}")
NAMES = {"Excel", "Unicode", "columns", "sheet", "selection", "scan", "people", "codes", "choose", "find"}
NAMES |= {"filings", "reference", "ledger", "fonts", "template", "only", "pages", "whole", "each", "learn"}
"""What Chinese sentences keep: names of programs, and of our own arguments and functions."""


def assert_one_language(problem: Problem) -> None:
    english = problem.text("en")
    assert not CHINESE.search(QUOTED.sub("", english)), english
    chinese = CODE.sub("", QUOTED.sub("", problem.text("zh")))
    assert set(WORDS.findall(chinese)) <= NAMES, chinese
    assert CHINESE.search(chinese), chinese


@pytest.mark.parametrize("export", EXPORTS.values(), ids=EXPORTS)
def test_every_problem_of_the_corpus(export: "build_corpus.Export") -> None:
    for problem in export.selection.read(export.content(), **export.options).report:
        assert_one_language(problem)


@pytest.mark.parametrize("kind", EXAMPLES.values(), ids=EXAMPLES)
def test_every_problem_of_a_declared_example(kind: "problem_registry.ProblemKind") -> None:
    for problem in evaluate(kind.failing):
        assert_one_language(problem)
