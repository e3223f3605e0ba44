"""Read the facts back, as the values that the rules judge by.

What has been voided is no fact and is not read. With `people` and dates, only their
neighbourhood is read, as `rules.judge` describes it; anything more changes nothing.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection

from server_sync.central.db.bulk import Change
from server_sync.central.db.query_batch import QueryBatch, Question, listed
from server_sync.central.judging import load_heard, load_statements, store
from server_sync.central.judging.scope import Part
from server_sync.central.judging.store import StoredSession
from server_sync.central.rules.calendar import SECONDS_PER_DAY
from server_sync.central.rules.facts import (
    CardAssignment,
    CardId,
    CheckIn,
    Closure,
    Course,
    Facts,
    ManualArrival,
    NoShow,
    Notice,
    Quarantined,
    Resolution,
    Site,
    Stretch,
    Tap,
)
from server_sync.central.rules.judge import neighbourhood


class Loaded(NamedTuple):
    """The facts of a part, and the rows that were stored when it was judged last."""

    facts: Facts
    stored: list[StoredSession]


def load_facts(
    connection: Connection,
    part: Part,
    *before: Change,
    site: Site,
    courses: Iterable[Course],
) -> Loaded:
    """Make the changes, and read what bears on the sessions of the part.

    Args:
        connection: in a transaction.
        part: whose sessions, and on which dates.
        before: changes that are written first, in the same round trip.
        site: where.
        courses: those of the part's people that touch its dates.
    """
    lo, hi = neighbourhood(site, part.first, part.last)
    asked: dict[str, Any] = {
        "site": part.site,
        "people": listed(part.people or ()),
        "first": part.first,
        "last": part.last,
        "lo": lo,
        "hi": hi,
        "off_lo": lo - SECONDS_PER_DAY,
        "off_hi": hi + SECONDS_PER_DAY,
        "as_of": part.as_of,
    }
    asked |= {f"terminal_{no}": name for no, name in enumerate(site.terminals)}
    asking = _asking(of_people=part.people is not None, terminals=len(site.terminals))
    found = asking.ask(connection, asked, *before)
    stored = found.pop("stored")
    found["companions"] = _companions(connection, part.site, found["taps"])
    held = found.setdefault("cards", [])
    named = _cards_named([*found["taps"], *found["companions"]])
    others = named - {one.card for one in held}
    if others:
        cards = {"cards": listed(others)}
        held += load_heard.cards_asked().ask(connection, cards)["cards"]
    lists = {name: tuple(rows) for name, rows in found.items()}
    return Loaded(Facts(site=site, courses=tuple(courses), **lists), stored)


def _companions(connection: Connection, site: str, taps: Iterable[Tap]) -> list[Tap]:
    """Read where else the numbers of taps with cards beside them lay beside cards."""
    numbers = {tap.card for tap in taps if tap.beside}
    if not numbers:
        return []
    asked = {"site": site, "cards": listed(numbers)}
    return load_heard.companions_asked().ask(connection, asked)["companions"]


def _cards_named(taps: Iterable[Tap]) -> set[CardId]:
    """Name the cards of taps, and those that lay beside them."""
    cards = set()
    for tap in taps:
        cards.add(tap.card)
        cards.update(tap.beside or ())
    return cards


@cache
def _asking(*, of_people: bool, terminals: int) -> QueryBatch:
    """Ask for all facts of a part at once, but for the cards of others.

    Those of the people themselves come with the rest; nearly always that is all.
    """
    theirs = {"cards": Question(load_heard.cards_query(), of=CardAssignment)}
    return QueryBatch(
        **(theirs if of_people else {}),
        closures=Question(
            load_statements.closures_query(of_people=of_people), of=Closure
        ),
        stretches=Question(load_heard.stretches_query(terminals), of=Stretch),
        taps=Question(load_heard.taps_query(of_people=of_people), of=Tap),
        check_ins=Question(load_heard.check_ins_query(of_people=of_people), of=CheckIn),
        resolutions=Question(load_heard.resolutions_query(), of=Resolution),
        arrivals=Question(
            load_statements.arrivals_query(of_people=of_people), of=ManualArrival
        ),
        notices=Question(load_statements.notices_query(of_people=of_people), of=Notice),
        no_shows=Question(
            load_statements.no_shows_query(of_people=of_people), of=NoShow
        ),
        quarantined=Question(load_heard.quarantined_query(), of=Quarantined),
        stored=Question(store.part_query(of_people=of_people), of=StoredSession),
    )
