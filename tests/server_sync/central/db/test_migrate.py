"""How a database is brought up: whole or not at all, after a copy, by one at a time."""

import threading
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import Connection, Engine, inspect, text

from server_sync.central.db.engine import create_engine_for, make_file
from server_sync.central.db.migrate import MIGRATIONS, migrate, newest_version
from server_sync.central.db.schema_version import EMPTY, UNVERSIONED, SchemaVersion
from server_sync.central.errors import UnusableSchema
from server_sync.central.prepare import bring_up, prepare, schema_of
from server_sync.central.settings import CentralSettings
from server_sync.cli import moedt
from tests.server_sync.central.db.made_up import (
    ADD,
    LATER,
    LATEST,
    NEWEST,
    REMAKE,
    add_version,
    versions_with,
)
from tests.server_sync.central.db.older import MakeDatabase, restore

REACHED = SchemaVersion(version=LATER, usable_from=LATER)


def columns_of(engine: Engine, table: str) -> set[str]:
    """Name the columns of a table."""
    return {column["name"] for column in inspect(engine).get_columns(table)}


def forget_version(engine: Engine) -> None:
    """Leave the database as central left it before its schema had versions."""
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE moedt_schema"))


def copies_in(folder: Path) -> list[Path]:
    """Find the copies that were made before a migration, and what is left of one."""
    return sorted(folder.glob("*.before-*"))


def test_a_database_from_before_versions_is_recognised(
    make_database: MakeDatabase,
) -> None:
    """Its tables are those of the first version, which it is then said to have."""
    engine = make_database()
    restore(engine, "0001")
    forget_version(engine)
    found = schema_of(engine)
    done = bring_up(engine, now=0)

    assert found == UNVERSIONED
    assert (done.before, done.after) == ("0000", newest_version().version)
    assert schema_of(engine) == newest_version()


def test_an_empty_database_is_made_ready_at_once(make_database: MakeDatabase) -> None:
    """No version is run through, and nothing is copied."""
    engine = make_database()
    before = schema_of(engine)
    done = bring_up(engine, now=0)

    assert before == EMPTY
    assert (done.before, done.copy) == ("", None)
    assert schema_of(engine) == newest_version()


def test_what_is_up_already_is_left_as_it_is(make_database: MakeDatabase) -> None:
    """To ask twice does no harm, and makes no copy."""
    engine = make_database()
    prepare(engine, now=0)
    done = bring_up(engine, now=0)

    assert (done.before, done.copy) == (done.after, None)


def test_sqlite_is_brought_up_at_the_start_after_a_copy(
    make_sqlite: MakeDatabase, tmp_path: Path
) -> None:
    """The copy lies beside the file, is of the version before, and for nobody else."""
    engine = make_sqlite()
    restore(engine, NEWEST.version)
    prepare(engine, now=1_800_000_000, folder=versions_with(tmp_path, ADD))
    (copy,) = copies_in(tmp_path)
    copied = create_engine_for(f"sqlite:///{copy}")

    assert schema_of(engine) == REACHED
    assert "planted" in columns_of(engine, "site")
    assert copy.name == f"central-0.db.before-{LATER}-20270115T080000Z"
    assert copy.stat().st_mode & 0o777 == 0o600
    assert schema_of(copied) == NEWEST
    assert "planted" not in columns_of(copied, "site")
    copied.dispose()


def test_postgresql_is_brought_up_only_when_told(
    make_postgres: MakeDatabase, tmp_path: Path
) -> None:
    """Central says which command does it, and starts once it has been run."""
    engine, folder = make_postgres(), versions_with(tmp_path, ADD)
    restore(engine, NEWEST.version)
    with pytest.raises(UnusableSchema, match="run `moedt central migrate`"):
        prepare(engine, now=0, folder=folder)
    untouched = columns_of(engine, "site")
    done = bring_up(engine, now=0, folder=folder)

    assert "planted" not in untouched
    assert (done.before, done.after, done.copy) == (NEWEST.version, LATER, None)
    assert prepare(engine, now=0, folder=folder)


