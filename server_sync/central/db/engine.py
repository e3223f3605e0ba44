"""The database underneath: SQLite in one file, or PostgreSQL. The same tables on both.

What central has receipted is on disk: SQLite in WAL mode with `synchronous=FULL`,
PostgreSQL with `fsync` and `synchronous_commit` on. Anything else is refused.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from select import POLLIN, poll
from typing import Any

from psycopg.types.string import BytesBinaryDumper
from sqlalchemy import (
    Connection,
    Engine,
    ScalarSelect,
    StaticPool,
    create_engine,
    event,
    insert,
    make_url,
    select,
)
from sqlalchemy.exc import DisconnectionError
from sqlcipher3 import dbapi2

from server_sync.central.db import tables
from server_sync.central.db.write_queue import TakingTurns
from server_sync.central.errors import UnsafeDatabase

SQLITE_MIN = (3, 51, 3)
BUSY_SECONDS = 30
STATEMENTS_KEPT = 512
FULL = 2
IN_MEMORY = "sqlite://"
INCARNATION_BYTES = 16
SWITCHED_OFF = ("off", "local")


def create_engine_for(url: str) -> Engine:
    """Open a database, and refuse one that could lose what it confirmed.

    Args:
        url: `sqlite:///FILE`, `sqlite://` (in memory, for scenarios and tests), or
            `postgresql://...`.

    Raises:
        UnsafeDatabase: SQLite older than 3.51.3, or durability switched off.
    """
    target = make_url(url)
    if target.get_backend_name() == "sqlite":
        return _sqlite(url)
    engine = create_engine(
        target.set(drivername="postgresql+psycopg"),
        pool_size=10,
    )
    event.listen(engine, "checkout", _give_up_if_hung_up)
    event.listen(engine, "connect", _check_postgres)
    event.listen(engine, "connect", _write_bytes_quickly)
    return engine


def make_file(engine: Engine) -> None:
    """Make the file of a SQLite database, for nobody else to read."""
    if engine.dialect.name == "sqlite" and engine.url.database:
        file = Path(engine.url.database)
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.touch(mode=0o600)


def make_missing_incarnation(connection: Connection, *, now: int) -> None:
    """Make an incarnation where none is; `now` is whole seconds, kept beside it."""
    if connection.execute(select(tables.incarnation)).first() is None:
        begin_incarnation(connection, now=now)


def starting_alone(connection: Connection) -> None:
    """Serialise concurrent starts with an advisory lock, until the transaction ends.

    On SQLite the transaction itself does: it has one writer at a time.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(836100)")


def begin_incarnation(connection: Connection, *, now: int) -> None:
    """Say that this database is another than before: after a restored backup."""
    connection.execute(
        insert(tables.incarnation).values(
            id=secrets.token_bytes(INCARNATION_BYTES), since=now
        )
    )


def incarnation_of(connection: Connection) -> bytes:
    """Give the 16 bytes that name this database and no restored copy of it."""
    return bytes(connection.execute(select(newest_incarnation())).scalar_one())


def newest_incarnation() -> ScalarSelect[bytes]:
    """Ask for those 16 bytes as a part of another question."""
    since = tables.incarnation.c.since
    newest = select(tables.incarnation.c.id).order_by(since.desc()).limit(1)
    return newest.scalar_subquery()


@contextmanager
def asking(engine: Engine) -> Iterator[Connection]:
    """Ask one thing in one statement: that is one state of the facts by itself."""
    if engine.dialect.name == "sqlite":
        with reading(engine) as connection:
            yield connection
        return
    with engine.connect() as connection:
        yield connection.execution_options(isolation_level="AUTOCOMMIT")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Read one state of the facts throughout, without keeping anybody from writing.

    The database refuses to write in such a transaction.
    """
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.execution_options(reading=True)
            with connection.begin(), _query_only(connection):
                yield connection
            return
        connection.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        with connection.begin():
            yield connection


@contextmanager
def _query_only(connection: Connection) -> Iterator[None]:
    connection.exec_driver_sql("PRAGMA query_only = ON")
    try:
        yield
    finally:
        connection.exec_driver_sql("PRAGMA query_only = OFF")


def refuse_lossy(version: tuple[int, ...]) -> None:
    """Refuse an SQLite that can lose commits in WAL mode with two connections.

    Raises:
        UnsafeDatabase: it is older than 3.51.3, which mended that.
    """
    if version < SQLITE_MIN:
        found = ".".join(str(part) for part in version)
        raise UnsafeDatabase(
            f"SQLite {found} can lose commits in WAL mode (mended in 3.51.3):"
            " install sqlcipher3 0.6.4 or later, which brings its own"
        )


def _sqlite(url: str) -> Engine:
    refuse_lossy(dbapi2.sqlite_version_info)
    in_memory = url == IN_MEMORY
    more: dict[str, Any] = {"poolclass": StaticPool} if in_memory else {}
    kind = dbapi2.Connection if in_memory else TakingTurns
    engine = create_engine(
        url,
        module=dbapi2,
        # The pool hands a connection to one thread at a time, and to many in turn.
        connect_args={
            "timeout": BUSY_SECONDS,
            "check_same_thread": False,
            "cached_statements": STATEMENTS_KEPT,
            "factory": kind,
        },
        **more,
    )
    event.listen(engine, "connect", _set_up_memory if in_memory else _set_up_file)
    event.listen(engine, "begin", _begin)
    return engine


def _set_up_memory(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")


def _set_up_file(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # or the module begins on its own, and too late
    mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    synchronous = connection.execute("PRAGMA synchronous").fetchone()[0]
    if (mode, synchronous) != ("wal", FULL):
        raise UnsafeDatabase(
            f"SQLite answers journal_mode {mode} and synchronous {synchronous} where"
            " wal and 2 were asked for: what is receipted could be lost"
        )


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get("reading", False):
        connection.exec_driver_sql("BEGIN")
        return
    raw = connection.connection.dbapi_connection
    if isinstance(raw, TakingTurns):
        raw.wait_for_turn()
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _check_postgres(connection: Any, _record: object) -> None:
    with connection.cursor() as cursor:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            cursor.execute(f"SHOW {setting}")
            (value,) = cursor.fetchone()
            if value in SWITCHED_OFF:
                raise UnsafeDatabase(
                    f"PostgreSQL runs with {setting} = {value}: what is receipted"
                    f" could be lost in a power cut. Set {setting} = on"
                )
    connection.rollback()


def _give_up_if_hung_up(connection: Any, _record: object, _proxy: object) -> None:
    """Have another connection made where PostgreSQL was started anew meanwhile.

    Nobody has asked anything here, so what can be read is that it hung up. To ask it
    each time whether it is there would be one way to it and back more, twice a batch.
    """
    if connection.closed or _can_be_read(connection.fileno()):
        raise DisconnectionError


def _can_be_read(handle: int) -> bool:
    listening = poll()
    listening.register(handle, POLLIN)
    return bool(listening.poll(0))


def _write_bytes_quickly(connection: Any, _record: object) -> None:
    """Let COPY take bytes as they are: psycopg would look at each one in Python."""
    connection.adapters.register_dumper(None, BytesBinaryDumper)
