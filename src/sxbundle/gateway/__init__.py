"""A client of any kind behind HTTP, so that one machine near the hall serves many HR systems.

Needs the extra `gateway`. `python -m sxbundle.gateway --hall sqlite:///hall.db` starts it;
`create_app` gives the ASGI application for a server of one's own.
"""

from sxbundle.gateway.app import create_app
from sxbundle.gateway.backend import House, house

__all__ = ["House", "create_app", "house"]
