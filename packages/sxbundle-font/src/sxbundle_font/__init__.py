"""The font that the printed forms of sxbundle embed: a subset of Noto Serif SC, under the OFL 1.1."""

from pathlib import Path

PATH = Path(__file__).parent / "NotoSerifSC-Regular.subset.ttf"
"""The font file: all 8,105 characters of 通用规范汉字表, GBK, and what the font draws beyond the BMP."""
