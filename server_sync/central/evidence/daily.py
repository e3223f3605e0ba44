"""The root of a day: over all heads that central got in it, of every terminal."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Connection, select

from server_sync.central.db import tables
from server_sync.central.db.engine import incarnation_of
from server_sync.central.db.rows import HeadRow
from server_sync.central.errors import NotKnown
from server_sync.central.evidence.witnesses import head_of
from server_sync.central.ingest.receipts import NS, utc_day
from server_sync.protocol.signing import PrivateKey, public_bytes
from server_sync.protocol.wire import Head
from server_sync.verify.case import FORMAT
from server_sync.verify.merkle import Tree
from server_sync.verify.roots import (
    NOT_YET_SIGNED,
    Place,
    Root,
    Roots,
    leaf_of,
    sign_root,
)

ONE_DAY = timedelta(days=1)


def root_of_day(
    connection: Connection, *, day: date, now: int, key: PrivateKey
) -> Root:
    """Give central's signed word on a day that is over.

    Raises:
        NotKnown: the day, by UTC, is not over, so that heads may still come.
    """
    root, _ = _root(connection, day=day, now=now, key=key)
    return root


def roots_over(
    connection: Connection,
    heads: Iterable[tuple[Head, int]],
    *,
    now: int,
    key: PrivateKey,
) -> Iterator[tuple[date, Roots]]:
    """Give the roots of the days that are over, and where these heads lie under them.

    Args:
        connection: in a transaction.
        heads: each with when it came, in nanoseconds.
        now: whole seconds.
        key: central's.
    """
    by_day: dict[date, list[bytes]] = {}
    for head, received_ns in heads:
        by_day.setdefault(utc_day(received_ns), []).append(leaf_of(head))
    for day, some in sorted(by_day.items()):
        if day >= utc_day(now * NS):
            continue
        root, leaves = _root(connection, day=day, now=now, key=key)
        tree, at = Tree(leaves), {leaf: place for place, leaf in enumerate(leaves)}
        places = [
            Place(
                leaf=leaf.hex(),
                at=at[leaf],
                path=tuple(step.hex() for step in tree.path_to(at[leaf])),
            )
            for leaf in some
        ]
        yield day, Roots(root=root, places=tuple(places))


def _root(
    connection: Connection, *, day: date, now: int, key: PrivateKey
) -> tuple[Root, list[bytes]]:
    if day >= utc_day(now * NS):
        raise NotKnown(f"{day} is not over by UTC: its root is made the day after")
    leaves = _leaves(connection, day)
    root = Root(
        format=FORMAT,
        day=day,
        heads=len(leaves),
        root=Tree(leaves).root.hex(),
        incarnation=incarnation_of(connection).hex(),
        central_key=public_bytes(key).hex(),
        signature=NOT_YET_SIGNED,
    )
    return sign_root(root, key), leaves


def _leaves(connection: Connection, day: date) -> list[bytes]:
    """Give the leaves of a day in an order that does not depend on the database."""
    begin_ns = int(datetime.combine(day, time(), tzinfo=UTC).timestamp()) * NS
    end_ns = begin_ns + int(ONE_DAY.total_seconds()) * NS
    head, chain = tables.head.c, tables.chain.c
    signed = (head[name] for name in HeadRow._fields)
    rows = connection.execute(
        select(chain.device, chain.chain, *signed)
        .join_from(tables.head, tables.chain)
        .where(head.received_ns >= begin_ns, head.received_ns < end_ns)
    )
    return sorted(
        leaf_of(head_of(HeadRow._make(of_head), device=device, chain=name))
        for device, name, *of_head in rows
    )
