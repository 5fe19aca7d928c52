"""A hall's real pages, driven in an installed Chromium by a declared page map."""

from sxbundle.clients.browser.chromium import Chromium
from sxbundle.clients.browser.hall import AsyncBrowserHall, BrowserHall
from sxbundle.clients.browser.map_files import json_schema, load_map
from sxbundle.clients.browser.page_map import PageMap

__all__ = ["AsyncBrowserHall", "BrowserHall", "Chromium", "PageMap", "json_schema", "load_map"]
