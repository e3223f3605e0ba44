"""Keep what is derived in step with the facts: sessions judged, prompts raised.

Three ways lead to the same rows: `refresh` after new facts touches the people and dates
that those are about; `tick` judges what time alone has changed; `rebuild` drops all of
it and begins anew. `bring_up_to` is the first two at once: call that.
"""

from collections.abc import Collection, Iterable
from datetime import date

from sqlalchemy import Connection, delete, func, insert, select, update

from server_sync.central import judged_rows, prompt_life, tables, told, unknown_cards
from server_sync.central.kept import Part, facts_of
from server_sync.central.kept_plans import keyed_courses, site_of
from server_sync.central.prompt_life import Scope
from server_sync.central.rules.calendar import date_of
from server_sync.central.rules.facts import Instant
from server_sync.central.rules.judge import judge_known
from server_sync.central.rules.known import Known
from server_sync.central.stale import ONE_DAY, Dates
from server_sync.central.touched import EVER, Sites, Touched, new_sites, touched_by

ONE_AT_A_TIME = 836101
TIME = "time"


def bring_up_to(connection: Connection, *, as_of: int) -> None:
    """Judge what new facts and the passing of time have changed, up to `as_of`."""
    _alone(connection)
    sites = _marked(connection, as_of)
    _judge_sites(connection, _due(connection, sites, as_of), as_of)
    _judged_through(connection, as_of)


def refresh(connection: Connection, *, as_of: int) -> None:
    """Judge again only what the facts touch that came since the last time."""
    _alone(connection)
    _judge_sites(connection, _marked(connection, as_of), as_of)


def tick(connection: Connection, *, as_of: int) -> None:
    """Judge again only what has changed because time went by."""
    _alone(connection)
    _judge_sites(connection, _due(connection, new_sites(), as_of), as_of)
    _judged_through(connection, as_of)


def rebuild(connection: Connection, *, as_of: int) -> None:
    """Drop everything derived and make it anew, from the entries as they were sent."""
    _alone(connection)
    for table in (
        tables.judged,
        tables.unknown_card,
        tables.site_judged,
        tables.tap,
        tables.stretch,
        tables.anchor,
        tables.stale,
    ):
        connection.execute(delete(table))
    connection.execute(tables.chain.update().values(read_through_seq=0))
    for chain in connection.scalars(select(tables.chain.c.id)).all():
        told.read_chain(connection, chain=chain, recorded_at=as_of)
    connection.execute(delete(tables.stale))
    tick(connection, as_of=as_of)


def _alone(connection: Connection) -> None:
    """Let no other worker derive meanwhile; SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ONE_AT_A_TIME})")


def _marked(connection: Connection, as_of: int) -> Sites:
    """Empty the queue, and find out whom it touches.

    Where nothing has been judged yet, everything is due, whatever the queue says.
    """
    marks = connection.execute(
        delete(tables.stale).where(tables.stale.c.due <= as_of).returning(tables.stale)
    ).all()
    if connection.execute(select(tables.site_judged).limit(1)).first() is None:
        return new_sites()
    return touched_by(connection, marks)


def _due(connection: Connection, sites: Sites, as_of: int) -> Sites:
    """Add what time alone has changed: dates that have come, sessions that ended."""
    site, done, judged = tables.site.c, tables.site_judged.c, tables.judged.c
    for site_id, zone, through in connection.execute(
        select(site.id, site.zone, done.through).outerjoin_from(
            tables.site, tables.site_judged, done.site == site.id
        )
    ):
        today = date_of(Instant(as_of), zone)
        if through is None:
            sites[site_id].add(None, EVER, TIME)
        elif through < today:
            sites[site_id].add(None, (through + ONE_DAY, today), TIME)
    for site_id, person, day in connection.execute(
        select(judged.site, judged.person, judged.date)
        .where(judged.next_change <= as_of)
        .distinct()
    ):
        sites[site_id].add(person, (day, day), TIME)
    return sites


def _judged_through(connection: Connection, as_of: int) -> None:
    """Keep through which date each site is judged now."""
    site, done = tables.site.c, tables.site_judged.c
    for site_id, zone, through in connection.execute(
        select(site.id, site.zone, done.through).outerjoin_from(
            tables.site, tables.site_judged, done.site == site.id
        )
    ).all():
        today = date_of(Instant(as_of), zone)
        if through is None:
            row = {"site": site_id, "through": today}
            connection.execute(insert(tables.site_judged).values(row))
        elif through < today:
            connection.execute(
                update(tables.site_judged)
                .where(done.site == site_id)
                .values(through=today)
            )


def _judge_sites(connection: Connection, sites: Sites, as_of: int) -> None:
    for site_id, touched in sorted(sites.items()):
        touched.settle()
        if touched.everybody or touched.people:
            _judge_touched(connection, site_id, touched, as_of)


def _judge_touched(
    connection: Connection, site_id: str, touched: Touched, as_of: int
) -> None:
    people = None if touched.everybody else sorted(touched.people)
    scope = Scope(
        site_id=site_id,
        site=site_of(connection, site_id),
        people=people,
        courses=keyed_courses(connection, site=site_id, people=people),
        as_of=as_of,
    )
    for dates in _merged(touched.everybody):
        _judge(connection, scope, None, dates)
    for person in sorted(touched.people):
        for dates in _merged(touched.people[person]):
            _judge(connection, scope, [person], dates)
    prompt_life.settle(connection, scope, touched.facts)


def _judge(
    connection: Connection, scope: Scope, people: Collection[str] | None, dates: Dates
) -> None:
    zone, as_of = scope.site.zone, Instant(scope.as_of)
    today = date_of(as_of, zone)
    first = max(dates[0], _earliest(connection, scope.site_id, zone, today))
    last = min(dates[1], today)
    if first > last:
        return
    part = Part(site=scope.site_id, people=people, first=first, last=last, as_of=as_of)
    courses = [
        (key, course)
        for key, course in scope.courses
        if course.first <= last and course.last >= first - ONE_DAY
        if people is None or course.person in people
    ]
    facts = facts_of(
        connection,
        part,
        site=scope.site,
        courses=[course for _, course in courses],
    )
    known = Known(facts, as_of)
    judged_rows.replace_with(
        connection,
        part,
        judge_known(known, facts, first=first, last=last),
        courses=courses,
    )
    if people is None:
        unknown_cards.replace_with(connection, part, facts, known.unknown_card_dates())


def _earliest(connection: Connection, site: str, zone: str, today: date) -> date:
    """Give the first date on which there can be anything to judge."""
    course, tap = tables.course.c, tables.tap.c
    first = connection.scalar(select(func.min(course.first)).where(course.site == site))
    lo = connection.scalar(select(func.min(tap.lo)).where(tap.site == site))
    dates = [today] if first is None else [today, first]
    if lo is not None:
        dates.append(date_of(Instant(lo), zone))
    return min(dates)


def _merged(ranges: Iterable[Dates]) -> list[Dates]:
    """Join what overlaps or touches, so that no date is judged twice."""
    merged: list[Dates] = []
    for first, last in sorted(ranges):
        if merged and first <= merged[-1][1] + ONE_DAY:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return merged
