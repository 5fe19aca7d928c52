"""The bundled font has every character that the tables of names ask for."""

import sys
from pathlib import Path

import build_font
import build_release
import pytest
from sxbundle_font import PATH as FONT

from sxbundle.errors import FormError, MissingExtra
from sxbundle.forms.fonts import bundled_path, faces

ROOT = Path(__file__).parents[2]


def test_covers_the_general_table():
    rare = build_font.BEYOND_GBK
    in_gbk = [one for one in map(chr, range(0x4E00, 0x9FA6)) if one.encode("gbk", "ignore")]
    assert len(set(rare)) == 276
    assert len(in_gbk) == 20902
    assert faces().lacking(rare + "".join(in_gbk)) == []


@pytest.mark.parametrize("text", ["䶮㙍㛃", "𫖯𬀩𬱖", "·□√（）：", "ＡＢ１２", "Ärö-éß'"])
def test_covers_what_forms_print(text):
    assert faces().lacking(text) == []


def test_knows_what_it_lacks():
    assert faces().lacking("测\U00030edd试\U00030edd") == ["\U00030edd"]


def test_carries_its_licence():
    licence = (ROOT / build_release.FONT / "OFL.txt").read_text(encoding="utf-8")
    assert licence.startswith("Noto Serif SC")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence


def test_without_its_distribution_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "sxbundle_font", None)
    with pytest.raises(MissingExtra, match=r"sxbundle\[pdf\]") as caught:
        bundled_path()
    assert caught.value.extra == "pdf"


def test_a_width_is_the_fonts_own():
    loaded = faces()
    assert loaded.width("测试", 10) == pytest.approx(20 * 25.4 / 72)


def test_a_font_that_cannot_be_read_is_told(tmp_path):
    wrong = tmp_path / "wrong.ttf"
    wrong.write_bytes(b"no font")
    for path in (wrong, tmp_path / "missing.ttf"):
        with pytest.raises(FormError) as caught:
            faces([path])
        assert caught.value.code == "form.font-unreadable"
        assert "wrong" not in str(caught.value)


def test_a_changed_font_file_is_read_again(tmp_path):
    path = tmp_path / "font.ttf"
    path.write_bytes(FONT.read_bytes())
    assert faces([path]).lacking("测") == []
    path.write_bytes(b"no longer a font")
    with pytest.raises(FormError):
        faces([path])
