"""Read a scenario into facts, or refuse it with one line (docs/rules.md section 7)."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from server_sync.central.rules.errors import BadScenario
from server_sync.central.rules.facts import CheckIn, Facts, Instant, Tap
from server_sync.central.scenario.fields import (
    instant_at,
    items_of,
    keys_of,
    text_of,
)
from server_sync.central.scenario.read_facts import FactReader
from server_sync.central.scenario.read_plans import course_of, site_of

LISTS = "closures courses cards taps manual notices no_shows resolved quarantined"

T = TypeVar("T")
ReadOne = Callable[[object, str], T | None]
"""Reads one item at its place; None when it has been voided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """Facts about one site, and the instant at which they are looked at."""

    about: str
    facts: Facts
    as_of: Instant


def read(text: str) -> Scenario:
    """Read a scenario from the text of its file.

    Raises:
        BadScenario: it is no JSON, or is refused.
    """
    try:
        value = json.loads(text, object_pairs_hook=_object_of)
    except RecursionError as error:
        raise BadScenario("this is nested too deeply for a scenario") from error
    except BadScenario:
        raise
    except ValueError as error:
        raise BadScenario(f"this is not JSON: {error}") from error
    return parse(value)


def parse(value: object) -> Scenario:
    """Read a scenario from the value of its JSON; voided facts are left out.

    Raises:
        BadScenario: it is refused.
    """
    fields = keys_of(
        value, "the scenario", needed="site as_of", optional=f"about listening {LISTS}"
    )
    site = site_of(fields["site"], "site")
    as_of = instant_at(fields["as_of"], "as_of", site.zone)
    reader = FactReader(site, as_of)
    taps = _each(fields, "taps", reader.tap)
    facts = Facts(
        site=site,
        courses=_each(fields, "courses", course_of),
        closures=_each(fields, "closures", reader.closure),
        cards=_each(fields, "cards", reader.card),
        stretches=reader.stretches(fields.get("listening", {}), "listening"),
        taps=tuple(one for one in taps if isinstance(one, Tap)),
        check_ins=tuple(one for one in taps if isinstance(one, CheckIn)),
        resolutions=_each(fields, "resolved", reader.resolution),
        arrivals=_each(fields, "manual", reader.arrival),
        notices=_each(fields, "notices", reader.notice),
        no_shows=_each(fields, "no_shows", reader.no_show),
        quarantined=_each(fields, "quarantined", reader.quarantined),
    )
    _refuse_two_courses(facts)
    about = text_of(fields.get("about", ""), "about")
    return Scenario(about=about, facts=facts, as_of=as_of)


def _each(fields: Mapping[str, Any], key: str, read_one: ReadOne[T]) -> tuple[T, ...]:
    found = [read_one(item, where) for where, item in items_of(fields, key)]
    return tuple(one for one in found if one is not None)


def _refuse_two_courses(facts: Facts) -> None:
    people = set()
    for course in facts.courses:
        if course.person in people:
            raise BadScenario(f"courses has two of the person {course.person!r}")
        people.add(course.person)


def _object_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        raise BadScenario("a key stands twice in one object")
    return value
