"""What goes over the wire can be read back, and nothing else can."""

from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server_sync.errors import BadBatch
from server_sync.protocol.wire import BATCH_BYTES_MAX, Batch, Head, pack, unpack


@given(noise=st.binary(max_size=300))
def test_no_bytes_break_the_reading_of_a_batch(noise: bytes) -> None:
    """What is no batch is refused as one, and nothing else happens."""
    with pytest.raises(BadBatch):
        unpack(noise)


def test_a_batch_is_bounded_when_unpacked() -> None:
    """A few kilobytes that unpack to gigabytes are left packed."""
    bomb = pack(msgspec.Raw(bytes(BATCH_BYTES_MAX + 1)))  # type: ignore[arg-type]

    assert len(bomb) < 10_000
    with pytest.raises(BadBatch, match="larger"):
        unpack(bomb)


@pytest.mark.parametrize(
    "spoil", [lambda raw: raw[:-9], lambda raw: raw + b"more"], ids=["short", "long"]
)
def test_a_batch_is_taken_whole_or_not_at_all(spoil: Callable[[bytes], bytes]) -> None:
    """What ends early or goes on behind its end is no batch."""
    whole = pack(BATCH)
    assert unpack(whole) == BATCH

    with pytest.raises(BadBatch, match="ends early or goes on"):
        unpack(spoil(whole))


BATCH = Batch(
    device="terminal-1",
    chain=bytes(16),
    entries=[],
    head=Head(
        device="terminal-1",
        chain=bytes(16),
        seq=0,
        hash=bytes(32),
        head_no=0,
        wall_ns=0,
        boot_ns=0,
        boot_id=bytes(16),
        signature=bytes(64),
    ),
)
