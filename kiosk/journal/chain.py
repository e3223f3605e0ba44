"""The journal: an append-only SQLite file that terminal, page and uplink share."""

import os
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa

from firmware.moment import Moment
from kiosk.journal import heads, receipts
from kiosk.journal.contents import GENESIS, SALT_BYTES, Content, Entry, Head, Kind
from kiosk.journal.hashing import entry_after, is_intact
from kiosk.journal.heads import Sign
from kiosk.journal.receipts import StoredReceipt
from kiosk.journal.store import Store
from kiosk.journal.tables import entries

__all__ = ["Journal", "StoredReceipt"]

VERIFY_ENTRIES = 1000

# These statements run at every tap. Building one takes longer than running it.
INSERT = sa.insert(entries)
END = sa.select(entries.c.seq, entries.c.hash).order_by(entries.c.seq.desc()).limit(1)
AFTER = (
    sa.select(entries)
    .where(entries.c.seq > sa.bindparam("seq"))
    .order_by(entries.c.seq)
    .limit(sa.bindparam("most"))
)
NEWEST_SYNCED = (
    sa.select(entries.c.wall_ns)
    .where(entries.c.clock == "synced")
    .order_by(entries.c.seq.desc())
    .limit(1)
)
FIRST_SYNCED = (
    sa.select(sa.func.min(entries.c.seq))
    .where(entries.c.clock == "synced")
    .where(entries.c.wall_ns.between(sa.bindparam("first"), sa.bindparam("last")))
)


