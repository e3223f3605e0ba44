"""Transactions of pages and exports, which begin with judging what is due.

Sites are judged one by one in short transactions of their own. Only then the page
reads one snapshot: it holds no lock while it reads, and PostgreSQL plans its questions
as it always does.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import current_app, request
from sqlalchemy import Connection

from server_sync.central.db.engine import reading
from server_sync.central.judging import recompute
from server_sync.central.judging.locks import lock_forms
from server_sync.central.metrics import Tally
from server_sync.central.request_context import engine, may_judge, now, writing


@contextmanager
def snapshot(municipality: str) -> Iterator[Connection]:
    """Judge what is due in a municipality, then read one state of everything."""
    recompute_due(municipality)
    with reading(engine()) as connection:
        yield connection


@contextmanager
def transaction(municipality: str) -> Iterator[Connection]:
    """Judge what is due, open a transaction for a form, and judge what it wrote.

    The forms of a municipality are written one after another.
    """
    recompute_due(municipality)
    with writing() as connection:
        lock_forms(connection, municipality)
        yield connection
    recompute_due(municipality)


@contextmanager
def snapshot_or_transaction(municipality: str) -> Iterator[Connection]:
    """Open a transaction for a form that is sent, and a snapshot to show it."""
    opened = transaction if request.method == "POST" else snapshot
    with opened(municipality) as connection:
        yield connection


def recompute_due(municipality: str) -> None:
    """Judge what is due in a municipality up to this instant, site by site.

    Nothing is judged while the clock cannot be believed.
    """
    if not may_judge():
        return
    tally: Tally = current_app.extensions["tally"]
    with tally.judging(current_app.extensions["clock"]):
        recompute.recompute_by_site(engine(), as_of=now(), municipality=municipality)
