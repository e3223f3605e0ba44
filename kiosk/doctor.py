"""What is wrong with this terminal. It looks, and changes nothing.

Each check answers by itself; one that cannot be made says why.
"""

import os
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sqlcipher3 import dbapi2

from firmware.clock import Clock
from firmware.moment import ClockState
from kiosk.damage import is_damaged
from kiosk.entry import Heartbeat, Kind, Start, decode_content
from kiosk.errors import KioskFault
from kiosk.journal import Journal
from kiosk.local import instant
from kiosk.pulse import BEAT_SECONDS_MAX
from kiosk.roster import Roster
from kiosk.settings import KioskSettings
from kiosk.trusted_clock import clock_of

NS_PER_SECOND = 10**9
ROSTER_HOURS_MAX = 24
RECEIPT_SECONDS_MAX = 15 * 60
SLOW_DISK_MS = 100.0
SYNCS = 100
BLOCK = bytes(4096)
BACK = 500


class State(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing looked at, and what was found, with what to do about it."""

    what: str
    state: State
    said: str


def examine(settings_path: Path) -> list[Check]:
    """Look at everything, the settings first, since they say where the rest is."""
    try:
        settings = KioskSettings.read(settings_path)
    except KioskFault as error:
        return [Check(what="settings", state=State.FAIL, said=str(error))]
    clock = clock_of(settings)
    said = f"{settings_path} for {settings.device}"
    found = [Check(what="settings", state=State.OK, said=said)]
    looks: tuple[tuple[str, Callable[[], Check]], ...] = (
        ("clock", lambda: _clock(clock)),
        ("disk", lambda: _disk(settings, clock)),
        ("roster", lambda: _roster(settings, clock)),
    )
    for what, look in looks:
        try:
            found.append(look())
        except (KioskFault, OSError) as error:
            found.append(Check(what=what, state=State.FAIL, said=str(error)))
    return [*found, *_journal(settings, clock)]


def worst(checks: list[Check]) -> int:
    """Say it as an exit status: 0 all well, 1 a warning, 2 a failure."""
    states = {check.state for check in checks}
    if State.FAIL in states:
        return 2
    return 1 if State.WARN in states else 0


def percentiles(durations_ms: list[float]) -> tuple[float, float, float]:
    """Return the median, the 99th percentile and the longest."""
    ordered = sorted(durations_ms)
    last = len(ordered) - 1
    return ordered[last // 2], ordered[round(last * 0.99)], ordered[last]


def _clock(clock: Clock) -> Check:
    state = clock.now().clock
    if state is ClockState.SYNCED:
        return Check(what="clock", state=State.OK, said="synchronised")
    return Check(
        what="clock",
        state=State.WARN,
        said=f"the kernel says {state.value}: taps are kept and dated later; look at"
        " timedatectl and at the network",
    )


def _disk(settings: KioskSettings, clock: Clock) -> Check:
    scratch = settings.folder / ".doctor"
    durations: list[float] = []
    file = os.open(scratch, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        for number in range(SYNCS):
            begun = clock.now().boot_ns
            os.pwrite(file, BLOCK, number * len(BLOCK))
            os.fdatasync(file)
            durations.append((clock.now().boot_ns - begun) / 1e6)
    finally:
        os.close(file)
        scratch.unlink()
    middle, high, longest = percentiles(durations)
    said = (
        f"{SYNCS} syncs: p50 {middle:.1f} ms, p99 {high:.1f} ms, max {longest:.1f} ms"
    )
    if high <= SLOW_DISK_MS:
        return Check(what="disk", state=State.OK, said=said)
    slow = f"{said}: people wait for their light; the card may be wearing out"
    return Check(what="disk", state=State.WARN, said=slow)


def _roster(settings: KioskSettings, clock: Clock) -> Check:
    if not settings.roster_path.exists():
        said = "none yet: every card is unknown; is the uplink running and enrolled?"
        return Check(what="roster", state=State.WARN, said=said)
    roster = Roster.read(settings.roster_path)
    age = instant(clock.now().wall_ns) - roster.made_at
    hours = age.total_seconds() / 3600
    said = f"{len(roster.people)} people, {hours:.1f} hours old"
    if hours <= ROSTER_HOURS_MAX:
        return Check(what="roster", state=State.OK, said=said)
    return Check(what="roster", state=State.WARN, said=f"{said}: is central in reach?")


def _journal(settings: KioskSettings, clock: Clock) -> list[Check]:
    path = settings.journal_path
    if not path.exists():
        said = f"{path} is not there: has the terminal ever run?"
        return [Check(what="journal", state=State.FAIL, said=said)]
    try:
        if is_damaged(path):
            said = "damaged; the terminal puts it aside and begins anew when restarted"
            return [Check(what="journal", state=State.FAIL, said=said)]
        with closing(Journal.open(path, device=settings.device)) as journal:
            return [
                _chain(journal, path),
                _reader(journal, clock),
                _receipt(journal, settings, clock),
            ]
    except (KioskFault, dbapi2.Error, OSError) as error:
        return [Check(what="journal", state=State.FAIL, said=str(error))]


def _chain(journal: Journal, path: Path) -> Check:
    broken = journal.first_broken()
    if broken is not None:
        said = f"entry {broken} is not as it was written: a fault, or somebody"
        return Check(what="journal", state=State.FAIL, said=said)
    last = journal.last()
    said = f"{last.seq if last else 0} entries, SQLite {dbapi2.sqlite_version}"
    aside = sorted(one.name for one in path.parent.glob(f"{path.stem}.damaged-*.db"))
    if aside:
        told = f"{said}; damaged ones put aside: {', '.join(aside)}: keep them"
        return Check(what="journal", state=State.WARN, said=told)
    return Check(what="journal", state=State.OK, said=said)


def _reader(journal: Journal, clock: Clock) -> Check:
    """Say what the terminal last wrote of its reader; only it may ask the chip."""
    last = journal.last()
    newest = journal.after(max(0, (last.seq if last else 0) - BACK), BACK)
    for entry in reversed(newest):
        if entry.kind not in {Kind.HEARTBEAT, Kind.START} or entry.content is None:
            continue
        told = decode_content(entry.kind, entry.content)
        if isinstance(told, Heartbeat | Start):
            seconds = (clock.now().wall_ns - entry.wall_ns) // NS_PER_SECOND
            return _told_of_reader(told.reader, seconds)
    said = "the terminal has written nothing of it: is it running?"
    return Check(what="reader", state=State.WARN, said=said)


def _told_of_reader(reader: str, seconds: int) -> Check:
    if seconds > 2 * BEAT_SECONDS_MAX:
        said = f"the terminal has been silent for {seconds} s: is it running?"
        return Check(what="reader", state=State.FAIL, said=said)
    if not reader.startswith("ok"):
        said = f"{reader}: look at its seven wires, and at dtparam=spi=on"
        return Check(what="reader", state=State.FAIL, said=said)
    return Check(what="reader", state=State.OK, said=f"{reader}, {seconds} s ago")


def _receipt(journal: Journal, settings: KioskSettings, clock: Clock) -> Check:
    if not settings.central_url:
        said = "no central is set: the journal stays here"
        return Check(what="central", state=State.OK, said=said)
    receipt = journal.latest_receipt()
    if receipt is None:
        said = "no receipt yet: is the uplink running, and the terminal approved?"
        return Check(what="central", state=State.WARN, said=said)
    seconds = (clock.now().wall_ns - receipt.wall_ns) // NS_PER_SECOND
    said = f"holds everything through entry {receipt.through_seq}, {seconds} s ago"
    if seconds <= RECEIPT_SECONDS_MAX:
        return Check(what="central", state=State.OK, said=said)
    out = f"{said}: out of reach since; nothing is lost meanwhile"
    return Check(what="central", state=State.WARN, said=out)
