"""Read, check and store a roster.

It is one JSON file. A roster that contradicts itself is refused as a whole, and the one
before it stays in use.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import msgspec

from kiosk.errors import BadRoster
from kiosk.host.files import atomic_write
from kiosk.roster.model import (
    CardHolding,
    ClosedDay,
    CourseFigures,
    EndedCard,
    ExpectedSession,
    NoticeDays,
    PeriodFigures,
    Person,
    PersonPart,
    RosterDocument,
    RosterSite,
    StaffMember,
    TemporaryCard,
)

__all__ = [
    "CardHolding",
    "ClosedDay",
    "CourseFigures",
    "EndedCard",
    "ExpectedSession",
    "NoticeDays",
    "PeriodFigures",
    "Person",
    "Roster",
    "RosterSite",
    "StaffMember",
    "TemporaryCard",
    "store_roster",
]

UNKNOWN_SINCE = datetime(1970, 1, 1, tzinfo=UTC)


class Roster(RosterDocument, frozen=True, kw_only=True, dict=True):
    """The roster in use at a terminal, with ways to look things up."""

    @classmethod
    def parse(cls, raw: bytes) -> "Roster":
        """Decode and check a roster.

        Raises:
            BadRoster: it is no roster, or it contradicts itself.
        """
        try:
            roster = msgspec.json.decode(raw, type=cls)
        except (
            ValueError,
            RecursionError,
        ) as error:  # also for bytes that are not UTF-8
            raise BadRoster(
                f"this is no roster: {error}; mend it at central and send it again"
            ) from error
        _refuse_contradictions(roster)
        return roster

    @classmethod
    def read(cls, path: Path) -> "Roster":
        """Read the stored roster; an empty one if there is none yet.

        Raises:
            BadRoster: what is stored there cannot be used.
        """
        try:
            raw = path.read_bytes()
        except FileNotFoundError:
            return cls.nothing_known()
        except OSError as error:
            raise BadRoster(f"{path} cannot be read: {error.strerror}") from error
        return cls.parse(raw)

    @classmethod
    def nothing_known(cls) -> "Roster":
        """Return the empty roster of a terminal that has none yet."""
        return cls(
            format=1,
            site=RosterSite(id="-", name="-", phone="", language="da"),
            made_at=UNKNOWN_SINCE,
            tolerance_min=5,
            early_min=180,
            first=UNKNOWN_SINCE.date(),
            last=UNKNOWN_SINCE.date(),
            people=(),
            cards=(),
            expected=(),
            closed=(),
            notified=(),
            staff=(),
        )

    def person(self, person_id: str) -> Person | None:
        """Find a person by id."""
        return self._people.get(person_id)

    def cards_with(self, uid: str) -> tuple[CardHolding, ...]:
        """Return all holdings of that card, earliest first."""
        return self._by_uid.get(uid, ())

    def ended_card(self, uid: str, at: datetime) -> EndedCard | None:
        """Return who held the card last; None if it is held or was never handed out."""
        ended = [card for card in self.ended_cards if card.uid == uid]
        for card in self.cards_with(uid):
            if card.is_held_at(at):
                return None
            person = self.person(card.person)
            if card.end is not None and person is not None:
                ended.append(
                    EndedCard(
                        uid=uid,
                        name=person.name,
                        language=person.language,
                        end=card.end,
                    )
                )
        over = (card for card in ended if card.end <= at)
        return max(over, key=lambda card: card.end, default=None)

    def newcomer_with(self, uid: str, at: datetime) -> TemporaryCard | None:
        """Return the loan of that card, unless a person has held it since."""
        lent = [
            newcomer
            for newcomer in self.newcomers
            if newcomer.uid == uid and newcomer.is_held_at(at)
        ]
        if not lent or any(
            card.is_held_at(at) or lent[-1].start <= card.start <= at
            for card in self.cards_with(uid)
        ):
            return None
        return lent[-1]

    def sessions_of(self, person_id: str) -> tuple[ExpectedSession, ...]:
        """Return the person's sessions, earliest first."""
        return self._by_person.get(person_id, ())

    def notice_covers(self, person_id: str, day: date) -> bool:
        """Return True if the person gave notice for that day."""
        return any(
            notice.person == person_id and notice.first <= day <= notice.last
            for notice in self.notified
        )

    @cached_property
    def _people(self) -> dict[str, Person]:
        return {person.id: person for person in self.people}

    @cached_property
    def _by_uid(self) -> dict[str, tuple[CardHolding, ...]]:
        found: dict[str, tuple[CardHolding, ...]] = {}
        for card in sorted(self.cards, key=lambda card: card.start):
            found[card.uid] = (*found.get(card.uid, ()), card)
        return found

    @cached_property
    def _by_person(self) -> dict[str, tuple[ExpectedSession, ...]]:
        found: dict[str, tuple[ExpectedSession, ...]] = {}
        for session in sorted(self.expected, key=lambda session: session.start):
            found[session.person] = (*found.get(session.person, ()), session)
        return found


