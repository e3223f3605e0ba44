"""The demo's four processes, the same that run at a workshop and at central."""

import math
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import click
import requests

STOP_SECONDS = 15
READY_TRIES = 300
TRY_SECONDS = 0.1
ONE_PROBE_SECONDS = 2
JUST_SECONDS = 10

Sleep = Callable[[float], None]


@dataclass(slots=True)
class Processes:
    """Starts `moedt` commands and ends every one of them, by pid."""

    logs: Path
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    commands: dict[str, tuple[str, ...]] = field(default_factory=dict)
    brought_back: dict[str, float] = field(default_factory=dict)

    def start(self, name: str, *arguments: str) -> None:
        """Start one; what it says goes to a log file of its name.

        It gets a process group of its own, so that Ctrl-C reaches the demo alone,
        which then ends them in their order.
        """
        self.commands[name] = arguments
        self.logs.mkdir(parents=True, exist_ok=True)
        with (self.logs / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(  # noqa: S603 - our own command
                [sys.executable, "-m", "server_sync", *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=os.environ | {"PYTHONUNBUFFERED": "1"},
                start_new_session=True,
            )

    def ended(self) -> list[str]:
        """Name those that stopped although nobody asked them to."""
        return [name for name, one in self.running.items() if one.poll() is not None]

    def bring_back(self, name: str) -> None:
        """Start one again that stopped, and end what it left behind.

        Raises:
            click.ClickException: it has just been, and would stop again.
        """
        now = time.monotonic()
        if now - self.brought_back.get(name, -math.inf) < JUST_SECONDS:
            raise click.ClickException(self.why(name))
        self.brought_back[name] = now
        with suppress(ProcessLookupError):
            os.killpg(self.running[name].pid, signal.SIGKILL)
        self.start(name, *self.commands[name])

    def why(self, name: str) -> str:
        """Say where to read why one stopped."""
        return f"{name} ended by itself; {self.logs / name}.log says why"

    def stop(self) -> None:
        """Ask each to stop, the last started first; make sure that it did."""
        for one in reversed(self.running.values()):
            if one.poll() is None:
                one.terminate()
        for one in reversed(self.running.values()):
            try:
                one.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(one.pid, signal.SIGKILL)
                one.wait()
        self.running.clear()

    def wait_for(self, name: str, url: str, *, sleep: Sleep) -> None:
        """Wait until a page answers at all.

        Raises:
            click.ClickException: the process ended, or half a minute was not enough.
        """
        for _ in range(READY_TRIES):
            if name in self.ended():
                break
            try:
                requests.get(url, timeout=ONE_PROBE_SECONDS)
            except requests.RequestException:
                sleep(TRY_SECONDS)
            else:
                return
        raise click.ClickException(
            f"{name} did not start; {self.logs / name}.log says why"
        )


def refuse_taken_port(port: int, *, option: str) -> None:
    """Say in time that another program listens there.

    Raises:
        click.ClickException: it does.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise click.ClickException(
                f"port {port} is taken by another program: choose one with {option}"
            ) from error
