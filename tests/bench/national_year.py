"""A national year, made from one seed and loaded by COPY as ingest would leave it.

12,000 people at 240 workshops of 98 municipalities, each with a card and a course of
the whole year; on a working day most hold the card when they come and when they go,
some twice. Each workshop has one terminal that says every hour from five to six that
it listened. What is not as in life: hashes and salts are random bytes that nobody
checks here, and a heartbeat is an hour long where a terminal sends one every five to
ten minutes, with as many stretches in it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, text, update

from server_sync.central.db import tables
from server_sync.central.db.bulk import copy_rows
from server_sync.central.facts.people import ORDINARY_WEEK, plain_week
from server_sync.central.rules.calendar import public_holidays

NS = 10**9
ZONE = ZoneInfo("Europe/Copenhagen")
MUNICIPALITIES = 98
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
PROVENANCE = {"by": "Mette", "at": 0, "why": "", "origin": "central", "recorded_at": 0}
PER_MILLE = 1000
STAYED_AWAY, TOLD, HELD_TWICE = 60, 30, 110
OPENS_HOUR, CLOSES_HOUR = 5, 18
HOUR_NS = 3600 * NS
ENTRY = [column.name for column in tables.entry.columns]


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """How large it is; a scale of 20 is a twentieth of the sites and the people."""

    seed: int = 2026
    sites: int = 240
    people_each: int = 50

    def scaled(self, scale: int) -> "Country":
        """Give a smaller one whose workshops are as large."""
        return replace(self, sites=max(1, self.sites // scale))

    @property
    def people(self) -> int:
        """How many there are."""
        return self.sites * self.people_each


def town_of(site: int) -> str:
    """Name the municipality of a workshop."""
    return f"town-{site % MUNICIPALITIES:02}"


def site_of(site: int) -> str:
    """Name a workshop."""
    return f"site-{site:03}"


def person_of(site: int, number: int) -> str:
    """Name a person of a workshop."""
    return f"person-{site:03}-{number:03}"


def card_of(site: int, number: int) -> str:
    """Give a person's card."""
    return f"04{site:04x}{number:04x}0000"


def settle_people(engine: Engine, country: Country) -> None:
    """Load who and where: municipalities, sites, terminals, people, courses, cards."""
    sites = range(country.sites)
    everybody = [(site, no) for site in sites for no in range(country.people_each)]
    towns = sorted({town_of(site) for site in sites})
    _load(engine, "municipality", ({"id": town, "name": town} for town in towns))
    with engine.begin() as connection:
        connection.execute(tables.site.insert(), [_site(site) for site in sites])
    _load(engine, "terminal", (_terminal(site) for site in sites))
    _load(engine, "chain", (_chain(site) for site in sites))
    _continue_numbering(engine)
    _load(engine, "person", (_person(*one) for one in everybody))
    _load(engine, "course", (_course(*one) for one in everybody))
    _load(engine, "card", (_card(*one) for one in everybody))


def live(engine: Engine, country: Country, first: date, last: date) -> None:
    """Load what happens from first to last.

    The entries of each chain go on behind those that are there.
    """
    notices: list[dict[str, Any]] = []
    for site in range(country.sites):
        rng = Random(f"{country.seed} {site} {first}")
        with engine.begin() as connection:
            chain = tables.chain.c
            begun = connection.execute(
                tables.chain.select().where(chain.id == site + 1)
            ).one()
            rows = list(_entries(rng, country, begun, first, last))
            copy_rows(connection, tables.entry, ENTRY, rows)
            connection.execute(
                update(tables.chain)
                .where(chain.id == site + 1)
                .values(through_seq=begun.through_seq + len(rows))
            )
        notices += _notices(rng, country, site, first, last)
    _load(engine, "notice", notices)


def working_days(first: date, last: date) -> Iterator[date]:
    """Give the days on which people are expected."""
    for number in range(first.toordinal(), last.toordinal() + 1):
        day = date.fromordinal(number)
        if day.weekday() < 5 and day not in public_holidays(day.year):
            yield day


def _entries(
    rng: Random, country: Country, chain: Any, first: date, last: date
) -> Iterator[tuple[Any, ...]]:
    seq = chain.through_seq
    for day in working_days(first, last):
        midnight = datetime(day.year, day.month, day.day, tzinfo=ZONE)
        for wall_ns, kind, content in sorted(
            _day(rng, country, chain.id - 1, midnight)
        ):
            seq += 1
            boot_ns = wall_ns - 10**18
            yield (
                chain.id,
                seq,
                kind,
                wall_ns,
                boot_ns,
                b"b" * 16,
                "synced",
                rng.randbytes(32),
                rng.randbytes(32),
                rng.randbytes(16),
                content,
                wall_ns + 60 * NS,
            )


