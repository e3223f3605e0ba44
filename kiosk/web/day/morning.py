"""The morning, worked out of roster and journal: who has come, who is expected.

Nobody in here is absent. Whoever has not been registered is only that.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from kiosk.door.decide import windows_of
from kiosk.journal.contents import NoShow
from kiosk.look.danish import at, in_alphabet
from kiosk.roster.roster import (
    Expected,
    Newcomer,
    Person,
    Roster,
)
from kiosk.web.active_entries import Standing
from kiosk.web.day.arrivals import (
    Attended,
    Mark,
    attend,
    marks_of_day,
)
from kiosk.web.day.cards import (
    StrangeCard,
    newcomer_of,
    strange_cards,
)
from kiosk.web.day.notices import Word, told_of_day
from kiosk.web.journal_tail import Line

LATER = timedelta(minutes=60)
CARDS_BACK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """Somebody who came. `session` is None where nobody expected them just then.

    `planned` says that they had a session that date, at whatever hour.
    """

    person: Person
    mark: Mark
    session: Expected | None
    planned: bool
    first_day: bool
    had_told: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaited:
    """Somebody expected and not registered yet; `later` is well over an hour away."""

    person: Person
    session: Expected
    first_day: bool
    later: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Stayed:
    """Somebody of whom a named person wrote that they stayed away without a word."""

    person: Person
    by: str
    written: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Somebody of whom it was told that they would not come; the reason stays out."""

    person: Person
    word: Word


@dataclass(frozen=True, slots=True, kw_only=True)
class Lent:
    """Somebody with a temporary card who came, and when the card was first read."""

    newcomer: Newcomer
    at: datetime
    certain: bool

    @property
    def ending(self) -> str:
        """The end of the card's number, to tell two cards apart."""
        return self.newcomer.uid[-4:]


@dataclass(frozen=True, slots=True, kw_only=True)
class Morning:
    """All that the morning meeting shows of one date.

    `expected` is None where the roster does not tell who is expected that day:
    that is not the same as nobody.
    """

    date: date
    expected: int | None
    came: tuple[Came, ...]
    awaited: tuple[Awaited, ...]
    told: tuple[Told, ...]
    stayed: tuple[Stayed, ...]
    cards: tuple[StrangeCard, ...]
    closed: str | None
    lent: tuple[Lent, ...] = ()

    @property
    def head_count(self) -> int:
        """How many people have come, each counted once."""
        return len({came.person.id for came in self.came}) + len(self.lent)

    @property
    def expected_came(self) -> int:
        """How many of those expected have come to one of their sessions."""
        return len({came.person.id for came in self.came if came.session is not None})

    def teams(self, mine: str | None = None) -> Mapping[str | None, list[Came]]:
        """Group those who came by team, `mine` first; those without one come last."""
        found: dict[str | None, list[Came]] = defaultdict(list)
        for came in self.came:
            found[came.person.team].append(came)
        return dict(
            sorted(
                found.items(),
                key=lambda one: (
                    one[0] is None or one[0] != mine,
                    one[0] is None,
                    in_alphabet(one[0] or ""),
                ),
            )
        )


def morning(a_date: date, roster: Roster, stands: Standing, now: datetime) -> Morning:
    """Work out what is known of that date at that instant."""
    begin, end = at(a_date, time()), at(a_date + timedelta(days=1), time())
    marks = marks_of_day(roster, stands, begin, end)
    words = told_of_day(a_date, roster, stands)
    no_shows = _no_shows(a_date, stands)
    came: list[Came] = []
    awaited: list[Awaited] = []
    told: list[Told] = []
    stayed: list[Stayed] = []
    expected = 0
    for person in sorted(roster.people, key=lambda one: in_alphabet(one.name)):
        windows = [
            window
            for window in windows_of(person, roster)
            if begin <= window.session.start < end
        ]
        expected += bool(windows)
        attended = attend(windows, marks.get(person.id, []))
        word = words.get(person.id)
        here = _came(person, attended, a_date, had_told=word is not None)
        came += here
        if word is not None:
            if windows and not here:
                told.append(Told(person=person, word=word))
        elif person.id in no_shows and not here:
            line = no_shows[person.id]
            by = getattr(line.content, "by", "")
            stayed.append(Stayed(person=person, by=by, written=line.seq))
        else:
            awaited += _awaited(person, attended, a_date, now)
    return Morning(
        date=a_date,
        expected=expected if roster.first <= a_date <= roster.last else None,
        came=tuple(came),
        awaited=tuple(sorted(awaited, key=lambda one: one.session.start)),
        told=tuple(told),
        stayed=tuple(stayed),
        cards=tuple(
            card
            for card in strange_cards(roster, stands, begin - CARDS_BACK, end)
            if card.reported_lost is None or _asks(card, begin, came)
        ),
        closed=next((one.why for one in roster.closed if one.date == a_date), None),
        lent=_lent(roster, stands, begin, end),
    )


def _lent(
    roster: Roster, stands: Standing, begin: datetime, end: datetime
) -> tuple[Lent, ...]:
    if not roster.newcomers:
        return ()
    said = stands.resolutions()
    first: dict[tuple[str, datetime], Lent] = {}
    for tap in stands.taps:
        newcomer = newcomer_of(tap, roster, said) if begin <= tap.at < end else None
        if newcomer is not None:
            lent = Lent(newcomer=newcomer, at=tap.at, certain=tap.certain)
            first.setdefault((newcomer.uid, newcomer.start), lent)
    return tuple(first.values())


def _no_shows(a_date: date, stands: Standing) -> Mapping[str, Line]:
    return {
        line.content.person: line
        for line in stands.in_force()
        if isinstance(line.content, NoShow) and line.content.date == a_date
    }


def _asks(lost: StrangeCard, begin: datetime, came: list[Came]) -> bool:
    owner_came = any(one.person == lost.reported_lost for one in came)
    return lost.taps[0].at >= begin and not owner_came


def _came(
    person: Person, attended: Attended, a_date: date, *, had_told: bool
) -> list[Came]:
    marks: list[tuple[Expected | None, Mark]] = [
        (session, mark) for session, mark in attended.at_sessions if mark is not None
    ]
    if attended.besides is not None:
        marks = [(None, attended.besides)]
    return [
        Came(
            person=person,
            mark=mark,
            session=session,
            planned=bool(attended.at_sessions),
            first_day=person.first_day == a_date,
            had_told=had_told,
        )
        for session, mark in marks
    ]


def _awaited(
    person: Person, attended: Attended, a_date: date, now: datetime
) -> list[Awaited]:
    return [
        Awaited(
            person=person,
            session=session,
            first_day=person.first_day == a_date,
            later=session.start > now + LATER,
        )
        for session, mark in attended.at_sessions
        if mark is None
    ]
