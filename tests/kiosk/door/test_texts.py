"""What the door says."""

import re
import string
from datetime import UTC, datetime, timedelta

import pytest

from kiosk.door.decide import Decision, Greeting
from kiosk.door.texts import Texts, key_of
from kiosk.host.local_time import clock_time
from tests.builders import at

TEXTS = Texts.load()
NOT_A_WORD_OF_OURS = re.compile(
    r"pjæk|skulker|no-show|straf|negativ|risiko|score|for sent|afvist|fraværende|klient"
    r"|bruger|absent|late\b|rejected|denied|penalty|%",
    re.IGNORECASE,
)


def gaps(text: str) -> set[str]:
    """Name what is filled into a text."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def make_answer(
    greeting: Greeting, *, sure: bool = True, after_start: bool = False
) -> Decision:
    """Make an answer at 08:15 local time."""
    return Decision(
        greeting=greeting,
        person=None,
        at=at("07:15:00"),
        clock_trusted=sure,
        after_start=after_start,
    )


def test_every_language_says_everything_with_the_same_gaps() -> None:
    """A text that is there in Danish is there in all four, and tells the same."""
    danish = {key: gaps(text) for key, text in TEXTS.by_language["da"].items()}

    assert set(TEXTS.by_language) == {"da", "en", "ar", "uk"}
    for texts in TEXTS.by_language.values():
        assert {key: gaps(text) for key, text in texts.items()} == danish
        assert all(texts.values())


def test_no_text_shames_anybody() -> None:
    """None of the words to avoid; and absence only where it is said not to count."""
    everything = [
        (language, key, text)
        for language, texts in TEXTS.by_language.items()
        for key, text in texts.items()
    ]

    shaming = [
        (language, key)
        for language, key, text in everything
        if NOT_A_WORD_OF_OURS.search(text)
    ]
    assert shaming == []
    assert [key for _, key, text in everything if "fravær" in text] == ["closed"]


@pytest.mark.parametrize("greeting", list(Greeting))
@pytest.mark.parametrize("sure", [True, False])
@pytest.mark.parametrize("offline", [True, False])
def test_every_answer_has_words_in_every_language(
    greeting: Greeting, sure: bool, offline: bool
) -> None:
    """No greeting leaves the door speechless."""
    for language, texts in TEXTS.by_language.items():
        answer = make_answer(greeting, sure=sure)
        said = TEXTS.answer(answer, language, offline=offline)
        assert said.replace("08.15", "{time}") in texts.values()


@pytest.mark.parametrize(
    ("answer", "offline", "key"),
    [
        (make_answer(Greeting.OK), False, "ok"),
        (make_answer(Greeting.OK, after_start=True), False, "after_start"),
        (make_answer(Greeting.OK), True, "offline"),
        (make_answer(Greeting.OK, sure=False), True, "ok_no_time"),
        (make_answer(Greeting.ALREADY), True, "already"),
        (make_answer(Greeting.ALREADY, sure=False), False, "already_no_time"),
        (make_answer(Greeting.FIRST_DAY, sure=False), True, "first_day"),
    ],
)
def test_a_time_that_may_be_wrong_is_not_said(
    answer: Decision, offline: bool, key: str
) -> None:
    """Each state has its own words."""
    assert key_of(answer, offline=offline) == key


@pytest.mark.parametrize(
    ("when", "said"),
    [
        (datetime(2026, 11, 23, 7, 5, tzinfo=UTC), "08.05"),
        (datetime(2026, 7, 1, 6, 15, 59, tzinfo=UTC), "08.15"),
        (datetime(2027, 3, 28, 0, 59, 59, tzinfo=UTC), "01.59"),
        (datetime(2027, 3, 28, 1, 0, tzinfo=UTC), "03.00"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "02.30"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC) + timedelta(hours=1), "02.30"),
    ],
)
def test_times_are_the_workshops_and_written_as_danes_do(
    when: datetime, said: str
) -> None:
    """Summer and winter, and the nights between them."""
    assert clock_time(when) == said
