"""`moedt demo`: a workshop on this machine, from the card to the jobcentre's log."""

import fcntl
import itertools
import os
import signal
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
from sqlalchemy import Engine

from kiosk.host.local_time import ZONE
from kiosk.journal.chain import Journal
from kiosk.roster.roster import Roster
from kiosk.settings import KioskSettings, default_data
from server_sync.demo.expected_now import expected_people
from server_sync.demo.folder import DemoDescription, DemoFolder, DemoLogin
from server_sync.demo.prepare import HISTORY_DAYS, open_demo
from server_sync.demo.processes import Processes, refuse_taken_port
from server_sync.demo.workshop import DEVICE, STAFF, expect_now

DELIVER_TRIES = 600
TRY_SECONDS = 0.2
WATCH_SECONDS = 1.0
EXPECT_EVERY = 30
MONTH = timedelta(days=28)
NOBODY_EXPECTED = """
Nobody is expected now: today is a public holiday, or everybody has come.
"""


@click.command()
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    default=default_data,
    help="The folder that everything is stored in; $DATA or ./demo by default.",
)
@click.option("--kiosk-port", type=click.IntRange(1, 65535), default=8400)
@click.option("--central-port", type=click.IntRange(1, 65535), default=8500)
@click.option("--reset", is_flag=True, help="Delete what is stored, and start over.")
@click.option(
    "--history-days",
    type=click.IntRange(1, HISTORY_DAYS),
    default=HISTORY_DAYS,
    hidden=True,  # a short history is for tests, which start a demo often
)
def demo(
    data: Path, kiosk_port: int, central_port: int, *, reset: bool, history_days: int
) -> None:
    """Run a workshop like Citykorpset until Ctrl-C."""
    folder = DemoFolder(data=data, kiosk_port=kiosk_port, central_port=central_port)
    refuse_taken_port(kiosk_port, option="--kiosk-port")
    refuse_taken_port(central_port, option="--central-port")
    with _alone(folder), _stoppable():
        if reset:
            folder.clear()
        if not folder.state().ready:
            click.echo("Four weeks pass at the workshop; this takes a moment.")
        engine = open_demo(folder, now=_now, say=_say, history_days=history_days)
        processes = Processes(logs=data / "logs")
        try:
            _start(folder, processes)
            _watch(folder, processes, engine)
        except KeyboardInterrupt:
            click.echo("\nStopping.")
        finally:
            folder.withdraw()
            processes.stop()
            engine.dispose()


@contextmanager
def _alone(folder: DemoFolder) -> Iterator[None]:
    """Let no other demo run in the same folder."""
    folder.data.mkdir(parents=True, exist_ok=True)
    locked = os.open(folder.data, os.O_RDONLY)
    try:
        fcntl.flock(locked, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise click.ClickException(
            f"a demo already runs in {folder.data}: stop it first, or choose another"
            " folder with --data"
        ) from error
    finally:
        os.close(locked)


@contextmanager
def _stoppable() -> Iterator[None]:
    """Let SIGTERM and SIGINT end the demo, also where a shell ignores SIGINT."""
    signals = (signal.SIGTERM, signal.SIGINT)
    before = {
        number: signal.signal(number, signal.default_int_handler) for number in signals
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _start(folder: DemoFolder, processes: Processes) -> None:
    """Start all four; return when both pages work and central has the whole journal."""
    kiosk, central = str(folder.kiosk_toml), str(folder.central_toml)
    processes.start("terminal", "terminal", "--settings", kiosk)
    processes.start("central", "central", "--settings", central)
    processes.start("page", "page", "--settings", kiosk)
    processes.wait_for("central", f"{folder.central_url}/health", sleep=time.sleep)
    processes.start("uplink", "uplink", "--settings", kiosk)
    processes.wait_for("page", f"{folder.kiosk_url}/health", sleep=time.sleep)
    settings = KioskSettings.read(folder.kiosk_toml)
    with closing(Journal.open(settings.journal_path, device=DEVICE)) as journal:
        _wait_until_delivered(journal, processes)


def _wait_until_delivered(journal: Journal, processes: Processes) -> None:
    for _ in range(DELIVER_TRIES):
        last = journal.last()
        if last is None or journal.received_through() >= last.seq:
            return
        for name in processes.ended():
            raise click.ClickException(processes.why(name))
        time.sleep(TRY_SECONDS)
    raise click.ClickException(
        f"the journal does not come to central; {processes.logs}/uplink.log says why"
    )


def _watch(folder: DemoFolder, processes: Processes, engine: Engine) -> None:
    """Every second: restart what ended, and write who is expected into demo.json.

    A process that ends by itself is started again, as systemd does at a workshop;
    none of the others stops for it.
    """
    settings = KioskSettings.read(folder.kiosk_toml)
    with closing(Journal.open(settings.journal_path, device=DEVICE)) as journal:
        for second in itertools.count():
            for name in processes.ended():
                processes.restart(name)
                click.echo(f"{processes.why(name)}. It runs again.")
            if second % EXPECT_EVERY == 0:
                with engine.begin() as connection:
                    expect_now(connection, now=_now())
            known = Roster.read(settings.roster_path)
            folder.publish(_description(folder, known, journal))
            if second == 0:
                click.echo(_welcome(folder))
            time.sleep(WATCH_SECONDS)


def _description(
    folder: DemoFolder, known: Roster, journal: Journal
) -> DemoDescription:
    return DemoDescription(
        kiosk=folder.kiosk_url,
        central=folder.central_url,
        token=folder.state().token,
        logins=tuple(
            DemoLogin(name=staff.name, pin=staff.pin, role=staff.role)
            for staff in STAFF
        ),
        people=expected_people(known, journal, _now()),
    )


def _welcome(folder: DemoFolder) -> str:
    described = folder.published()
    logins = "\n".join(
        f"    {login.name:14} PIN {login.pin}   {login.role}"
        for login in described.logins
    )
    somebody = f'"{described.people[0]}"' if described.people else "NAME"
    at = "" if folder.data == Path("demo") else f" --data {folder.data}"
    log = f"{folder.central_url}/api/v1/attendance.csv"
    today = _now().astimezone(ZONE).date()
    holiday = "" if described.people else NOBODY_EXPECTED
    return f"""
Mødt runs: a workshop with 50 places, and central.

  The coordinators' page   {folder.kiosk_url}
  Central                  {folder.central_url}
  Logins, at both (a raadgiver's at central alone)
{logins}
  The jobcentre's token    {described.token}
{holiday}
Three things to try, in another window:
  1. .venv/bin/moedt tap{at} {somebody}
     and see the name come on the coordinators' page.
  2. .venv/bin/moedt tap{at} --unknown
     and say on the page whose card it was.
  3. curl -H "Authorization: Bearer {described.token}" \\
       "{log}?from={today - MONTH}&to={today}"

Everything is stored in {folder.data}. Ctrl-C stops it; `moedt demo --reset` starts
over.
"""


def _say(line: str) -> None:
    click.echo(line)


def _now() -> datetime:
    return datetime.now(UTC)
