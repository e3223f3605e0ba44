"""What every answer stands on: the database, and this instant by the app's clock."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import current_app, g
from sqlalchemy import Connection, Engine

from server_sync.central.trusted_time import TrustedTime


def engine() -> Engine:
    """Give the app's database."""
    found: Engine = current_app.extensions["engine"]
    return found


def now() -> int:
    """Give this instant in whole seconds; within one request it stands still.

    After a leap of the clock it is what the boot clock makes of the time before.
    """
    if "now" not in g:
        trusted_time: TrustedTime = current_app.extensions["trusted_time"]
        g.now = trusted_time.now()
    instant: int = g.now
    return instant


def may_judge() -> bool:
    """Say whether the clock can be believed; it asks the database after a leap."""
    trusted_time: TrustedTime = current_app.extensions["trusted_time"]
    return trusted_time.read(engine()).as_of is not None


@contextmanager
def writing() -> Iterator[Connection]:
    """Open a transaction that may write; all of it holds, or none."""
    with engine().begin() as connection:
        yield connection
