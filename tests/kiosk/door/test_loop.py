"""What the terminal answers, around a real journal."""

from pathlib import Path

import msgspec
import pytest

from firmware.clock import ManualClock
from firmware.moment import ClockState
from firmware.reader import Reading, Trouble
from firmware.signals import Signal, StaffStatus
from kiosk.door.decide import Greeting
from kiosk.door.door_answer import DoorAnswer
from kiosk.journal.chain import Journal
from kiosk.journal.contents import Arrival, Tap
from kiosk.roster.roster import Roster
from tests.builders import A_UID, at
from tests.kiosk.terminals import (
    AWAY_SECONDS,
    BOB_UID,
    DEVICE,
    TWO_PEOPLE,
    Terminal,
    a_journal_that_refuses,
    card,
    make_terminal,
)

SECOND = 10**9


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.journal.tables.BUSY_SECONDS", 0.01)


def test_a_tap_is_answered_and_kept(terminal: Terminal) -> None:
    """Green, the words, the name; and the tap as the reader read it."""
    assert terminal.tap(A_UID) == [
        DoorAnswer(
            greeting=Greeting.OK,
            signal=Signal.GREEN,
            text="Velkommen. Du er registreret kl. 08.00.",
            language="da",
            own_text="Velkommen. Du er registreret kl. 08.00.",
            person="Alice Jensen",
            at=at("07:00:00"),
            seq=3,
        )
    ]
    assert terminal.contents()[2:] == [Tap(uid=A_UID, atqa=0x44, sak=0)]
    assert terminal.lamps.shown == [Signal.GREEN]


def test_the_journal_is_written_before_any_light(tmp_path: Path) -> None:
    """When the lamp lights, another process can already read the tap."""
    terminal = make_terminal(tmp_path, roster=TWO_PEOPLE)
    beside = Journal.open(tmp_path / "journal.db", device=DEVICE)
    kept: list[list[str]] = []
    show = terminal.lamps.show

    def look_first(signal: Signal) -> None:
        kept.append([entry.kind for entry in beside.after(0, 9)])
        show(signal)

    terminal.lamps.show = look_first  # type: ignore[method-assign] # to see the order
    terminal.tap(A_UID)
    terminal.tap(BOB_UID)

    assert kept == [["start", "anchor", "tap"], ["start", "anchor", "tap", "tap"]]
    beside.close()
    terminal.journal.close()


def test_a_card_that_stays_counts_once_and_comes_back_as_already(
    terminal: Terminal,
) -> None:
    """However long it lies there; and again after it was away."""
    terminal.reader.readings = [card()] * 40
    terminal.run(2 + AWAY_SECONDS)
    terminal.tap(A_UID)

    assert [one.greeting for one in terminal.answers] == [
        Greeting.OK,
        Greeting.ALREADY,
    ]


def test_after_a_restart_the_morning_is_remembered(
    terminal: Terminal, tmp_path: Path
) -> None:
    """Who came before the restart is told so, and who did not is welcomed."""
    terminal.tap(A_UID)
    again = make_terminal(tmp_path, clock=terminal.clock)

    greetings = [again.tap(uid)[0].greeting for uid in (A_UID, BOB_UID)]
    assert greetings == [Greeting.ALREADY, Greeting.OK]
    again.journal.close()


def test_what_staff_wrote_on_the_page_is_known_at_the_door(
    terminal: Terminal, tmp_path: Path
) -> None:
    """Another process wrote that Alice came; her card later is a second time."""
    page = Journal.open(tmp_path / "journal.db", device=DEVICE)
    arrival = Arrival(person="alice", at=at("06:58:00"), by="Karen", why="glemt kort")
    page.append(arrival, terminal.clock.now())

    (told,) = terminal.tap(A_UID)
    assert told.text == "Du er allerede registreret kl. 07.58. Alt er i orden."
    page.close()


def test_without_a_roster_every_card_is_kept_and_helped(tmp_path: Path) -> None:
    """Nothing is known yet, and nobody is turned away."""
    terminal = make_terminal(tmp_path)

    (told,) = terminal.tap(A_UID)
    assert (told.greeting, told.signal, told.person) == (
        Greeting.UNKNOWN_CARD,
        Signal.BLUE,
        None,
    )
    assert told.seq is not None
    terminal.journal.close()


def test_everybody_is_spoken_to_in_their_own_language(terminal: Terminal) -> None:
    """The Danish text stays for those who help."""
    (told,) = terminal.tap(BOB_UID)

    assert (told.language, told.own_text, told.text) == (
        "en",
        "Welcome. You are checked in at 08.00.",
        "Velkommen. Du er registreret kl. 08.00.",
    )


def test_with_a_doubtful_clock_no_time_is_said(tmp_path: Path) -> None:
    """A Pi that woke up in the night of another day welcomes everybody it knows."""
    clock = ManualClock(wall_ns=0, clock=ClockState.UNSYNCED)
    terminal = make_terminal(tmp_path, roster=TWO_PEOPLE, clock=clock)
    texts = [terminal.tap(A_UID)[0].text, terminal.tap(A_UID)[0].text]
    clock.set_wall_ns(round(at("07:00:00").timestamp()) * SECOND, ClockState.SYNCED)
    texts.append(terminal.tap(A_UID)[0].text)

    assert texts == [
        "Velkommen. Du er registreret.",
        "Du er allerede registreret. Alt er i orden.",
        "Velkommen. Du er registreret kl. 08.00.",
    ]
    terminal.journal.close()


def test_what_cannot_be_read_is_asked_for_again_and_not_kept(
    terminal: Terminal,
) -> None:
    """White, and no entry: nobody knows whose card it was."""
    before = terminal.contents()
    terminal.reader.readings = [Reading(trouble=Trouble.COLLISION)] * 5
    terminal.run(1)

    (told,) = terminal.answers
    assert (told.greeting, told.signal, told.seq) == (
        Greeting.TRY_AGAIN,
        Signal.WHITE,
        None,
    )
    assert terminal.lamps.shown == [Signal.WHITE]
    assert terminal.contents() == before


def test_without_a_journal_there_is_no_green_light(
    terminal: Terminal, tmp_path: Path
) -> None:
    """The person is told to write on the list; staff see it; nothing was registered."""
    before = terminal.contents()
    with a_journal_that_refuses(tmp_path):
        (told,) = terminal.tap(A_UID)

        assert (told.greeting, told.seq) == (Greeting.READER_DOWN, None)
        assert told.text.endswith("Skriv dig på listen – det tæller.")
        assert terminal.lamps.shown == [Signal.BLUE]
        assert terminal.lamps.staff[-1:] == [StaffStatus.DEGRADED]
    assert terminal.contents() == before


def test_a_new_roster_counts_from_the_next_card_on(
    terminal: Terminal, tmp_path: Path
) -> None:
    """The uplink replaced the file; nobody has to restart anything."""
    (tmp_path / "roster.json").unlink()
    raw = replace_people(TWO_PEOPLE)
    (tmp_path / "roster.json").write_bytes(raw)

    assert terminal.tap(A_UID)[0].person == "Alice Hansen"


def replace_people(roster: Roster) -> bytes:
    """Give Alice another surname, as JSON."""
    people = [
        msgspec.structs.replace(person, name=person.name.replace("Jensen", "Hansen"))
        for person in roster.people
    ]
    return msgspec.json.encode(msgspec.structs.replace(roster, people=tuple(people)))