class Journal:
    """The facts, in the order in which they were recorded.

    Each process opens the file itself; threads may share a Journal.

    Attributes:
        device: the terminal's name, which is in every entry's hash.
    """

    def __init__(self, store: Store, *, device: str) -> None:
        self.device = device
        self._store = store

    @classmethod
    def open(cls, path: Path, *, device: str) -> "Journal":
        """Open the journal, or start a new chain if there is none.

        A damaged file is renamed (see `damaged_file`), and a new chain starts.

        Raises:
            JournalUnavailable: the disk does not let us; trying again can help.
            BadSettings: the journal is another device's.
        """
        return cls(Store(path, device=device), device=device)

    @property
    def chain(self) -> bytes:
        """The 16 random bytes made with the file, which identify it."""
        return self._store.chain

    @property
    def damaged_file(self) -> Path | None:
        """The name that a damaged file was given before this chain started, or None."""
        return self._store.damaged_file

    def close(self) -> None:
        """Close the file."""
        self._store.close()

    def append(
        self, content: Content, moment: Moment, *, sign: Sign | None = None
    ) -> Entry:
        """Write one fact; when this returns, a power cut cannot undo it.

        With `sign`, a head that covers the entry is signed in the same commit.

        Raises:
            JournalUnavailable: it was not registered, and a later try can succeed.
            BadEntry: the content breaks the limits of its kind; nothing was written.
        """
        with self._store.begin(writing=True) as connection:
            seq, previous = _end(connection)
            entry = entry_after(
                seq=seq,
                previous=previous,
                device=self.device,
                chain=self.chain,
                content=content,
                moment=moment,
                salt=os.urandom(SALT_BYTES),
            )
            connection.execute(INSERT, msgspec.structs.asdict(entry))
            if sign is not None:
                heads.add(
                    connection,
                    sign,
                    device=self.device,
                    chain=self.chain,
                    seq=entry.seq,
                    hash=entry.hash,
                    moment=moment,
                )
        return entry

    def after(self, seq: int, limit: int) -> list[Entry]:
        """Return up to `limit` entries behind that seq, oldest first."""
        return self._read(AFTER, seq=seq, most=limit)

    def last(self) -> Entry | None:
        """Return the newest entry; None in a journal that has just begun."""
        query = sa.select(entries).order_by(entries.c.seq.desc()).limit(1)
        return next(iter(self._read(query)), None)

    def seq_before_latest(self, span_ns: int) -> int:
        """Return the seq behind which the entries of the latest `span_ns` lie.

        Only clocks that were synced count, and the latest of them is the end of the
        span, so that it holds whatever the clock says now. 0 if none was.
        """
        with self._store.begin() as connection:
            newest = connection.scalar(NEWEST_SYNCED)
            if newest is None:
                return 0
            span = {"first": newest - span_ns, "last": newest}
            first = connection.scalar(FIRST_SYNCED, span)
        return int(first) - 1

    def entries_of_day(
        self, from_wall_ns: int, to_wall_ns: int, kinds: Iterable[Kind]
    ) -> list[Entry]:
        """Return the entries whose wall clock said `from <= t < to`, oldest first.

        The recorded wall clock may have been wrong.
        """
        query = (
            sa.select(entries)
            .where(entries.c.wall_ns >= from_wall_ns, entries.c.wall_ns < to_wall_ns)
            .where(entries.c.kind.in_([kind.value for kind in kinds]))
        )
        return self._read(query.order_by(entries.c.seq))

    def version(self) -> int:
        """Return a number that changes when anybody writes, here or elsewhere.

        Cheap. Compare it only with what this same Journal answered before.
        """
        return self._store.version()

    def received_through(self) -> int:
        """Return the last seq that a receipt covers; 0 if there is no receipt."""
        receipt = self.latest_receipt()
        return receipt.through_seq if receipt else 0

    def latest_receipt(self) -> StoredReceipt | None:
        """Return central's latest receipt; None before the first."""
        with self._store.begin() as connection:
            return receipts.latest(connection)

    def store_receipt(
        self,
        *,
        through_seq: int,
        hash: bytes,  # noqa: A002 - as the receipt calls it
        incarnation: bytes,
        raw: bytes,
        moment_ns: int,
    ) -> None:
        """Store a verified receipt, which moves the watermark.

        A receipt that covers less than the latest of its incarnation was delayed on the
        way and changes nothing. `moment_ns` is the present wall clock.

        Raises:
            BadReceipt: it names an entry that is not ours; the watermark stays.
        """
        receipt = StoredReceipt(
            through_seq=through_seq,
            hash=hash,
            incarnation=incarnation,
            raw=raw,
            wall_ns=moment_ns,
        )
        with self._store.begin(writing=True) as connection:
            receipts.store(connection, receipt)

    def add_head(
        self,
        *,
        seq: int,
        hash: bytes,  # noqa: A002 - as the head calls it
        moment: Moment,
        sign: Sign,
    ) -> Head:
        """Sign a head, and store it until central has it.

        No two heads have the same number. Signing the same seq again returns the stored
        head.
        """
        with self._store.begin(writing=True) as connection:
            return heads.add(
                connection,
                sign,
                device=self.device,
                chain=self.chain,
                seq=seq,
                hash=hash,
                moment=moment,
            )

    def heads_before(self, no: int, limit: int) -> list[Head]:
        """Return the oldest stored heads with a number below `no`."""
        with self._store.begin() as connection:
            return heads.before(connection, no=no, limit=limit)

    def forget_heads(self, numbers: Collection[int]) -> None:
        """Delete heads that central has."""
        with self._store.begin(writing=True) as connection:
            heads.forget(connection, numbers)

    def erase_through(self, seq: int) -> int:
        """Erase salt and content of entries that central has received.

        The entries themselves stay, and the chain still verifies. Returns how many were
        erased.
        """
        through = min(seq, self.received_through())
        still_there = sa.and_(entries.c.seq <= through, entries.c.salt.is_not(None))
        with self._store.begin(writing=True) as connection:
            connection.exec_driver_sql("PRAGMA secure_delete = ON")
            erasing = sa.update(entries).where(still_there)
            done = connection.execute(erasing.values(salt=None, content=None))
            return done.rowcount

    def first_broken(self) -> int | None:
        """Verify the whole chain; return the seq of the first bad entry, or None."""
        previous, seq = GENESIS, 0
        while batch := self.after(seq, VERIFY_ENTRIES):
            for entry in batch:
                if not is_intact(
                    entry,
                    seq=seq,
                    previous=previous,
                    device=self.device,
                    chain=self.chain,
                ):
                    return seq + 1
                previous, seq = entry.hash, entry.seq
        return None

    def _read(self, query: sa.Select[Any], **values: int) -> list[Entry]:
        with self._store.begin() as connection:
            return [Entry(*row) for row in connection.execute(query, values)]


def _end(connection: sa.Connection) -> tuple[int, bytes]:
    row = connection.execute(END).first()
    return (row.seq, row.hash) if row else (0, GENESIS)
