"""The versions of the schema, one file a version, and how Alembic runs them.

`versions/v0001_first.py` makes the first from nothing; each later file changes the one
before it. `docs/how-to/change-the-schema.md` says how to add one.
"""
