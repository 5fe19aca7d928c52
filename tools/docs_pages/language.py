"""The words of a page in the language that is chosen by `sxbundle.language`."""

from pathlib import Path

from sxbundle.bilingual import current_language

_REASONS = Path(__file__).parent / "reasons.tsv"


def say(zh: str, en: str) -> str:
    """The words in the language that is chosen."""
    return zh if current_language() == "zh" else en


def reason(work: str) -> str:
    """Why something is assumed, or the work that says it; in Chinese where `reasons.tsv` has it."""
    return say(REASONS.get(work, work), work)


def _reasons() -> dict[str, str]:
    lines = _REASONS.read_text("utf-8").splitlines()
    return dict(line.split("\t", 1) for line in lines if line and not line.startswith("#"))


REASONS = _reasons()
"""English reason to Chinese, as the declarations write the English."""
