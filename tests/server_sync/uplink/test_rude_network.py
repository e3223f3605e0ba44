"""Whatever the network does, the watermark says no more than central holds."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server_sync.errors import BatchRefused, DeliveryFailed, TerminalNotAccepted
from server_sync.uplink.transport import Patience
from tests.server_sync.line import (
    CAPTIVE_PORTAL,
    WALL_NS,
    HurryingClock,
    Line,
    assert_true_and_drains,
    laid_line,
    status,
)
from tests.server_sync.uplink.rude_network import POLITE, Manner


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    """Three taps that central does not have yet."""
    with laid_line(tmp_path) as laid:
        yield laid


@pytest.mark.parametrize(
    ("manner", "stored", "watermark"),
    [
        pytest.param(POLITE, 3, 3, id="both arrive"),
        pytest.param(Manner(request_bytes=0), 0, 0, id="request lost"),
        pytest.param(Manner(request_bytes=700), 0, 0, id="request cut"),
        pytest.param(Manner(answer_bytes=0), 3, 0, id="answer lost"),
        pytest.param(Manner(answer_bytes=200), 3, 0, id="answer cut"),
        pytest.param(Manner(request_bytes=0, answer_bytes=0), 0, 0, id="both lost"),
        pytest.param(Manner(twice=True), 3, 3, id="request twice"),
        pytest.param(
            Manner(twice=True, answer_bytes=0), 3, 0, id="request twice, answers lost"
        ),
    ],
)
def test_every_combination_of_lost_request_and_lost_answer(
    line: Line, manner: Manner, stored: int, watermark: int
) -> None:
    """Whatever is lost, the watermark never says more than central holds."""
    try:
        line.upload(manner)
    except DeliveryFailed:
        assert watermark == 0

    assert (len(line.central.held), line.journal.received_through()) == (
        stored,
        watermark,
    )
    assert_true_and_drains(line)


def test_an_answer_cut_at_any_byte_is_no_answer(line: Line) -> None:
    """A receipt counts whole or not at all, wherever the line breaks."""
    length = len_of_answer(line)
    for cut in (*range(0, length - 8, 5), *range(length - 8, length)):
        line.tap(1)
        watermark = line.journal.received_through()
        with pytest.raises(DeliveryFailed):
            line.upload(Manner(answer_bytes=cut))
        assert line.journal.received_through() == watermark

    assert_true_and_drains(line)


def len_of_answer(line: Line) -> int:
    """Find the shortest answer that still counts, by halving."""
    low, high = 0, 2000
    while low < high:
        line.tap(1)
        half = (low + high) // 2
        try:
            line.upload(Manner(answer_bytes=half))
        except DeliveryFailed:
            low = half + 1
        else:
            high = half
    return low


def test_a_request_cut_at_any_byte_stores_nothing(line: Line) -> None:
    """Central takes in a whole signed batch or nothing of it."""
    for cut in range(0, 900, 13):
        with pytest.raises(DeliveryFailed):
            line.upload(Manner(request_bytes=cut))
        assert line.central.held == {}
        assert line.journal.received_through() == 0

    assert_true_and_drains(line)


def test_a_captive_portal_is_not_central(line: Line) -> None:
    """A hotel's page with status 200 leaves the journal as it is."""
    with pytest.raises(DeliveryFailed, match="not a receipt"):
        line.upload(Manner(says=CAPTIVE_PORTAL))

    assert line.central.held == {}
    assert_true_and_drains(line)


@pytest.fixture(scope="module")
def line_of_statuses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    """One line for all statuses; in the end it must drain all the same."""
    with laid_line(tmp_path_factory.mktemp("statuses")) as laid:
        yield laid
        assert_true_and_drains(laid)


@pytest.mark.parametrize("code", range(200, 600))
def test_no_status_alone_moves_the_watermark(line_of_statuses: Line, code: int) -> None:
    """No status from 200 to 599 is an answer, and each leaves the journal whole."""
    refused = code in {400, 413, 422}
    before = line_of_statuses.in_journal()

    with pytest.raises(DeliveryFailed) as fault:
        line_of_statuses.upload(*[status(code)] * (4 if refused else 1))

    assert isinstance(fault.value, BatchRefused) == refused
    assert isinstance(fault.value, TerminalNotAccepted) == (code in {401, 403})
    assert line_of_statuses.journal.received_through() == 0
    assert line_of_statuses.in_journal() == before


