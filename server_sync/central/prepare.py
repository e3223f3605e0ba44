"""Make a database ready for central: its tables, and the law that is shipped."""

from sqlalchemy import Engine

from server_sync.central.db.engine import incarnation_of, make_file, make_missing
from server_sync.central.facts import law


def prepare(engine: Engine, *, now: int) -> bytes:
    """Make what is missing, in one transaction; return this database's incarnation.

    Args:
        engine: an empty database or one of ours.
        now: whole seconds, kept beside a new incarnation.
    """
    make_file(engine)
    with engine.begin() as connection:
        make_missing(connection, now=now)
        law.ship(connection)
        return incarnation_of(connection)
