"""What all tests share: databases, and what a run reports at its end."""

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.databases import Postgres, memory_folder, prepared_file, prepared_postgres

SIMULATED = "simulated: "
TEMPORARY = "PYTEST_DEBUG_TEMPROOT"
LONGEST = (
    "tests/test_whole_way.py",
    "tests/simulation/",
    "tests/browser/",
    "tests/systemd/",
    "tests/server_sync/central/judging/",
)
"""Files that take long to run: they begin first, so that nobody waits for the last."""


def pytest_configure() -> None:
    """Let pytest make its temporary folders in memory, where there is room."""
    if folder := memory_folder():
        os.environ.setdefault(TEMPORARY, str(folder))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take longest first; the rest keeps its random order."""
    items.sort(key=lambda item: _turn(item.nodeid))


def _turn(nodeid: str) -> int:
    turns = (turn for turn, name in enumerate(LONGEST) if nodeid.startswith(name))
    return next(turns, len(LONGEST))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print how many days were simulated, and how often each fault was injected."""
    counted = Counter[str]()
    for report in terminalreporter.getreports("passed"):
        for name, times in getattr(report, "user_properties", ()):
            if str(name).startswith(SIMULATED) and report.when == "call":
                counted[str(name).removeprefix(SIMULATED)] += int(times)
    if counted:
        terminalreporter.section("simulated days, and the faults injected in them")
        for kind, times in sorted(counted.items()):
            terminalreporter.write_line(f"{times:6} {kind}")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    """Run one PostgreSQL, from the wheel, for all tests of this process."""
    with prepared_postgres() as server:
        yield server


@pytest.fixture
def postgres(postgres_server: Postgres) -> Iterator[Engine]:
    """Return a database of the test's own on PostgreSQL, prepared."""
    with postgres_server.database() as engine:
        yield engine


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Engine]:
    """Return a database of the test's own in an SQLite file, prepared."""
    engine = prepared_file(tmp_path / "central.db")
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """Return a prepared database: the test runs on SQLite and on PostgreSQL."""
    found: Engine = request.getfixturevalue(request.param)
    return found
