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
RESTART_SECONDS_MIN = 10

Sleep = Callable[[float], None]


@dataclass(slots=True)
class Processes:
    """Starts `moedt` commands and ends every one of them, by pid."""

    logs: Path
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    commands: dict[str, tuple[str, ...]] = field(default_factory=dict)
    restarted_at: dict[str, float] = field(default_factory=dict)

    def start(self, name: str, *arguments: str) -> None:
        """Start a command; its output goes to a log file of that name.

        It gets a process group of its own, so that Ctrl-C reaches only the demo,
        which then ends the processes in their order.
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
        """Return the names of processes that stopped without being asked."""
        return [
            name for name, process in self.running.items() if process.poll() is not None
        ]

    def restart(self, name: str) -> None:
        """Start a process again that stopped, and end its remaining children.

        Raises:
            click.ClickException: it was restarted less than RESTART_SECONDS_MIN ago.
        """
        now = time.monotonic()
        if now - self.restarted_at.get(name, -math.inf) < RESTART_SECONDS_MIN:
            raise click.ClickException(self.why(name))
        self.restarted_at[name] = now
        with suppress(ProcessLookupError):
            os.killpg(self.running[name].pid, signal.SIGKILL)
        self.start(name, *self.commands[name])

    def why(self, name: str) -> str:
        """Return a sentence that names the log of a process that stopped."""
        return f"{name} ended by itself; {self.logs / name}.log says why"

    def stop(self) -> None:
        """Terminate each, the last started first; kill what does not stop in time."""
        for process in reversed(self.running.values()):
            if process.poll() is None:
                process.terminate()
        for process in reversed(self.running.values()):
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self.running.clear()

    def wait_for(self, name: str, url: str, *, sleep: Sleep) -> None:
        """Wait until its /health answers that it works (200).

        Raises:
            click.ClickException: the process ended, or half a minute was too short.
        """
        for _ in range(READY_TRIES):
            if name in self.ended():
                break
            try:
                if requests.get(url, timeout=ONE_PROBE_SECONDS).ok:
                    return
            except requests.RequestException:
                pass
            sleep(TRY_SECONDS)
        raise click.ClickException(
            f"{name} did not start; {self.logs / name}.log says why"
        )


def refuse_taken_port(port: int, *, option: str) -> None:
    """Refuse a port on which another program listens, before anything starts.

    Raises:
        click.ClickException: the port is taken.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise click.ClickException(
                f"port {port} is taken by another program: choose one with {option}"
            ) from error
