"""The embedded hall: a unit hall of one's own, in SQLite or PostgreSQL. `sxbundle.LocalHall` is its face."""
