"""The font is read once; each document carries its own letters, as if fpdf2 had read and cut it alone."""

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from attrs import evolve
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from sxbundle_font import PATH as FONT

from sxbundle.forms.fonts import Faces, TrueType, faces
from sxbundle.forms.pdf import draw, lay_out, paint

WHOLE = TTFont(BytesIO(FONT.read_bytes()))


@pytest.fixture(scope="module")
def font():
    return TrueType.read(FONT)


def test_characters_and_widths_are_those_that_fonttools_reads(font):
    scale, metrics = 1000 / WHOLE["head"].unitsPerEm, WHOLE["hmtx"].metrics
    named = WHOLE.getBestCmap()
    assert font.widths == {chr(at): round(scale * metrics[one][0] + 0.001) for at, one in named.items()}
    assert not any(glyph.isComposite() for glyph in WHOLE["glyf"].glyphs.values())


@given(st.sets(st.sampled_from(sorted(faces().advances)), max_size=30))
@settings(max_examples=20, deadline=None)
def test_a_cut_font_has_its_characters_as_they_were(characters):
    cut = TTFont(BytesIO(faces().faces[0].ours.cut(characters)))
    names, new = WHOLE.getBestCmap(), cut.getBestCmap()
    assert characters <= set(map(chr, new))
    for one in map(ord, characters):
        assert cut["glyf"][new[one]] == WHOLE["glyf"][names[one]]
        assert cut["hmtx"][new[one]] == WHOLE["hmtx"][names[one]]
    assert cut["maxp"].numGlyphs <= len(characters) + 4


def by_fpdf2(form):
    """The form drawn with a font that fpdf2 reads from the file."""
    layout = lay_out(form, faces())
    alone = Faces(tuple(evolve(face, ours=None) for face in layout.faces.faces), layout.faces.advances)
    return paint(((form.page, marks) for marks in layout), alone, title=form.title, on=form.on)


@pytest.mark.parametrize("people", [1, 40])
def test_a_document_is_the_one_that_fpdf2_makes_alone(people, declaration):
    form = declaration(people).form
    assert draw(form) == by_fpdf2(form)


def test_documents_and_threads_leave_nothing_behind_in_each_other(declaration, line):
    forms = [declaration(2, *(line(at, name=name) for at in range(3))).form for name in "䶮㙍龘"]
    alone = [by_fpdf2(form) for form in forms]
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(draw, forms * 3))
    assert together == alone * 3
