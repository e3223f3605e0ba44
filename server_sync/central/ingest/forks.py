"""Where a chain does not follow itself: a copied memory card, or one put back.

What stands behind such a break is another history of the same terminal. It may have
happened before what has the lower numbers, so that neither bounds the other in time.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from server_sync.central.ingest.contents import Trouble
from server_sync.central.ingest.items import Item, read_entry

NS = 10**9


def mark_follower_of_conflict(
    item: Item,
    sent: Mapping[int, bytes | None],
    stored: Mapping[int, tuple[bytes | None, bytes | None]],
) -> Item:
    """Mark what follows a conflict that came with it, and not what is held.

    Args:
        item: found to follow what was sent before it.
        sent: the hash that came under each number.
        stored: the hash, first of two, that stands under each number.
    """
    before = stored.get(item.seq - 1)
    if item.trouble is not None or before is None or item.seq - 1 not in sent:
        return item
    if before[0] is None or before[0] == sent[item.seq - 1]:
        return item
    return replace(item, trouble=Trouble.DOES_NOT_FOLLOW)


def breaks_among(quarantined: Iterable[Any]) -> list[int]:
    """Give the numbers of what was put aside because it does not follow."""
    return [row.seq for row in quarantined if row.reason == Trouble.DOES_NOT_FOLLOW]


def histories(
    rows: Sequence[Any], breaks: Collection[int]
) -> Iterator[tuple[list[Any], bool]]:
    """Part entries at the breaks; say of each part whether it goes on from before."""
    if not breaks:
        yield list(rows), True
        return
    part: list[Any] = []
    passed = 0
    for row in rows:
        behind = sum(number < row.seq for number in breaks)
        if behind != passed:
            yield part, passed == 0
            part, passed = [], behind
        part.append(row)
    yield part, passed == 0


def widen_by_own_clock(
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
