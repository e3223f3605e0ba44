"""A migration that fails, or is killed, leaves the database as it was."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from server_sync.central.db.migrate import migrate
from server_sync.central.db.schema_version import version_in
from server_sync.central.errors import BackupFailed, MigrationFailed
from server_sync.central.prepare import schema_of
from tests.paths import ROOT
from tests.server_sync.central.db.made_up import (
    ADD,
    DIE,
    FAIL,
    LATER,
    NEWEST,
    ORPHAN,
    REMAKE,
    add_version,
    versions_with,
)
from tests.server_sync.central.db.older import MakeDatabase, restore
from tests.server_sync.central.db.structure import structure_of


@pytest.mark.parametrize("fault", [FAIL, ORPHAN, "raise_what_is_not_there()"])
def test_a_step_that_fails_changes_nothing(
    make_database: MakeDatabase, tmp_path: Path, fault: str
) -> None:
    """Not even what the steps before it did, in the same version or an earlier one."""
    engine, folder = make_database(), versions_with(tmp_path, ADD)
    add_version(folder, REMAKE, fault, before=LATER)
    restore(engine, NEWEST.version)
    with engine.connect() as connection:
        before = structure_of(connection)
    with pytest.raises((MigrationFailed, NameError)):
        migrate(engine, now=0, folder=folder)
    with engine.connect() as connection:
        after, reached = structure_of(connection), version_in(connection)

    assert (reached, after) == (NEWEST, before)
    assert migrate(engine, now=1, folder=versions_with(tmp_path, ADD)).after == LATER


KILLED = """
import sys
from pathlib import Path
from server_sync.central.db.engine import create_engine_for
from server_sync.central.db.migrate import migrate
migrate(create_engine_for(sys.argv[1]), now=0, folder=Path(sys.argv[2]))
"""


@pytest.mark.parametrize("steps", [(DIE,), (ADD, DIE), (REMAKE, DIE, ADD)])
def test_one_that_is_killed_changes_nothing(
    make_database: MakeDatabase, tmp_path: Path, steps: tuple[str, ...]
) -> None:
    """Whatever step it had reached: the next start brings the database up."""
    engine = make_database()
    restore(engine, NEWEST.version)
    with engine.connect() as connection:
        before = structure_of(connection)
    address = engine.url.set(drivername=engine.dialect.name)
    done = subprocess.run(
        [
            sys.executable, "-c", KILLED,
            address.render_as_string(hide_password=False),
            versions_with(tmp_path, *steps),
        ],
        cwd=ROOT,
        check=False,
    )  # fmt: skip
    with engine.connect() as connection:
        after = structure_of(connection)

    assert done.returncode == -signal.SIGKILL
    assert (schema_of(engine), after) == (NEWEST, before)
    assert migrate(engine, now=1, folder=versions_with(tmp_path, ADD)).after == LATER


def test_without_room_for_the_copy_nothing_happens(
    make_sqlite: MakeDatabase, tmp_path: Path
) -> None:
    """The copy comes first: a version that loses rows can be taken back."""
    engine = make_sqlite()
    restore(engine, NEWEST.version)
    (tmp_path / f"central-0.db.before-{LATER}-19700101T000000Z.half").mkdir()

    with pytest.raises((BackupFailed, OSError)):
        migrate(engine, now=0, folder=versions_with(tmp_path, ADD))
    assert schema_of(engine) == NEWEST
