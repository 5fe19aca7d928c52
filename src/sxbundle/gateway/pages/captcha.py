"""A picture of digits that only a person should read; what it says is kept for a few minutes."""

import io
import secrets
from datetime import datetime, timedelta
from threading import Lock

from attrs import define, field
from PIL import Image, ImageDraw, ImageFont

_GOOD_FOR = timedelta(minutes=5)
_SIZE = (150, 50)


@define
class Captchas:
    """The pictures that wait for an answer; each is good once."""

    _open: dict[str, tuple[str, datetime]] = field(factory=dict, init=False, repr=False)
    _lock: Lock = field(factory=Lock, init=False, repr=False)

    def new(self, now: datetime) -> tuple[str, bytes]:
        """A name for the picture, and the picture as PNG."""
        name, digits = secrets.token_urlsafe(16), f"{secrets.randbelow(10_000):04d}"
        with self._lock:
            self._open = {key: moment for key, moment in self._open.items() if now - moment[1] < _GOOD_FOR}
            self._open[name] = digits, now
        return name, _draw(digits)

    def take(self, name: str, answer: str, now: datetime) -> bool:
        """Whether the answer is right; the picture is used up."""
        with self._lock:
            digits, made = self._open.pop(name, ("", now))
        return bool(digits) and now - made < _GOOD_FOR and secrets.compare_digest(digits, answer.strip())


def _draw(digits: str) -> bytes:
    image = Image.new("RGB", _SIZE, "white")
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(32)
    for at, digit in enumerate(digits):
        draw.text((14 + 32 * at, 2 + secrets.randbelow(12)), digit, fill="#134577", font=font)
    for _ in range(6):
        ends = [(secrets.randbelow(_SIZE[0]), secrets.randbelow(_SIZE[1])) for _ in range(2)]
        draw.line(ends, fill="#8a9bb0")
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()
