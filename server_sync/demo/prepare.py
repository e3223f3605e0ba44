"""Prepare the demo's folder: keys, settings, people and their four weeks."""

import random
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine

from kiosk.host.local_time import ZONE
from kiosk.journal.chain import Journal
from kiosk.roster import roster
from kiosk.roster.roster import Roster
from kiosk.settings import KioskSettings
from server_sync.central.db.engine import create_engine_for
from server_sync.central.db.sealing import Sealer, secret_from
from server_sync.central.prepare import prepare
from server_sync.central.settings import CentralSettings
from server_sync.central.terminals.roster.roster import roster_for
from server_sync.demo.folder import DemoFolder, DemoState
from server_sync.demo.history import (
    CLOSES,
    OPENS,
    Cast,
    events_of,
    events_of_the_last_half_hour,
)
from server_sync.demo.people import make_people
from server_sync.demo.replay import DoorEvent, replay_day
from server_sync.demo.workshop import DAYS_BACK, DEVICE, SEED, expect_now, set_up
from server_sync.protocol.keys import PrivateKey, load_key, new_key, public_bytes

SATURDAY = 5
HISTORY_DAYS = DAYS_BACK - 1
HALF_HOUR = timedelta(minutes=30)
HOUR = timedelta(hours=1)

Say = Callable[[str], None]
Now = Callable[[], datetime]


def open_demo(
    folder: DemoFolder, *, now: Now, say: Say, history_days: int = HISTORY_DAYS
) -> Engine:
    """Make a new demo, or continue the one in the folder; return central's database.

    A demo that was interrupted while it was made is made anew. Afterwards people are
    expected now, and the roster at the door says so.

    Args:
        folder: where it lies.
        now: gives the time.
        say: is told what is being made, a line at a time.
        history_days: how many days before today somebody came; weekends count.
    """
    if not folder.state().ready:
        folder.clear()
    folder.data.mkdir(parents=True, exist_ok=True)
    folder.save_state(folder.state())
    folder.withdraw()
    central = CentralSettings.read(folder.central_toml)
    device_key_path = folder.data / "kiosk" / "device.key"
    central_key = _own_key(central.key_path)
    device_key = _own_key(device_key_path)
    folder.write_settings(device=DEVICE, central_key=public_bytes(central_key))
    engine = create_engine_for(central.database_url)
    prepare(engine, now=int(now().timestamp()))
    if not folder.state().ready:
        token = _set_up(engine, central, public_bytes(device_key), now=now)
        _live(folder, engine, now=now, say=say, history_days=history_days)
        folder.save_state(DemoState(token=token, ready=True))
    expect_at_the_door(folder, engine, now=now())
    return engine


def expect_at_the_door(folder: DemoFolder, engine: Engine, *, now: datetime) -> None:
    """Let people be expected now, and store the roster that says so at the door."""
    with engine.begin() as connection:
        expect_now(connection, now=now)
    settings = KioskSettings.read(folder.kiosk_toml)
    _fetch(engine, settings.roster_path, now)


def _set_up(
    engine: Engine, central: CentralSettings, public_key: bytes, *, now: Now
) -> str:
    with engine.begin() as connection:
        return set_up(
            connection,
            today=now().astimezone(ZONE).date(),
            sealer=Sealer(secret_from(central.sealing_path)),
            public_key=public_key,
        )


def _live(
    folder: DemoFolder, engine: Engine, *, now: Now, say: Say, history_days: int
) -> None:
    settings = KioskSettings.read(folder.kiosk_toml)
    dice = random.Random(SEED)
    people = {person.name: person for person in make_people(random.Random(SEED))}
    cast = Cast(people=people, dice=dice)
    today = now().astimezone(ZONE).date()
    days = _working_days(today, history_days)
    for back, day in zip(range(len(days), 0, -1), days, strict=True):
        say(f"  {day:%d-%m-%Y}")
        opens = datetime.combine(day, OPENS, tzinfo=ZONE)
        known = _fetch(engine, settings.roster_path, opens)
        replay_day(
            events_of(day, days_back=back, roster=known, cast=cast),
            opens=opens,
            closes=datetime.combine(day, CLOSES, tzinfo=ZONE),
            settings=settings,
            dice=dice,
        )
    expect_at_the_door(folder, engine, now=now())
    known = Roster.read(settings.roster_path)
    events = events_of_the_last_half_hour(now(), roster=known, cast=cast)
    _live_until_now(events, settings=settings, dice=dice, now=now)


def _live_until_now(
    events: list[DoorEvent], *, settings: KioskSettings, dice: random.Random, now: Now
) -> None:
    with closing(Journal.open(settings.journal_path, device=DEVICE)) as journal:
        last = journal.last()
    opens = now() - HOUR - HALF_HOUR
    if last is not None:
        opens = max(opens, datetime.fromtimestamp(last.wall_ns / 10**9 + 60, UTC))
    replay_day(
        [event for event in events if event.at > opens],
        opens=opens,
        closes=now(),
        settings=settings,
        dice=dice,
    )


def _fetch(engine: Engine, path: Path, at: datetime) -> Roster:
    """Store and return the roster that the terminal would have had at an instant."""
    with engine.connect() as connection:
        raw = roster_for(connection, terminal=DEVICE, as_of=int(at.timestamp()))
    roster.store_roster(path, raw)
    return Roster.parse(raw)


def _working_days(today: date, history_days: int) -> list[date]:
    days = [today - timedelta(days=back) for back in range(history_days, 0, -1)]
    return [day for day in days if day.weekday() < SATURDAY]


def _own_key(path: Path) -> PrivateKey:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return load_key(path) if path.exists() else new_key(path)
