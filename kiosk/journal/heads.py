"""Sign heads: how far this terminal's chain reached. Stored until central has them.

The key is made on this device and never leaves it. Without a key nothing is signed, and
the journal works as usual.
"""

from collections.abc import Callable, Collection
from pathlib import Path

import msgspec
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: TID251 - the terminal signs its own heads
from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: TID251

from firmware.moment import Moment
from kiosk.journal.contents import Head, head_bytes
from kiosk.journal.tables import heads, signed_heads

NOT_YET_SIGNED = bytes(64)

Sign = Callable[[bytes], bytes]


def signer(path: Path) -> Sign | None:
    """Return a function that signs with the key in that file; None if no key."""
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError):
        return None
    return key.sign if isinstance(key, Ed25519PrivateKey) else None


def no_signer() -> Sign | None:
    """Stand in for a terminal that has no key."""
    return None


def next_number(connection: sa.Connection) -> int:
    """Return the next head number; no number is used twice."""
    last = connection.scalar(sa.select(sa.func.max(heads.c.no))) or 0
    connection.execute(sa.delete(heads))
    connection.execute(sa.insert(heads).values(no=last + 1))
    return int(last) + 1


def add(  # noqa: PLR0913 - all that a head says
    connection: sa.Connection,
    sign: Sign,
    *,
    device: str,
    chain: bytes,
    seq: int,
    hash: bytes,  # noqa: A002 - as the head calls it
    moment: Moment,
) -> Head:
    """Sign a head and store it until central has it.

    If the newest stored head covers the same seq with the same key, it is returned.
    """
    newest = sa.select(signed_heads).order_by(signed_heads.c.no.desc()).limit(1)
    row = connection.execute(newest).first()
    if row is not None and row.seq == seq:
        stored = msgspec.msgpack.decode(row.raw, type=Head)
        if stored.signature == sign(head_bytes(stored)):
            return stored
    head = Head(
        device=device,
        chain=chain,
        seq=seq,
        hash=hash,
        head_no=next_number(connection),
        wall_ns=moment.wall_ns,
        boot_ns=moment.boot_ns,
        boot_id=moment.boot_id,
        signature=NOT_YET_SIGNED,
    )
    signed = msgspec.structs.replace(head, signature=sign(head_bytes(head)))
    raw = msgspec.msgpack.encode(signed)
    values = {"no": signed.head_no, "seq": seq, "raw": raw}
    connection.execute(sa.insert(signed_heads).values(values))
    return signed


def before(connection: sa.Connection, *, no: int, limit: int) -> list[Head]:
    """Return the oldest stored heads with a number below `no`."""
    query = sa.select(signed_heads.c.raw).where(signed_heads.c.no < no)
    rows = connection.scalars(query.order_by(signed_heads.c.no).limit(limit))
    return [msgspec.msgpack.decode(raw, type=Head) for raw in rows]


def forget(connection: sa.Connection, numbers: Collection[int]) -> None:
    """Delete the heads that central has."""
    connection.execute(
        sa.delete(signed_heads).where(signed_heads.c.no.in_(list(numbers)))
    )
