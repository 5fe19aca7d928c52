"""What a filing waits for that only people can do."""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from attrs import field, frozen

from sxbundle.bilingual import NOTHING_SAID, Bilingual, Lang, language, verbatim
from sxbundle.masking import Personal, mask, without_numbers
from sxbundle.procedure.identity import PersonId


class NeedKind(StrEnum):
    """What only people can do, or only time does."""

    REGISTRATION = "registration"
    COMMITMENT = "commitment"
    ROWS = "rows"
    UNIT_RECORD = "unit-record"
    STAMP = "stamp"
    MATERIAL = "material"
    OFFLINE = "offline"
    CAPTCHA = "captcha"
    PROCESSING = "processing"
    RETURNED = "returned"
    HAND_OVER = "hand-over"


@frozen(repr=False)
class Need:
    """Something the filing waits for.

    Attributes:
        kind: what must be done.
        sentence: what the clerk reads, in the manual's words where it has any.
        material: key of the material that is wanted.
        item: key of the item that wants it.
        people: whom it concerns; empty for the unit.
        choices: what can be chosen, for a choice of registrations: `system:number`.
        masked: `text` with names and numbers masked; empty when nobody did that.
        picture: PNG bytes of what a person must look at, such as a captcha or a QR code; empty for none.
    """

    kind: NeedKind
    sentence: Bilingual = field(repr=False, eq=str, hash=False)  # names people
    material: str | None = None
    item: str | None = None
    people: tuple[PersonId, ...] = ()
    choices: tuple[str, ...] = ()
    masked: Bilingual = field(factory=lambda: NOTHING_SAID, repr=False, eq=False, kw_only=True)
    picture: bytes = field(default=b"", repr=False, eq=False, kw_only=True)

    @property
    def text(self) -> str:
        """The sentence in the language of the context, Chinese unless `sxbundle.language` says otherwise."""
        return str(self.sentence)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        about = self.material or self.item
        return f"<Need {self.kind}{f' {about}' if about else ''} {len(self.people)} people>"

    def _repr_html_(self) -> str:
        from sxbundle.html_view import html_list

        return html_list(str(Bilingual("待办：{it}", "To do: {it}", it=self.shown_text)), ())

    @property
    def shown_text(self) -> str:
        """The sentence as a screen that others see may show it."""
        return str(self.masked) or without_numbers(self.text)

    def to_dict(self, *, masked: bool = False, lang: Lang | None = None) -> dict[str, Any]:
        """Plain values, the text in `lang`; people in full unless `masked`: a program acts on them.

        The picture is base64; masked it is left out, since it may let somebody sign in.
        """
        with language(lang):
            people = [mask(person, Personal.CERTIFICATE) if masked else person for person in self.people]
            return {
                "kind": self.kind,
                "text": self.shown_text if masked else self.text,
                "material": self.material,
                "item": self.item,
                "people": people,
                "choices": list(self.choices),
                "picture": "" if masked else b64encode(self.picture).decode(),
            }

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> "Need":
        """The need that `to_dict` gave."""
        return cls(
            kind=NeedKind(plain["kind"]),
            sentence=verbatim(plain["text"]),
            material=plain["material"],
            item=plain["item"],
            people=tuple(PersonId(person) for person in plain["people"]),
            choices=tuple(plain["choices"]),
            picture=b64decode(plain.get("picture", "")),
        )
