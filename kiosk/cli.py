"""The terminal's commands. Each process carries only what it needs itself.

So what a command needs is imported by it: the page never loads the pins, and the
terminal never loads the web.
"""
# ruff: noqa: PLC0415 - see above; a Pi has little memory

import random
import signal
import sys
import threading
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import NoReturn

import click
import msgspec

from firmware.errors import FirmwareFault
from kiosk.host.logs import log_to_stderr
from kiosk.host.watchdog import Watchdog
from kiosk.settings import KioskSettings, default_data, default_settings, notify_socket

POLL_SECONDS = 0.05

with_settings = click.option(
    "--settings",
    "settings_path",
    type=click.Path(path_type=Path, dir_okay=False),
    default=default_settings,
    help="The terminal's settings file; $DATA/kiosk.toml by default.",
)


@click.command()
@with_settings
def terminal(settings_path: Path) -> None:
    """Answer cards at the door until told to stop."""
    from firmware.emulator.cards import Phone
    from kiosk.door.trusted_clock import clock_of
    from kiosk.terminal import TerminalEnvironment, open_terminal

    settings = KioskSettings.read(settings_path)
    log_to_stderr()
    stopping = stop_on_signals()
    dice = random.Random()  # noqa: S311 - it hides nothing
    world = TerminalEnvironment(
        clock=clock_of(settings),
        wait=stopping.wait,
        jitter=dice.uniform,
        make_phone=lambda: Phone(dice),
        notify_watchdog=Watchdog(notify_socket()).step_taken,
        version=version("moedt"),
    )
    with open_terminal(settings, world) as station:
        while not stopping.wait(POLL_SECONDS):
            station.step()
        station.stop("told to stop")


@click.command()
@with_settings
def page(settings_path: Path) -> None:
    """Serve the coordinators' page until told to stop."""
    from kiosk.web.server import PageServer

    settings = KioskSettings.read(settings_path)
    log_to_stderr()
    PageServer(settings).run()


@click.command()
@click.argument("name", required=False)
@click.option("--uid", metavar="HEX", help="Hold a card with this UID.")
@click.option("--unknown", is_flag=True, help="Hold a card that nobody holds.")
@click.option("--phone", is_flag=True, help="Hold a phone: another UID every time.")
@click.option("--two", is_flag=True, help="Hold two people's cards at once.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per card.")
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    default=default_data,
    help="The demo's folder; $DATA or ./demo by default.",
)
def tap(  # noqa: PLR0913 - one parameter per option
    name: str | None,
    *,
    uid: str | None,
    unknown: bool,
    phone: bool,
    two: bool,
    as_json: bool,
    data: Path,
) -> None:
    """Hold the card of NAME to the emulated reader and say what the door answered.

    NAME may be the beginning of a name, if only one begins so. Ends with 1 where
    nobody or more than one is meant, or the door gave no answer; with 2 where no
    emulated terminal runs.
    """
    from kiosk.door.trusted_clock import clock_of
    from kiosk.emulated.reader_socket import HoldRequest, hold_cards
    from kiosk.emulated.tap_command import SERIALS, TapRequest, cards_for, line_of
    from kiosk.errors import NobodyFound, TerminalNotRunning
    from kiosk.host.local_time import instant
    from kiosk.roster.roster import Roster

    settings = KioskSettings.read(data / "kiosk.toml")
    at = instant(clock_of(settings).now().wall_ns)
    serial = random.randrange(SERIALS)  # noqa: S311 - any will do
    try:
        wish = TapRequest(name=name, uid=uid, unknown=unknown, phone=phone, two=two)
        cards = cards_for(wish, Roster.read(settings.roster_path), at, serial)
        verdicts = hold_cards(settings.socket_path, HoldRequest(cards=cards))
    except TerminalNotRunning as error:
        fail(str(error), status=2)
    except (NobodyFound, FirmwareFault) as error:
        fail(str(error), status=1)
    for verdict in verdicts:
        as_one = msgspec.json.encode(verdict).decode() if as_json else line_of(verdict)
        click.echo(as_one)
    if not verdicts:
        fail("the door gave no answer: is the reader well? see moedt doctor", status=1)


@click.command()
@with_settings
@click.option("--json", "as_json", is_flag=True, help="A JSON list of all checks.")
@click.option(
    "--language",
    type=click.Choice(["da", "en"]),
    default="da",
    help="Danish by default.",
)
def doctor(settings_path: Path, *, as_json: bool, language: str) -> None:
    """Say what is wrong with this terminal.

    Ends with 0 where all is well, 1 where it works, but, and 2 where it does not.
    """
    from kiosk.doctor.check import worst
    from kiosk.doctor.examine import examine
    from kiosk.doctor.machine import this_machine
    from kiosk.doctor.words import Words

    checks = examine(settings_path, this_machine())
    words, status = Words.load("en" if language == "en" else "da"), worst(checks)
    if as_json:
        rows = [{**asdict(check), "said": words.sentence(check)} for check in checks]
        click.echo(msgspec.json.encode(rows).decode())
    else:
        for check in checks:
            named = f"{words.verdict(check):5} {words.name(check)}"
            click.echo(f"{named}: {words.sentence(check)}")
        click.echo(words.conclusion(status))
    sys.exit(status)


def stop_on_signals() -> threading.Event:
    """Turn SIGTERM and Ctrl-C into an event, so that the loop ends in its own time."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    return stopping


def fail(why: str, *, status: int) -> NoReturn:
    """Say why on stderr, and end with that status."""
    click.echo(f"Error: {why}", err=True)
    sys.exit(status)
