"""Judge the sessions of one site, and settle its prompts."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from sqlalchemy import Connection

from server_sync.central.db.bulk import Change
from server_sync.central.facts.recompute_queue import ONE_DAY, Dates
from server_sync.central.judging import prompts, recompute_queries, store, unknown_cards
from server_sync.central.judging.affected import EVER, Affected, by_dates, merged
from server_sync.central.judging.load_facts import load_facts
from server_sync.central.judging.load_plans import planned_at
from server_sync.central.judging.prompts import Scope
from server_sync.central.judging.scope import Part
from server_sync.central.rules.calendar import date_of
from server_sync.central.rules.facts import Instant, PersonId
from server_sync.central.rules.judge import judge_known
from server_sync.central.rules.judged import Judged
from server_sync.central.rules.known import Known


@dataclass(slots=True)
class Judging:
    """What is known of a site while its sessions are judged, and what came of it.

    Attributes:
        changed: of whom anything is said otherwise than before.
        changes: what is still to be written; it goes with the next question.
    """

    scope: Scope
    changed: set[PersonId] = field(default_factory=set)
    changes: list[Change] = field(default_factory=list)
    judged: list[Judged] = field(default_factory=list)

    def due(self) -> list[Change]:
        """Take what is still to be written."""
        changes, self.changes = self.changes, []
        return changes


def judge_affected(
    connection: Connection, site_id: str, affected: Affected, *, as_of: int
) -> None:
    """Judge the affected dates again, and raise and withdraw what follows from them."""
    affected.settle()
    people = None if affected.everybody else sorted(affected.people)
    planned = planned_at(connection, site_id, people=people)
    judging = Judging(
        Scope(
            site_id=site_id,
            site=planned.site,
            municipality=planned.municipality,
            people=people,
            courses=planned.courses,
            dates=_envelope(affected),
            as_of=as_of,
        )
    )
    for dates in merged(affected.everybody):
        _judge(connection, judging, None, dates)
    for dates, group in sorted(by_dates(affected.people).items()):
        _judge(connection, judging, group, dates)
    if EVER in affected.everybody:
        prompts.settle(
            connection, judging.scope, affected.facts, judging.due(), judging.judged
        )
        return
    asked = judging.changed | affected.people.keys() | _running(judging.scope, affected)
    scope = replace(judging.scope, people=sorted(asked))
    prompts.settle(connection, scope, affected.facts, judging.due())


def _envelope(affected: Affected) -> Dates:
    """Return the first and the last date that is affected of anybody."""
    ranges = [*affected.everybody]
    for of_person in affected.people.values():
        ranges += of_person
    return min(first for first, _ in ranges), max(last for _, last in ranges)


def _running(scope: Scope, affected: Affected) -> set[PersonId]:
    """Name those of whom a new day alone can raise or end a prompt."""
    if affected.new_day is None:
        return set()
    since = affected.new_day - timedelta(days=scope.site.limits.latest_days)
    return {course.person for _, course in scope.courses if course.last >= since}


def _judge(
    connection: Connection,
    judging: Judging,
    people: Collection[str] | None,
    dates: Dates,
) -> None:
    scope = judging.scope
    zone, as_of = scope.site.zone, Instant(scope.as_of)
    first, last = dates[0], min(dates[1], scope.today)
    if first == EVER[0]:
        first = _earliest(connection, scope.site_id, zone, scope.today)
    if first > last:
        return
    part = Part(site=scope.site_id, people=people, first=first, last=last, as_of=as_of)
    courses = [
        (key, course)
        for key, course in scope.courses
        if course.first <= last and course.last >= first - ONE_DAY
        if people is None or course.person in people
    ]
    facts, stored = load_facts(
        connection,
        part,
        *judging.due(),
        site=scope.site,
        courses=[course for _, course in courses],
    )
    known = Known(facts, as_of)
    judged = list(judge_known(known, facts, first=first, last=last))
    judging.judged += judged
    rows = store.rows_of(part, judged, municipality=scope.municipality, courses=courses)
    judging.changes, changed = store.replacing(connection, scope.site_id, stored, rows)
    judging.changed |= changed
    if people is None:
        unknown_cards.replace_with(connection, part, facts, known.unknown_card_dates())


def _earliest(connection: Connection, site: str, zone: str, today: date) -> date:
    """Give the first date on which there can be anything to judge."""
    course, tap = connection.execute(recompute_queries.firsts(), {"site": site}).one()
    dates = [today] if course is None else [today, course]
    if tap is not None:
        dates.append(date_of(Instant(tap), zone))
    return min(dates)
