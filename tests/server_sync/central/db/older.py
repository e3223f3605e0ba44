"""Databases as older versions of central left them."""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine, text
from sqlcipher3 import dbapi2

from server_sync.central.db.engine import create_engine_for, make_file

RELEASED = Path(__file__).parent / "released"
VERSIONS = sorted({path.name.partition(".")[0] for path in RELEASED.glob("*.sql")})

MakeDatabase = Callable[[], Engine]


def new_sqlite(file: Path) -> str:
    """Give the address of a SQLite file that is there and empty."""
    url = f"sqlite:///{file}"
    engine = create_engine_for(url)
    make_file(engine)
    engine.dispose()
    return url


def new_postgres(server: Engine, *, name: str) -> str:
    """Make a database without tables in that PostgreSQL, and give its address."""
    with server.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    url = server.url.set(database=name)
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def restore(engine: Engine, version: str) -> None:
    """Fill an empty database with the tables and rows of that version."""
    system = engine.dialect.name
    script = (RELEASED / f"{version}.{system}.sql").read_text()
    if system == "sqlite":
        # Its own connection: the tables come by name, not after those they refer to.
        connection = dbapi2.connect(engine.url.database)
        connection.executescript(script)
        connection.close()
        return
    raw = engine.raw_connection()
    try:
        raw.cursor().execute(script)
        raw.commit()
        raw.invalidate()  # the script emptied its search path
    finally:
        raw.close()
