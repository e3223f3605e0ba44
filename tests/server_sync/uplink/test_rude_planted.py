"""A terminal that believes what it should not is caught by these tests."""

from pathlib import Path

import pytest

from server_sync.protocol.signing import NOT_YET_SIGNED
from server_sync.protocol.wire import Receipt
from server_sync.uplink import transport
from server_sync.uplink.transport import Central
from tests.server_sync.line import (
    CAPTIVE_PORTAL,
    WALL_NS,
    assert_true_and_drains,
    laid_line,
)
from tests.server_sync.uplink.rude_network import Manner


def test_an_answer_believed_without_a_signature_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where any page with status 200 is a receipt, a hotel's page loses taps."""
    with laid_line(tmp_path) as line:
        (*_, last) = line.journal.after(0, 100)

        def believed(
            _raw: bytes, central: Central, *, chain: bytes, nonce: str
        ) -> Receipt:
            return Receipt(
                device=central.device,
                chain=chain,
                through_seq=last.seq,
                hash=last.hash,
                incarnation=bytes(16),
                server_time_ns=WALL_NS,
                nonce=nonce,
                quarantined=[],
                conflicts=[],
                signature=NOT_YET_SIGNED,
            )

        monkeypatch.setattr(transport, "read_receipt", believed)
        line.upload(Manner(says=CAPTIVE_PORTAL))
        monkeypatch.undo()

        with pytest.raises(AssertionError):
            assert_true_and_drains(line)
