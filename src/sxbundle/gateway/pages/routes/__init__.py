"""Routes: each reads a form, makes one call of the client, shows a view."""
