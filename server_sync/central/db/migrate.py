"""Bring a database up to this program's version of the schema, with Alembic.

All steps are one transaction, on SQLite too: the database has the new version or it is
as it was. On PostgreSQL an advisory lock lets one process migrate at a time.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine, inspect
from sqlalchemy.exc import SQLAlchemyError

from server_sync.central.db.backup import copy_beside
from server_sync.central.db.engine import starting_alone
from server_sync.central.db.schema_version import (
    EMPTY,
    UNVERSIONED,
    SchemaVersion,
    moedt_schema,
    record,
    refuse_newer,
    version_in,
)
from server_sync.central.errors import MigrationFailed, UnusableSchema

MIGRATIONS = Path(__file__).parent / "migrations"
FIRST = SchemaVersion(version="0001", usable_from="0001")
LOCK_SECONDS_MAX = 60
MISSING_NAMED_MAX = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """What was done: from which version to which, and where the copy made before is.

    `copy` is None on PostgreSQL, and where nothing was to be done.
    """

    before: str
    after: str
    copy: Path | None


@cache
def newest_version(folder: Path = MIGRATIONS) -> SchemaVersion:
    """Return the version that this program makes and works on."""
    scripts = ScriptDirectory.from_config(_config(folder))
    newest = scripts.get_revision(scripts.get_current_head() or "")
    usable_from = newest.revision
    if newest.module.COMPATIBLE and isinstance(newest.down_revision, str):
        usable_from = newest.down_revision
    return SchemaVersion(version=newest.revision, usable_from=usable_from)


def migrate(engine: Engine, *, now: int, folder: Path = MIGRATIONS) -> Migration:
    """Bring a database that has central's tables up to the newest version.

    A SQLite file is copied first: the copy lies beside it.

    Args:
        engine: a database of central's that is not empty.
        now: whole seconds, for the name of the copy.
        folder: where the versions are.

    Raises:
        UnusableSchema: the database is newer, or not central's. Nothing was changed.
        BackupFailed: there was no room for the copy. Nothing was changed.
        MigrationFailed: a step failed. Everything is as it was.
    """
    newest = newest_version(folder)
    with _alone(engine) as connection:
        found = version_in(connection)
        refuse_newer(found, own=newest.version)
        if found == EMPTY or found.version >= newest.version:
            return Migration(before=found.version, after=found.version, copy=None)
        if found == UNVERSIONED:
            refuse_other_than_first(connection, folder)
        copy = copy_beside(engine.url, name=f"before-{newest.version}", now=now)
        try:
            if found == UNVERSIONED:
                record(connection, FIRST)
            run_migrations(connection, folder)
            _check_references(connection)
        except (SQLAlchemyError, CommandError) as error:
            raise MigrationFailed(
                f"the schema stays at {found.version}, nothing was changed: {error}"
            ) from error
    return Migration(before=found.version, after=newest.version, copy=copy)


def run_migrations(connection: Connection, folder: Path = MIGRATIONS) -> None:
    """Run the steps that this database lacks, in the connection's transaction."""
    config = _config(folder)
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    usable_from = newest_version(folder).usable_from
    connection.execute(moedt_schema.update().values(usable_from=usable_from))


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """Open a transaction in which nobody else migrates.

    SQLite obeys the pragma only outside a transaction, and without it would delete or
    refuse the rows that refer to a table while that table is made anew.
    """
    with engine.connect() as connection:
        on_sqlite = connection.dialect.name == "sqlite"
        if on_sqlite:
            connection.detach()  # so that nobody gets it from the pool afterwards
            _execute_raw(connection, "PRAGMA foreign_keys = OFF")
        with connection.begin():
            starting_alone(connection)
            if not on_sqlite:
                connection.exec_driver_sql(
                    f"SET LOCAL lock_timeout = '{LOCK_SECONDS_MAX}s'"
                )
            yield connection


def _execute_raw(connection: Connection, statement: str) -> None:
    raw = connection.connection.dbapi_connection
    if raw is not None:
        raw.cursor().execute(statement)


def _check_references(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        raise MigrationFailed(
            f"a row of {broken[0]} refers to a row of {broken[2]} that is not there;"
            " nothing was changed"
        )


def refuse_other_than_first(connection: Connection, folder: Path = MIGRATIONS) -> None:
    """Refuse a database without a version that lacks a column of the first version.

    Raises:
        UnusableSchema: what it lacks.
    """
    expected = _columns_of_first(folder)
    found = _columns(connection)
    missing = sorted(expected - found)
    if missing:
        some = ", ".join(missing[:MISSING_NAMED_MAX])
        raise UnusableSchema(
            f"this database has no version and lacks {some}: start the program that"
            " made it, in its last release without versions, once, and then this one;"
            " nothing was changed"
        )


@cache
def _columns_of_first(folder: Path) -> frozenset[str]:
    config = _config(folder)
    memory = create_engine("sqlite://")
    with memory.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, FIRST.version)
        found = _columns(connection)
    memory.dispose()
    return found


def _columns(connection: Connection) -> frozenset[str]:
    """Name every column of every table but the one that holds the version."""
    tables = inspect(connection).get_multi_columns()
    return frozenset(
        f"{table}.{column['name']}"
        for (_schema, table), columns in tables.items()
        for column in columns
        if table != moedt_schema.name
    )


def _config(folder: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
