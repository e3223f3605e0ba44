"""A PostgreSQL for the time of a measurement, from the wheel."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text

from server_sync.central.db.engine import create_engine_for
from tests.databases import running_postgres


@contextmanager
def own_postgres() -> Iterator[str]:
    """Run a server with an empty database on this machine's disk; yield its address.

    It runs with its own settings, and durably, except for `max_wal_size`: whoever
    loads a year at once raises that.
    """
    with running_postgres() as uri:
        admin = create_engine_for(uri).execution_options(isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text("ALTER SYSTEM SET max_wal_size = '8GB'"))
            connection.execute(text("SELECT pg_reload_conf()"))
        admin.dispose()
        yield uri
