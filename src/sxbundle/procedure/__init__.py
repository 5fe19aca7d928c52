"""How a filing proceeds at any hall, as functions on values: no SQL, no files, no network."""
