"""One module a version. Alembic finds them by file name; nothing imports them."""
