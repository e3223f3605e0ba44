"""A real demo in a folder of its own, as a program would use it."""

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import requests

from server_sync.central.rules.calendar import public_holidays

READY_SECONDS = 240
STOP_SECONDS = 60
ARRIVED = {"on_time", "late", "attended"}


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
        process = start_demo(data, *more)
        first = wait_until(lambda: described(data), READY_SECONDS)
        well = [is_well(first["kiosk"]), is_well(first["central"])]
        return cls(data=data, process=process, first=first, well=well)

    def stop(self) -> None:
        """Press Ctrl-C."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(STOP_SECONDS)


def start_demo(data: Path, *more: str) -> subprocess.Popen[bytes]:
    """Start a demo in a folder, on two free ports."""
    ports = [free_port(), free_port()]
    return subprocess.Popen(
        [
            *(sys.executable, "-m", "server_sync", "demo", "--data", str(data)),
            *("--kiosk-port", str(ports[0]), "--central-port", str(ports[1])),
            *more,
        ],
        stdout=subprocess.DEVNULL,
    )


def pids_of(command: str, data: Path) -> set[int]:
    """Find a command of this demo, with what it has started itself."""
    asked = f"\0{command}\0--settings\0{data}"
    found = set()
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has ended meanwhile
            if asked in (process / "cmdline").read_text():
                found.add(int(process.name))
    return found


def is_holiday() -> bool:
    """Return whether nobody is expected today, wherever."""
    day = datetime.now(ZoneInfo("Europe/Copenhagen")).date()
    return day in public_holidays(day.year)


def is_well(url: str) -> bool:
    """Return whether a page says that it really works."""
    try:
        return requests.get(f"{url}/health", timeout=5).ok
    except requests.RequestException:
        return False


def moedt(*arguments: str) -> str:
    """Run `moedt`, and return what it prints."""
    done = subprocess.run(
        [sys.executable, "-m", "server_sync", *arguments],
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


def described(data: Path) -> dict[str, Any]:
    """Read demo.json; empty where it is not there."""
    path = data / "demo.json"
    found: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
    return found


def attendance(
    data: Path, first: str | None = None, last: str | None = None
) -> list[dict[str, Any]]:
    """Read the jobcentre's log; of today where no dates are named."""
    answer = requests.get(
        f"{described(data)['central']}/api/v1/attendance",
        params={"from": first or today(), "to": last or today()},
        headers=bearer(data),
        timeout=30,
    )
    answer.raise_for_status()
    sessions: list[dict[str, Any]] = answer.json()["sessions"]
    return sessions


def bearer(data: Path) -> dict[str, str]:
    """Return the header with the jobcentre's token."""
    return {"Authorization": f"Bearer {described(data)['token']}"}


def line_of(name: str, lines: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a person's line of the log."""
    return next(line for line in lines if line["person"]["name"] == name)


def arrival_of(name: str, data: Path) -> dict[str, Any] | None:
    """Return today's line of somebody who came."""
    line = line_of(name, attendance(data))
    return line if line["status"] in ARRIVED else None


def today(*, days_ago: int = 0) -> str:
    """Return the date at the workshop."""
    here = datetime.now(ZoneInfo("Europe/Copenhagen")).date()
    return (here - timedelta(days=days_ago)).isoformat()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def wait_until(look: Callable[[], Any], seconds: float) -> Any:
    """Wait until that is so, and return what was found."""
    deadline = time.monotonic() + seconds
    while True:
        found = look()
        if found or time.monotonic() > deadline:
            assert found, "it did not come in time"
            return found
        time.sleep(0.3)
