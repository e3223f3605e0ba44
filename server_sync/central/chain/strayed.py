"""Where a chain does not follow itself: a copied memory card, or one put back.

What stands behind such a break is another history of the same terminal. It may have
happened before what has the lower numbers, so that neither bounds the other in time.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select

from server_sync.central import tables
from server_sync.central.chain.contents import Trouble
from server_sync.central.chain.items import Item, read_entry

NS = 10**9


def unless_it_follows_another(
    item: Item,
    sent: Mapping[int, bytes | None],
    held: Mapping[int, tuple[bytes | None, bytes | None]],
) -> Item:
    """Mark what follows a conflict that came with it, and not what is held.

    Args:
        item: found to follow what was sent before it.
        sent: the hash that came under each number.
        held: the hash, first of two, that stands under each number.
    """
    before = held.get(item.seq - 1)
    if item.trouble is not None or before is None or item.seq - 1 not in sent:
        return item
    if before[0] is None or before[0] == sent[item.seq - 1]:
        return item
    return replace(item, trouble=Trouble.DOES_NOT_FOLLOW)


def breaks_in(
    connection: Connection, *, chain: int, after: int, through: int
) -> list[int]:
    """Give the numbers of what was put aside because it does not follow."""
    asked = {"chain": chain, "after": after, "through": through}
    return list(connection.scalars(_breaks(), asked))


def histories(
    rows: Sequence[Any], breaks: Collection[int]
) -> Iterator[tuple[list[Any], bool]]:
    """Part entries at the breaks; say of each part whether it goes on from before."""
    part: list[Any] = []
    passed = 0
    for row in rows:
        behind = sum(number < row.seq for number in breaks)
        if behind != passed:
            yield part, passed == 0
            part, passed = [], behind
        part.append(row)
    yield part, passed == 0


def with_its_own_word(
    row: Any, span: tuple[int, int], *, since: int
) -> tuple[int, int]:
    """Widen the time of what does not follow, whose neighbours are not its own."""
    if row.reason != Trouble.DOES_NOT_FOLLOW:
        return span
    entry, received = read_entry(bytes(row.raw or b"")), row.received_ns // NS
    own = min(since, received), received
    if entry is not None and entry.clock == "synced" and entry.wall_ns // NS < received:
        own = entry.wall_ns // NS, entry.wall_ns // NS
    return min(span[0], own[0]), max(span[1], own[1])


@cache
def _breaks() -> Select[Any]:
    aside = tables.quarantine.c
    return (
        select(aside.seq)
        .where(aside.chain == bindparam("chain"), aside.used_at.is_(None))
        .where(aside.seq > bindparam("after"), aside.seq <= bindparam("through"))
        .where(aside.reason == Trouble.DOES_NOT_FOLLOW)
        .order_by(aside.seq)
    )
