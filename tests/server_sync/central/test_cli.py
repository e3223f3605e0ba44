"""The commands of central."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from server_sync.central.cli.central import central, scenario
from server_sync.central.db import tables
from server_sync.central.db.engine import create_engine_for
from server_sync.central.facts import people
from server_sync.central.prepare import prepare
from server_sync.central.settings import CentralSettings
from tests.server_sync.central.world import PROVENANCE, TOWN

SCENARIO = {"site": {"name": "S", "terminals": ["T"]}, "as_of": "2026-03-20T18:00:00"}
NOTHING = {
    "people": {},
    "share_met": {"offered": 0, "met": 0, "not_known": 0},
    "prompts": [],
}


def test_a_scenario_file_is_answered(tmp_path: Path) -> None:
    """The outcome goes to standard output."""
    file = tmp_path / "one.json"
    file.write_text(json.dumps(SCENARIO))

    done = CliRunner().invoke(scenario, [str(file)])

    assert (done.exit_code, json.loads(done.stdout)) == (0, NOTHING)


@pytest.mark.parametrize("content", ["{", '{"as_of": 5}', None])
def test_a_bad_scenario_file_ends_with_status_2(
    tmp_path: Path, content: str | None
) -> None:
    """One clear line on standard error, and nothing on standard output."""
    file = tmp_path / "one.json"
    if content is not None:
        file.write_text(content)

    done = CliRunner().invoke(scenario, [str(file)])

    assert (done.exit_code, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1


def test_a_stream_of_scenarios_goes_on_after_a_bad_one() -> None:
    """One line in, one line out, whatever the line was."""
    lines = [json.dumps(SCENARIO), "nonsense", json.dumps(SCENARIO)]

    done = CliRunner().invoke(scenario, ["-"], input="\n".join(lines) + "\n")

    first, bad, last = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.exit_code, first, last) == (0, NOTHING, NOTHING)
    assert list(bad) == ["error"]


def set_town_up(folder: Path) -> CentralSettings:
    """Make a central with a town and a workshop."""
    (folder / "central.toml").write_text("")
    settings = CentralSettings.read(folder / "central.toml")
    engine = create_engine_for(settings.database_url)
    prepare(engine, now=0)
    with engine.begin() as connection:
        people.add_municipality(connection, name="Nordby", known_as=TOWN)
        people.add_site(
            connection, municipality=TOWN, name="Workshop", provenance=PROVENANCE
        )
    engine.dispose()
    return settings


def test_a_token_is_shown_once_and_kept_hashed(tmp_path: Path) -> None:
    """What is printed works, and cannot be read from the database."""
    settings = set_town_up(tmp_path)
    command = f"--settings {tmp_path}/central.toml token --municipality Nordby"

    done = CliRunner().invoke(central, [*command.split(), "--name", "J", "--by", "M"])

    engine = create_engine_for(settings.database_url)
    with engine.begin() as connection:
        kept = connection.scalars(select(tables.api_token.c.token_hash)).all()
    engine.dispose()
    assert kept == [people.hash_token(done.stdout.strip())]


def test_a_terminal_is_approved_with_its_key(tmp_path: Path) -> None:
    """Its fingerprint is said again; a key that is none is refused."""
    set_town_up(tmp_path)
    command = f"--settings {tmp_path}/central.toml terminal add door-1 --by M"
    more = ["--site", "Workshop", "--key"]

    done = CliRunner().invoke(central, [*command.split(), *more, "00" * 32])
    bad = CliRunner().invoke(central, [*command.split(), *more, "00"])

    assert "6668 7aad" in done.stdout
    assert (done.exit_code, bad.exit_code) == (0, 2)
