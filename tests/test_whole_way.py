"""The way of a card, from the reader to the jobcentre's log, through real processes."""

import csv
import io
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import requests

from server_sync.central.rules.calendar import public_holidays
from tests.docs import readme
from tests.paths import ROOT

READY_SECONDS = 240
SEEN_SECONDS = 30
STOP_SECONDS = 60
ARRIVED = {"on_time", "late", "attended"}

pytestmark = [pytest.mark.enable_socket, pytest.mark.timeout(420)]


@dataclass(slots=True)
class RunningDemo:
    """A demo in a folder of its own, and what was true when demo.json appeared."""

    data: Path
    process: subprocess.Popen[bytes]
    first: dict[str, Any]
    well: list[bool]

    @classmethod
    def start(cls, data: Path, *more: str) -> "RunningDemo":
        """Wait for demo.json as a program would, and look at once."""
        process = _start(data, *more)
        first = _until(lambda: _told(data), READY_SECONDS)
        well = [_is_well(first["kiosk"]), _is_well(first["central"])]
        return cls(data=data, process=process, first=first, well=well)

    def stop(self) -> None:
        """Press Ctrl-C."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(STOP_SECONDS)


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
    assert len(running.first["people"]) > 0 or _is_holiday()


def test_a_demo_that_is_started_again_says_so_as_truly(running: RunningDemo) -> None:
    """Stopped, it has no demo.json; then the same token is there with people again."""
    before = running.first
    running.stop()
    stopped = _told(running.data)
    again = RunningDemo.start(running.data)
    running.process = again.process

    assert stopped == {}
    assert again.well == [True, True]
    assert again.first["token"] == before["token"]
    assert len(again.first["people"]) > 0 or _is_holiday()


def test_a_card_at_the_door_becomes_a_line_in_the_jobcentres_log(demo: Path) -> None:
    """Somebody taps, the door says welcome, and the log says when."""
    awaited = _told(demo)["people"]
    if not awaited:
        pytest.skip("today is a public holiday: nobody is expected, not even here")
    name = awaited[0]
    before = _line_of(name, _attendance(demo))

    verdict = json.loads(_moedt("tap", name, "--json", "--data", str(demo)))

    assert before["status"] == "pending"
    assert before["registered_at"] is None
    assert (verdict["signal"], verdict["person"]) == ("green", name)
    after = _until(lambda: _arrived(name, demo), SEEN_SECONDS)
    assert after["status"] in ARRIVED
    assert after["source"] == "tap"
    assert after["registered_at"] is not None
    _until(lambda: name not in _told(demo)["people"], SEEN_SECONDS)


def test_some_days_lie_behind_it(demo: Path) -> None:
    """The history came the real way; who was not seen is not left out of it."""
    lines = _attendance(demo, _today(days_ago=6), _today())
    people = {line["person"]["name"] for line in lines}
    seen = {line["person"]["name"] for line in lines if line["status"] in ARRIVED}

    assert 90 <= len(people) <= 100
    assert 30 <= len(seen) <= 52
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
    lines = _attendance(demo, _today(days_ago=28), _today())
    people = {line["person"]["name"] for line in lines}
    seen = {line["person"]["name"] for line in lines if line["status"] in ARRIVED}

    assert 95 <= len(people) <= 100
    assert 40 <= len(seen) <= 52
    assert {line["status"] for line in lines} >= {
        "on_time", "late", "notified", "no_show", "unclarified", "unknown", "pending",
    }  # fmt: skip


def test_a_danish_spreadsheet_opens_the_same_log(demo: Path) -> None:
    """The CSV has a line for each session of the JSON, and the screen's words."""
    day = _today()
    url = f"{_told(demo)['central']}/api/v1/attendance.csv?from={day}&to={day}"
    answer = requests.get(url, headers=_bearer(demo), timeout=10)
    rows = list(
        csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";")
    )

    assert answer.content.startswith("\ufeff".encode())
    assert len(rows) == len(_attendance(demo, day, day))
    assert {row["Borger"] for row in rows} == {
        line["person"]["name"] for line in _attendance(demo, day, day)
    }


