"""The transactions of a page, and the line in the log about what it showed."""

from contextlib import AbstractContextManager

from sqlalchemy import Connection

from server_sync.central.attendance import current
from server_sync.central.facts import access_log
from server_sync.central.facts.access_log import What
from server_sync.central.request_context import now, writing
from server_sync.central.web.auth.guard import viewer


def snapshot() -> AbstractContextManager[Connection]:
    """Read one state of everything, judged up to now in the viewer's municipality."""
    return current.snapshot(viewer().municipality_id)


def snapshot_or_transaction() -> AbstractContextManager[Connection]:
    """Open a transaction for a form that is sent, and a snapshot to show it."""
    return current.snapshot_or_transaction(viewer().municipality_id)


def log_view(what: What, *, person: str | None = None, detail: str = "") -> None:
    """Write in the log what this viewer is about to be shown, in its own transaction.

    Called after reading and before the page is answered: nothing is shown unlogged.
    """
    with writing() as connection:
        access_log.write(
            connection, viewer(), what, now=now(), person=person, detail=detail
        )
