"""The commands about evidence, run on a small central."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from click.testing import CliRunner, Result
from sqlalchemy import Engine

from firmware.clock import SystemClock
from kiosk.journal.contents import Start, Stop, Tap
from server_sync.central import app
from server_sync.central.settings import CentralSettings
from server_sync.cli import moedt
from tests.server_sync.central.world import CARDS, PaperJournal, at


def run(*arguments: str | Path) -> Result:
    """Run `moedt` with these arguments."""
    return CliRunner().invoke(moedt, [str(one) for one in arguments])


DAY = date(2026, 3, 16)
"""Long ago by any clock, since the commands ask this machine's own."""


def a_morning() -> PaperJournal:
    """Alice comes in time."""
    journal = PaperJournal()
    journal.write(Start(version="1", reader="ok"), at("05:00", DAY), boot_seconds=1)
    tap = Tap(uid=CARDS["alice"])
    journal.write(tap, at("08:11:03", DAY), boot_seconds=11_464)
    journal.write(Stop(why="evening"), at("15:00", DAY), boot_seconds=36_001)
    return journal


@contextmanager
def opened(folder: Path) -> Iterator[Engine]:
    """Open that central's database."""
    settings = CentralSettings.read(folder / "central.toml")
    central = app.open_central(settings, clock=SystemClock())
    yield central.engine
    central.engine.dispose()


def ask(data: Path, out: Path, person: str = "Alice") -> Result:
    """Ask for Alice's Monday."""
    days = ("--from", str(DAY), "--to", str(DAY))
    return run("evidence", "--person", person, *days, "-o", out, "--data", data)
