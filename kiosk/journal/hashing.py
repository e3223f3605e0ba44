"""Make and check the hash that links an entry to the one before it. Pure."""

import msgspec

from firmware.moment import Moment
from kiosk.errors import BadEntry
from kiosk.journal.contents import (
    CONTENT_BYTES_MAX,
    GENESIS,
    KINDS,
    Content,
    Entry,
    commit,
    decode_content,
    encode_content,
    link,
)


def entry_after(  # noqa: PLR0913 - all that goes into the hash
    *,
    seq: int,
    previous: bytes,
    device: str,
    chain: bytes,
    content: Content,
    moment: Moment,
    salt: bytes,
) -> Entry:
    """Make the entry that follows the one with that seq and hash.

    Raises:
        BadEntry: central could not read this content: a text is too long, say.
    """
    raw = encode_content(content)
    if len(raw) > CONTENT_BYTES_MAX:
        raise BadEntry(f"{len(raw)} bytes are more than an entry can hold")
    decode_content(KINDS[type(content)], raw)
    entry = Entry(
        seq=seq + 1,
        kind=KINDS[type(content)].value,
        wall_ns=moment.wall_ns,
        boot_ns=moment.boot_ns,
        boot_id=moment.boot_id,
        clock=moment.clock.value,
        commitment=commit(salt, raw),
        hash=GENESIS,
        salt=salt,
        content=raw,
    )
    return msgspec.structs.replace(entry, hash=link(previous, device, chain, entry))


def is_intact(
    entry: Entry, *, seq: int, previous: bytes, device: str, chain: bytes
) -> bool:
    """Return True if the entry follows that seq and hash, and is unchanged."""
    if entry.seq != seq + 1 or entry.hash != link(previous, device, chain, entry):
        return False
    if entry.salt is None or entry.content is None:
        return entry.salt is entry.content
    return entry.commitment == commit(entry.salt, entry.content)
