"""What the citizen's screen shows, worked out of values."""

import re
from datetime import date, datetime, timedelta
from typing import get_args

import pytest

from firmware.signals import Signal
from kiosk.door.decide import Decision, Greeting
from kiosk.door.texts import Texts
from kiosk.journal.contents import Language
from kiosk.roster.roster import Person, Roster
from kiosk.web.display.screen import (
    Icon,
    IdleScreen,
    Message,
    direction_of,
    idle_screen,
    lines_of,
    message,
)
from tests.builders import A_DAY, at, make_person, make_roster, make_session

TEXTS = Texts.load()
ROOM_CHARACTERS = 60
SHOWN_NAMES = re.compile(r"Alice|Jensen")


def shown(
    greeting: Greeting = Greeting.OK,
    person: Person | None = None,
    *,
    language: Language = "da",
    offline: bool = False,
) -> Message:
    """Show an answer of 08:15 local time."""
    answer = Decision(
        greeting=greeting, person=person, at=at("07:15:00"), clock_trusted=True
    )
    return message(answer, texts=TEXTS, language=language, offline=offline)


def resting(
    now: datetime,
    roster: Roster | None = None,
    *,
    clock_sure: bool = True,
    reader_down: bool = False,
) -> IdleScreen:
    """Look at the screen while nobody taps."""
    return idle_screen(
        now,
        clock_trusted=clock_sure,
        reader_down=reader_down,
        roster=roster or make_roster(),
        texts=TEXTS,
    )


def test_a_welcome_is_a_green_tick_and_two_lines() -> None:
    """No name unless its bearer chose so; the hour does not leave its line."""
    assert shown(person=make_person()) == Message(
        language="da",
        direction="ltr",
        icon=Icon.TICK,
        signal=Signal.GREEN,
        name=None,
        lines=("Velkommen.", "Du er registreret kl.\N{NO-BREAK SPACE}08.15."),
    )


def test_arabic_is_written_from_the_right() -> None:
    """The card's language decides, not the workshop's."""
    told = shown(person=make_person(language="ar"))

    assert (told.language, told.direction) == ("ar", "rtl")
    assert {one: direction_of(one) for one in get_args(Language)} == {
        "da": "ltr",
        "en": "ltr",
        "ar": "rtl",
        "uk": "ltr",
    }


@pytest.mark.parametrize(
    ("name", "chose", "greeting", "said"),
    [
        ("Alice Jensen", True, Greeting.OK, "Alice"),
        ("Alice Jensen", False, Greeting.OK, None),
        ("Anne-Marie  Bo", True, Greeting.ALREADY, "Anne-Marie"),
        ("Alice Jensen", True, Greeting.OUTSIDE_HOURS, "Alice"),
        ("Alice Jensen", True, Greeting.BLOCKED_CARD, None),
        (" ", True, Greeting.OK, None),
    ],
)
def test_the_first_name_stands_there_by_choice_only(
    name: str, chose: bool, greeting: Greeting, said: str | None
) -> None:
    """And never on a lost card, which anybody may have found."""
    person = make_person(name=name, first_name_shown=chose)

    assert shown(greeting, person).name == said


def test_a_card_that_is_nobodys_is_answered_in_the_workshops_language() -> None:
    """A person on blue: somebody helps."""
    told = shown(Greeting.UNKNOWN_CARD, language="en")

    assert (told.language, told.icon, told.signal) == ("en", Icon.PERSON, Signal.BLUE)


def test_a_number_that_nobody_ever_held_is_answered_in_every_language() -> None:
    """The icon first, then the workshop's language, then the others."""
    told = shown(Greeting.UNKNOWN_CARD, language="en")
    texts = {each.language: each.text for each in told.others}

    assert set(texts) == {*get_args(Language)} - {"en"}
    assert texts["da"].startswith("Vi kender ikke kortet endnu.")
    assert [each.direction for each in told.others if each.language == "ar"] == ["rtl"]


def test_a_card_out_of_use_is_answered_in_the_language_it_last_had() -> None:
    """One language is enough where it is known."""
    answer = Decision(
        greeting=Greeting.BLOCKED_CARD,
        person=None,
        at=at("07:15:00"),
        clock_trusted=True,
        language="uk",
    )
    told = message(answer, texts=TEXTS, language="da", offline=False)

    assert (told.language, told.others) == ("uk", ())


