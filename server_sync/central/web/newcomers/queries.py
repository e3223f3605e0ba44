"""The temporary cards of which nobody has said yet whose they are."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Select, func, select

from kiosk.look.danish import in_alphabet
from server_sync.central.accounts.viewer import Viewer
from server_sync.central.db.records import select_record
from server_sync.central.db.rows import NewcomerRow, row_of, rows_of
from server_sync.central.db.tables import course, newcomer, person, site, tap
from server_sync.central.facts import newcomers as facts
from server_sync.central.facts.not_voided import is_not_voided, not_voided


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """A card that was lent at the door to somebody on no list.

    Attributes:
        row: the fact.
        taps: how many times the card was read since.
        named: somebody has the card now; there is nothing left to say.
    """

    row: NewcomerRow
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
    return [_of(row) for row in rows_of(connection, _NewcomerAtSite, asked)]


def find(connection: Connection, viewer: Viewer, *, key: str) -> Newcomer | None:
    """Find one that was not taken back; None where this viewer may see none."""
    asked = _asked(viewer).where(newcomer.c.key == key)
    row = row_of(connection, _NewcomerAtSite, asked)
    return None if row is None else _of(row)


def lent(
    connection: Connection, viewer: Viewer, *, card: str, at: int
) -> Newcomer | None:
    """Find to whom a card was lent by then, where nobody has said whose it is."""
    asked = _asked(viewer).where(newcomer.c.card == card, newcomer.c.start <= at)
    rows = rows_of(connection, _NewcomerAtSite, asked.where(~facts.is_named()))
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


class _NewcomerAtSite(NamedTuple):
    """A temporary card, its site, how often it was read, and whether it is named."""

    key: str
    by: str
    municipality: str
    site: str
    card: str
    name: str
    start: int
    site_name: str
    zone: str
    taps: int
    named: bool


def _asked(viewer: Viewer) -> Select[tuple[object, ...]]:
    taps = (
        select(func.count())
        .select_from(tap)
        .where(tap.c.card == newcomer.c.card, tap.c.lo >= newcomer.c.start)
        .scalar_subquery()
    )
    columns = {name: newcomer.c[name] for name in NewcomerRow._fields}
    return (
        select_record(
            _NewcomerAtSite,
            site_name=site.c.name,
            zone=site.c.zone,
            taps=taps,
            named=facts.is_named(),
            **columns,
        )
        .select_from(newcomer.join(site, site.c.id == newcomer.c.site))
        .where(is_not_voided(newcomer))
        .where(newcomer.c.municipality == viewer.municipality_id)
        .where(viewer.may_see_at(newcomer.c.site))
        .order_by(newcomer.c.start, newcomer.c.key)
    )


def _of(row: _NewcomerAtSite) -> Newcomer:
    fact = NewcomerRow(
        key=row.key,
        by=row.by,
        municipality=row.municipality,
        site=row.site,
        card=row.card,
        name=row.name,
        start=row.start,
    )
    return Newcomer(
        row=fact,
        site=row.site_name,
        since=datetime.fromtimestamp(row.start, ZoneInfo(row.zone)),
        taps=row.taps,
        named=row.named,
    )
