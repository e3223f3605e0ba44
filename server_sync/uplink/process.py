"""The process `moedt uplink`: it is set up once and then makes step after step."""

import logging
import random  # noqa: TID251 - the process begins here, and so does its randomness
import threading
from collections.abc import Callable
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

import click

from kiosk.cli import stop_on_signals, with_settings
from kiosk.door.trusted_clock import clock_of
from kiosk.host.logs import log_to_stderr
from kiosk.host.watchdog import Watchdog
from kiosk.journal.chain import Journal
from kiosk.settings import KioskSettings, counters_path, notify_socket
from server_sync.protocol.keys import fingerprint, public_bytes
from server_sync.uplink.backoff import Backoff
from server_sync.uplink.contact import ContactFile
from server_sync.uplink.door_logins import IMPATIENT, ask_central, door_logins
from server_sync.uplink.schedule import Intervals, Schedule
from server_sync.uplink.settings import central_of, own_key
from server_sync.uplink.terminal_report import reporting
from server_sync.uplink.transport import Transport

CONTACT_FILE = "uplink.json"
NAP_SECONDS = 60.0

log = logging.getLogger(__name__)


@click.command()
@with_settings
@click.option(
    "--fingerprint",
    "show_only",
    is_flag=True,
    help="Show this terminal's key, as a person compares it, and stop.",
)
def uplink(settings_path: Path, *, show_only: bool) -> None:
    """Send the journal to central and fetch the roster, until stopped.

    The terminal's key is made on this machine at the first start and never leaves it.
    """
    settings = KioskSettings.read(settings_path)
    public = public_bytes(own_key(settings.key_path))
    if show_only:
        click.echo(f"{fingerprint(public)}\n{public.hex()}")
        return
    log_to_stderr()
    log.info("uplink starts", extra={"fingerprint": fingerprint(public)})
    _run(settings, stop_on_signals())


def _run(settings: KioskSettings, stop: threading.Event) -> None:
    clock = clock_of(settings)
    central = central_of(settings, own_key(settings.key_path))
    journal = Journal.open(settings.journal_path, device=settings.device)
    report = reporting(journal, version=version("moedt"))
    schedule = Schedule(
        journal=journal,
        transport=Transport(central, clock=clock, report=report),
        roster_path=settings.roster_path,
        contact=ContactFile(settings.folder / CONTACT_FILE),
        intervals=Intervals(
            upload_seconds=settings.upload_seconds,
            roster_seconds=settings.roster_seconds,
        ),
        clock=clock,
        upload_backoff=Backoff(random.Random()),  # noqa: S311 - it hides nothing
        roster_backoff=Backoff(random.Random()),  # noqa: S311
    )
    alive = Watchdog(notify_socket(), every_steps=1).step_taken
    line = Transport(central, clock=clock, patience=IMPATIENT)
    logins = door_logins(settings.login_path, ask=ask_central(line))
    with closing(schedule), closing(line), closing(logins):
        logins.start()
        if settings.metrics_port:
            _serve_metrics(settings, schedule)
        alive()
        while not stop.is_set():
            rest(schedule.step(), wait=stop.wait, alive=alive)


def _serve_metrics(settings: KioskSettings, schedule: Schedule) -> None:
    # Imported here so that a terminal without metrics does not load the library.
    from server_sync.uplink.metrics import TerminalCollector, serve  # noqa: PLC0415

    collector = TerminalCollector(
        journal=schedule.journal,
        clock=schedule.clock,
        folder=settings.folder,
        vitals=counters_path(),
    )
    serve(collector, port=settings.metrics_port)


def rest(
    seconds: float, *, wait: Callable[[float], bool], alive: Callable[[], None]
) -> None:
    """Wait, and tell the watchdog once a minute that the process is alive.

    Args:
        seconds: how long; central may ask for hours.
        wait: waits this many seconds and returns True when the uplink is to stop.
        alive: tells the watchdog.
    """
    alive()
    while seconds > 0 and not wait(min(seconds, NAP_SECONDS)):
        seconds -= NAP_SECONDS
        alive()
