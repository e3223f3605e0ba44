"""Notice a clock that leaps, and say up to which instant sessions may be judged.

The wall clock is believed while it advances as CLOCK_BOOTTIME does. At the start of a
process, and after a leap, it is compared with how far the sites are judged, with the
clocks of the terminals, and with what the kernel says of synchronisation.
"""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from functools import cache
from threading import Lock
from typing import Any, NamedTuple

from sqlalchemy import Engine, Select, func, select

from firmware.clock import Clock
from firmware.moment import ClockState, Moment
from server_sync.central.db import tables
from server_sync.central.db.engine import reading

log = logging.getLogger(__name__)

NS = 10**9
DRIFT_SECONDS = 300
WITNESS_SECONDS = 900
STEP_SECONDS_MAX = 24 * 60 * 60
PAUSE_SECONDS_MAX = 7 * 24 * 60 * 60
SYNCED_PAUSE_SECONDS_MAX = 62 * 24 * 60 * 60
"""Central may have been off that long, where the kernel says that its clock is set."""
AHEAD = "the clock leapt ahead"
BEHIND = "the clock leapt back"
MUCH_LATER = "the clock reads much later than anything that was judged"
EARLIER = "the clock reads earlier than what was judged"
NOT_BELIEVED = (
    "{why}: it reads {read}. Nothing is judged beyond what is plausible until the clock"
    " is right; if it is, `moedt central rebuild` judges by it"
)


class Known(NamedTuple):
    """What the database says of the time; whole seconds since 1970.

    Attributes:
        judged_from: the begin of the last date that was judged, a day's margin
            included; None where nothing was judged.
        judged_until: the end of that date.
        terminals: what the synchronised clocks of terminals last read.
        others: what their other clocks last read.
    """

    judged_from: int | None
    judged_until: int | None
    terminals: Sequence[int]
    others: Sequence[int] = ()

    def is_witnessed(self, wall: int) -> bool:
        """Say whether a terminal's synchronised clock lately read the same."""
        return _agrees(wall, self.terminals)

    def is_witnessed_going_back(self, wall: int) -> bool:
        """Say whether any terminal's clock did: of a step back, it is enough."""
        return _agrees(wall, self.others)


class Reading(NamedTuple):
    """What is made of a reading of the clocks.

    Attributes:
        as_of: the instant up to which sessions may be judged; None: not at all.
        problem: why the clock is not believed; "" where it is.
    """

    as_of: int | None
    problem: str


class TrustedTime:
    """Central's clock, as far as it can be believed; one for each process."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._lock = Lock()
        self._base: Moment | None = None
        self._problem = ""

    def read(self, engine: Engine) -> Reading:
        """Read the clock; log when it begins or ceases to be believed."""
        now = self.clock.now()
        with self._lock:
            found = self._judge(now, engine)
            if found.problem != self._problem:
                log.warning(found.problem or "the clock is believed again")
            self._problem = found.problem
            return found

    def now(self) -> int:
        """Give this instant in whole seconds, without asking the database.

        It is the wall clock's, but after a leap what the boot clock makes of the time
        before, until `read` finds the wall clock believable.
        """
        now = self.clock.now()
        with self._lock:
            expected = None if self._base is None else _expected(self._base, now)
        wall = now.wall_ns // NS
        if expected is None or abs(wall - expected) <= DRIFT_SECONDS:
            return wall
        return expected

    def _judge(self, now: Moment, engine: Engine) -> Reading:
        expected = None if self._base is None else _expected(self._base, now)
        wall = now.wall_ns // NS
        if expected is None or abs(wall - expected) > DRIFT_SECONDS:
            why = implausible(now, expected=expected, known=_known(engine))
            if why:
                problem = NOT_BELIEVED.format(why=why, read=_shown(wall))
                return Reading(expected, problem)
        self._base = now
        return Reading(wall, "")


def implausible(now: Moment, *, expected: int | None, known: Known) -> str:
    """Say why a wall clock is not believed; "" where it is.

    Args:
        now: what the clocks read.
        expected: what the wall clock should read, by a reading that was believed and
            the boot clock since; None where there is none.
        known: what the database says of the time.
    """
    wall, synced = now.wall_ns // NS, now.clock is ClockState.SYNCED
    if known.is_witnessed(wall):
        return ""
    if expected is not None:
        if wall < expected:
            return "" if synced or known.is_witnessed_going_back(wall) else BEHIND
        return "" if synced and wall - expected <= STEP_SECONDS_MAX else AHEAD
    if known.judged_from is None or known.judged_until is None:
        return ""
    if wall < known.judged_from:
        return "" if synced or known.is_witnessed_going_back(wall) else EARLIER
    pause = SYNCED_PAUSE_SECONDS_MAX if synced else PAUSE_SECONDS_MAX
    return "" if wall <= known.judged_until + pause else MUCH_LATER


def _agrees(wall: int, readings: Sequence[int]) -> bool:
    return any(abs(wall - read) <= WITNESS_SECONDS for read in readings)


def _expected(base: Moment, now: Moment) -> int:
    return (base.wall_ns + now.boot_ns - base.boot_ns) // NS


def _known(engine: Engine) -> Known:
    with reading(engine) as connection:
        through = connection.scalar(select(func.max(tables.site_judged.c.through)))
        rows = connection.execute(_last_readings()).all()
    synced = ClockState.SYNCED.value
    terminals = [row.wall_ns // NS for row in rows if row.clock == synced]
    others = [row.wall_ns // NS for row in rows if row.clock != synced]
    if through is None:
        return Known(None, None, terminals, others)
    midnight = datetime.combine(through, time(), UTC)
    begin, end = midnight - timedelta(days=1), midnight + timedelta(days=1)
    return Known(int(begin.timestamp()), int(end.timestamp()), terminals, others)


@cache
def _last_readings() -> Select[Any]:
    """Select the wall clock of the last entry of each chain, and its state."""
    entry, chain = tables.entry.c, tables.chain.c
    last = (entry.chain == chain.id) & (entry.seq == chain.through_seq)
    read = select(entry.wall_ns, entry.clock)
    return read.join_from(tables.chain, tables.entry, last)


def _shown(wall: int) -> str:
    try:
        return f"{datetime.fromtimestamp(wall, UTC):%Y-%m-%d %H:%M} UTC"
    except (ValueError, OverflowError):
        return f"{wall} seconds since 1970"
