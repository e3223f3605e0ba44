"""Keep which key central signed with, and since when; each endorses the one before."""

from collections.abc import Sequence
from itertools import pairwise

from sqlalchemy import Connection, insert

from server_sync.central.db import tables
from server_sync.central.db.engine import starting_alone
from server_sync.central.db.rows import CentralKeyRow, columns_of, rows_of
from server_sync.protocol.keys import public_bytes
from server_sync.protocol.signing import PrivateKey
from server_sync.verify.case import EarlierKey
from server_sync.verify.earlier_keys import endorse


def store_key(connection: Connection, *, key: PrivateKey, now: int) -> None:
    """Take down that central signs with this key; nothing happens if it did already.

    The first is taken to have been there from the beginning.

    Args:
        connection: in a transaction.
        key: central's.
        now: whole seconds.
    """
    starting_alone(connection)
    ours, stored = public_bytes(key), _stored_keys(connection)
    if not stored:
        _insert_key(connection, ours, since=0, endorsement="")
        return
    last = stored[-1]
    if bytes(last.public_key) == ours:
        return
    since = max(now, last.since)
    before = endorse(bytes(last.public_key), key, since=last.since, until=since)
    _insert_key(connection, ours, since=since, endorsement=before.endorsement)


def earlier_keys(connection: Connection) -> tuple[EarlierKey, ...]:
    """Give the keys that central had before the one of now, the oldest first."""
    return tuple(
        EarlierKey(
            public_key=bytes(key.public_key).hex(),
            since=key.since,
            until=behind.since,
            endorsement=behind.endorsement,
        )
        for key, behind in pairwise(_stored_keys(connection))
    )


def _stored_keys(connection: Connection) -> Sequence[CentralKeyRow]:
    query = columns_of(CentralKeyRow, tables.central_key)
    by_age = query.order_by(tables.central_key.c.id)
    return rows_of(connection, CentralKeyRow, by_age)


def _insert_key(
    connection: Connection, public: bytes, *, since: int, endorsement: str
) -> None:
    row = {"public_key": public, "since": since, "endorsement": endorsement}
    connection.execute(insert(tables.central_key).values(row))