def test_a_table_that_others_refer_to_is_made_anew(
    make_database: MakeDatabase, tmp_path: Path
) -> None:
    """SQLite makes a table anew for most changes; the rows that refer to it stay."""
    engine = make_database()
    restore(engine, NEWEST.version)
    migrate(engine, now=0, folder=versions_with(tmp_path, REMAKE))
    with engine.begin() as connection:
        staff = connection.execute(text("SELECT count(*) FROM staff")).scalar_one()
        sites = connection.execute(text("SELECT count(*) FROM site")).scalar_one()
        connection.execute(text("UPDATE site SET phone = NULL"))

    assert (staff, sites) == (2, 2)


def wait_until_all_wait(connection: Connection, *, count: int) -> None:
    """Wait until so many wait for a lock on PostgreSQL; on SQLite there is no telling.

    There the reader does not hold up the first one, and the others wait their turn.
    """
    if connection.dialect.name == "sqlite":
        return
    waiting = text(
        "SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted AND database ="
        " (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    for _ in range(400):
        if connection.execute(waiting).scalar_one() == count:
            return
        threading.Event().wait(0.05)
    raise AssertionError(f"{count} did not come to wait")


def test_two_that_start_at_once_bring_it_up_once(
    make_database: MakeDatabase, tmp_path: Path
) -> None:
    """The second waits for the first, and finds it done."""
    first, folder = make_database(), versions_with(tmp_path, ADD)
    restore(first, NEWEST.version)
    address = first.url.render_as_string(hide_password=False)
    engines = [create_engine_for(address) for _ in range(3)]
    done: list[str] = []

    def bring_one_up(engine: Engine) -> None:
        done.append(bring_up(engine, now=0, folder=folder).before)

    threads = [
        threading.Thread(target=bring_one_up, args=(engine,)) for engine in engines
    ]
    with first.connect() as reader:
        reader.execute(text("SELECT count(*) FROM site"))  # keeps it from changing
        for thread in threads:
            thread.start()
        wait_until_all_wait(reader, count=len(threads))
    for thread in threads:
        thread.join()
    for engine in engines:
        engine.dispose()

    assert sorted(done) == [NEWEST.version, LATER, LATER]
    assert schema_of(first) == REACHED


def test_the_program_before_works_on_a_compatible_version(
    make_database: MakeDatabase, tmp_path: Path
) -> None:
    """Two versions run beside each other while machines are upgraded in turn."""
    engine = make_database()
    restore(engine, NEWEST.version)
    migrate(engine, now=0, folder=versions_with(tmp_path, ADD, compatible=True))
    with engine.begin() as connection:
        connection.execute(text("DROP INDEX tap_of_card"))

    assert schema_of(engine) == SchemaVersion(version=LATER, usable_from=NEWEST.version)
    assert prepare(engine, now=0)
    indexes = {index["name"] for index in inspect(engine).get_indexes("tap")}
    assert "tap_of_card" not in indexes  # what the newer one dropped stays away


def test_only_the_next_version_can_be_compatible(
    make_database: MakeDatabase, tmp_path: Path
) -> None:
    """Two versions on, nobody has tried it."""
    engine, folder = make_database(), versions_with(tmp_path, ADD, compatible=True)
    add_version(folder, REMAKE, before=LATER, compatible=True)
    restore(engine, NEWEST.version)
    migrate(engine, now=0, folder=folder)

    with pytest.raises(UnusableSchema, match=f"schema {LATEST}"):
        prepare(engine, now=0)


def test_the_command_says_what_it_did(tmp_path: Path) -> None:
    """Where the copy lies, from which version to which; the second time, nothing."""
    settings = tmp_path / "central.toml"
    settings.write_text("")
    engine = create_engine_for(CentralSettings.read(settings).database_url)
    make_file(engine)
    restore(engine, "0001")
    forget_version(engine)
    engine.dispose()
    command = ["central", "--settings", str(settings), "migrate"]
    first, second = (CliRunner().invoke(moedt, command) for _ in range(2))
    (copy,) = copies_in(tmp_path / "central")
    newest = newest_version().version

    assert first.output == (
        f"a copy from before is {copy}\nthe schema was 0000 and is {newest} now\n"
    )
    assert second.output == f"the schema is {newest} already; nothing was changed\n"


def test_the_versions_are_packages_that_a_wheel_takes_along() -> None:
    """A folder without `__init__.py` would be missing where it is installed."""
    folders = {file.parent for file in MIGRATIONS.rglob("*.py")}

    assert {folder for folder in folders if not (folder / "__init__.py").exists()} == (
        set()
    )
    assert folders >= {MIGRATIONS, MIGRATIONS / "versions"}
