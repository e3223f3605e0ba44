"""Copies of central's database."""

import stat
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import insert, select

from server_sync.central.cli.central import central
from server_sync.central.db import tables
from server_sync.central.db.backup import COPIES_KEPT, back_up
from server_sync.central.db.engine import create_engine_for, incarnation_of
from server_sync.central.errors import BackupFailed
from server_sync.central.prepare import prepare

NS = 10**9


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Make a central with one municipality in it."""
    url = f"sqlite:///{tmp_path / 'central' / 'central.db'}"
    engine = create_engine_for(url)
    prepare(engine, now=1)
    with engine.begin() as connection:
        connection.execute(insert(tables.municipality).values(id="m", name="Aarhus"))
    engine.dispose()
    return url


def names(url: str) -> list[str]:
    """Read back which municipalities a database knows."""
    engine = create_engine_for(url)
    try:
        with engine.begin() as connection:
            return list(connection.scalars(select(tables.municipality.c.name)))
    finally:
        engine.dispose()


def test_a_copy_is_whole_and_for_nobody_else(url: str, tmp_path: Path) -> None:
    """While somebody writes, the copy is that of the moment before."""
    folder = tmp_path / "copies"
    folder.mkdir()
    engine = create_engine_for(url)
    with engine.begin() as connection:
        connection.execute(tables.municipality.update().values(name="Odense"))
        made = back_up(url, folder, now_ns=1_800_000_000 * NS)
    engine.dispose()

    assert made.name == "central-20270115T080000Z.db"
    assert list(folder.iterdir()) == [made]
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert names(f"sqlite:///{made}") == ["Aarhus"]
    assert names(url) == ["Odense"]


def test_a_copy_that_fails_leaves_nothing_and_takes_nothing(tmp_path: Path) -> None:
    """No database is no reason to let the last copies go."""
    old = tmp_path / "central-20270101T000000Z.db"
    old.touch()

    with pytest.raises(BackupFailed):
        back_up(f"sqlite:///{tmp_path / 'gone.db'}", tmp_path, now_ns=NS)

    assert list(tmp_path.iterdir()) == [old]


def test_the_oldest_copies_go_and_strangers_stay(url: str, tmp_path: Path) -> None:
    """A week of copies; what is not one of ours is not ours to delete."""
    folder = tmp_path / "copies"
    folder.mkdir()
    (folder / "central-mine.db").touch()
    for number in range(COPIES_KEPT):
        (folder / f"central-200101{number + 1:02}T000000Z.db").touch()
    back_up(url, folder, now_ns=1_800_000_000 * NS)
    left = sorted(path.name for path in folder.iterdir())

    assert len(left) == COPIES_KEPT + 1
    assert "central-20010101T000000Z.db" not in left
    assert {"central-20010102T000000Z.db", "central-mine.db"} <= set(left)


def test_after_a_restore_the_terminals_hear_of_it(tmp_path: Path) -> None:
    """A new incarnation is what makes them send again."""
    settings = tmp_path / "central.toml"
    settings.write_text("")
    url = f"sqlite:///{tmp_path / 'central' / 'central.db'}"
    engine = create_engine_for(url)
    before = prepare(engine, now=1)
    answer = CliRunner().invoke(central, ["--settings", str(settings), "restored"])
    with engine.begin() as connection:
        after = incarnation_of(connection)
    engine.dispose()

    assert answer.exit_code == 0, answer.output
    assert after != before
