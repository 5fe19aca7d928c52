"""A client of any kind behind HTTP, so that one machine near the hall serves many HR systems.

Needs the extra `gateway`. `python -m sxbundle.gateway --hall sqlite:///hall.db` starts it;
`create_app` returns the ASGI application for a server of one's own.
"""

from sxbundle.gateway.app import create_app
from sxbundle.gateway.backend import Backend, backend_at

__all__ = ["Backend", "backend_at", "create_app"]
