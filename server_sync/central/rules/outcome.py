"""The outcome of a site's facts: sessions, figures, share met, prompts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from server_sync.central.rules.calendar import date_of
from server_sync.central.rules.facts import Course, Facts, Instant, PersonId, Site
from server_sync.central.rules.figures import (
    CourseFigures,
    ShareMet,
    figures,
    share_met,
)
from server_sync.central.rules.judge import judge_known
from server_sync.central.rules.judged import Judged
from server_sync.central.rules.known import Known
from server_sync.central.rules.prompt import Prompt
from server_sync.central.rules.prompts import prompts


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonOutcome:
    """One person's sessions up to the date of `as_of`, and the course's figures."""

    sessions: tuple[Judged, ...]
    figures: CourseFigures


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the rules say of a site at one instant; a person has one course."""

    zone: str
    people: Mapping[PersonId, PersonOutcome]
    share_met: ShareMet
    prompts: tuple[Prompt, ...]


def outcome(facts: Facts, as_of: Instant) -> Outcome:
    """Judge everything and add it up."""
    known = Known(facts, as_of)
    return outcome_of(
        facts.courses,
        judge_known(known, facts),
        site=facts.site,
        unknown_card_dates=known.unknown_card_dates(),
        as_of=as_of,
    )


def outcome_of(
    courses: Sequence[Course],
    judged: Iterable[Judged],
    *,
    site: Site,
    unknown_card_dates: Iterable[date],
    as_of: Instant,
) -> Outcome:
    """Add up what was judged before, as it may have been kept and read back."""
    today = date_of(as_of, site.zone)
    of_person: dict[PersonId, list[Judged]] = {
        course.person: [] for course in sorted(courses, key=lambda one: one.person)
    }
    for row in sorted(judged, key=lambda row: (row.date, row.start, row.end)):
        if row.person in of_person and row.date <= today:
            of_person[row.person].append(row)
    of_course = [(course, of_person[course.person]) for course in courses]
    people = {
        course.person: PersonOutcome(
            sessions=tuple(rows),
            figures=figures(rows, site=site, course=course, as_of=as_of),
        )
        for course, rows in sorted(of_course, key=lambda one: one[0].person)
    }
    return Outcome(
        zone=site.zone,
        people=people,
        share_met=share_met(of_course, site=site, as_of=as_of),
        prompts=prompts(
            courses,
            [row for rows in of_person.values() for row in rows],
            site=site,
            unknown_card_dates=unknown_card_dates,
            as_of=as_of,
        ),
    )
