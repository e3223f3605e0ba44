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
from server_sync.demo.expected_now import awaited
from server_sync.demo.folder import Ground
from server_sync.demo.prepare import open_ground
from server_sync.demo.processes import Processes, refuse_taken_port
from server_sync.demo.workshop import DEVICE, expect_now

DELIVER_TRIES = 600
TRY_SECONDS = 0.2
WATCH_SECONDS = 1.0
EXPECT_EVERY = 30
MONTH = timedelta(days=28)


@click.command()
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    default=default_data,
    help="The folder that keeps everything; $DATA or ./demo by default.",
)
@click.option("--kiosk-port", type=click.IntRange(1, 65535), default=8400)
@click.option("--central-port", type=click.IntRange(1, 65535), default=8500)
@click.option("--reset", is_flag=True, help="Forget what was, and start over.")
def demo(data: Path, kiosk_port: int, central_port: int, *, reset: bool) -> None:
    """Run a workshop like Citykorpset until Ctrl-C."""
    ground = Ground(data=data, kiosk_port=kiosk_port, central_port=central_port)
    refuse_taken_port(kiosk_port, option="--kiosk-port")
    refuse_taken_port(central_port, option="--central-port")
    with _alone(ground), _stoppable():
        if reset:
            ground.clear()
        if not ground.told().get("ready"):
            click.echo("Four weeks pass at the workshop; this takes a moment.")
        engine = open_ground(ground, now=_now, say=_say)
        processes = Processes(logs=data / "logs")
        try:
            _start(ground, processes)
            _watch(ground, processes, engine)
        except KeyboardInterrupt:
            click.echo("\nStopping.")
        finally:
            processes.stop()
            engine.dispose()


@contextmanager
def _alone(ground: Ground) -> Iterator[None]:
    """Let no other demo run in the same folder."""
    ground.data.mkdir(parents=True, exist_ok=True)
    folder = os.open(ground.data, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise click.ClickException(
            f"a demo already runs in {ground.data}: stop it first, or choose another"
            " folder with --data"
        ) from error
    finally:
        os.close(folder)


@contextmanager
def _stoppable() -> Iterator[None]:
    """Let `kill` end the demo as Ctrl-C does, also where a shell switched that off."""
    signals = (signal.SIGTERM, signal.SIGINT)
    before = [signal.signal(one, signal.default_int_handler) for one in signals]
    try:
        yield
    finally:
        for one, handler in zip(signals, before, strict=True):
            signal.signal(one, handler)


def _start(ground: Ground, processes: Processes) -> None:
    """Start all four, and wait until what was kept has come to central."""
    kiosk, central = str(ground.kiosk_toml), str(ground.central_toml)
    processes.start("terminal", "terminal", "--settings", kiosk)
    processes.start("central", "central", "--settings", central)
    processes.start("page", "page", "--settings", kiosk)
    processes.wait_for("central", f"{ground.central_url}/health", sleep=time.sleep)
    processes.start("uplink", "uplink", "--settings", kiosk)
    processes.wait_for("page", f"{ground.kiosk_url}/health", sleep=time.sleep)
    settings = KioskSettings.read(ground.kiosk_toml)
    with closing(Journal.open(settings.journal_path, device=DEVICE)) as journal:
        for _ in range(DELIVER_TRIES):
            last = journal.last()
            if last is None or journal.received_through() >= last.seq:
                return
            _say_ended(processes)
            time.sleep(TRY_SECONDS)
    raise click.ClickException(
        f"the journal does not come to central; {processes.logs}/uplink.log says why"
    )


def _watch(ground: Ground, processes: Processes, engine: Engine) -> None:
    """Keep an eye on the processes, on who is awaited, and on the hour.

    Whatever ends by itself is started again, as systemd does at a workshop; none of
    the others stops for it.
    """
    settings = KioskSettings.read(ground.kiosk_toml)
    with closing(Journal.open(settings.journal_path, device=DEVICE)) as journal:
        for second in itertools.count():
            for name in processes.ended():
                processes.bring_back(name)
                click.echo(f"{processes.why(name)}. It runs again.")
            if second % EXPECT_EVERY == 0:
                with engine.begin() as connection:
                    expect_now(connection, now=_now())
            known = Roster.read(settings.roster_path)
            ground.tell(people=awaited(known, journal, _now()))
            if second == 0:
                click.echo(_welcome(ground))
            time.sleep(WATCH_SECONDS)


def _say_ended(processes: Processes) -> None:
    for name in processes.ended():
        raise click.ClickException(processes.why(name))


def _welcome(ground: Ground) -> str:
    told = ground.told()
    logins = "\n".join(
        f"    {one['name']:14} PIN {one['pin']}   {one['role']}"
        for one in told["logins"]
    )
    who = next(iter(told["people"]), None)
    somebody = f'"{who}"' if who else "NAME"
    at = "" if ground.data == Path("demo") else f" --data {ground.data}"
    log = f"{ground.central_url}/api/v1/attendance.csv"
    today = _now().astimezone(ZONE).date()
    return f"""
Mødt runs: a workshop with 50 places, and central.

  The coordinators' page   {ground.kiosk_url}
  Central                  {ground.central_url}
  Logins, at both (a raadgiver's at central alone)
{logins}
  The jobcentre's token    {told["token"]}

Three things to try, in another window:
  1. .venv/bin/moedt tap{at} {somebody}
     and see the name come on the coordinators' page.
  2. .venv/bin/moedt tap{at} --unknown
     and say on the page whose card it was.
  3. curl -H "Authorization: Bearer {told["token"]}" \\
       "{log}?from={today - MONTH}&to={today}"

Everything is kept in {ground.data}. Ctrl-C stops it; `moedt demo --reset` starts over.
"""


def _say(line: str) -> None:
    click.echo(line)


def _now() -> datetime:
    return datetime.now(UTC)