def store_roster(path: Path, raw: bytes) -> Roster:
    """Check a new roster and store it in place of the old one.

    Raises:
        BadRoster: it contradicts itself; the one before it stays.
    """
    roster = Roster.parse(raw)
    path.parent.mkdir(parents=True, exist_ok=True)
    atomic_write(path, raw)
    return roster


def _refuse_contradictions(roster: Roster) -> None:
    if roster.last < roster.first:
        raise BadRoster(
            f"it ends on {roster.last}, before it begins on {roster.first}:"
            " mend the dates at central"
        )
    _refuse_doubles("person", (person.id for person in roster.people))
    _refuse_doubles("member of staff", (staff.name for staff in roster.staff))
    _refuse_doubles("closed date", (str(closed.date) for closed in roster.closed))
    _refuse_strangers(roster)
    _refuse_backwards(roster)
    for uid in {card.uid for card in roster.cards}:
        _refuse_shared(roster.cards_with(uid))
    for person in roster.people:
        _refuse_overlapping(person, roster.sessions_of(person.id))


def _refuse_doubles(what: str, names: Iterable[str]) -> None:
    for name, times in Counter(names).items():
        if times > 1:
            raise BadRoster(
                f"the {what} {name} is there {times} times: keep one of them at central"
            )


def _refuse_strangers(roster: Roster) -> None:
    for part in (*roster.cards, *roster.expected, *roster.notified):
        if roster.person(part.person) is None:
            raise BadRoster(
                f"the {_word(part)} names the person {part.person}, who is not"
                " among the people: add the person at central, or take it away"
            )


def _refuse_backwards(roster: Roster) -> None:
    spans = (
        *((card, card.start, card.end) for card in roster.cards if card.end),
        *((session, session.start, session.end) for session in roster.expected),
    )
    part: PersonPart
    for part, start, end in spans:
        if end <= start:
            raise BadRoster(
                f"the {_word(part)} of {part.person} ends at {end}, and begins"
                f" at {start}: mend the times at central"
            )
    for notice in roster.notified:
        if notice.last < notice.first:
            raise BadRoster(
                f"the notice of {notice.person} ends on {notice.last}, and begins on"
                f" {notice.first}: mend the dates at central"
            )


def _refuse_shared(cards: tuple[CardHolding, ...]) -> None:
    for card, later in pairwise(cards):
        if card.end is None or later.start < card.end:
            raise BadRoster(
                f"the card {card.uid} is held by {card.person} and by {later.person} at"
                f" {later.start}: end the first before the other begins, at central"
            )


def _refuse_overlapping(person: Person, sessions: tuple[ExpectedSession, ...]) -> None:
    for session, later in pairwise(sessions):
        if later.start < session.end:
            raise BadRoster(
                f"two sessions of {person.id} overlap at {later.start}:"
                " mend the plan at central"
            )


def _word(part: PersonPart) -> str:
    match part:
        case CardHolding():
            return "card"
        case ExpectedSession():
            return "session"
        case _:
            return "notice"
