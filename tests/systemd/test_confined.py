"""Each process does its work in the sandbox that its unit puts it in."""

import contextlib
import ctypes
import ctypes.util
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
import requests

from kiosk.journal.chain import Journal
from tests.builders import make_roster
from tests.systemd.confined import LIBRARY

PATIENCE_SECONDS = 30
MOEDT = (sys.executable, "-m", "server_sync")


def can_confine() -> bool:
    """Say whether this machine has what a sandbox without systemd takes."""
    with contextlib.suppress(OSError):
        return bool(shutil.which("systemd-analyze") and ctypes.CDLL(LIBRARY))
    return False


pytestmark = pytest.mark.skipif(
    not can_confine(), reason="systemd-analyze or libseccomp is not on this machine"
)


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    """Write settings of an emulated terminal whose central is out of reach."""
    path = tmp_path / "kiosk.toml"
    path.write_text(
        'device = "door-1"\nreader = "emulated"\n'
        f'central_url = "http://127.0.0.1:9"\ncentral_key = "{"00" * 32}"\n'
    )
    return path


@contextlib.contextmanager
def started(
    unit: str, folder: Path, *arguments: str, listening: socket.socket | None = None
) -> Iterator[socket.socket]:
    """Start a process as its unit would; give what systemd would hear it by."""
    address = folder / "notify"
    environment = os.environ | {"NOTIFY_SOCKET": str(address)}
    hand_over: tuple[int, ...] = ()
    if listening:
        hand_over = (listening.fileno(),)
        environment["HANDED_OVER"] = str(listening.fileno())
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(address))
        systemd.settimeout(PATIENCE_SECONDS)
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.systemd.confined", unit, *MOEDT, *arguments],
            env=environment,
            pass_fds=hand_over,
            stdin=subprocess.DEVNULL,
        )
        try:
            yield systemd
        finally:
            process.terminate()
            process.wait(PATIENCE_SECONDS)


def hear(systemd: socket.socket, word: str) -> None:
    """Wait until the process says this."""
    until = time.monotonic() + PATIENCE_SECONDS
    while word not in systemd.recv(4096).decode().splitlines():
        assert time.monotonic() < until, f"{word} was never said"


def test_the_terminal_answers_a_card_from_inside(settings: Path) -> None:
    """Reader, journal, lights and clock work with what its unit leaves it."""
    (settings.parent / "kiosk").mkdir()
    roster = settings.parent / "kiosk" / "roster.json"
    roster.write_bytes(msgspec.json.encode(make_roster()))
    with started(
        "moedt-terminal.service",
        settings.parent,
        "terminal",
        "--settings",
        str(settings),
    ) as systemd:
        hear(systemd, "READY=1")
        hear(systemd, "WATCHDOG=1")
        tapped = subprocess.run(
            [*MOEDT, "tap", "--uid", "04a3c6cae26180", "--data", str(settings.parent)],
            capture_output=True,
            text=True,
            check=False,
        )
    journal = Journal.open(settings.parent / "kiosk" / "journal.db", device="door-1")
    written = journal.after(0, 100)
    journal.close()

    assert tapped.returncode == 0, tapped.stderr
    assert {"start", "tap", "stop"} <= {entry.kind for entry in written}
    assert "unknown" not in {entry.clock for entry in written}, "the clock was refused"


def test_the_page_answers_on_the_socket_it_is_handed(settings: Path) -> None:
    """It can open no address itself, and needs not."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        with started(
            "moedt-page.service",
            settings.parent,
            "page",
            "--settings",
            str(settings),
            listening=listening,
        ) as systemd:
            hear(systemd, "READY=1")
            hear(systemd, "WATCHDOG=1")
            answer = requests.get(f"http://127.0.0.1:{port}/health", timeout=10)

    assert answer.status_code == 503
    assert answer.json()["status"] == "failing"


def test_the_uplink_goes_on_without_a_central(settings: Path) -> None:
    """Nobody to reach is no standstill, and Prometheus is answered all the same."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings.write_text(f"{settings.read_text()}metrics_port = {port}\n")
    with started(
        "moedt-uplink.service",
        settings.parent,
        "uplink",
        "--settings",
        str(settings),
    ) as systemd:
        hear(systemd, "READY=1")
        hear(systemd, "WATCHDOG=1")
        answer = requests.get(f"http://127.0.0.1:{port}/metrics", timeout=10)

    assert answer.status_code == 200
    assert "moedt_queue_entries 0.0" in answer.text.splitlines()


def test_central_answers_from_inside(tmp_path: Path) -> None:
    """Database, keys and web work with what its unit leaves it."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = tmp_path / "central.toml"
    settings.write_text(f"port = {port}\n")
    with started(
        "moedt-central.service", tmp_path, "central", "--settings", str(settings)
    ) as systemd:
        hear(systemd, "READY=1")
        hear(systemd, "WATCHDOG=1")
        answer = requests.get(f"http://127.0.0.1:{port}/health", timeout=10)

    assert answer.status_code == 200
