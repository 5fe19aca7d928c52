"""Halls behind a gateway: the asynchronous client, the synchronous one, and what goes over the wire."""
