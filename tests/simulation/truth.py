"""What really happened: known to the oracle and to nobody else."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.simulation.clocks import NS, Boots

ZONE = ZoneInfo("Europe/Copenhagen")
TOLERANCE_SECONDS = 300
WATCHED_BEFORE_SECONDS = 3600
TRIES_MIN = 7
Key = tuple[str, bytes, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """When somebody really was expected, in seconds."""

    person: str
    day: date
    start: int
    end: int

    @property
    def limit(self) -> int:
        """The last second that is on time."""
        return self.start + TOLERANCE_SECONDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A tap that got an answer, and so was written down.

    Attributes:
        key: device, chain, seq.
        raw: the entry as it is sent.
        doubtful: the card was copied, so that central cannot know of it in time.
    """

    key: Key
    raw: bytes
    true_ns: int
    uid: str
    doubtful: bool


@dataclass(slots=True, kw_only=True)
class Came:
    """Somebody came to a session, whether or not a terminal heard it.

    Attributes:
        first: when a card was first held to a reader, in seconds.
        heard: the first tap that got an answer.
        tried: when it was tried and nothing answered.
        own_card: the card that was theirs from the beginning.
        by_hand: staff wrote it down at the terminal.
        excused: why the oracle asks nothing of it.
    """

    session: Session
    first: int
    heard: Heard | None = None
    tried: list[int] = field(default_factory=list)
    own_card: bool = True
    by_hand: bool = False
    excused: str = ""

    @property
    def in_time(self) -> bool:
        """Whether nobody may ever hold this session against them."""
        return self.first <= self.session.limit

    @property
    def gave_up_too_soon(self) -> bool:
        """Nothing heard them, and too early or too briefly for silence to prove it."""
        watched = self.session.start - WATCHED_BEFORE_SECONDS
        tried = [second for second in self.tried if second >= watched]
        return self.heard is None and not self.by_hand and len(tried) < TRIES_MIN


@dataclass(slots=True, kw_only=True)
class Truth:
    """All of it.

    Attributes:
        unheard: device and second of every tap that nothing answered.
        lost_with: taps that were only on a card that is gone or put aside.
        strayed: devices whose card was copied or put back.
        revoked: the device that was stolen.
        aside: damaged journals, which must be kept.
        said_away: whom somebody wrote down as not come, and for which date.
        told_before: whose notice was written as told before, and the entry that says
            so; None was written at central.
        not_told: whose hours of a date nobody had told them by its start.
    """

    boots: Boots = field(default_factory=Boots)
    heard: list[Heard] = field(default_factory=list)
    came: dict[tuple[str, date], Came] = field(default_factory=dict)
    unheard: list[tuple[str, int]] = field(default_factory=list)
    lost_with: set[Key] = field(default_factory=set)
    strayed: set[str] = field(default_factory=set)
    revoked: str = ""
    aside: list[Path] = field(default_factory=list)
    said_away: set[tuple[str, date]] = field(default_factory=set)
    told_before: dict[tuple[str, date], Key | None] = field(default_factory=dict)
    not_told: set[tuple[str, date]] = field(default_factory=set)

    def came_late(self, person: str) -> int:
        """Count the sessions to which somebody really came late."""
        return sum(
            came.session.person == person and not came.in_time
            for came in self.came.values()
        )


def session_of(person: str, day: date, *, afternoon: bool) -> Session:
    """Say when a person is expected on a weekday."""
    start, end = (time(12), time(14)) if afternoon else (time(8, 15), time(14, 30))
    return Session(
        person=person, day=day, start=seconds_at(day, start), end=seconds_at(day, end)
    )


def seconds_at(day: date, clock: time) -> int:
    """Give an instant by the workshop's clock."""
    return int(datetime.combine(day, clock, tzinfo=ZONE).timestamp())


def clock_of(seconds: int) -> str:
    """Say an instant by the workshop's clock: 08:15."""
    return datetime.fromtimestamp(seconds, tz=ZONE).strftime("%H:%M")


def ns_at(day: date, clock: time) -> int:
    """Give the same in nanoseconds."""
    return seconds_at(day, clock) * NS


def next_day(day: date) -> date:
    """Give the date after."""
    return day + timedelta(days=1)
