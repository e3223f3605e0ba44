"""Compute the morning from roster and journal: who has come, who is expected.

Nobody is called absent here. A person who is not registered is only that.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from kiosk.door.decide import windows_of
from kiosk.journal.contents import NoShow
from kiosk.look.danish import at, in_alphabet
from kiosk.roster.roster import ExpectedSession, Person, Roster, TemporaryCard
from kiosk.web.active_entries import ActiveEntries, author_of
from kiosk.web.day.arrivals import (
    Attendance,
    Sighting,
    match_sessions,
    sightings_of_day,
)
from kiosk.web.day.cards import UnknownCard, newcomer_of, unknown_cards
from kiosk.web.day.notices import NoticeDetails, notices_of_day
from kiosk.web.journal_tail import ReadEntry

LATER_AFTER = timedelta(minutes=60)
CARDS_SHOWN_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivedPerson:
    """Somebody who came. `session` is None if none was planned at that time.

    `planned` says that they had a session on that date, at any time.
    """

    person: Person
    sighting: Sighting
    session: ExpectedSession | None
    planned: bool
    first_day: bool
    had_notice: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedPerson:
    """Somebody who is expected and not registered; `later` is over an hour away."""

    person: Person
    session: ExpectedSession
    first_day: bool
    later: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NoShowPerson:
    """Somebody of whom a named person wrote that they stayed away without notice."""

    person: Person
    by: str
    seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonOnNotice:
    """Somebody who gave notice; the reason is not in here."""

    person: Person
    notice: NoticeDetails


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivedNewcomer:
    """Somebody with a temporary card who came, and when the card was first read."""

    newcomer: TemporaryCard
    at: datetime
    time_known: bool

    @property
    def ending(self) -> str:
        """The last four digits of the card's number, to tell two cards apart."""
        return self.newcomer.uid[-4:]


@dataclass(frozen=True, slots=True, kw_only=True)
class Morning:
    """All that the morning meeting shows of one date.

    `expected` is None if the roster does not cover the date, which is not the same as
    nobody.
    """

    date: date
    expected: int | None
    arrived: tuple[ArrivedPerson, ...]
    not_registered: tuple[ExpectedPerson, ...]
    on_notice: tuple[PersonOnNotice, ...]
    no_shows: tuple[NoShowPerson, ...]
    unknown_cards: tuple[UnknownCard, ...]
    closed_why: str | None
    newcomers: tuple[ArrivedNewcomer, ...] = ()

    @property
    def head_count(self) -> int:
        """The number of people who have come, each counted once."""
        return len({came.person.id for came in self.arrived}) + len(self.newcomers)

    @property
    def expected_arrived(self) -> int:
        """The number of people who have come to a session of theirs."""
        return len(
            {came.person.id for came in self.arrived if came.session is not None}
        )

    def teams(
        self, own_team: str | None = None
    ) -> Mapping[str | None, list[ArrivedPerson]]:
        """Group those who came by team: `mine` first, people without a team last."""
        found: dict[str | None, list[ArrivedPerson]] = defaultdict(list)
        for came in self.arrived:
            found[came.person.team].append(came)
        return dict(
            sorted(
                found.items(),
                key=lambda item: (
                    item[0] is None or item[0] != own_team,
                    item[0] is None,
                    in_alphabet(item[0] or ""),
                ),
            )
        )


def morning(
    a_date: date, roster: Roster, active: ActiveEntries, now: datetime
) -> Morning:
    """Compute what is known of that date at that instant."""
    begin, end = at(a_date, time()), at(a_date + timedelta(days=1), time())
    sightings = sightings_of_day(roster, active, begin, end)
    notices = notices_of_day(a_date, roster, active)
    no_shows = _no_shows(a_date, active)
    arrived: list[ArrivedPerson] = []
    not_registered: list[ExpectedPerson] = []
    on_notice: list[PersonOnNotice] = []
    no_show_people: list[NoShowPerson] = []
    expected = 0
    for person in sorted(roster.people, key=lambda person: in_alphabet(person.name)):
        windows = [
            window
            for window in windows_of(person, roster)
            if begin <= window.session.start < end
        ]
        expected += bool(windows)
        attended = match_sessions(windows, sightings.get(person.id, []))
        notice = notices.get(person.id)
        sessions_attended = _arrivals_of(
            person, attended, a_date, had_notice=notice is not None
        )
        arrived += sessions_attended
        if notice is not None:
            if windows and not sessions_attended:
                on_notice.append(PersonOnNotice(person=person, notice=notice))
        elif person.id in no_shows and not sessions_attended:
            entry = no_shows[person.id]
            by = author_of(entry.content)
            no_show_people.append(NoShowPerson(person=person, by=by, seq=entry.seq))
        else:
            not_registered += _missing_sessions(person, attended, a_date, now)
    return Morning(
        date=a_date,
        expected=expected if roster.first <= a_date <= roster.last else None,
        arrived=tuple(arrived),
        not_registered=tuple(sorted(not_registered, key=lambda row: row.session.start)),
        on_notice=tuple(on_notice),
        no_shows=tuple(no_show_people),
        unknown_cards=tuple(
            card
            for card in unknown_cards(roster, active, begin - CARDS_SHOWN_FOR, end)
            if card.reported_lost is None or _lost_card_asks(card, begin, arrived)
        ),
        closed_why=next(
            (closed.why for closed in roster.closed if closed.date == a_date), None
        ),
        newcomers=_arrived_newcomers(roster, active, begin, end),
    )


def _arrived_newcomers(
    roster: Roster, active: ActiveEntries, begin: datetime, end: datetime
) -> tuple[ArrivedNewcomer, ...]:
    if not roster.newcomers:
        return ()
    resolutions = active.resolutions()
    first: dict[tuple[str, datetime], ArrivedNewcomer] = {}
    for tap in active.taps:
        newcomer = (
            newcomer_of(tap, roster, resolutions) if begin <= tap.at < end else None
        )
        if newcomer is not None:
            lent = ArrivedNewcomer(
                newcomer=newcomer, at=tap.at, time_known=tap.time_known
            )
            first.setdefault((newcomer.uid, newcomer.start), lent)
    return tuple(first.values())


def _no_shows(a_date: date, active: ActiveEntries) -> Mapping[str, ReadEntry]:
    return {
        entry.content.person: entry
        for entry in active.not_voided()
        if isinstance(entry.content, NoShow) and entry.content.date == a_date
    }


def _lost_card_asks(
    lost: UnknownCard, begin: datetime, came: list[ArrivedPerson]
) -> bool:
    owner_came = any(arrived.person == lost.reported_lost for arrived in came)
    return lost.taps[0].at >= begin and not owner_came


def _arrivals_of(
    person: Person, attended: Attendance, a_date: date, *, had_notice: bool
) -> list[ArrivedPerson]:
    marks: list[tuple[ExpectedSession | None, Sighting]] = [
        (session, sighting)
        for session, sighting in attended.sessions
        if sighting is not None
    ]
    if attended.unplanned is not None:
        marks = [(None, attended.unplanned)]
    return [
        ArrivedPerson(
            person=person,
            sighting=sighting,
            session=session,
            planned=bool(attended.sessions),
            first_day=person.first_day == a_date,
            had_notice=had_notice,
        )
        for session, sighting in marks
    ]


def _missing_sessions(
    person: Person, attended: Attendance, a_date: date, now: datetime
) -> list[ExpectedPerson]:
    return [
        ExpectedPerson(
            person=person,
            session=session,
            first_day=person.first_day == a_date,
            later=session.start > now + LATER_AFTER,
        )
        for session, sighting in attended.sessions
        if sighting is None
    ]
