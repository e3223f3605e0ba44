"""Keep the heads that a terminal signed between two uploads, at its heartbeats."""

from sqlalchemy import Connection

from server_sync.central import conflicts
from server_sync.errors import BadSignature
from server_sync.signing import verify_head
from server_sync.wire import Batch, Verdict

NOT_SIGNED = "a head is not signed by the terminal"


def keep_older(
    connection: Connection, place: conflicts.Place, batch: Batch
) -> list[Verdict]:
    """Keep those that hold; report the others, and let none of them stop the batch."""
    verdicts: list[Verdict] = []
    for head in batch.heads:
        try:
            verify_head(head, place.terminal.public_key)
        except BadSignature:
            verdicts.append(Verdict(seq=head.seq, reason=NOT_SIGNED))
            continue
        if (head.device, head.chain) == (batch.device, batch.chain):
            verdicts += conflicts.keep_head(connection, place, head)
    return verdicts
