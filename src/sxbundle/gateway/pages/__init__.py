"""The sandbox's pages: the manual's screens for a hall, server-rendered, every step a plain form.

`create_app(house, pages=Pages())` serves them beside the HTTP API. People train on them, and programs that
drive a browser practise on them; `Quirks` switch on what makes real halls awkward.
"""

from sxbundle.gateway.pages.app import Pages
from sxbundle.gateway.pages.quirks import Quirk, Quirks

__all__ = ["Pages", "Quirk", "Quirks"]
