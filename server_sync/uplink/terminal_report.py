"""The report that goes with each batch: for people to see, and no fact."""

from collections.abc import Callable

from kiosk.host.temperature import celsius
from kiosk.journal.chain import Journal
from server_sync.protocol.wire import Report


def reporting(journal: Journal, *, version: str) -> Callable[[int], Report]:
    """Return a function that makes the report of a batch from its last seq."""

    def report(sent_through: int) -> Report:
        last, warm = journal.last(), celsius()
        return Report(
            version=version,
            queued=max(0, (last.seq if last else 0) - sent_through),
            celsius=None if warm is None else round(warm),
        )

    return report
