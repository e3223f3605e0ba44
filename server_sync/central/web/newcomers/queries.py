"""The temporary cards of which nobody has said yet whose they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, Select, func, select

from kiosk.look.danish import in_alphabet
from server_sync.central.accounts.viewer import Viewer
from server_sync.central.db.tables import (
    course,
    newcomer,
    person,
    site,
    tap,
)
from server_sync.central.facts import newcomers as facts
from server_sync.central.facts.not_voided import not_voided


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """A card that was lent at the door to somebody on no list.

    Attributes:
        row: the fact.
        taps: how many times the card was read since.
        named: somebody has the card now; there is nothing left to say.
    """

    row: Row[Any]
    site: str
    since: datetime
    taps: int
    named: bool

    @property
    def key(self) -> tuple[str, str, int]:
        """The name of the entry, as addresses have it."""
        front, _, seq = self.row.key.rpartition("/")
        device, _, chain = front.rpartition("/")
        return device, chain, int(seq)

    @property
    def ending(self) -> str:
        """The end of the card's number, as the door shows it."""
        return str(self.row.card)[-4:]


def unnamed(connection: Connection, viewer: Viewer) -> list[Newcomer]:
    """Read those that wait for somebody to say who it is, the earliest first."""
    asked = _asked(viewer).where(~facts.is_named())
    return [_of(row) for row in connection.execute(asked)]


def find(connection: Connection, viewer: Viewer, *, key: str) -> Newcomer | None:
    """Find one that was not taken back; None where this viewer may see none."""
    row = connection.execute(_asked(viewer).where(newcomer.c.key == key)).one_or_none()
    return None if row is None else _of(row)


def lent(
    connection: Connection, viewer: Viewer, *, card: str, at: int
) -> Newcomer | None:
    """Find to whom a card was lent by then, where nobody has said whose it is."""
    asked = _asked(viewer).where(newcomer.c.card == card, newcomer.c.start <= at)
    rows = connection.execute(asked.where(~facts.is_named())).all()
    return _of(rows[-1]) if rows else None


def could_be(connection: Connection, viewer: Viewer, found: Newcomer) -> dict[str, str]:
    """List who has a course there on that date or later, by name."""
    offered = not_voided(course).subquery("offered")
    asked = (
        select(person.c.id, person.c.name)
        .join(offered, offered.c.person == person.c.id)
        .where(offered.c.site == found.row.site, viewer.may_see_person())
        .where(offered.c.last >= day_of(found))
        .distinct()
    )
    rows = [(row.id, row.name) for row in connection.execute(asked)]
    return dict(sorted(rows, key=lambda row: (in_alphabet(row[1]), row[0])))


def day_of(found: Newcomer) -> date:
    """Say on which date the card was lent."""
    return found.since.date()


def _asked(viewer: Viewer) -> Select[Any]:
    read: Sequence[Any] = (tap.c.card == newcomer.c.card, tap.c.lo >= newcomer.c.start)
    taps = select(func.count()).select_from(tap).where(*read).scalar_subquery()
    return (
        not_voided(newcomer)
        .add_columns(
            site.c.name.label("site_name"),
            site.c.zone,
            taps.label("taps"),
            facts.is_named().label("named"),
        )
        .join(site, site.c.id == newcomer.c.site)
        .where(newcomer.c.municipality == viewer.municipality_id)
        .where(viewer.may_see_at(newcomer.c.site))
        .order_by(newcomer.c.start, newcomer.c.key)
    )


def _of(row: Row[Any]) -> Newcomer:
    return Newcomer(
        row=row,
        site=row.site_name,
        since=datetime.fromtimestamp(row.start, ZoneInfo(row.zone)),
        taps=row.taps,
        named=row.named,
    )
