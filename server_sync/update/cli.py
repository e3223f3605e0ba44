"""The command `moedt update`: install another version, or return to the last one."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import click

from firmware.clock import SystemClock
from firmware.moment import ClockState, Moment
from kiosk.cli import fail, with_settings
from kiosk.door.trusted_clock import clock_of
from kiosk.settings import KioskSettings, counters_path
from server_sync.errors import NothingNewer, UpdateRefused
from server_sync.update import archive
from server_sync.update.build import build
from server_sync.update.manifest import refuse_unfit
from server_sync.update.slots import CURRENT, Slots
from server_sync.update.systemd import TRIAL, Systemd
from server_sync.update.transport import offered
from server_sync.update.trial import watch
from server_sync.update.unpack import go_back, running, take
from server_sync.uplink.settings import central_of, own_key

ROOT = Path("/opt/moedt")


@click.command()
@click.argument(
    "file", required=False, type=click.Path(path_type=Path, dir_okay=False, exists=True)
)
@with_settings
@click.option("--from-central", is_flag=True, help="Take what central offers.")
@click.option("--check", is_flag=True, help="Say whether it fits, and change nothing.")
@click.option("--back", is_flag=True, help="Go back to the version before this one.")
@click.option("--nightly", is_flag=True, hidden=True, help="What the timer runs.")
@click.option("--trial", is_flag=True, hidden=True, help="What the trial's unit runs.")
@click.option("--root", type=click.Path(path_type=Path), default=ROOT, hidden=True)
def update(  # noqa: PLR0913 - one parameter per option
    file: Path | None,
    settings_path: Path,
    *,
    from_central: bool,
    check: bool,
    back: bool,
    nightly: bool,
    trial: bool,
    root: Path,
) -> None:
    """Update this terminal, from a release FILE or from central.

    The new version runs on trial: where the terminal is not ready within a minute, the
    old one runs again. Without options, show the installed version.
    """
    slots = Slots(root=root)
    if trial:
        _trial(slots)
        return
    if nightly:
        _by_night(slots, KioskSettings.read(settings_path))
        return
    if sum((file is not None, from_central, back)) > 1:
        raise click.UsageError("name a FILE, --from-central or --back")
    if not (file or from_central or back):
        click.echo(f"{running(slots).version} runs")
        return
    if back:
        with slots.alone():
            version = go_back(slots).version
        _try(slots, version)
        return
    settings = KioskSettings.read(settings_path)
    if check:
        with _source(file, settings) as source:
            _check(source, slots, _release_key(settings))
        return
    _try(slots, _taken(slots, settings, file))


def _taken(
    slots: Slots, settings: KioskSettings, file: Path | None, *, again: bool = True
) -> str:
    public = _release_key(settings)
    with _source(file, settings) as source, slots.alone():
        return take(
            source, slots=slots, public=public, build=build, again=again
        ).version


def _by_night(slots: Slots, settings: KioskSettings) -> None:
    if reason := why_not_tonight(settings, clock_of(settings).now()):
        click.echo(reason)
        return
    try:
        version = _taken(slots, settings, None, again=False)
    except NothingNewer as nothing:
        click.echo(str(nothing))
        return
    _try(slots, version)


def why_not_tonight(settings: KioskSettings, now: Moment) -> str | None:
    """Return why no automatic update is possible tonight; None if one is."""
    if not settings.nightly_updates:
        return "nightly_updates is off"
    if now.clock is not ClockState.SYNCED:
        return "the clock is not synchronised: it may be the middle of the day"
    return None


def _trial(slots: Slots) -> None:
    units = Systemd(current=slots.root / CURRENT, vitals=counters_path())
    with slots.alone(wait=True):
        wait = threading.Event().wait
        if not watch(slots, units, clock=SystemClock(), wait=wait):
            sys.exit(1)


def _try(slots: Slots, version: str) -> None:
    click.echo(f"{version} is installed; the terminal starts it now, on trial")
    Systemd(current=slots.root / CURRENT).watch_trial()
    if slots.on_trial:
        fail(f"nobody watched the trial: see `systemctl status {TRIAL}`", status=1)
    installed = slots.installed(slots.running)
    if installed is None or installed.version != version:
        fail(
            f"{version} was not ready within a minute: the one before runs again",
            status=1,
        )
    click.echo(f"{version} runs")


def _check(source: IO[bytes], slots: Slots, public: bytes) -> None:
    found = archive.read_head(source, public)
    refuse_unfit(found, running(slots))
    click.echo(f"{found.version} fits, and is signed with the release key")


@contextmanager
def _source(file: Path | None, settings: KioskSettings) -> Iterator[IO[bytes]]:
    if file is not None:
        with file.open("rb") as opened:
            yield opened
        return
    central = central_of(settings, own_key(settings.key_path))
    created_ns = SystemClock().now().wall_ns
    with offered(central, created_ns=created_ns) as offer:
        yield offer


def _release_key(settings: KioskSettings) -> bytes:
    if not settings.release_key:
        raise UpdateRefused(
            "release_key is not set: no release could be told from a forged one"
        )
    return bytes.fromhex(settings.release_key)
