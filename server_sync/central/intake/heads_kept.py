"""Keep the heads that a terminal signed between two uploads, at its heartbeats."""

import logging
from collections.abc import Sequence

from sqlalchemy import Connection, select

from server_sync.central import tables
from server_sync.central.intake import conflicts
from server_sync.errors import BadSignature
from server_sync.signing import verify_head
from server_sync.wire import Batch, Head, Verdict

log = logging.getLogger(__name__)


def keep_older(
    connection: Connection, place: conflicts.Place, batch: Batch
) -> list[Verdict]:
    """Keep those that hold, and give the contradictions; none stops the batch.

    One that no key of the terminal signed says nothing, and is let go.
    """
    verdicts: list[Verdict] = []
    ours = [one for one in batch.heads if _is_of(one, batch)]
    for head in ours:
        if _is_signed(head, [place.terminal.public_key]) or _is_signed(
            head, _earlier_keys(connection, batch.device)
        ):
            verdicts += conflicts.keep_head(connection, place, head)
        else:
            log.warning("head not signed", extra={"head_no": head.head_no})
    return verdicts


def _is_of(head: Head, batch: Batch) -> bool:
    return (head.device, head.chain) == (batch.device, batch.chain)


def _is_signed(head: Head, keys: Sequence[bytes]) -> bool:
    for key in keys:
        try:
            verify_head(head, key)
        except BadSignature:
            continue
        return True
    return False


def _earlier_keys(connection: Connection, device: str) -> list[bytes]:
    """Give the keys that were approved: a head may be older than the key in use."""
    shown = tables.terminal_key.c
    return [
        bytes(raw)
        for raw in connection.scalars(
            select(shown.public_key).where(
                shown.device == device, shown.approved_at.is_not(None)
            )
        )
    ]
