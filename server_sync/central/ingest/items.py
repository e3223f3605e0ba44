"""The entries of a batch, each with its number, readable or not. Pure."""

from collections.abc import Sequence

import msgspec
from msgspec import Raw, Struct
from msgspec.structs import replace

from kiosk.journal.contents import SEQ_MAX, Content, Entry, link
from server_sync.central.ingest.contents import Trouble, read_strictly
from server_sync.errors import BadBatch
from server_sync.protocol.wire import Batch

HASH_BYTES = 32
HASH_AT = 7  # the place of `hash` in an Entry, and of `seq` the first
ENTRIES = msgspec.msgpack.Decoder(Entry)


class Item(Struct, frozen=True, kw_only=True, gc=False):
    """What was sent under one number.

    Attributes:
        raw: the very bytes.
        hash: what it is said to hash to, by itself or by the head; None if unknown.
        entry: None where the bytes are no entry that this central can read.
        content: what the entry says; None where it cannot be used, taken alone.
        trouble: why it cannot be used; None is nothing so far.
    """

    seq: int
    raw: bytes
    hash: bytes | None
    entry: Entry | None
    trouble: Trouble | None
    content: Content | None = None


def items_of(batch: Batch) -> list[Item]:
    """Give every entry of a batch its number.

    One that cannot be read stands between its neighbours; if none can be, the head
    tells the number of the last.

    Raises:
        BadBatch: those that can be read are not consecutive.
    """
    raws = [bytes(raw) for raw in batch.entries]
    read = [read_entry(raw) for raw in raws]
    first = _first_seq(batch, read)
    for place, entry in enumerate(read):
        if entry is not None and entry.seq != first + place:
            raise BadBatch(
                f"entry {entry.seq} stands where {first + place} should: send"
                " consecutive entries"
            )
    if raws and not 1 <= first <= SEQ_MAX - len(raws):
        raise BadBatch(f"entries are numbered from 1 to {SEQ_MAX}")
    items = [
        _item(first + place, raw, entry)
        for place, (raw, entry) in enumerate(zip(raws, read, strict=True))
    ]
    if items and items[-1].seq == batch.head.seq and items[-1].hash is None:
        items[-1] = replace(items[-1], hash=batch.head.hash)
    return items


def item_alone(*, seq: int, claimed_hash: bytes, raw: bytes) -> Item:
    """Take one entry whose number and hash its sender tells beside it."""
    entry = read_entry(raw)
    if entry is not None and (entry.seq, entry.hash) != (seq, claimed_hash):
        entry = None
    item = _item(seq, raw, entry)
    return item if item.hash else replace(item, hash=claimed_hash)


def read_entry(raw: bytes) -> Entry | None:
    """Read one entry, strictly; None if it is none."""
    try:
        entry = ENTRIES.decode(raw)
    except (ValueError, RecursionError):
        return None
    return None if "\x00" in entry.kind else entry


def linked(
    items: Sequence[Item], *, device: str, chain: bytes, previous: bytes | None
) -> list[Item]:
    """Check that each item follows the one before it; mark the one that does not.

    Args:
        items: consecutive.
        device: whose chain it is.
        chain: which.
        previous: the hash of what stands before the first; None if not known, and
            then the first is taken by the head's word.
    """
    checked = []
    for item in items:
        checked.append(_checked(item, device, chain, previous))
        previous = item.hash
    return checked


def _checked(item: Item, device: str, chain: bytes, previous: bytes | None) -> Item:
    entry = item.entry
    if entry is None or previous is None:
        return item
    if link(previous, device, chain, entry) == entry.hash:
        return item
    return replace(item, trouble=Trouble.DOES_NOT_FOLLOW)


def _item(seq: int, raw: bytes, entry: Entry | None) -> Item:
    if entry is None:
        return Item(
            seq=seq,
            raw=raw,
            hash=_salvaged(raw)[1],
            entry=None,
            trouble=Trouble.UNREADABLE,
        )
    trouble, content = read_strictly(entry)
    return Item(
        seq=seq,
        raw=raw,
        hash=entry.hash,
        entry=entry,
        trouble=trouble,
        content=content,
    )


def _first_seq(batch: Batch, read: Sequence[Entry | None]) -> int:
    for place, entry in enumerate(read):
        if entry is not None:
            return entry.seq - place
    for place, raw in enumerate(batch.entries):
        seq, _ = _salvaged(bytes(raw))
        if seq is not None:
            return seq - place
    return batch.head.seq - len(read) + 1


def _salvaged(raw: bytes) -> tuple[int | None, bytes | None]:
    """Find seq and hash in an entry that has more or other fields than we know."""
    try:
        found = msgspec.msgpack.decode(raw, type=list[Raw])
        seq = msgspec.msgpack.decode(found[0], type=int)
        claimed = msgspec.msgpack.decode(found[HASH_AT], type=bytes)
    except (ValueError, IndexError, RecursionError):
        return None, None
    if not 1 <= seq <= SEQ_MAX or len(claimed) != HASH_BYTES:
        return None, None
    return seq, claimed


def contents_of(items: Sequence[Item]) -> dict[tuple[str, bytes], Content]:
    """Give what was read already, by the kind and the bytes that say it."""
    return {
        (item.entry.kind, item.entry.content): item.content
        for item in items
        if item.entry is not None
        and item.entry.content is not None
        and item.content is not None
    }
