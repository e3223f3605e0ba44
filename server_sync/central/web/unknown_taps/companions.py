"""Whose a strange number is by the cards that lay beside it; nobody is asked of it."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row

from server_sync.central.db.query_batch import listed
from server_sync.central.facts.card_holders import holdings_of
from server_sync.central.judging.load_heard import companions_asked
from server_sync.central.judging.load_plans import site_of
from server_sync.central.rules.companions import Companions
from server_sync.central.rules.facts import CardId, Tap


def persons_beside(
    connection: Connection, rows: Sequence[Row[Any]], *, site: str
) -> list[str | None]:
    """Say of each row of `tap`, all of one site, whose it is by what lay beside it."""
    taps = [_tap_of(row) for row in rows]
    numbers = {tap.card for tap in taps if tap.beside}
    if not numbers:
        return [None] * len(taps)
    asked = {"site": site, "cards": listed(numbers)}
    known = companions_asked().ask(connection, asked)["companions"]
    cards = {*numbers, *(card for tap in known for card in tap.beside or ())}
    holdings = holdings_of(connection, municipality=rows[0].municipality, cards=cards)
    limits = site_of(connection, site).limits
    companions = Companions(
        holdings,
        known,
        as_of=max(tap.lo for tap in known),
        zone=rows[0].zone,
        dates_min=limits.companion_dates,
    )
    return [
        companions.person_of(tap)
        if holdings.holders_during(tap.card, tap.lo, tap.hi) == {None}
        else None
        for tap in taps
    ]


def _tap_of(row: Row[Any]) -> Tap:
    beside = [] if row.beside is None else json.loads(row.beside)
    return Tap(
        terminal=row.terminal,
        card=row.card,
        lo=row.lo,
        hi=row.hi,
        certain=row.certain,
        beside=tuple(map(CardId, beside)),
    )
