"""One module for each generated page (or kind of page): `page()` gives its Markdown."""
