"""The journal: an append-only SQLite file that terminal, page and uplink share."""