def test_a_redirection_is_not_followed(line: Line) -> None:
    """Entries go to central's address and to no other that an answer names."""
    there = b"Location: %s/v1/elsewhere\r\n" % line.network.address.encode()

    with pytest.raises(DeliveryFailed):
        line.upload(status(307, there))

    assert line.network.seen == 1
    assert_true_and_drains(line)


def test_a_silent_line_ends_in_time(tmp_path: Path) -> None:
    """Who never answers is given up, and the taps are still there."""
    hasty = Patience(connect_seconds=1, silence_seconds=0.2)
    with laid_line(tmp_path, patience=hasty) as line:
        with pytest.raises(DeliveryFailed, match="no answer"):
            line.upload(Manner(before_seconds=0.5))

        assert len(line.central.held) == 3
        assert_true_and_drains(line)


def test_a_dripping_line_ends_in_time(line: Line) -> None:
    """Who answers a byte a second is given up too, long before the end."""
    line.transport.clock = HurryingClock(wall_ns=WALL_NS)

    with pytest.raises(DeliveryFailed, match="in time"):
        line.upload(Manner(drip_seconds=0.001))

    assert line.journal.received_through() == 0
    assert_true_and_drains(line)


def test_an_endless_answer_is_cut_off(line: Line) -> None:
    """An answer that would fill the memory is left unread."""
    endless = b"HTTP/1.1 200 OK\r\n\r\n" + bytes(600 * 1024)

    with pytest.raises(DeliveryFailed, match="larger"):
        line.upload(Manner(says=endless))

    assert_true_and_drains(line)


@pytest.fixture(scope="module")
def line_of_noise(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    """One line for all noise; in the end it must drain all the same."""
    with laid_line(tmp_path_factory.mktemp("noise")) as laid:
        yield laid
        assert_true_and_drains(laid)


HEADERS = st.sampled_from(
    [
        b"",
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: x, 7\r\n\r\n",
        b"HTTP/1.1 999 \r\nRetry-After: ",
        b"HTTP/1.1 100 Continue\r\n\r\n",
        b"HTTP/1.1 204 No Content\r\n\r\n",
    ]
)


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(headers=HEADERS, noise=st.binary(max_size=400))
def test_no_noise_moves_the_watermark(
    line_of_noise: Line, headers: bytes, noise: bytes
) -> None:
    """Whatever bytes come back, only a receipt moves the watermark."""
    with pytest.raises(DeliveryFailed):
        line_of_noise.upload(Manner(says=headers + noise))

    assert line_of_noise.journal.received_through() == 0


MANNERS = st.sampled_from(
    [
        POLITE,
        Manner(request_bytes=0),
        Manner(request_bytes=500),
        Manner(answer_bytes=0),
        Manner(answer_bytes=250),
        Manner(twice=True),
        Manner(twice=True, answer_bytes=0),
        Manner(says=CAPTIVE_PORTAL),
        status(413),
        status(503),
    ]
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    acts=st.lists(
        st.tuples(st.integers(0, 3), st.lists(MANNERS, max_size=3)), max_size=6
    )
)
def test_promise_3_central_holds_every_entry_once_or_the_journal_has_it(
    tmp_path_factory: pytest.TempPathFactory,
    acts: list[tuple[int, list[Manner]]],
) -> None:
    """After each act the watermark is true and not lower; in the end all is there."""
    with laid_line(tmp_path_factory.mktemp("acts")) as line:
        for taps, manners in acts:
            line.tap(taps)
            watermark, before = line.journal.received_through(), line.in_journal()
            with suppress(DeliveryFailed):
                line.upload(*manners)
            assert line.in_journal() == before
            now = line.journal.received_through()
            assert watermark <= now <= line.central.through_seq
        assert_true_and_drains(line)


def test_a_receipt_of_another_exchange_does_not_count(line: Line) -> None:
    """A replayed answer carries another nonce and moves nothing."""
    line.drain()
    line.tap(1)
    kept = line.journal.latest_receipt()
    assert kept is not None
    page = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(kept.raw)

    with pytest.raises(DeliveryFailed, match="another request"):
        line.upload(Manner(says=page + kept.raw))

    assert line.journal.received_through() == 3
