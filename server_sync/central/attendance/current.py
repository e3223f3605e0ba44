"""Reading what is judged, never older than this instant."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import current_app
from sqlalchemy import Connection

from server_sync.central.judging import recompute
from server_sync.central.metrics import Tally
from server_sync.central.request_context import now, writing


@contextmanager
def up_to_now() -> Iterator[Connection]:
    """Judge what has changed, by facts or by time, and read in the same transaction."""
    with writing() as connection:
        catch_up(connection)
        yield connection


def catch_up(connection: Connection) -> None:
    """Judge what has changed up to this instant."""
    tally: Tally = current_app.extensions["tally"]
    with tally.judging(current_app.extensions["clock"]):
        recompute.bring_up_to(connection, as_of=now())
