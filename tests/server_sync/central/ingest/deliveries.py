"""A morning's journal, and how to see what central made of it."""

from sqlalchemy import Engine, func, select

from kiosk.journal.contents import Arrival
from server_sync.central.db import tables
from tests.server_sync.central.world import (
    CARDS,
    NOBODYS_CARD,
    PaperJournal,
    at,
    moment,
)


def a_morning() -> PaperJournal:
    """Alice comes in time, an unknown card is held, and staff write two things."""
    journal = PaperJournal()
    journal.listen("05:00", "08:00")
    journal.tap(CARDS["alice"], "08:11:03")
    journal.tap(NOBODYS_CARD, "08:13:00")
    journal.write(
        Arrival(person="bob", at=moment("08:10"), by="Mette", why="forgot"),
        at("08:30"),
    )
    journal.listen("08:00", "15:00")
    return journal


def counted(engine: Engine, *names: str) -> dict[str, int]:
    """Count the rows of these tables."""
    with engine.begin() as connection:
        return {
            name: connection.scalar(
                select(func.count()).select_from(tables.metadata.tables[name])
            )
            or 0
            for name in names
        }
