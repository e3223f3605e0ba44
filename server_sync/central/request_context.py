"""What every answer stands on: the database, and this instant by the app's clock."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import current_app, g
from sqlalchemy import Connection, Engine

from firmware.clock import Clock

NS_PER_SECOND = 1_000_000_000


def engine() -> Engine:
    """Give the app's database."""
    found: Engine = current_app.extensions["engine"]
    return found


def now() -> int:
    """Give this instant in whole seconds; within one request it stands still."""
    if "now" not in g:
        clock: Clock = current_app.extensions["clock"]
        g.now = clock.now().wall_ns // NS_PER_SECOND
    instant: int = g.now
    return instant


@contextmanager
def writing() -> Iterator[Connection]:
    """Open a transaction that may write; all of it holds, or none."""
    with engine().begin() as connection:
        yield connection
