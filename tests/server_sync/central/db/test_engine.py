"""A database that could lose what it confirmed is not used."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, select, text

from server_sync.central.db import tables
from server_sync.central.db.bulk import insert_new
from server_sync.central.db.engine import (
    begin_incarnation,
    create_engine_for,
    incarnation_of,
    refuse_lossy,
)
from server_sync.central.errors import UnsafeDatabase
from server_sync.central.prepare import prepare

RELOADS_MAX = 300


def test_a_lossy_sqlite_is_refused() -> None:
    """Before 3.51.3 two connections could lose a commit."""
    refuse_lossy((3, 51, 3))
    with pytest.raises(UnsafeDatabase, match=r"3\.51\.2"):
        refuse_lossy((3, 51, 2))


def test_sqlite_syncs_every_commit(sqlite: Engine) -> None:
    """WAL with synchronous=FULL, and foreign keys that are kept."""
    with sqlite.begin() as connection:
        pragmas = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert pragmas == ["wal", 2, 1]


def test_a_postgres_that_does_not_sync_is_refused(postgres: Engine) -> None:
    """What is receipted must be on disk."""
    url = postgres.url.update_query_dict({"options": "-c synchronous_commit=off"})
    engine = create_engine_for(url.render_as_string(hide_password=False))

    with pytest.raises(UnsafeDatabase, match="synchronous_commit"):
        engine.connect()


@pytest.mark.parametrize("setting", ["fsync", "full_page_writes"])
def test_a_postgres_that_may_lose_what_it_wrote_is_refused(
    postgres: Engine, setting: str
) -> None:
    """Whoever switched it off to save time is told; switched on again, it serves."""
    engine = create_engine_for(postgres.url.render_as_string(hide_password=False))
    refused = pytest.raises(UnsafeDatabase, match=f"{setting} = off")
    with switched_off(postgres, setting), refused:
        engine.connect()
    with engine.connect() as connection:
        assert connection.scalar(text(f"SHOW {setting}")) == "on"
    engine.dispose()


@contextmanager
def switched_off(postgres: Engine, setting: str) -> Iterator[None]:
    """Switch a setting of the whole server off, and on again."""
    outright = postgres.execution_options(isolation_level="AUTOCOMMIT")
    with outright.connect() as connection:
        try:
            set_to(connection, f"ALTER SYSTEM SET {setting} = off", setting, "off")
            yield
        finally:
            set_to(connection, f"ALTER SYSTEM RESET {setting}", setting, "on")


def set_to(connection: Connection, change: str, setting: str, wanted: str) -> None:
    """Change it, and wait until the server has read its settings anew."""
    connection.execute(text(change))
    connection.execute(text("SELECT pg_reload_conf()"))
    for _ in range(RELOADS_MAX):
        if connection.scalar(text(f"SHOW {setting}")) == wanted:
            return
        connection.execute(text("SELECT pg_sleep(0.01)"))
    raise AssertionError(f"{setting} did not become {wanted}")


def test_a_postgres_that_was_started_anew_is_reached_without_hands(
    postgres: Engine,
) -> None:
    """A connection that was hung up while nobody used it is not handed out again."""
    engine = create_engine_for(postgres.url.render_as_string(hide_password=False))
    with engine.connect() as connection:
        first = connection.scalar(text("SELECT pg_backend_pid()"))
    with postgres.begin() as connection:
        connection.execute(
            text("SELECT pg_terminate_backend(:first, 5000)"), {"first": first}
        )

    with engine.connect() as connection:
        second = connection.scalar(text("SELECT pg_backend_pid()"))
        unused = connection.connection.dbapi_connection
    assert unused is not None
    unused.close()
    with engine.connect() as connection:
        third = connection.scalar(text("SELECT pg_backend_pid()"))
    engine.dispose()
    assert len({first, second, third}) == 3


def test_a_database_is_made_once_and_names_itself(engine: Engine) -> None:
    """Preparing again changes nothing; a restored backup gets another name."""
    first = prepare(engine, now=0)

    assert (len(first), prepare(engine, now=5)) == (16, first)
    with engine.begin() as connection:
        begin_incarnation(connection, now=9)
        assert incarnation_of(connection) != first


def test_what_is_there_already_stays(engine: Engine) -> None:
    """The second row under a key changes nothing, on both databases."""
    with engine.begin() as connection:
        for name in ("first", "second"):
            insert_new(connection, tables.municipality, [{"id": "m", "name": name}])
        assert connection.execute(select(tables.municipality)).all() == [("m", "first")]


def test_the_file_is_for_its_owner_only(tmp_path: Path) -> None:
    """Nobody else on the machine reads who came."""
    path = tmp_path / "central" / "central.db"
    engine = create_engine_for(f"sqlite:///{path}")
    prepare(engine, now=0)
    with engine.begin() as connection:
        connection.execute(text("SELECT 1"))
    engine.dispose()

    assert path.stat().st_mode & 0o777 == 0o600
