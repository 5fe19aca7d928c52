"""The packages that speak HTTP, or one sentence about what to install."""

from sxbundle.errors import MissingExtra

try:
    import httpx
    import tenacity
except ImportError as missing:
    raise MissingExtra("http", str(missing.name)) from None

__all__ = ["httpx", "tenacity"]
