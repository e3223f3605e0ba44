"""What a terminal says of itself beside its journal: for people to see, not a fact."""

from collections.abc import Callable

from kiosk.host.temperature import celsius
from kiosk.journal.chain import Journal
from server_sync.protocol.wire import Report


def reporting(journal: Journal, *, version: str) -> Callable[[int], Report]:
    """Make what goes with each batch: called with the seq that the batch ends with."""

    def report(sent_through: int) -> Report:
        last, warm = journal.last(), celsius()
        return Report(
            version=version,
            queued=max(0, (last.seq if last else 0) - sent_through),
            celsius=None if warm is None else round(warm),
        )

    return report
