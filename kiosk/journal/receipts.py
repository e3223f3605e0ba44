"""Store central's receipts; nothing else moves the watermark."""

from dataclasses import dataclass

import sqlalchemy as sa

from kiosk.errors import BadReceipt
from kiosk.journal.contents import GENESIS
from kiosk.journal.tables import entries, receipts


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredReceipt:
    """The latest receipt. `wall_ns` is when it was stored here."""

    through_seq: int
    hash: bytes
    incarnation: bytes
    raw: bytes
    wall_ns: int


def latest(connection: sa.Connection) -> StoredReceipt | None:
    """Return the latest receipt; None before the first."""
    query = sa.select(receipts).order_by(receipts.c.no.desc()).limit(1)
    row = connection.execute(query).first()
    if row is None:
        return None
    return StoredReceipt(
        through_seq=row.through_seq,
        hash=row.hash,
        incarnation=row.incarnation,
        raw=row.raw,
        wall_ns=row.wall_ns,
    )


def store(connection: sa.Connection, receipt: StoredReceipt) -> None:
    """Replace the latest receipt of the same incarnation.

    A receipt that covers less was delayed on the way, and changes nothing.

    Raises:
        BadReceipt: it names an entry that is not ours.
    """
    _refuse_foreign(connection, receipt)
    before = latest(connection)
    if before and before.incarnation == receipt.incarnation:
        if before.through_seq > receipt.through_seq:
            return
        same = receipts.c.incarnation == receipt.incarnation
        connection.execute(sa.delete(receipts).where(same))
    highest = connection.scalar(sa.select(sa.func.max(receipts.c.no))) or 0
    connection.execute(
        sa.insert(receipts).values(
            no=highest + 1,
            through_seq=receipt.through_seq,
            hash=receipt.hash,
            incarnation=receipt.incarnation,
            raw=receipt.raw,
            wall_ns=receipt.wall_ns,
        )
    )


def _refuse_foreign(connection: sa.Connection, receipt: StoredReceipt) -> None:
    query = sa.select(entries.c.hash).where(entries.c.seq == receipt.through_seq)
    own_hash = connection.scalar(query) if receipt.through_seq else GENESIS
    if own_hash != receipt.hash:
        raise BadReceipt(
            f"central holds another entry {receipt.through_seq} of this chain: was the"
            " memory card copied, or the journal restored from a copy?"
        )
