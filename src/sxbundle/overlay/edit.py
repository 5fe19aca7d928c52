"""One overlay file being applied: what it changes is collected, what it gets wrong is named."""

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from sxbundle.bilingual import Bilingual
from sxbundle.errors import DeclarationError
from sxbundle.overlay.overlay_file import OverlayFile
from sxbundle.source import Source, assumed


@frozen
class OverlayChange:
    """One thing that an overlay changes.

    Attributes:
        file: name of the file.
        where: the key in it.
        subject: what is changed, in words.
        before, after: in words.
        was: the source that the changed fact had; None for what was not there before.
    """

    file: str
    where: str
    subject: str
    before: str
    after: str
    was: Source | None

    def __str__(self) -> str:
        mark = "" if self.was is None else f"（原依据 {self.was.confidence}）"
        return f"{self.file} {self.where}：{self.subject} {self.before or '无'} → {self.after}{mark}"


@frozen
class Edit:
    """The file that is applied, and the changes so far."""

    file: OverlayFile
    changes: list[OverlayChange] = field(factory=list)

    @property
    def source(self) -> Source:
        """The mark of everything that the file says."""
        return assumed(f"{self.file.source}（覆盖文件 {self.file.file}）")

    def note(self, where: str, subject: str, before: str, after: str, was: Source | None) -> None:
        """Records one change."""
        self.changes.append(OverlayChange(self.file.file, where, subject, before, after, was))

    def wrong(self, where: str, why: Bilingual) -> DeclarationError:
        """The refusal of one key."""
        return self.file.wrong(where, why)

    def text(self, where: str, value: Any) -> str:
        """A text that is not blank."""
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(where, Bilingual("应为文字。", "must be a text."))
        return value.strip()

    def texts(self, where: str, value: Any) -> tuple[str, ...]:
        """Texts, one at least."""
        if not isinstance(value, list) or not value:
            raise self.wrong(where, Bilingual("应为列名的数组。", "must be an array of captions."))
        return tuple(self.text(where, text) for text in value)

    def flag(self, where: str, value: Any) -> bool:
        """True or false."""
        if not isinstance(value, bool):
            raise self.wrong(where, Bilingual("应为 true 或 false。", "must be true or false."))
        return value

    def table(self, where: str, value: Any, keys: set[str], shape: str | Bilingual) -> Mapping[str, Any]:
        """A table of no other keys than these."""
        if not isinstance(value, dict):
            raise self.wrong(where, Bilingual("应为 {shape}。", "must be {shape}.", shape=shape))
        if strange := sorted(value.keys() - keys):
            raise self.wrong(
                f"{where}.{strange[0]}",
                Bilingual(
                    "没有这个键，可用：{value}。",
                    "there is no such key; there are {value}.",
                    value="、".join(sorted(keys)),
                ),
            )
        return value
