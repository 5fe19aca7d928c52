"""The hand-over folder: a program writes what a clerk needs, and reads what the clerk answers."""

from sxbundle.clients.folder.hall import FolderHall

__all__ = ["FolderHall"]
