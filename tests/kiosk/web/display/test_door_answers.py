"""The screen says what the terminal said."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from firmware.clock import ManualClock
from firmware.moment import ClockState
from kiosk.door.decide import Greeting
from kiosk.door.texts import Texts
from kiosk.journal.chain import Journal
from kiosk.journal.contents import Arrival, Tap
from kiosk.roster.roster import Roster
from kiosk.web.display.door_answers import FRESH_NS, AnsweredTap, TapFollower
from kiosk.web.display.screen import message
from tests.builders import (
    A_DAY,
    A_UID,
    at,
    make_card,
    make_person,
    make_roster,
    make_session,
)
from tests.kiosk.terminals import BOB_UID, Terminal, make_terminal

TEXTS = Texts.load()
LOST_UID = "04c3c6cae26180"
STRANGE_UID = "04d3c6cae26180"
ROSTER = make_roster(
    people=(
        make_person(first_day=A_DAY),
        make_person("bob", language="ar", first_name_shown=True),
    ),
    cards=(
        make_card(),
        make_card(uid=BOB_UID, person="bob"),
        make_card(uid=LOST_UID, person="bob", blocked=True),
    ),
    expected=(
        make_session(),
        make_session(person="bob"),
        make_session(person="bob", day=A_DAY + timedelta(days=3)),
    ),
)


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    """Run a terminal of a workshop that wants goodbye taps."""
    clock = ManualClock(wall_ns=round(at("07:00:00").timestamp()) * 10**9)
    made = make_terminal(tmp_path, roster=ROSTER, clock=clock, goodbye_taps=True)
    yield made
    made.journal.close()


def look(
    door: TapFollower, terminal: Terminal, roster: Roster = ROSTER
) -> list[AnsweredTap]:
    """Look at the journal now."""
    return door.new_taps(terminal.clock.now(), roster)


def said(heard: AnsweredTap) -> str:
    """Read what the screen shows, in one line."""
    told = message(heard.decision, texts=TEXTS, language="da", offline=False)
    return " ".join(told.lines).replace("\N{NO-BREAK SPACE}", " ")


def test_the_screen_says_word_for_word_what_the_terminal_said(
    terminal: Terminal,
) -> None:
    """Through a whole day, with two cards at once and a clock that loses its word."""
    door = TapFollower(terminal.journal, goodbye_taps=True)
    shown: list[AnsweredTap] = []

    def tap(*uids: str) -> None:
        terminal.tap(*uids)
        shown.extend(look(door, terminal))

    tap(A_UID)
    tap(A_UID)
    tap(BOB_UID, STRANGE_UID)
    tap(STRANGE_UID)
    tap(LOST_UID)
    terminal.clock.set_wall_ns(terminal.clock.now().wall_ns, ClockState.UNSYNCED)
    tap(BOB_UID)
    terminal.clock.advance(6 * 3600)
    terminal.clock.set_wall_ns(terminal.clock.now().wall_ns, ClockState.SYNCED)
    tap(BOB_UID)
    terminal.clock.advance(12 * 3600)
    tap(A_UID)

    assert [(one.decision.greeting, said(one)) for one in shown] == [
        (verdict.greeting, verdict.own_text) for verdict in terminal.answers
    ]
    assert [one.decision.greeting for one in shown] == [
        Greeting.FIRST_DAY,
        Greeting.ALREADY,
        Greeting.OK,
        Greeting.UNKNOWN_CARD,
        Greeting.BLOCKED_CARD,
        Greeting.ALREADY,
        Greeting.GOODBYE,
        Greeting.NOT_ON_LIST,
    ]
    assert len({one.id for one in shown}) == len(shown)


def test_a_screen_that_comes_later_knows_what_was_before(terminal: Terminal) -> None:
    """It says "already" of a second tap although it did not see the first."""
    terminal.tap(BOB_UID)
    terminal.clock.advance(3600)
    door = TapFollower(terminal.journal, goodbye_taps=True)
    before = look(door, terminal)
    terminal.tap(BOB_UID)

    assert before == []
    assert [one.decision.greeting for one in look(door, terminal)] == [Greeting.ALREADY]
    assert look(door, terminal) == []


def test_a_screen_that_was_away_a_moment_still_answers(terminal: Terminal) -> None:
    """A tap of the last seconds is shown; an older one is nobody's any more."""
    terminal.tap(A_UID)
    fresh = TapFollower(terminal.journal, goodbye_taps=True)
    first = look(fresh, terminal)
    terminal.clock.advance(FRESH_NS / 10**9)

    assert [one.decision.greeting for one in first] == [Greeting.FIRST_DAY]
    assert look(TapFollower(terminal.journal, goodbye_taps=True), terminal) == []


def test_what_staff_wrote_counts_as_having_come(terminal: Terminal) -> None:
    """The page and the terminal write in one journal, and the screen reads both."""
    terminal.run(0.1)
    door = TapFollower(terminal.journal, goodbye_taps=True)
    look(door, terminal)
    written = Arrival(person="bob", at=at("06:55:00"), by="Mette", why="Glemte kortet")
    terminal.journal.append(written, terminal.clock.now())
    terminal.tap(BOB_UID)
    (heard,) = look(door, terminal)

    assert (heard.decision.greeting, heard.decision.at) == (
        Greeting.ALREADY,
        at("06:55:00"),
    )


def test_a_clock_set_right_makes_no_tap_old(terminal: Terminal) -> None:
    """Seconds are counted within one boot, whatever the wall clock says."""
    terminal.clock.set_wall_ns(10**18, ClockState.UNSYNCED)
    terminal.tap(BOB_UID)
    door = TapFollower(terminal.journal, goodbye_taps=True)
    look(door, terminal)
    terminal.tap(A_UID)
    terminal.clock.set_wall_ns(terminal.clock.now().wall_ns + 10**17)

    assert [one.decision.greeting for one in look(door, terminal)] == [Greeting.OK]


def test_a_new_journal_is_followed_from_its_beginning(
    tmp_path: Path, terminal: Terminal
) -> None:
    """Where a damaged one was put aside, the same number is another tap."""
    path = tmp_path / "page.db"
    page = Journal.open(path, device="door-1")
    page.append(Tap(uid=BOB_UID), terminal.clock.now())
    door = TapFollower(page, goodbye_taps=True)
    (first,) = look(door, terminal)
    for part in tmp_path.glob("page.db*"):
        part.unlink()
    fresh = Journal.open(path, device="door-1")
    fresh.append(Tap(uid=STRANGE_UID), terminal.clock.now())
    (second,) = look(door, terminal)

    assert second.decision.greeting is Greeting.UNKNOWN_CARD
    assert second.id != first.id
    fresh.close()
    page.close()
