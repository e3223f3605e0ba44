"""What the citizen's screen shows: an answer, or a quiet clock. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

from firmware.signals import Signal
from kiosk.door.decide import Decision, Greeting, signal_of
from kiosk.door.texts import Texts
from kiosk.host.local_time import clock_time, day_of
from kiosk.journal.contents import Language
from kiosk.look.danish import WEEKDAYS, day
from kiosk.roster.roster import Person, Roster

BETWEEN_SENTENCES = re.compile(r"(?<=[.!?؟])\s+(?!\d)")  # "kl. 08.15" is one
# A line begins neither with the hour nor with a dash.
NOT_BROKEN = re.compile(r" (?=\d|–)")
NO_BREAK = "\N{NO-BREAK SPACE}"
WEEK = timedelta(days=7)
DAY = timedelta(days=1)


class Icon(StrEnum):
    """A shape that means the same as the colour."""

    TICK = "tick"
    PERSON = "person"
    HAND = "hand"


ICONS = {
    Signal.GREEN: Icon.TICK,
    Signal.BLUE: Icon.PERSON,
    Signal.WHITE: Icon.HAND,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """The same answer in another language, in one line."""

    language: Language
    direction: Literal["ltr", "rtl"]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """An answer on the screen, for the person who stands there now.

    Attributes:
        signal: the colour, the same as the light at the reader.
        name: the first name, if the person chose to see it.
        lines: one or two.
        others: the same in the other languages, where nobody knows which one is read.
    """

    language: Language
    direction: Literal["ltr", "rtl"]
    icon: Icon
    signal: Signal
    name: str | None
    lines: tuple[str, ...]
    others: tuple[Translation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class IdleScreen:
    """The screen while nobody taps.

    Attributes:
        clock: the time; empty if it may be wrong, like `date` and `next`.
        date: in Danish.
        next: when somebody is expected next; empty while a session runs, since a
            person who comes a little late would read it as "not today".
        down: what to do while the reader is down, in every language.
    """

    clock: str
    date: str
    next: str
    down: tuple[Message, ...]


def message(
    answer: Decision, *, texts: Texts, language: Language, offline: bool
) -> Message:
    """Turn an answer into what is shown.

    Args:
        answer: the desk's.
        texts: the words.
        language: what is spoken to a card that is nobody's.
        offline: central has been out of reach for a while.
    """
    spoken = answer.person.language if answer.person else answer.language or language
    signal = signal_of(answer.greeting)
    return Message(
        language=spoken,
        direction=direction_of(spoken),
        icon=ICONS[signal],
        signal=signal,
        name=_name(answer),
        lines=lines_of(texts.answer(answer, spoken, offline=offline)),
        others=_others(answer, spoken, texts, offline=offline),
    )


def idle_screen(
    now: datetime,
    *,
    clock_trusted: bool,
    reader_down: bool,
    roster: Roster,
    texts: Texts,
) -> IdleScreen:
    """Return what the screen shows while nobody taps."""
    return IdleScreen(
        clock=clock_time(now) if clock_trusted else "",
        date=day(day_of(now)) if clock_trusted else "",
        next=_next(now, roster) if clock_trusted else "",
        down=_down(texts) if reader_down else (),
    )


def direction_of(language: Language) -> Literal["ltr", "rtl"]:
    """Return the direction in which the language is written."""
    return "rtl" if language == "ar" else "ltr"


def lines_of(text: str) -> tuple[str, ...]:
    """Break a text between two sentences, so that the longer line is shortest.

    >>> lines_of("Velkommen. En medarbejder tager imod dig.")
    ('Velkommen.', 'En medarbejder tager imod dig.')
    """
    sentences = BETWEEN_SENTENCES.split(text)
    sentences = [NOT_BROKEN.sub(NO_BREAK, sentence) for sentence in sentences]
    if len(sentences) == 1:
        return tuple(sentences)
    halves = [
        (" ".join(sentences[:cut]), " ".join(sentences[cut:]))
        for cut in range(1, len(sentences))
    ]
    return min(halves, key=lambda half: max(map(len, half)))


def _others(
    answer: Decision, spoken: Language, texts: Texts, *, offline: bool
) -> tuple[Translation, ...]:
    """Translate the answer to a card that nobody ever held here."""
    if answer.greeting is not Greeting.UNKNOWN_CARD or answer.language is not None:
        return ()
    return tuple(
        Translation(
            language=language,
            direction=direction_of(language),
            text=texts.answer(answer, language, offline=offline),
        )
        for language in texts.by_language
        if language != spoken
    )


def _name(answer: Decision) -> str | None:
    # A finder of a lost card must not learn whose it is.
    if answer.person is None or answer.greeting is Greeting.BLOCKED_CARD:
        return None
    return _first_name(answer.person)


def _first_name(person: Person) -> str | None:
    first, *_ = [*person.name.split(), ""]
    return first if first and person.first_name_shown else None


def _down(texts: Texts) -> tuple[Message, ...]:
    return tuple(
        Message(
            language=language,
            direction=direction_of(language),
            icon=Icon.HAND,
            signal=signal_of(Greeting.READER_DOWN),
            name=None,
            lines=lines_of(texts.text(Greeting.READER_DOWN, language)),
        )
        for language in texts.by_language
    )


def _next(now: datetime, roster: Roster) -> str:
    if any(session.start <= now < session.end for session in roster.expected):
        return ""
    coming = min(
        (session.start for session in roster.expected if session.start > now),
        default=None,
    )
    return f"{_day_words(coming, now)} kl. {clock_time(coming)}" if coming else ""


def _day_words(coming: datetime, now: datetime) -> str:
    ahead = day_of(coming) - day_of(now)
    if ahead < DAY:
        return "i dag"
    if ahead == DAY:
        return "i morgen"
    there = day_of(coming)
    return WEEKDAYS[there.weekday()] if ahead < WEEK else day(there)
