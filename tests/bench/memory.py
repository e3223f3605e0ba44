"""How much memory the three processes of a terminal rest in."""

import contextlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import requests

from tests.bench.figure import Figure, figure

SETTLE_SECONDS = 6
START_SECONDS_MAX = 60
MEBIBYTE = 2**20
PROCESSES = ("terminal", "page", "uplink")
SETTINGS = """
device = "bench-1"
reader = "emulated"
trust_clock = true
central_url = "http://127.0.0.1:9"
central_key = "{key}"
page_port = {port}
"""


def figures() -> list[Figure]:
    """Measure proportional set size, so that what is shared counts once."""
    with tempfile.TemporaryDirectory() as folder, _terminal(Path(folder)) as ours:
        value = sum(map(_mebibytes, ours))
    with _bare() as bare:
        beside = sum(map(_mebibytes, bare))
    return [
        figure(
            "kiosk_memory_mb",
            round(value, 1),
            "MiB",
            "three Python interpreters that do nothing",
            round(beside, 1),
        )
    ]


@contextlib.contextmanager
def _terminal(folder: Path) -> Iterator[list[psutil.Process]]:
    port = 8471
    settings = folder / "kiosk.toml"
    settings.write_text(SETTINGS.format(key="00" * 32, port=port))
    commands = [
        [sys.executable, "-m", "server_sync", name, "--settings", str(settings)]
        for name in PROCESSES
    ]
    with _running(commands) as processes:
        _wait_for_answer(f"http://127.0.0.1:{port}/health")
        time.sleep(SETTLE_SECONDS)
        yield processes


def _wait_for_answer(url: str) -> None:
    """Wait until the page answers, well or not: it may start on a busy machine."""
    until = time.monotonic() + START_SECONDS_MAX
    while time.monotonic() < until:
        with contextlib.suppress(requests.RequestException):
            requests.get(url, timeout=5)
            return
        time.sleep(0.2)
    raise RuntimeError(f"the page did not answer within {START_SECONDS_MAX} seconds")


@contextlib.contextmanager
def _bare() -> Iterator[list[psutil.Process]]:
    with _running([[sys.executable, "-c", "input()"]] * len(PROCESSES)) as processes:
        time.sleep(1)
        yield processes


@contextlib.contextmanager
def _running(commands: list[list[str]]) -> Iterator[list[psutil.Process]]:
    started = [
        subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for command in commands
    ]
    try:
        yield [psutil.Process(one.pid) for one in started]
    finally:
        for one in started:
            one.terminate()
        for one in started:
            one.wait(15)
            if one.stdin:
                one.stdin.close()


def _mebibytes(process: psutil.Process) -> float:
    family = [process, *process.children(recursive=True)]
    return float(sum(one.memory_full_info().pss for one in family)) / MEBIBYTE
