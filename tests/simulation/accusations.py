"""(b) of the oracle: what central says of people, held to the truth.

Whoever came in time, or told before, is never counted against, nor asked for.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from server_sync.central.db import tables
from server_sync.central.judging import store
from server_sync.central.rules.judged import Judged
from server_sync.central.rules.status import PRESENT, Status
from tests.simulation.centrals import SITE
from tests.simulation.clocks import NS
from tests.simulation.oracle import entries_at_central, taps_at_central
from tests.simulation.truth import WATCHED_BEFORE_SECONDS, Came, Key, Truth

COUNTED_AGAINST = {Status.LATE, Status.UNCLARIFIED}
UNEXCUSED = {Status.UNCLARIFIED, Status.NO_SHOW}
OFTEN = 3
Place = tuple[str, Any]


def nobody_is_accused(connection: Connection, truth: Truth, now: int) -> None:
    """(b) Whoever tapped in time is never late, unclarified or asked for.

    And of nobody at all is it said that they stayed away, but by a person.
    """
    judged = _judged(connection)
    away = {place for place, row in judged.items() if row.status is Status.NO_SHOW}
    assert away <= truth.said_away, f"(b) nobody wrote that: {away - truth.said_away}"
    doubted = truth.lost_with or truth.strayed or truth.told_before
    at_central = entries_at_central(connection) if doubted else set[Key]()
    asked_for = _asked_for(connection)
    _holds_for_told(judged, truth)
    _holds_for_notices(judged, truth, _notices_at_central(connection), asked_for)
    for place, came in truth.came.items():
        row = judged.get(place)
        if row is None or came.first > now or not _is_owed(came, truth, at_central):
            continue
        assert row.status not in COUNTED_AGAINST, f"(b) counted against {came}: {row}"
        if row.status is Status.NO_SHOW:
            continue  # a named person wrote it
        assert not row.missing, f"(b) missing, and was there: {came}: {row}"
        assert place not in asked_for, f"(b) asked for, and was there: {came}: {row}"


def _holds_for_told(judged: Mapping[Place, Judged], truth: Truth) -> None:
    for place in truth.not_told:
        row = judged.get(place)
        against = row is not None and (row.status in COUNTED_AGAINST or row.missing)
        assert not against, f"(b) nobody told the hours of {place}: {row}"


def _holds_for_notices(
    judged: Mapping[Place, Judged],
    truth: Truth,
    at_central: set[Key],
    asked_for: set[Place],
) -> None:
    """Whoever told before is not asked for; who came late is late, with a notice."""
    doubted = {*truth.strayed, truth.revoked}
    for place, key in truth.told_before.items():
        row = judged.get(place)
        reached = key is None or key in at_central
        if row is None or not reached or (key and key[0] in doubted):
            continue
        if row.status is Status.NO_SHOW and place in truth.said_away:
            continue  # a named person wrote it
        accused = row.status in UNEXCUSED or row.missing or place in asked_for
        assert not accused, f"(b) had told before: {place}: {row}"
        late = row.status is Status.LATE
        assert not late or row.notice is not None, f"(b) forgets: {place}: {row}"


def no_prompt_accuses(connection: Connection, truth: Truth) -> None:
    """(b) No prompt says of a person what their sessions do not bear."""
    prompt = tables.prompt.c
    query = select(prompt.person, prompt.key).where(
        prompt.key.in_(("often_late", "never_attended")), prompt.state != "withdrawn"
    )
    raised = {(str(person), key) for person, key in connection.execute(query)}
    if truth.strayed:
        return  # a copied card taps when its owner does not
    for person, key in raised:
        if key == "often_late":
            late = truth.came_late(person)
            assert late >= OFTEN, f"(b) {person} is said to be often late: {late}"
    present = {
        place[0]
        for place, came in truth.came.items()
        if _is_owed(came, truth, set()) and place not in truth.said_away
    }
    never = {person for person, key in raised if key == "never_attended"}
    assert not never & present, f"(b) came, and is said never to have: {never}"


def whoever_was_heard_is_there(connection: Connection, truth: Truth) -> None:
    """(b) the other way: what central holds and can use, counts for the person."""
    judged = _judged(connection)
    taps = taps_at_central(connection)
    for place, came in truth.came.items():
        heard, row = came.heard, judged.get(place)
        if heard is None or row is None or not came.own_card:
            continue
        tap = taps.get(heard.key)
        if tap is None or heard.key[0] in truth.strayed:
            continue
        if tap.certain and came.first == heard.true_ns // NS <= came.session.limit:
            assert row.status is Status.ON_TIME, f"(b) was on time: {came}: {row}"
        elif tap.certain:
            assert row.status in PRESENT, f"(b) was there: {came}: {row}"
        else:
            assert row.status in PRESENT or row.standing_cause, f"(b) {came}: {row}"


def _is_owed(came: Came, truth: Truth, at_central: set[Key]) -> bool:
    if not came.in_time or came.excused or came.gave_up_too_soon:
        return False
    heard = came.heard
    if heard is None:
        return True
    early = came.first < came.session.start - WATCHED_BEFORE_SECONDS
    if heard.key in truth.lost_with and heard.key not in at_central:
        return not early
    return not heard.doubtful or heard.key in at_central


def _judged(connection: Connection) -> Mapping[tuple[str, Any], Judged]:
    rows = store.read_back(connection, site=SITE)
    return {(str(row.person), row.date): row for row in rows}


def _asked_for(connection: Connection) -> set[tuple[str, Any]]:
    prompt = tables.prompt.c
    query = select(prompt.person, prompt.date).where(
        prompt.key == "missing_registration", prompt.state != "withdrawn"
    )
    return {(person, day) for person, day in connection.execute(query)}


def _notices_at_central(connection: Connection) -> set[Key]:
    """Give the notices that were told at a door and that central can use."""
    entry, chain = tables.entry.c, tables.chain.c
    query = (
        select(chain.device, chain.chain, entry.seq)
        .join_from(tables.entry, tables.chain, chain.id == entry.chain)
        .where(entry.kind == "notice")
    )
    return {
        (row.device, bytes(row.chain), row.seq) for row in connection.execute(query)
    }
