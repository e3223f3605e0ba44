"""The state of the terminal, in words."""

from datetime import timedelta

import pytest

from firmware.clock import ManualClock
from firmware.moment import ClockState
from kiosk.journal.contents import Content, Heartbeat, Start, Stop, Tap
from kiosk.roster.roster import Roster
from kiosk.web.journal_tail import JournalTail, ReadEntry
from kiosk.web.terminal_state import CentralContact, TerminalState, terminal_state
from tests.kiosk.web.workshop import TUESDAY, clock_at, local, make_roster

NOW = "09.20"


def make_line(seq: int, content: Content, at: str = "09.15") -> ReadEntry:
    """Make a line of the boot that runs."""
    clock = clock_at(NOW)
    ago = local(NOW) - local(at)
    return ReadEntry(
        seq=seq,
        content=content,
        at=local(at),
        time_known=True,
        boot_ns=clock.now().boot_ns - int(ago.total_seconds()) * 10**9,
        boot_id=clock.now().boot_id,
    )


def beat(at: str = "09.15", reader: str = "ok") -> ReadEntry:
    """Let the terminal have said that it lives."""
    return make_line(9, Heartbeat(listened=(), reader=reader), at)


def state(
    alive: ReadEntry | None,
    *,
    taps: int = 0,
    through: int = 0,
    roster: Roster | None = None,
    clock: ManualClock | None = None,
) -> TerminalState:
    """Ask for the state at 09.20, with central heard at 09.14."""
    return terminal_state(
        JournalTail(
            entries=tuple(
                make_line(seq, Tap(uid="04c1c2c3")) for seq in range(1, taps + 1)
            ),
            latest_heartbeat=alive,
            last_seq=9,
        ),
        CentralContact(received_through=through, heard_at=local("09.14")),
        roster or make_roster(),
        (clock or clock_at(NOW)).now(),
    )


def test_all_is_well() -> None:
    """The line a coordinator sees on a good morning, word for word."""
    seen = state(beat(), taps=3)

    assert " · ".join(seen.sentences) == (
        "Læseren virker · 3 registreringer venter på at blive sendt"
        " · central sidst hørt 09.14"
    )
    assert (seen.reader_works, seen.needs_attention) == (True, False)


@pytest.mark.parametrize(
    ("taps", "through", "sentence"),
    [
        (3, 2, "1 registrering venter på at blive sendt"),
        (3, 3, "alt er sendt"),
        (0, 0, "alt er sendt"),
    ],
)
def test_what_waits_is_counted(taps: int, through: int, sentence: str) -> None:
    """Registrations are counted, and not the terminal's signs of life."""
    assert state(beat(), taps=taps, through=through).sentences[1] == sentence


def test_silence_is_said_from_the_second_after_fifteen_minutes() -> None:
    """A terminal that says nothing may see nothing."""
    at_edge = state(beat("09.05"))
    clock = clock_at(NOW)
    clock.advance(1)
    silent = state(beat("09.05"), clock=clock)

    assert (at_edge.reader_works, at_edge.sentences[0]) == (True, "Læseren virker")
    assert silent.sentences[0] == "Terminalen har været tavs siden 09.05"
    assert silent.reader_fault == "silent for over 15 minutes"
    assert (silent.reader_works, silent.needs_attention) == (False, True)


def test_a_stepped_wall_clock_makes_nobody_silent() -> None:
    """Within a boot the boot clock counts, and it cannot be stepped."""
    clock = clock_at(NOW)
    clock.set_wall_ns(clock.now().wall_ns + 3600 * 10**9)

    assert state(beat(), clock=clock).reader_works is True


def test_after_a_reboot_the_wall_clock_counts() -> None:
    """Time since boot means nothing across boots."""
    clock = clock_at(NOW)
    clock.reboot(b"c" * 16, ClockState.SYNCED)

    assert state(beat("09.15"), clock=clock).reader_works is True
    assert state(beat("09.00"), clock=clock).reader_works is False


def test_a_reader_that_does_not_work_is_said_so() -> None:
    """With when it was told, in words that need no engineer."""
    seen = state(beat(reader="no_chip"))

    assert seen.sentences[0] == "Læseren virker ikke (meldt 09.15)"
    assert (seen.reader_works, seen.reader_fault) == (False, "the reader said: no_chip")


def test_a_stopped_terminal_is_said_so() -> None:
    """Whoever unplugged it may not have told."""
    seen = state(make_line(9, Stop(why="told to stop"), "07.55"))

    assert seen.sentences[0] == "Terminalen er slukket siden 07.55"
    assert seen.reader_works is False


def test_a_terminal_never_heard_is_said_so() -> None:
    """A new one, before its first start."""
    seen = state(None)

    assert seen.sentences[0] == "Terminalen har ikke meldt sig endnu"
    assert seen.reader_fault == "the terminal never started"


def test_a_journal_that_began_anew_is_said_so() -> None:
    """The reader works; somebody should know of the file all the same."""
    start = Start(version="1", reader="ok; a damaged journal was put aside as x")

    seen = state(make_line(9, start))

    assert seen.sentences[0] == "Læseren virker, og journalen begyndte forfra 09.15"
    assert seen.reader_works is True


def test_an_uncertain_clock_is_said_so() -> None:
    """Times on the page may be wrong then."""
    clock = clock_at(NOW)
    clock.set_wall_ns(clock.now().wall_ns, ClockState.UNSYNCED)

    seen = state(beat(), clock=clock)

    assert seen.sentences[-1] == (
        "uret er ikke bekræftet, så klokkeslæt kan være forkerte"
    )
    assert (seen.reader_works, seen.needs_attention) == (True, True)


def test_an_old_list_is_said_so() -> None:
    """New people and new plans may not have reached the door."""
    yesterday = TUESDAY - timedelta(days=1)
    fresh = make_roster(made_at=local(NOW, yesterday))
    old = make_roster(made_at=local("09.19", yesterday))

    assert state(beat(), roster=fresh).needs_attention is False
    assert state(beat(), roster=old).sentences[-1] == "listen er fra i går kl. 09.19"


def test_no_list_is_said_so() -> None:
    """And is not taken for an empty day."""
    seen = state(beat(), roster=Roster.nothing_known())

    assert seen.sentences[-1] == "der er ingen liste over dagens folk endnu"
    assert seen.needs_attention is True


def test_central_never_heard_is_said_so() -> None:
    """A workshop may run for weeks without."""
    seen = terminal_state(
        JournalTail(latest_heartbeat=beat()),
        CentralContact(),
        make_roster(),
        clock_at(NOW).now(),
    )

    assert seen.sentences[2] == "central ikke hørt endnu"
