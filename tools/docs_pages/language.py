"""The language that a page is written in, and the words of both."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

LANGUAGES = ("zh", "en")

_CURRENT: ContextVar[str] = ContextVar("docs_language", default="en")
_REASONS = Path(__file__).parent / "reasons.tsv"


@contextmanager
def language(name: str) -> Iterator[None]:
    """What `say` and `reason` return meanwhile: `zh` or `en`."""
    token = _CURRENT.set(name)
    try:
        yield
    finally:
        _CURRENT.reset(token)


def say(zh: str, en: str) -> str:
    """The words in the language that is chosen."""
    return zh if _CURRENT.get() == "zh" else en


def reason(work: str) -> str:
    """Why something is assumed, or the work that says it; in Chinese where `reasons.tsv` has it."""
    return say(REASONS.get(work, work), work)


def _reasons() -> dict[str, str]:
    lines = _REASONS.read_text("utf-8").splitlines()
    return dict(line.split("\t", 1) for line in lines if line and not line.startswith("#"))  # type: ignore[misc]


REASONS = _reasons()
"""English reason to Chinese, as the declarations write the English."""