def test_strangers_are_helped_and_not_refused(demo: Path) -> None:
    """A card that nobody holds and a phone get the blue light, and are written down."""
    for card in ("--unknown", "--phone"):
        verdict = json.loads(_moedt("tap", card, "--json", "--data", str(demo)))

        assert (verdict["signal"], verdict["greeting"]) == ("blue", "unknown_card")
        assert verdict["seq"] is not None


def test_central_is_killed_and_the_door_goes_on(demo: Path) -> None:
    """It is started again by itself, and what was tapped meanwhile comes to it."""
    awaited = _told(demo)["people"]
    name = awaited[0] if awaited else "--unknown"
    killed = _running("central", demo)
    for pid in killed:
        os.kill(pid, signal.SIGKILL)

    verdict = json.loads(_moedt("tap", name, "--json", "--data", str(demo)))

    assert verdict["seq"] is not None
    _until(lambda: _is_well(_told(demo)["central"]), SEEN_SECONDS)
    assert killed.isdisjoint(_running("central", demo))
    if awaited:  # on a public holiday nobody is
        _until(lambda: _arrived(name, demo), SEEN_SECONDS)
        _until(lambda: name not in _told(demo)["people"], SEEN_SECONDS)


def test_a_token_is_needed_to_read_the_log(demo: Path) -> None:
    """Without a token nothing about anybody is told."""
    url = f"{_told(demo)['central']}/api/v1/attendance"
    span = {"from": _today(), "to": _today()}

    answer = requests.get(url, params=span, timeout=10)

    assert answer.status_code == 401
    assert "sessions" not in answer.json()


def test_the_readmes_commands_work(demo: Path, tmp_path: Path) -> None:
    """Whoever types what the README shows gets what it says."""
    readme.lay_out(tmp_path, demo)
    found = _told(demo)
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


def _start(data: Path, *more: str) -> subprocess.Popen[bytes]:
    ports = [_free_port(), _free_port()]
    return subprocess.Popen(
        [
            *(sys.executable, "-m", "server_sync", "demo", "--data", str(data)),
            *("--kiosk-port", str(ports[0]), "--central-port", str(ports[1])),
            *more,
        ],
        stdout=subprocess.DEVNULL,
    )


def _running(command: str, data: Path) -> set[int]:
    """Find a command of this demo, with what it has started itself."""
    asked = f"\0{command}\0--settings\0{data}"
    found = set()
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has ended meanwhile
            if asked in (process / "cmdline").read_text():
                found.add(int(process.name))
    return found


def _is_holiday() -> bool:
    today = datetime.now(ZoneInfo("Europe/Copenhagen")).date()
    return today in public_holidays(today.year)


def _is_well(url: str) -> bool:
    try:
        return requests.get(f"{url}/health", timeout=5).ok
    except requests.RequestException:
        return False


def _moedt(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "server_sync", *arguments],
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


def _told(data: Path) -> dict[str, Any]:
    path = data / "demo.json"
    told: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
    return told


def _attendance(
    data: Path, first: str | None = None, last: str | None = None
) -> list[dict[str, Any]]:
    answer = requests.get(
        f"{_told(data)['central']}/api/v1/attendance",
        params={"from": first or _today(), "to": last or _today()},
        headers=_bearer(data),
        timeout=30,
    )
    answer.raise_for_status()
    sessions: list[dict[str, Any]] = answer.json()["sessions"]
    return sessions


def _bearer(data: Path) -> dict[str, str]:
    return {"Authorization": f"Bearer {_told(data)['token']}"}


def _line_of(name: str, lines: list[dict[str, Any]]) -> dict[str, Any]:
    return next(line for line in lines if line["person"]["name"] == name)


def _arrived(name: str, data: Path) -> dict[str, Any] | None:
    line = _line_of(name, _attendance(data))
    return line if line["status"] in ARRIVED else None


def _today(*, days_ago: int = 0) -> str:
    here = datetime.now(ZoneInfo("Europe/Copenhagen")).date()
    return (here - timedelta(days=days_ago)).isoformat()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _until(look: Callable[[], Any], seconds: float) -> Any:
    deadline = time.monotonic() + seconds
    while True:
        found = look()
        if found or time.monotonic() > deadline:
            assert found, "it did not come in time"
            return found
        time.sleep(0.3)
