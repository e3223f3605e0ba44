"""The numbers of a chain that are missing in front of what is here."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from server_sync.central.db import tables
from server_sync.central.ingest.contents import Trouble

GAPS_MAX = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Entries from `first` to `last`, both included, that have not come."""

    first: int
    last: int

    @property
    def entries(self) -> int:
        """How many they are."""
        return self.last - self.first + 1


def of_chain(connection: Connection, chain: int, *, through: int) -> list[Gap]:
    """Return the gaps of a chain behind its watermark `through`, in order.

    Behind the last entry that is here is no gap: the terminal may have written no more.
    """
    kept, aside = tables.entry.c, tables.quarantine.c
    here = (
        select(kept.seq)
        .where(kept.chain == chain, kept.seq > through)
        .union(select(aside.seq).where(aside.chain == chain, aside.seq > through))
        .subquery()
    )
    before = func.lag(here.c.seq, 1, through).over(order_by=here.c.seq)
    numbered = select(here.c.seq, before.label("before")).subquery()
    rows = connection.execute(
        select(numbered.c.before, numbered.c.seq)
        .where(numbered.c.seq > numbered.c.before + 1)
        .order_by(numbered.c.seq)
        .limit(GAPS_MAX)
    )
    return [Gap(first=before + 1, last=seq - 1) for before, seq in rows]


def lost_among(connection: Connection, chain: int, first: int, last: int) -> list[int]:
    """Give the numbers that a named person declared lost."""
    aside = tables.quarantine.c
    return list(
        connection.scalars(
            select(aside.seq)
            .where(aside.chain == chain, aside.reason == Trouble.LOST)
            .where(aside.seq.between(first, last))
        )
    )
