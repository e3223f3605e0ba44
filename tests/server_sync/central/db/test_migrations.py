"""A database of every version comes up to the newest, with all its rows."""

import pytest
from sqlalchemy import text

from server_sync.central.db import tables
from server_sync.central.db.migrate import migrate, newest_version, run_migrations
from server_sync.central.db.schema_version import version_in
from tests.server_sync.central.db.older import RELEASED, VERSIONS, MakeDatabase, restore
from tests.server_sync.central.db.release_schema import make_newest
from tests.server_sync.central.db.rows import Rows, rows_of
from tests.server_sync.central.db.structure import TableStructure, structure_of

HOW_TO = "docs/how-to/change-the-schema.md says what to do"

REWRITTEN: frozenset[tuple[str, str]] = frozenset()
"""Tables and columns whose rows a version changes on purpose."""


def fresh_structure(make_database: MakeDatabase) -> dict[str, TableStructure]:
    """Describe an empty database that this program makes."""
    with make_database().begin() as connection:
        make_newest(connection)
        return structure_of(connection)


def common(rows: Rows, other: Rows) -> Rows:
    """Keep of `rows` the tables and columns that `other` has, too."""
    return {
        name: [
            {
                key: row[key]
                for key in row
                if key in other[name][0] and (name, key) not in REWRITTEN
            }
            for row in found
        ]
        for name, found in rows.items()
        if name in other
    }


@pytest.mark.parametrize("version", VERSIONS)
def test_a_database_of_each_version_comes_up(
    make_database: MakeDatabase, version: str
) -> None:
    """Afterwards it is built as a fresh one is, and has the rows it had."""
    engine = make_database()
    restore(engine, version)
    before = rows_of(engine)
    migrate(engine, now=0)
    after = rows_of(engine)
    with engine.connect() as connection:
        structure, reached = structure_of(connection), version_in(connection)

    assert min(len(rows) for name, rows in before.items() if name != "moedt_schema") > 1
    assert reached == newest_version()
    assert structure == fresh_structure(make_database), HOW_TO
    del before["moedt_schema"]
    assert common(after, before) == common(before, after)


def test_a_compatible_version_takes_what_the_one_before_writes(
    make_postgres: MakeDatabase,
) -> None:
    """Every row that the program before writes, under its names, and it reads it."""
    newest, before = newest_version(), make_postgres()
    if newest.usable_from == newest.version:
        pytest.skip(f"version {newest.version} is not marked compatible")
    restore(before, newest.usable_from)
    written = (RELEASED / f"{newest.usable_from}.postgresql.sql").read_text()
    rows = [
        line
        for line in written.splitlines()
        if line.startswith("INSERT") and "public.moedt_schema" not in line
    ]
    engine = make_postgres()
    with engine.begin() as connection:
        make_newest(connection)
        # The rows come by the names of their tables, not after those they refer to.
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        for row in rows:
            connection.exec_driver_sql(row)
    expected, found = rows_of(before), rows_of(engine)
    del expected["moedt_schema"]

    assert common(found, expected) == expected


def test_the_versions_make_what_the_tables_say(make_database: MakeDatabase) -> None:
    """A change of `db/tables` without a migration fails here."""
    with make_database().begin() as connection:
        run_migrations(connection)
        migrated = structure_of(connection)

    assert set(migrated) == {*tables.metadata.tables, "moedt_schema"}, HOW_TO
    for name, fresh in fresh_structure(make_database).items():
        assert migrated[name] == fresh, f"{name}: {HOW_TO}"


def test_every_version_has_its_databases_here() -> None:
    """A new version does not come without databases of it to bring up later."""
    found = sorted(path.name for path in RELEASED.iterdir())
    newest = int(newest_version().version)
    expected = [
        f"{number:04}.{system}.sql"
        for number in range(1, newest + 1)
        for system in ("postgresql", "sqlite")
    ]

    assert found == expected, HOW_TO


CHANGES = (
    "ALTER TABLE site ADD COLUMN told_at BIGINT",
    "ALTER TABLE site DROP COLUMN capacity",
    "DROP INDEX tap_uncertain",
    "CREATE INDEX new ON site (name)",
    "DROP TABLE law",
    "DROP INDEX judged_next; CREATE INDEX judged_next ON judged (next_change)",
    "DROP INDEX tap_at_site; CREATE INDEX tap_at_site ON tap (site, lo) WHERE lo > 1",
)
CHANGES_ON_POSTGRESQL = (
    "ALTER TABLE site ALTER COLUMN name DROP NOT NULL",
    "ALTER TABLE site ALTER COLUMN name SET DEFAULT 'x'",
    "ALTER TABLE site ALTER COLUMN tolerance_min TYPE BIGINT",
    "ALTER TABLE site DROP CONSTRAINT site_municipality_fkey",
    "ALTER TABLE staff DROP CONSTRAINT staff_login_key",
)


def test_each_difference_is_seen(make_database: MakeDatabase) -> None:
    """What the tests above compare by misses no column, type, index or condition."""
    engine = make_database()
    on_sqlite = engine.dialect.name == "sqlite"
    unseen = []
    with engine.begin() as connection:
        make_newest(connection)
        before = structure_of(connection)
        for change in CHANGES + (() if on_sqlite else CHANGES_ON_POSTGRESQL):
            with connection.begin_nested() as savepoint:
                for statement in change.split(";"):
                    connection.execute(text(statement))
                if structure_of(connection) == before:
                    unseen.append(change)
                savepoint.rollback()

        assert unseen == []
        assert structure_of(connection) == before
