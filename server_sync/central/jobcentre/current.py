"""Reading what is judged, never older than this instant."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import current_app
from sqlalchemy import Connection

from server_sync.central.access.ground import now, writing
from server_sync.central.derived import derive
from server_sync.central.metrics import Tally


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
        derive.bring_up_to(connection, as_of=now())
