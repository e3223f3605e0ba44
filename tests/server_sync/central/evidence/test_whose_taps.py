"""A case shows the person's own taps, and nobody else's."""

import msgspec

from kiosk.journal.contents import Card, Entry
from server_sync.verify.verify import verify_case
from tests.server_sync.central.evidence.case_of_alice import (
    ENTRIES,
    case_from,
    records,
    town,
)
from tests.server_sync.central.world import MONDAY, PaperJournal, at, moment, send


def test_the_next_holders_tap_is_not_shown() -> None:
    """Alice hands her card back at 09:00, and Bob gets it: his tap is his."""
    journal = PaperJournal()
    for person, begins, ends in (("alice", "06:30", "09:00"), ("bob", "09:00", None)):
        journal.write(
            Card(
                uid="aabbccdd",
                person=person,
                start=moment(begins),
                end=moment(ends) if ends else None,
                by="Mette",
                at=moment(begins),
            ),
            at(begins),
        )
    hers = journal.tap("aabbccdd", "08:10:00")
    his = journal.tap("aabbccdd", "13:00:00")

    engine = town()
    send(engine, journal.batch())
    with engine.begin() as connection:
        raw = case_from(connection, first=MONDAY, last=MONDAY)
    engine.dispose()

    stored = (
        msgspec.msgpack.decode(raw_entry, type=Entry)
        for raw_entry in records(raw, ENTRIES)
    )
    content = {entry.seq: entry.content for entry in stored}
    assert content[hers.seq] is not None
    assert content[his.seq] is None
    assert verify_case(raw).faults == ()
