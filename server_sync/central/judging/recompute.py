"""Keep what is derived in step with the facts: sessions judged, prompts raised.

Three ways lead to the same rows: `refresh` after new facts touches the people and dates
that those are about; `tick` judges what time alone has changed; `rebuild` drops all of
it and begins anew. `bring_up_to` is the first two at once: call that.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from sqlalchemy import Connection, Engine, delete, select, text

from server_sync.central.db import tables
from server_sync.central.db.bulk import Change
from server_sync.central.db.engine import reading
from server_sync.central.db.pipeline import Order, carry_out
from server_sync.central.facts.recompute_queue import ONE_DAY, Dates
from server_sync.central.ingest import backlog, read_entries
from server_sync.central.judging import (
    new_days,
    prompts,
    recompute_queries,
    store,
    unknown_cards,
)
from server_sync.central.judging.affected import (
    EVER,
    TIME,
    Sites,
    Touched,
    by_dates,
    merged,
    new_sites,
    touched_by,
)
from server_sync.central.judging.load_facts import kept_of
from server_sync.central.judging.load_plans import planned_at
from server_sync.central.judging.prompts import Scope
from server_sync.central.judging.scope import Part
from server_sync.central.rules.calendar import date_of
from server_sync.central.rules.facts import Instant, PersonId
from server_sync.central.rules.judge import judge_known
from server_sync.central.rules.judged import Judged
from server_sync.central.rules.known import Known

ONE_AT_A_TIME = text(
    "SELECT pg_advisory_xact_lock(836101),"
    " set_config('plan_cache_mode', 'force_generic_plan', true)"
)
DERIVED = (
    tables.judged,
    tables.unknown_card,
    tables.site_judged,
    tables.tap,
    tables.stretch,
    tables.anchor,
    tables.stale,
)


def bring_up_to(connection: Connection, *, as_of: int) -> None:
    """Judge what new facts and the passing of time have changed, up to `as_of`."""
    judging_alone(connection)
    backlog.read_all(connection, recorded_at=as_of)
    _judge_due(connection, _marked(connection, as_of), as_of)


def refresh(connection: Connection, *, as_of: int) -> None:
    """Judge again only what the facts touch that came since the last time."""
    _judge_sites(connection, _marked(connection, as_of, *_alone(connection)), as_of)


def tick(connection: Connection, *, as_of: int) -> None:
    """Judge again only what has changed because time went by."""
    judging_alone(connection)
    _judge_due(connection, new_sites(), as_of)


def begin_days(engine: Engine, *, as_of: int) -> int:
    """Judge the dates that have come, each site in a transaction; say of how many.

    So at midnight nobody who has a new fact waits for more than one workshop.
    """
    with reading(engine) as connection:
        late = new_days.behind(connection, as_of)
    for site_id in sorted(one.site for one in late):
        with engine.begin() as connection:
            judging_alone(connection)
            # Looked up once more: another worker may have been here meanwhile.
            here = new_days.behind(connection, as_of, site_id)
            _judge_sites(connection, new_days.begun(new_sites(), here), as_of)
            new_days.judged_through(connection, here)
    return len(late)


def rebuild(connection: Connection, *, as_of: int) -> None:
    """Drop everything derived and make it anew, from the entries as they were sent."""
    judging_alone(connection)
    drop(connection)
    for chain in connection.scalars(select(tables.chain.c.id)).all():
        read_entries.read_chain(connection, chain=chain, recorded_at=as_of, mark=False)
    connection.execute(delete(tables.stale))
    tick(connection, as_of=as_of)


def drop(connection: Connection) -> None:
    """Drop everything derived, and have the entries read from the first on."""
    for table in DERIVED:
        connection.execute(delete(table))
    connection.execute(tables.chain.update().values(read_through_seq=0))


def judge_site(connection: Connection, site: str, *, as_of: int) -> None:
    """Judge everything of one site, whatever was judged before."""
    touched = Touched()
    touched.add(None, EVER, TIME)
    _judge_touched(connection, site, touched, as_of)
    late = new_days.behind(connection, as_of, site)
    new_days.judged_through(connection, late)


def judging_alone(connection: Connection) -> None:
    """Let no other worker derive meanwhile; SQLite has one writer anyway.

    PostgreSQL is to plan each question once and not every time: they are the same for
    every site and date, and planning the large ones takes longer than answering them.
    """
    carry_out(connection, *_alone(connection))


def _alone(connection: Connection) -> list[Order]:
    on_postgresql = connection.dialect.name == "postgresql"
    return [Order(ONE_AT_A_TIME, {})] if on_postgresql else []


def _marked(connection: Connection, as_of: int, *before: Order) -> Sites:
    """Empty the queue, and find out whom it touches.

    Where nothing has been judged yet, everything is due, whatever the queue says.
    """
    marks = recompute_queries.take_marks(connection, *before, as_of=as_of)
    if not marks or not marks[0].judged:
        return new_sites()
    return touched_by(connection, marks)


def _judge_due(connection: Connection, sites: Sites, as_of: int) -> None:
    """Judge what is marked, and what time alone has changed.

    Dates have come, or sessions ended.
    """
    late = new_days.behind(connection, as_of)
    new_days.begun(sites, late)
    for site_id, person, day in connection.execute(
        recompute_queries.changing(), {"now": as_of}
    ):
        sites[site_id].add(person, (day, day), TIME)
    _judge_sites(connection, sites, as_of)
    new_days.judged_through(connection, late)


def _judge_sites(
    connection: Connection, sites: Mapping[str, Touched], as_of: int
) -> None:
    for site_id, touched in sorted(sites.items()):
        touched.settle()
        if touched.everybody or touched.people:
            _judge_touched(connection, site_id, touched, as_of)


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


def _judge_touched(
    connection: Connection, site_id: str, touched: Touched, as_of: int
) -> None:
    people = None if touched.everybody else sorted(touched.people)
    planned = planned_at(connection, site_id, people=people)
    judging = Judging(
        Scope(
            site_id=site_id,
            site=planned.site,
            municipality=planned.municipality,
            people=people,
            courses=planned.courses,
            dates=_envelope(touched),
            as_of=as_of,
        )
    )
    for dates in merged(touched.everybody):
        _judge(connection, judging, None, dates)
    for dates, together in sorted(by_dates(touched.people).items()):
        _judge(connection, judging, together, dates)
    if EVER in touched.everybody:
        prompts.settle(
            connection, judging.scope, touched.facts, judging.due(), judging.judged
        )
        return
    asked = judging.changed | touched.people.keys() | _running(judging.scope, touched)
    scope = replace(judging.scope, people=sorted(asked))
    prompts.settle(connection, scope, touched.facts, judging.due())


def _envelope(touched: Touched) -> Dates:
    """Give the first and the last date that is touched of anybody."""
    ranges = [*touched.everybody]
    for of_person in touched.people.values():
        ranges += of_person
    return min(first for first, _ in ranges), max(last for _, last in ranges)


def _running(scope: Scope, touched: Touched) -> set[PersonId]:
    """Name those of whom a new day alone can raise or end a prompt."""
    if touched.new_day is None:
        return set()
    since = touched.new_day - timedelta(days=scope.site.limits.latest_days)
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
    facts, stood = kept_of(
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
    judging.changes, changed = store.replacing(
        connection, scope.site_id, stood, list(rows)
    )
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
