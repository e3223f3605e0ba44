"""A real case: a Monday at the workshop, and the file that central makes of it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from functools import lru_cache

import msgspec
from sqlalchemy import Connection, Engine

from kiosk.journal.contents import Arrival, Notice, Reason
from server_sync.central.evidence.asking import ask
from server_sync.central.evidence.collect import collect
from server_sync.central.judging import recompute
from server_sync.protocol.signing import public_bytes
from server_sync.verify import container, frames
from server_sync.verify.case import CASE, MANIFEST, SIGNATURE, Case
from server_sync.verify.seal import seal
from tests.databases import prepared_in_memory
from tests.server_sync.central.world import (
    CARDS,
    CENTRAL_KEY,
    MONDAY,
    NOBODYS_CARD,
    PaperJournal,
    at,
    moment,
    send,
    set_up,
)

TUESDAY = MONDAY + timedelta(days=1)
ENTRIES, HEADS, RECEIPTS = "chains/1/entries", "chains/1/heads", "chains/1/receipts"
CENTRAL = public_bytes(CENTRAL_KEY)


def a_monday() -> PaperJournal:
    """Alice comes in time, Bob too, a card is nobody's, and staff write two things."""
    journal = PaperJournal()
    journal.listen("05:00", "08:00")
    journal.tap(CARDS["alice"], "08:11:03")
    journal.tap(CARDS["bob"], "08:12:00")
    journal.tap(NOBODYS_CARD, "08:13:00")
    journal.write(
        Notice(
            person="alice",
            first=TUESDAY,
            last=TUESDAY,
            reason=Reason.DOCTOR,
            reported_at=moment("08:20"),
            by="Mette",
        ),
        at("08:21"),
    )
    journal.write(
        Arrival(person="bob", at=moment("08:10"), by="Mette", why="Bob forgot"),
        at("08:30"),
    )
    journal.listen("08:00", "15:00")
    return journal


def town() -> Engine:
    """Make a database in memory with the small world in it."""
    engine = prepared_in_memory()
    with engine.begin() as connection:
        set_up(connection)
    return engine


@contextmanager
def town_with(journal: PaperJournal) -> Iterator[Engine]:
    """Make a central that has all of this journal, in two batches on two days."""
    engine = town()
    half = len(journal.entries) // 2
    send(engine, journal.batch(1, half), received=at("12:00"))
    send(engine, journal.batch(half + 1), received=at("20:00", TUESDAY))
    yield engine
    engine.dispose()


def case_from(
    connection: Connection,
    *,
    name: str = "Alice",
    first: date = MONDAY,
    last: date = TUESDAY,
) -> bytes:
    """Have central make the file, three days later."""
    made_at = at("12:00", MONDAY + timedelta(days=3))
    recompute.recompute_due(connection, as_of=made_at)
    asked = ask(
        connection, name=name, first=first, last=last, by="Hanne", made_at=made_at
    )
    return collect(connection, asked, CENTRAL_KEY)


@lru_cache
def whole_case() -> bytes:
    """Give the file about Alice."""
    with town_with(a_monday()) as engine, engine.begin() as connection:
        return case_from(connection)


def case_in(raw: bytes) -> Case:
    """Read what the file says of itself."""
    return msgspec.json.decode(container.unpack(raw)[CASE], type=Case)


def records(raw: bytes, name: str) -> list[bytes]:
    """Give the records of a member."""
    found, rest = frames.split(container.unpack(raw)[name])
    assert rest == b""
    return found


def signed_anew(raw: bytes, **instead: bytes | None) -> bytes:
    """Change members and have central sign the changed file; None leaves one out.

    This is what somebody at central could do. Names are given with `__` for a slash.
    """
    members: dict[str, bytes] = dict(container.unpack(raw))
    del members[MANIFEST], members[SIGNATURE]
    for spelt, new in instead.items():
        name = spelt.replace("__", "/")
        if new is None:
            del members[name]
        else:
            members[name] = new
    return seal(members, CENTRAL_KEY)


def changed(raw: bytes, **instead: bytes) -> bytes:
    """Change members as somebody would who does not have central's key."""
    members: Mapping[str, bytes] = container.unpack(raw)
    new = {name.replace("__", "/"): value for name, value in instead.items()}
    return container.pack({**members, **new})
