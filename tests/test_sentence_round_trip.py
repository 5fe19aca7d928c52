"""A sentence within a sentence survives JSON: in a hall's store and over HTTP."""

import pytest

from sxbundle.bilingual import LANGUAGES, Bilingual, language, named_rows
from sxbundle.clients.http import json_codec
from sxbundle.procedure.stored_values import from_plain, to_plain


@pytest.mark.parametrize("more", [True, False])
def test_a_nested_sentence_comes_back(more: bool) -> None:
    sentence = Bilingual("第 {rows}。", "In {rows}.", rows=named_rows([3, 5], more=more))
    stored = from_plain(Bilingual, to_plain(sentence))
    for lang in LANGUAGES:
        with language(lang):  # over HTTP a sentence travels in the language of the request
            sent = json_codec.decode(json_codec.encode(sentence), Bilingual)
        assert stored.text(lang) == sent.text(lang) == sentence.text(lang)
