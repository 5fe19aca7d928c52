"""Pictures: decoded to the last pixel, because a truncated one looks whole until then."""

from typing import BinaryIO

from sxbundle.guard.kind import FileKind
from sxbundle.guard.limits import Limits
from sxbundle.guard.refusals import ANIMATED, TOO_MANY_PIXELS, broken, refuse

_SCAN = b"\xff\xda"


def check_picture(file: BinaryIO, kind: FileKind, limits: Limits) -> None:
    """Decodes a JPEG or PNG fully.

    A JPEG is decoded at an eighth of its size where the decoder can: every byte is still read, and
    a photo of 100 million pixels needs a few megabytes.

    Raises:
        FileRefused: `file.broken`, `file.too-many-pixels`, `file.animated`.
    """
    import warnings

    from PIL import Image, UnidentifiedImageError

    file.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's size warning: the limit below is ours
            with Image.open(file, formats=["JPEG" if kind is FileKind.JPEG else "PNG"]) as image:
                width, height = image.size
                most = limits.pixels if kind is FileKind.JPEG else limits.pixels * 2 // 5
                if width * height > most:
                    refuse(TOO_MANY_PIXELS, width=width, height=height)
                if kind is FileKind.PNG and getattr(image, "is_animated", False):
                    refuse(ANIMATED)
                if kind is FileKind.JPEG:
                    _scans(file, width * height, limits)
                    image.draft(None, (max(1, width // 8), max(1, height // 8)))
                image.load()
    except Image.DecompressionBombError:
        refuse(TOO_MANY_PIXELS, width="很多", height="很多")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, IndexError) as error:
        if isinstance(error, ValueError) and hasattr(error, "problems"):
            raise
        raise broken("图片无法完整解码") from error


def _scans(file: BinaryIO, pixels: int, limits: Limits) -> None:
    """A progressive JPEG may pass over the whole picture again with every few bytes."""
    place = file.tell()
    file.seek(0)
    scans = file.read().count(_SCAN)
    file.seek(place)
    if scans > limits.scans or scans * pixels > limits.pixels * 16:
        raise broken("JPEG 扫描次数过多")
