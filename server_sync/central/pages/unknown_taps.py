"""The taps of a date with a card that nobody held: when, and at which reader."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, select

from server_sync.central.pages import danish
from server_sync.central.pages.forms import seconds_of_day
from server_sync.central.tables import card, chain, resolution, tap
from server_sync.central.voided import standing

SHOWN_MAX = 10


def sentences(connection: Connection, *, site: str, day: date, zone: str) -> list[str]:
    """Say when, in sentences; the card's own number says nothing to a reader."""
    begins, ends = seconds_of_day(day, zone)
    held = standing(card).subquery("held")
    holder = (
        select(held.c.key)
        .where(held.c.card == tap.c.card, held.c.start <= tap.c.lo)
        .where(held.c.until.is_(None) | (held.c.until > tap.c.hi))
        .exists()
    )
    asked = (
        select(tap, chain.c.device, chain.c.chain.label("chain_id"))
        .join(chain, chain.c.id == tap.c.chain)
        .where(tap.c.site == site, tap.c.lo.between(begins, ends), ~holder)
        .order_by(tap.c.lo)
    )
    taps = connection.execute(asked).all()
    about = {f"{row.device}/{row.chain_id.hex()}/{row.seq}": row for row in taps}
    answered = standing(resolution).where(resolution.c.about.in_(about))
    resolved = {row.about for row in connection.execute(answered)}
    open_taps = [row for key, row in about.items() if key not in resolved]
    return [_sentence(row, ZoneInfo(zone)) for row in open_taps[:SHOWN_MAX]]


def _sentence(row: Row[tuple[object, ...]], zone: ZoneInfo) -> str:
    lo, hi = (danish.clock(datetime.fromtimestamp(at, zone)) for at in (row.lo, row.hi))
    when = f"Kl. {lo}" if row.certain else f"Mellem kl. {lo} og {hi}"
    return f"{when} ved læseren {row.terminal}."
