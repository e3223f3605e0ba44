"""Make a database ready for central: its tables, and the law that is shipped."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, NullPool, create_engine
from sqlalchemy.exc import DatabaseError
from sqlcipher3 import dbapi2

from server_sync.central.db import indexes, tables
from server_sync.central.db.engine import (
    incarnation_of,
    make_file,
    make_missing_incarnation,
    reading,
    starting_alone,
)
from server_sync.central.db.migrate import (
    MIGRATIONS,
    Migration,
    migrate,
    newest_version,
    refuse_other_than_first,
)
from server_sync.central.db.schema_version import (
    EMPTY,
    UNVERSIONED,
    SchemaVersion,
    record,
    refuse_newer,
    refuse_unusable,
    version_in,
)
from server_sync.central.errors import UnusableSchema
from server_sync.central.facts import law

log = logging.getLogger(__name__)

SQLITE_HEADER = b"SQLite format 3\0"


def prepare(engine: Engine, *, now: int, folder: Path = MIGRATIONS) -> bytes:
    """Make an empty database ready, or check one; return its incarnation.

    A SQLite file of an older schema is migrated, after a copy of it was made. An older
    PostgreSQL is refused: several processes may use it, and somebody must choose when.

    Args:
        engine: an empty database or one of ours.
        now: whole seconds, kept beside a new incarnation.
        folder: where the versions of the schema are.

    Raises:
        UnusableSchema: it is not ours, or of a version that this program cannot use.
            Nothing was changed.
    """
    newest = newest_version(folder)
    found = schema_of(engine)
    refuse_newer(found, own=newest.version)
    if EMPTY.version < found.version < newest.version and _on_sqlite(engine):
        done = migrate(engine, now=now, folder=folder)
        log.warning(
            "schema brought up",
            extra={"before": done.before, "after": done.after, "copy": done.copy},
        )
    make_file(engine)
    with engine.begin() as connection:
        starting_alone(connection)
        _make_or_check(connection, newest)
        make_missing_incarnation(connection, now=now)
        law.ship(connection)
        return incarnation_of(connection)


def bring_up(engine: Engine, *, now: int, folder: Path = MIGRATIONS) -> Migration:
    """Make an empty database ready, or migrate one of ours; say what was done.

    Args:
        engine: the database.
        now: whole seconds.
        folder: where the versions of the schema are.

    Raises:
        UnusableSchema: it is not ours, or newer than this program. Nothing was changed.
        BackupFailed: there was no room for a copy. Nothing was changed.
        MigrationFailed: a step failed. Everything is as it was.
    """
    found = schema_of(engine)
    refuse_newer(found, own=newest_version(folder).version)
    if found != EMPTY:
        return migrate(engine, now=now, folder=folder)
    prepare(engine, now=now, folder=folder)
    return Migration(before="", after=newest_version(folder).version, copy=None)


def schema_of(engine: Engine) -> SchemaVersion:
    """Read the version of a database's schema without writing a byte of it.

    Raises:
        UnusableSchema: it is another product's, or no database at all.
    """
    try:
        with _only_reading(engine) as connection:
            if connection is None:
                return EMPTY
            found = version_in(connection)
            if found == UNVERSIONED:
                refuse_other_than_first(connection)
            return found
    except DatabaseError as error:
        if not _on_sqlite(engine):
            raise
        raise _no_database(engine.url.database or "", str(error.orig)) from error


def _make_or_check(connection: Connection, newest: SchemaVersion) -> None:
    found = version_in(connection)
    if found == EMPTY:
        tables.metadata.create_all(connection)
        record(connection, newest)
        return
    refuse_unusable(found, own=newest.version)
    if found.version == newest.version:
        indexes.make_missing(connection)  # a rebuild that was cut short left some out


@contextmanager
def _only_reading(engine: Engine) -> Iterator[Connection | None]:
    """Open a SQLite file read-only: central's own way of opening turns WAL on.

    None where there is no such file yet, or an empty one.

    Raises:
        UnusableSchema: it is no SQLite file.
    """
    if not _on_sqlite(engine) or not engine.url.database:
        with reading(engine) as connection:
            yield connection
        return
    file = Path(engine.url.database)
    if not file.exists() or file.stat().st_size == 0:
        yield None
        return
    with file.open("rb") as opened:
        header = opened.read(len(SQLITE_HEADER))
    if header != SQLITE_HEADER:
        raise _no_database(str(file), "it is another kind of file")
    address = f"file:{quote(str(file.absolute()))}?mode=ro"
    reader = create_engine(
        "sqlite://",
        module=dbapi2,
        creator=lambda: dbapi2.connect(address, uri=True),
        poolclass=NullPool,
    )
    with reader.connect() as connection:
        yield connection


def _no_database(file: str, why: str) -> UnusableSchema:
    return UnusableSchema(
        f"{file} cannot be read as a database ({why}): set `database` in central.toml"
        " to one of central's own; nothing was changed"
    )


def _on_sqlite(engine: Engine) -> bool:
    return engine.dialect.name == "sqlite"
