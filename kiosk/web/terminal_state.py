"""Put the state of the terminal into words that a coordinator can use."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from firmware.moment import ClockState, Moment
from kiosk.host.local_time import day_of, instant
from kiosk.journal.contents import Heartbeat, Start, Stop
from kiosk.look.danish import near
from kiosk.roster.roster import UNKNOWN_SINCE, Roster
from kiosk.web.journal_tail import JournalTail, ReadEntry

SILENT_AFTER = timedelta(minutes=15)
ROSTER_OLD_AFTER = timedelta(hours=24)
WORKS = "ok"


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminalState:
    """The state line of the page.

    Attributes:
        sentences: what to show, the most important first.
        reader_works: the terminal is able to read cards.
        reader_fault: why it is not, in English, for technicians.
        needs_attention: a sentence asks for somebody's help.
    """

    sentences: tuple[str, ...]
    reader_works: bool
    reader_fault: str | None
    needs_attention: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CentralContact:
    """The last receipt: through which seq, and when it came."""

    received_through: int = 0
    heard_at: datetime | None = None


def terminal_state(
    tail: JournalTail, central: CentralContact, roster: Roster, moment: Moment
) -> TerminalState:
    """Put the state of terminal, upload, roster and clock into words."""
    now = instant(moment.wall_ns)
    today = day_of(now)
    reader, fault = _reader(tail.latest_heartbeat, moment, today)
    clock_known = moment.clock is ClockState.SYNCED
    listed = _roster(roster, now, today)
    sentences: tuple[str, ...] = (
        reader,
        _waiting(tail, central),
        _heard(central, today),
    )
    if not clock_known:
        sentences += ("uret er ikke bekræftet, så klokkeslæt kan være forkerte",)
    return TerminalState(
        sentences=sentences + listed,
        reader_works=fault is None,
        reader_fault=fault,
        needs_attention=fault is not None or not clock_known or bool(listed),
    )


def _reader(
    alive: ReadEntry | None, moment: Moment, today: date
) -> tuple[str, str | None]:
    if alive is None:
        return "Terminalen har ikke meldt sig endnu", "the terminal never started"
    since = near(alive.at, today)
    if isinstance(alive.content, Stop):
        return f"Terminalen er slukket siden {since}", f"stopped: {alive.content.why}"
    if _age(alive, moment) > SILENT_AFTER:
        return f"Terminalen har været tavs siden {since}", "silent for over 15 minutes"
    reported = (
        alive.content.reader if isinstance(alive.content, Heartbeat | Start) else ""
    )
    reader, _, more = reported.partition("; ")
    if reader != WORKS:
        return f"Læseren virker ikke (meldt {since})", f"the reader said: {reported}"
    if more:
        return f"Læseren virker, og journalen begyndte forfra {since}", None
    return "Læseren virker", None


def _age(entry: ReadEntry, moment: Moment) -> timedelta:
    # Within one boot the time since boot cannot jump; the wall clock can.
    if entry.boot_id == moment.boot_id:
        return timedelta(microseconds=(moment.boot_ns - entry.boot_ns) // 1000)
    return instant(moment.wall_ns) - entry.at


def _waiting(tail: JournalTail, central: CentralContact) -> str:
    waiting = sum(entry.seq > central.received_through for entry in tail.entries)
    if waiting == 0:
        return "alt er sendt"
    noun = "registrering" if waiting == 1 else "registreringer"
    return f"{waiting} {noun} venter på at blive sendt"


def _heard(central: CentralContact, today: date) -> str:
    if central.heard_at is None:
        return "central ikke hørt endnu"
    return f"central sidst hørt {near(central.heard_at, today)}"


def _roster(roster: Roster, now: datetime, today: date) -> tuple[str, ...]:
    if roster.made_at == UNKNOWN_SINCE:
        return ("der er ingen liste over dagens folk endnu",)
    if not roster.first <= today <= roster.last:
        return ("listen dækker ikke i dag",)
    if now - roster.made_at > ROSTER_OLD_AFTER:
        return (f"listen er fra {near(roster.made_at, today)}",)
    return ()
