"""The way of a card, from the reader to the jobcentre's log, through real processes."""

import csv
import io
import json
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.docs import readme
from tests.paths import ROOT
from tests.running_demo import (
    ARRIVED,
    RunningDemo,
    arrival_of,
    attendance,
    bearer,
    described,
    is_holiday,
    is_well,
    line_of,
    moedt,
    pids_of,
    today,
    wait_until,
)

SEEN_SECONDS = 30
TAPPED_BY_OTHER_TESTS_MAX = 4

pytestmark = [pytest.mark.enable_socket, pytest.mark.timeout(420)]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDemo]:
    """A demo of its own, with a few days behind it."""
    folder = tmp_path_factory.mktemp("demo")
    started = RunningDemo.start(folder, "--history-days", "6")
    try:
        yield started
    finally:
        started.stop()


@pytest.fixture
def demo(running: RunningDemo) -> Path:
    """The folder of the demo that runs."""
    return running.data


def test_demo_json_appears_when_everything_in_it_is_true(running: RunningDemo) -> None:
    """At its first sight both pages work, and its people are expected and unseen."""
    assert set(running.first) == {"kiosk", "central", "token", "logins", "people"}
    assert running.well == [True, True]
    assert len(running.first["people"]) > 0 or is_holiday()


def test_a_demo_that_is_started_again_says_so_as_truly(running: RunningDemo) -> None:
    """Stopped, it has no demo.json; then the same token is there with people again."""
    before = running.first
    running.stop()
    stopped = described(running.data)
    again = RunningDemo.start(running.data)
    running.process = again.process

    assert stopped == {}
    assert again.well == [True, True]
    assert again.first["token"] == before["token"]
    assert len(again.first["people"]) > 0 or is_holiday()


def test_a_card_at_the_door_becomes_a_line_in_the_jobcentres_log(demo: Path) -> None:
    """Somebody taps, the door says welcome, and the log says when."""
    awaited = described(demo)["people"]
    if not awaited:
        pytest.skip("today is a public holiday: nobody is expected, not even here")
    name = awaited[0]
    before = line_of(name, attendance(demo))

    verdict = json.loads(moedt("tap", name, "--json", "--data", str(demo)))

    assert before["status"] == "pending"
    assert before["registered_at"] is None
    assert (verdict["signal"], verdict["person"]) == ("green", name)
    after = wait_until(lambda: arrival_of(name, demo), SEEN_SECONDS)
    assert after["status"] in ARRIVED
    assert after["source"] == "tap"
    assert after["registered_at"] is not None
    wait_until(lambda: name not in described(demo)["people"], SEEN_SECONDS)


def test_some_days_lie_behind_it(demo: Path) -> None:
    """The history came the real way; who was not seen is not left out of it."""
    lines = attendance(demo, today(days_ago=6), today())
    people = {line["person"]["name"] for line in lines}
    seen = {line["person"]["name"] for line in lines if line["status"] in ARRIVED}

    assert 90 <= len(people) <= 100
    # About half ever come, and the other tests of this demo hold a few cards more.
    assert 30 <= len(seen) <= 52 + TAPPED_BY_OTHER_TESTS_MAX
    assert {line["status"] for line in lines} >= {"on_time", "late", "pending"}


@pytest.mark.long
def test_four_weeks_lie_behind_it_and_half_were_never_seen(tmp_path: Path) -> None:
    """The history came the real way, and its proportions are the study's."""
    started = RunningDemo.start(tmp_path)
    try:
        whole_history(tmp_path)
    finally:
        started.stop()


def whole_history(demo: Path) -> None:
    """Look at a demo as `make run` makes it."""
    lines = attendance(demo, today(days_ago=28), today())
    people = {line["person"]["name"] for line in lines}
    seen = {line["person"]["name"] for line in lines if line["status"] in ARRIVED}

    assert 95 <= len(people) <= 100
    assert 40 <= len(seen) <= 52
    assert {line["status"] for line in lines} >= {
        "on_time", "late", "notified", "no_show", "unclarified", "unknown", "pending",
    }  # fmt: skip


def test_a_danish_spreadsheet_opens_the_same_log(demo: Path) -> None:
    """The CSV has a line for each session of the JSON, and the screen's words."""
    day = today()
    url = f"{described(demo)['central']}/api/v1/attendance.csv?from={day}&to={day}"
    answer = requests.get(url, headers=bearer(demo), timeout=10)
    rows = list(
        csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";")
    )

    assert answer.content.startswith("\ufeff".encode())
    assert len(rows) == len(attendance(demo, day, day))
    assert {row["Borger"] for row in rows} == {
        line["person"]["name"] for line in attendance(demo, day, day)
    }


def test_strangers_are_helped_and_not_refused(demo: Path) -> None:
    """A card that nobody holds and a phone get the blue light, and are written down."""
    for card in ("--unknown", "--phone"):
        verdict = json.loads(moedt("tap", card, "--json", "--data", str(demo)))

        assert (verdict["signal"], verdict["greeting"]) == ("blue", "unknown_card")
        assert verdict["seq"] is not None


def test_central_is_killed_and_the_door_goes_on(demo: Path) -> None:
    """It is started again by itself, and what was tapped meanwhile comes to it."""
    awaited = described(demo)["people"]
    name = awaited[0] if awaited else "--unknown"
    killed = pids_of("central", demo)
    for pid in killed:
        os.kill(pid, signal.SIGKILL)

    verdict = json.loads(moedt("tap", name, "--json", "--data", str(demo)))

    assert verdict["seq"] is not None
    wait_until(lambda: is_well(described(demo)["central"]), SEEN_SECONDS)
    assert killed.isdisjoint(pids_of("central", demo))
    if awaited:  # on a public holiday nobody is
        wait_until(lambda: arrival_of(name, demo), SEEN_SECONDS)
        wait_until(lambda: name not in described(demo)["people"], SEEN_SECONDS)


def test_a_token_is_needed_to_read_the_log(demo: Path) -> None:
    """Without a token nothing about anybody is told."""
    url = f"{described(demo)['central']}/api/v1/attendance"
    span = {"from": today(), "to": today()}

    answer = requests.get(url, params=span, timeout=10)

    assert answer.status_code == 401
    assert "sessions" not in answer.json()


def test_the_readmes_commands_work(demo: Path, tmp_path: Path) -> None:
    """Whoever types what the README shows gets what it says."""
    readme.lay_out(tmp_path, demo)
    found = described(demo)
    ran = subprocess.run(
        ["sh", "-c", readme.script(kiosk=found["kiosk"], central=found["central"])],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "DATA": ""},
        check=False,
        capture_output=True,
        text=True,
    )

    assert (ran.returncode, ran.stderr) == (0, "")
    assert "OK, " in ran.stdout