@pytest.mark.parametrize("greeting", sorted({*Greeting} - {Greeting.UNKNOWN_CARD}))
def test_every_other_answer_is_in_one_language(greeting: Greeting) -> None:
    """Whoever is known reads their own."""
    assert shown(greeting, make_person()).others == ()


def test_every_state_has_a_shape_of_its_own() -> None:
    """Colour is never alone."""
    told = {shown(greeting).signal: shown(greeting).icon for greeting in Greeting}

    assert told == {
        Signal.GREEN: Icon.TICK,
        Signal.BLUE: Icon.PERSON,
        Signal.WHITE: Icon.HAND,
    }


@pytest.mark.parametrize("language", get_args(Language))
@pytest.mark.parametrize("offline", [True, False])
def test_no_message_is_longer_than_two_short_lines(
    language: Language, offline: bool
) -> None:
    """Nothing is lost by breaking them, and none is too long for the glass."""
    for greeting in Greeting:
        lines = shown(greeting, language=language, offline=offline).lines
        said = " ".join(lines).replace("\N{NO-BREAK SPACE}", " ")
        told = Decision(
            greeting=greeting, person=None, at=at("07:15:00"), clock_trusted=True
        )

        assert said == TEXTS.answer(told, language, offline=offline)
        assert 1 <= len(lines) <= 2
        assert max(map(len, lines)) <= ROOM_CHARACTERS


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Kom ind.", ("Kom ind.",)),
        ("Kl. 08.15 kl. 9 går an.", ("Kl.\xa008.15 kl.\xa09 går an.",)),
        ("A b c. D e. F g h i j.", ("A b c. D e.", "F g h i j.")),
        ("Kom ind – vi hjælper. Hej!", ("Kom ind\xa0– vi hjælper.", "Hej!")),
    ],
)
def test_lines_break_between_sentences(text: str, lines: tuple[str, ...]) -> None:
    """So that the longer one is as short as can be; "kl." ends no sentence."""
    assert lines_of(text) == lines


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (at("05:00:00"), "i dag kl. 08.15"),
        (at("07:14:59"), "i dag kl. 08.15"),
        (at("07:15:00"), ""),
        (at("07:40:00"), ""),
        (at("13:29:59"), ""),
        (at("13:30:00"), "i morgen kl. 09.00"),
        (at("13:30:00", A_DAY + timedelta(days=1)), "torsdag kl. 08.15"),
        (at("13:30:00", A_DAY + timedelta(days=3)), "mandag 7. december kl. 08.15"),
        (at("13:30:00", A_DAY + timedelta(days=14)), ""),
    ],
)
def test_the_next_meeting_time_is_told_while_nothing_runs(
    now: datetime, said: str
) -> None:
    """Whoever comes at 08.17 does not read that the next time is tomorrow."""
    days = [
        make_session(),
        make_session("08:00:00", "12:00:00", day=A_DAY + timedelta(days=1)),
        make_session(day=A_DAY + timedelta(days=3)),
        make_session(day=A_DAY + timedelta(days=14)),
    ]

    assert resting(now, make_roster(expected=tuple(days))).next == said


def test_at_rest_there_is_a_clock_and_nobodys_name() -> None:
    """The workshop's own clock, in summer too, and the date in Danish."""
    assert resting(at("05:00:00")) == IdleScreen(
        clock="06.00", date="mandag 23. november", next="i dag kl. 08.15", down=()
    )
    july = at("06:15:00", date(2026, 7, 1))
    assert resting(july, make_roster(expected=())).clock == "08.15"


def test_a_clock_that_may_be_wrong_is_not_shown() -> None:
    """Nor anything that hangs on it."""
    assert resting(at("05:00:00"), clock_sure=False) == IdleScreen(
        clock="", date="", next="", down=()
    )


def test_a_reader_that_is_down_is_told_in_every_language() -> None:
    """It stays there, so there is time to find one's own; the shape is the hand."""
    down = resting(at("05:00:00"), reader_down=True).down

    assert [one.language for one in down] == list(get_args(Language))
    assert {(one.icon, one.signal, one.name) for one in down} == {
        (Icon.HAND, Signal.BLUE, None)
    }
    assert down[0].lines == (
        "Læseren virker ikke lige nu.",
        "Skriv dig på listen\N{NO-BREAK SPACE}– det tæller.",
    )
    assert not SHOWN_NAMES.search(str(down))