def _day(
    rng: Random, country: Country, site: int, midnight: datetime
) -> Iterator[tuple[int, str, bytes]]:
    for hour in range(OPENS_HOUR + 1, CLOSES_HOUR + 1):
        at = _ns(midnight + timedelta(hours=hour))
        to = at - 10**18
        listened = b'{"from_boot_ns":%d,"to_boot_ns":%d}' % (to - HOUR_NS, to)
        yield at, "heartbeat", b'{"listened":[%b],"reader":"ok"}' % listened
    came = _ns(midnight + timedelta(hours=8, minutes=5))
    left = _ns(midnight + timedelta(hours=14, minutes=30))
    for number in range(country.people_each):
        chance = rng.randrange(PER_MILLE)
        if chance < STAYED_AWAY:
            continue
        card = b'{"uid":"%b","atqa":68,"sak":0}' % card_of(site, number).encode()
        at = came + rng.randrange(-1200, 960) * NS
        yield at, "tap", card
        yield left + rng.randrange(600) * NS, "tap", card
        if chance < STAYED_AWAY + HELD_TWICE:
            yield at + 2 * NS, "tap", card


def _notices(
    rng: Random, country: Country, site: int, first: date, last: date
) -> Iterator[dict[str, Any]]:
    for day in working_days(first, last):
        for number in range(country.people_each):
            if rng.randrange(PER_MILLE) < TOLD:
                yield PROVENANCE | {
                    "key": f"central/notice/{day}-{site}-{number}",
                    "municipality": town_of(site),
                    "person": person_of(site, number),
                    "first": day,
                    "last": day,
                    "reason": "ill",
                    "reported_at": 0,
                }


def _ns(moment: datetime) -> int:
    return int(moment.timestamp()) * NS


def _site(site: int) -> dict[str, Any]:
    return {
        "id": site_of(site),
        "municipality": town_of(site),
        "name": f"Workshop {site}",
        "phone": "",
        "language": "da",
        "zone": "Europe/Copenhagen",
        "week": plain_week(ORDINARY_WEEK),
        "tolerance_min": 5,
        "capacity": 60,
        "limits": {},
        "changed_by": "Mette",
        "changed_at": 0,
    }


def _terminal(site: int) -> dict[str, Any]:
    return {
        "device": f"door-{site:03}",
        "municipality": town_of(site),
        "site": site_of(site),
        "added_by": "Mette",
        "added_at": 0,
    }


def _chain(site: int) -> dict[str, Any]:
    return {
        "id": site + 1,
        "device": f"door-{site:03}",
        "chain": bytes(16),
        "first_seen_ns": 0,
        "through_seq": 0,
        "hash": bytes(32),
        "read_through_seq": 0,
    }


def _person(site: int, number: int) -> dict[str, Any]:
    return {
        "id": person_of(site, number),
        "municipality": town_of(site),
        "name": f"Person {number}",
        "language": "da",
        "first_name_shown": True,
        "added_by": "Mette",
        "added_at": 0,
    }


def _course(site: int, number: int) -> dict[str, Any]:
    return PROVENANCE | {
        "key": f"central/course/{site}-{number}",
        "municipality": town_of(site),
        "person": person_of(site, number),
        "site": site_of(site),
        "first": FIRST,
        "last": LAST,
        "legal_basis": "LAB § 83",
    }


def _card(site: int, number: int) -> dict[str, Any]:
    return PROVENANCE | {
        "key": f"central/card/{site}-{number}",
        "municipality": town_of(site),
        "card": card_of(site, number),
        "person": person_of(site, number),
        "start": 0,
    }


def _continue_numbering(engine: Engine) -> None:
    """Let the database number the next chain after those that were loaded.

    The chains were loaded with their numbers, which leaves the sequence at its start.
    """
    with engine.begin() as connection:
        connection.execute(
            text(
                "SELECT setval(pg_get_serial_sequence('chain', 'id'), max(id))"
                " FROM chain"
            )
        )


def _load(engine: Engine, table: str, rows: Iterable[dict[str, Any]]) -> None:
    rows = list(rows)
    if rows:
        with engine.begin() as connection:
            known = tables.metadata.tables[table]
            copy_rows(connection, known, list(rows[0]), (one.values() for one in rows))
