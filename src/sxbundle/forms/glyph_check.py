"""A form is drawn truthfully or not at all: every text is looked through before a page is drawn."""

import unicodedata
from collections.abc import Sequence
from os import PathLike

from sxbundle.bilingual import Bilingual
from sxbundle.errors import FormError, MissingExtra
from sxbundle.forms.fonts import Faces, faces
from sxbundle.forms.form import Form, FormText
from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.source import assumed

_MOST = 100
"""Problems named at most: a wrong font would name every row of a long form."""

NO_GLYPH = ProblemKind(
    code="form.no-glyph",
    severity=Severity.ERROR,
    message=(
        "{place}的“{character}”（{point}）在现有字体中没有字形，打印出来会是空白；请用 fonts= "
        "提供含有该字的字体文件。",
        "No font at hand has a glyph for 「{character}」 ({point}) in {place}; it would print as a "
        "blank. Give a font file that has it by fonts=.",
    ),
    meaning=(
        "现有字体都画不出这个字，姓名里的空白会让人查不到。",
        "A character that no font at hand can draw; a blank in a name is a person nobody can find.",
    ),
    mend=(
        "用 `fonts` 提供含有该字的字体文件，如 HanaMinB（CJK 扩展 B 至 F）。",
        "Pass a font file that has the character, such as HanaMinB for CJK Extension B to F, in `fonts`.",
    ),
    source=assumed("a form must show every character of a name"),
)
CONTROL = ProblemKind(
    code="form.control-character",
    severity=Severity.ERROR,
    message=(
        "{place}含有不可打印的控制字符（{point}），请删除后重试。",
        "{place} holds an unprintable control character ({point}). Delete it and try again.",
    ),
    meaning=(
        "文字中有控制字符、不成对的代理项或不存在的字符。",
        "A control character, a lone surrogate or a code point that is no character stands in a text.",
    ),
    mend=("从该值中删除这个字符。", "Remove the character from the value."),
    source=assumed("control characters cannot be printed and break document files"),
)


def without_glyph(text: str, fonts: Sequence[str | PathLike[str]] = ()) -> list[str]:
    """The characters of a text that no font at hand can draw.

    The bundled font has all of GBK, so it is loaded only for a text that holds more. None where the
    fonts cannot be read: whoever prints reports that.
    """
    try:
        text.encode("gbk")
    except UnicodeEncodeError:
        try:
            return faces(fonts).lacking(text)
        except (FormError, MissingExtra):
            return []
    return []


def refuse_control_characters(form: Form) -> None:
    """Raises FormError when a text holds something that is no printable character."""
    if wrong := set(filter(_unprintable, form.characters - {"\n"})):
        raise FormError(_problems(form, wrong, CONTROL))


def refuse_missing_glyphs(form: Form, faces: Faces) -> None:
    """Raises FormError when a text holds a character that none of `faces` has."""
    if wrong := set(faces.lacking("".join(sorted(form.characters)))):
        raise FormError(_problems(form, wrong, NO_GLYPH))


def _unprintable(text: str) -> bool:
    """No character, or one that draws nothing.

    Ideographs are added to the planes 2 and 3 faster than to Python's tables: of those that it does not
    know yet, a font decides.
    """
    kind, ideographic = unicodedata.category(text), 0x20000 <= ord(text) <= 0x3FFFD
    return kind in ("Cc", "Cs") or (kind == "Cn" and not (ideographic and ord(text) & 0xFFFE != 0xFFFE))


def _problems(form: Form, wrong: set[str], kind: ProblemKind) -> list[Problem]:
    problems: list[Problem] = []
    for text in form.texts():
        for character in dict.fromkeys(text.text):
            if character in wrong:
                problem = kind.problem(
                    place=_place(form, text), character=character, point=f"U+{ord(character):04X}"
                )
                row = int(text.number) if text.number.isascii() and text.number.isdigit() else None
                problems.append(problem.at(row, caption=text.caption or None))
                if len(problems) == _MOST:
                    return problems
    return problems


def _place(form: Form, text: FormText) -> Bilingual:
    caption = Bilingual("文字", "a text")
    if text.caption:
        caption = Bilingual("“{caption}”", "「{caption}」", caption=text.caption)
    if text.number:
        return Bilingual(
            "序号 {number} 的{caption}", "{caption} of number {number}", number=text.number, caption=caption
        )
    return Bilingual("《{form}》{caption}", "{caption} of 「{form}」", form=form.title, caption=caption)


KINDS = (NO_GLYPH, CONTROL)
