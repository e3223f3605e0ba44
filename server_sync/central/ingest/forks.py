"""Forks: places where a chain does not follow itself.

A memory card was copied, or an older copy was put back. What comes behind such a break
is another history of the same terminal. It may have happened before entries with lower
numbers, so neither history says anything about when the other happened.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from server_sync.central.ingest.contents import Trouble
from server_sync.central.ingest.existing import StoredEntry
from server_sync.central.ingest.items import Item, read_entry
from server_sync.central.ingest.read_queries import Quarantined, UsableEntry

NS = 10**9


def mark_follower_of_conflict(
    item: Item,
    sent: Mapping[int, bytes | None],
    stored: Mapping[int, StoredEntry],
) -> Item:
    """Mark an entry whose predecessor, in the same batch, conflicts with a stored one.

    Args:
        item: found to follow what was sent before it.
        sent: the hash that came under each number.
        stored: what is stored under each number.
    """
    before = stored.get(item.seq - 1)
    if item.trouble is not None or before is None or item.seq - 1 not in sent:
        return item
    if before.hash is None or before.hash == sent[item.seq - 1]:
        return item
    return replace(item, trouble=Trouble.DOES_NOT_FOLLOW)


def breaks_among(quarantined: Iterable[Quarantined]) -> list[int]:
    """Return the numbers of the entries that do not follow the one before them."""
    return [row.seq for row in quarantined if row.reason == Trouble.DOES_NOT_FOLLOW]


def histories(
    rows: Sequence[UsableEntry], breaks: Collection[int]
) -> Iterator[tuple[list[UsableEntry], bool]]:
    """Split entries at the breaks; say of each part whether it continues the chain."""
    if not breaks:
        yield list(rows), True
        return
    part: list[UsableEntry] = []
    passed = 0
    for row in rows:
        behind = sum(number < row.seq for number in breaks)
        if behind != passed:
            yield part, passed == 0
            part, passed = [], behind
        part.append(row)
    yield part, passed == 0


def widen_by_own_clock(
    row: Quarantined, span: tuple[int, int], *, since: int
) -> tuple[int, int]:
    """Widen the time of an entry that does not follow: its neighbours may be others."""
    if row.reason != Trouble.DOES_NOT_FOLLOW:
        return span
    entry, received = read_entry(bytes(row.raw or b"")), row.received_ns // NS
    own = min(since, received), received
    if entry is not None and entry.clock == "synced" and entry.wall_ns // NS < received:
        own = entry.wall_ns // NS, entry.wall_ns // NS
    return min(span[0], own[0]), max(span[1], own[1])
