"""What is uploaded, in what portions, and from where on."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import structs

from firmware.moment import ClockState
from kiosk.journal.contents import CONTENT_BYTES_MAX
from server_sync.errors import BatchRefused, DeliveryFailed, TerminalNotAccepted
from server_sync.protocol.wire import (
    BATCH_BYTES_MAX,
    BATCH_ENTRIES_MAX,
    Batch,
    Head,
    pack,
    unpack,
)
from server_sync.uplink.steps import ENTRIES_BYTES_MAX, fitting
from tests.server_sync.line import (
    Line,
    assert_drains,
    assert_true_and_drains,
    laid_line,
    status,
)
from tests.server_sync.small_central import DEVICE
from tests.server_sync.uplink.rude_network import Manner


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    """Three taps that central does not have yet."""
    with laid_line(tmp_path) as laid:
        yield laid


def test_a_good_exchange_delivers_everything_once(line: Line) -> None:
    """Central holds every entry once, and the watermark says so."""
    assert line.drain() == 1
    assert line.central.held == line.in_journal()
    assert line.journal.received_through() == 3
    assert line.network.seen == 1


def test_nothing_to_send_sends_nothing(line: Line) -> None:
    """With all delivered, a step does not even connect."""
    line.drain()

    assert line.upload() is False
    assert line.network.seen == 1


@pytest.mark.parametrize(
    ("taps", "refused", "portions"), [(40, 27, [40, 20]), (4, 2, [4, 2, 1])]
)
def test_a_refused_entry_goes_alone_and_those_behind_it_go_on(
    tmp_path: Path, taps: int, refused: int, portions: list[int]
) -> None:
    """One entry that central refuses is halved down to, kept, and blocks nothing.

    No other one is sent alone, since what is sent so is not used.
    """
    with laid_line(tmp_path, taps=taps) as line:
        line.central.refuse = lambda seqs: 422 if refused in seqs else 0

        assert_true_and_drains(line)
        assert line.central.alone == [refused]
        assert line.central.batch_sizes[: len(portions)] == portions


@pytest.mark.parametrize("code", [400, 413, 422])
def test_an_entry_refused_even_alone_stays_in_the_journal(
    line: Line, code: int
) -> None:
    """When the quarantine refuses too, the entry waits; it is never dropped."""
    with pytest.raises(BatchRefused):
        line.upload(*[status(code)] * 3)

    assert line.network.seen == 3
    assert line.journal.received_through() == 0
    assert_true_and_drains(line)


def test_a_batch_is_bounded_in_entries(tmp_path: Path) -> None:
    """A week offline goes in batches of at most 500."""
    with laid_line(tmp_path, taps=BATCH_ENTRIES_MAX + 2) as line:
        assert line.drain() == 2
        assert line.central.batch_sizes == [BATCH_ENTRIES_MAX, 2]
        assert line.central.held == line.in_journal()


@pytest.mark.parametrize("incarnation", [bytes(16), b"restored-and-new"])
def test_a_central_that_lost_entries_gets_them_again(
    line: Line, incarnation: bytes
) -> None:
    """After central forgot, sending goes on from where central says it stands."""
    line.drain()
    line.central.restore_to(1, incarnation=incarnation)
    line.tap(2)

    assert_drains(line)
    assert line.central.through_seq == 5


def test_a_central_that_forgot_all_gets_all_again(line: Line) -> None:
    """Central may begin anew; the journal still has everything."""
    line.drain()
    line.central.restore_to(0, incarnation=b"restored-and-new")
    line.tap(1)

    assert_drains(line)


class Sieve(dict[int, bytes]):
    """Takes everything and holds nothing."""

    def setdefault(self, key: int, default: bytes = b"") -> bytes:
        """Forget it at once."""
        del key
        return default


def test_a_central_that_does_not_come_on_is_not_hammered(line: Line) -> None:
    """A receipt that takes nothing in ends in a wait, not in a loop."""
    line.central.held = Sieve()

    with pytest.raises(DeliveryFailed, match="does not come past"):
        line.upload()

    assert line.journal.received_through() == 0


def test_a_copied_journal_is_reported_and_still_delivered(line: Line) -> None:
    """Where central holds another entry, nothing is deleted or marked, all is sent."""
    line.drain()
    line.tap(1)
    line.central.held[4], line.central.hashes[4] = b"what the copy sent", bytes(32)
    before = line.in_journal()

    line.drain()
    line.tap(2)
    line.drain()

    assert line.central.conflicts == [4]
    assert line.central.held[4] == b"what the copy sent"
    assert set(line.central.held) == {1, 2, 3, 4, 5, 6}
    assert {seq: raw for seq, raw in line.in_journal().items() if seq < 5} == before
    assert line.progress.conflicts > 0


def test_a_copy_that_central_is_ahead_of_keeps_its_watermark(line: Line) -> None:
    """Central holding more than the journal moves nothing and stops nothing."""
    line.drain()
    line.central.held |= dict.fromkeys(range(4, 9), b"what the copy sent")
    line.central.hashes |= dict.fromkeys(range(4, 9), bytes(32))
    line.tap(1)

    line.drain()

    assert line.journal.received_through() == 3
    assert line.central.conflicts == [4]
    line.tap(1)
    line.drain()
    assert line.central.conflicts == [4, 5]


def test_a_terminal_that_is_not_accepted_keeps_recording(line: Line) -> None:
    """A revoked key stops the upload and not the journal."""
    line.central.public = bytes(32)

    with pytest.raises(TerminalNotAccepted):
        line.upload()
    line.tap(1)

    assert len(line.in_journal()) == 4
    assert line.journal.received_through() == 0


def test_the_clock_may_be_years_off(line: Line) -> None:
    """A terminal that thinks it is 1970, or 2106, delivers all the same."""
    for wall_ns in (0, 4_294_967_295 * 10**9):
        line.clock.set_wall_ns(wall_ns, ClockState.UNSYNCED)
        line.tap(1)
        line.drain()

    assert line.central.held == line.in_journal()


def test_a_batch_is_bounded_in_bytes(line: Line) -> None:
    """As many large entries go together as central unpacks, and one at the least."""
    small = line.journal.after(0, 1)[0]
    large = structs.replace(small, content=bytes(2 * CONTENT_BYTES_MAX))

    raws = fitting([large] * BATCH_ENTRIES_MAX)
    batch = Batch(
        device=DEVICE, chain=line.journal.chain, entries=raws, head=HEAD_OF_NOTHING
    )

    assert len(unpack(pack(batch)).entries) == len(raws)
    assert (len(raws) + 1) * len(bytes(raws[0])) > ENTRIES_BYTES_MAX
    assert len(fitting([structs.replace(small, content=bytes(BATCH_BYTES_MAX))])) == 1


def test_heads_signed_between_uploads_go_with_the_next(line: Line) -> None:
    """Central gets every head once; one whose answer was lost goes again."""
    signed = [
        line.journal.add_head(
            seq=entry.seq,
            hash=entry.hash,
            moment=line.clock.now(),
            sign=line.transport.central.key.sign,
        )
        for entry in line.journal.after(0, 2)
    ]
    with pytest.raises(DeliveryFailed):
        line.upload(Manner(answer_bytes=0))
    assert line.journal.heads_before(3, 9) == signed

    line.drain()

    assert [head.head_no for head in line.central.heads] == [1, 2, 3, 1, 2, 3]
    assert line.central.heads[:2] == signed
    assert line.central.heads[2].seq == 3
    assert line.journal.heads_before(10**9, 9) == []


HEAD_OF_NOTHING = Head(
    device=DEVICE,
    chain=bytes(16),
    seq=0,
    hash=bytes(32),
    head_no=0,
    wall_ns=0,
    boot_ns=0,
    boot_id=bytes(16),
    signature=bytes(64),
)
