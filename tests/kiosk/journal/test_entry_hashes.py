"""What an entry is hashed over, spelt out field by field: it must never change."""

import hashlib

from hypothesis import example, given
from hypothesis import strategies as st

from kiosk.journal.contents import SEQ_MAX, Entry, commit, link

TEXTS = st.text(max_size=40)
HASHES = st.binary(min_size=32, max_size=32)
SIXTEEN = st.binary(min_size=16, max_size=16)
NUMBERS = st.integers(0, SEQ_MAX)
ENTRIES = st.builds(
    Entry,
    NUMBERS,
    TEXTS,
    NUMBERS,
    NUMBERS,
    SIXTEEN,
    st.sampled_from(["synced", "unsynced", "unknown"]),
    HASHES,
    HASHES,
    SIXTEEN,
    st.binary(max_size=80),
)
AN_ENTRY = Entry(
    7, "tap", 2, 3, b"b" * 16, "synced", b"c" * 32, b"h" * 32, b"s" * 16, b"{}"
)


@given(ENTRIES, HASHES, TEXTS, SIXTEEN)
@example(AN_ENTRY, bytes(32), "door-1", b"x" * 16)
def test_an_entry_is_hashed_behind_the_one_before_it(
    entry: Entry, previous: bytes, device: str, chain: bytes
) -> None:
    """Every field stands behind its length, in four bytes, the numbers in eight."""
    said = (
        *(b"moedt entry 1", previous, device.encode(), chain),
        *(_eight(entry.seq), entry.kind.encode()),
        *(_eight(entry.wall_ns), _eight(entry.boot_ns), entry.boot_id),
        *(entry.clock.encode(), entry.commitment),
    )
    assert link(previous, device, chain, entry) == _hashed(*said)


@given(st.binary(max_size=40), st.binary(max_size=400))
@example(b"", b"")
def test_a_content_is_committed_to_behind_its_salt(salt: bytes, content: bytes) -> None:
    """Nobody who knows a card's number can tell from the hash that it is this one."""
    assert commit(salt, content) == _hashed(b"moedt content 1", salt, content)


def test_the_hashes_are_those_of_the_first_day() -> None:
    """What was written once verifies for good."""
    linked = link(bytes(32), "door-1", b"x" * 16, AN_ENTRY)
    committed = commit(b"s" * 16, b"{}")
    assert (linked.hex(), committed.hex()) == (
        "2c48afb021fb06664ec15e4bebdfd700e670d228b2490bd500a5597972de5f54",
        "c6739bd9fea0fe1c8457c5a9dba90106475b46fefae265ec520b1a774f12371e",
    )


def _hashed(*fields: bytes) -> bytes:
    framed = b"".join(len(one).to_bytes(4, "big") + one for one in fields)
    return hashlib.sha256(framed).digest()


def _eight(number: int) -> bytes:
    return number.to_bytes(8, "big")
