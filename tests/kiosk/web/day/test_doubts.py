"""Nobody is said to have stayed away while the terminal may have missed them."""

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from kiosk.journal.contents import Heartbeat, Stretch
from kiosk.web.day.doubts import doubt, silence
from kiosk.web.journal_tail import ReadEntry
from tests.kiosk.web.seeing import make_entry
from tests.kiosk.web.workshop import (
    ANNA,
    STRANGE,
    UIDS,
    Workshop,
    local,
    make_roster,
    make_session,
)

MINUTE_NS = 60 * 10**9


def heard(begin: str, end: str, *, certain: bool = True) -> ReadEntry:
    """Make a heartbeat, written at `end`, that tells of listening since `begin`."""
    minutes = (local(end) - local(begin)) // timedelta(minutes=1)
    now = 10**6 * MINUTE_NS
    stretch = Stretch(from_boot_ns=now - minutes * MINUTE_NS, to_boot_ns=now)
    line = make_entry(1, Heartbeat(listened=(stretch,)), local(end), certain=certain)
    return ReadEntry(
        seq=1,
        content=line.content,
        at=line.at,
        time_known=certain,
        boot_ns=now,
        boot_id=bytes(16),
    )


def asked_at(workshop: Workshop) -> str | None:
    """Ask about Anna's session now."""
    repository = workshop.app.extensions["moedt_page"].repository
    now = workshop.clock.now()
    return doubt(
        make_session(ANNA),
        roster=repository.roster(),
        tail=repository.journal_tail(now),
        active=repository.active_entries(now),
        moment=now,
    )


@pytest.fixture
def heard_all(tmp_path: Path) -> Workshop:
    """Open a workshop at 09.00 whose reader listened since 07.00."""
    workshop = Workshop(tmp_path)
    workshop.stand_at("09.00")
    workshop.listen(120)
    return workshop


@pytest.mark.parametrize(
    ("spans", "minutes"),
    [
        ([], 60),
        ([("07.15", "08.15")], 0),
        ([("07.00", "09.00")], 0),
        ([("07.15", "07.30"), ("07.30", "08.00")], 15),
        ([("07.15", "08.00"), ("07.20", "07.30")], 15),
        ([("06.00", "07.00")], 60),
    ],
)
def test_silence_is_what_no_heartbeat_covers(
    spans: list[tuple[str, str]], minutes: int
) -> None:
    """Each minute once, and nothing outside the hour that is asked about."""
    signs = [heard(*span) for span in spans]

    assert silence(signs, local("07.15"), local("08.15")) == timedelta(minutes=minutes)


def test_what_was_heard_by_a_doubtful_clock_proves_nothing() -> None:
    """Nobody knows which hour it was."""
    signs = [heard("07.15", "08.15", certain=False)]

    assert silence(signs, local("07.15"), local("08.15")) == timedelta(hours=1)


def test_a_reader_that_heard_all_leaves_no_doubt(heard_all: Workshop) -> None:
    """Then the page asks its one question and no more."""
    assert asked_at(heard_all) is None


def test_the_time_that_the_next_heartbeat_tells_of_is_no_silence(
    heard_all: Workshop,
) -> None:
    """It is on its way for a quarter of an hour, and then it is missed."""
    heard_all.stand_at("09.15")
    assert asked_at(heard_all) is None
    heard_all.stand_at("09.16")
    assert asked_at(heard_all) == (
        "Vi kan ikke vide det med sikkerhed:"
        " læseren var ikke i gang i 16 minutter siden 07.15."
    )


@pytest.mark.parametrize(("minutes", "sure"), [(95, True), (94, False)])
def test_ten_minutes_of_silence_are_borne_and_eleven_are_not(
    tmp_path: Path, minutes: int, *, sure: bool
) -> None:
    """As the rules say: more than ten, from an hour before the start."""
    workshop = Workshop(tmp_path)
    workshop.stand_at("09.00")
    workshop.listen(minutes)

    assert (asked_at(workshop) is None) is sure


@pytest.mark.parametrize(("silence_min", "sure"), [(14, False), (15, True)])
def test_the_site_sets_how_much_silence_is_borne(
    tmp_path: Path, silence_min: int, *, sure: bool
) -> None:
    """The roster brings the limits, and the door warns by no others."""
    workshop = Workshop(tmp_path)
    limits = {"silence_min": silence_min, "listening_min": 30}
    workshop.write_roster(msgspec.structs.replace(make_roster(), **limits))
    workshop.stand_at("09.00")
    workshop.listen(60)

    assert (asked_at(workshop) is None) is sure


def test_an_unconfirmed_clock_is_a_doubt(heard_all: Workshop) -> None:
    """Now, or when somebody tapped."""
    heard_all.uncertain()

    assert "uret var ikke bekræftet" in str(asked_at(heard_all))


def test_a_card_without_a_name_is_a_doubt(heard_all: Workshop) -> None:
    """It may have been theirs; a card that has a name was not."""
    heard_all.tap(UIDS["Bent Krogh"])
    assert asked_at(heard_all) is None
    heard_all.tap(STRANGE)
    assert asked_at(heard_all) == (
        "Vi kan ikke vide det med sikkerhed: et kort uden navn blev holdt til læseren."
    )


def test_a_terminal_that_said_nothing_is_a_doubt(workshop: Workshop) -> None:
    """Silence is not listening."""
    workshop.stand_at("09.00")
    workshop.beat()

    assert "læseren var ikke i gang i 105 minutter siden 07.15" in str(
        asked_at(workshop)
    )
