"""How fast PostgreSQL takes the same rows when nobody reads or checks them: raw COPY.

Once as one statement, which no delivery can be: it is the machine's limit. Once as
terminals deliver, 500 rows a commit that is on disk, on as many connections as
central has workers.
"""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from sqlalchemy import Engine, select, text

from server_sync.central.db import tables
from server_sync.central.db.bulk import copy_rows
from tests.bench.ingest_load import WORKERS

ENTRY = [column.name for column in tables.entry.columns]
ONE_STATEMENT = "raw COPY of the same rows, one statement"
IN_BATCHES = "raw COPY of the same rows, 500 a commit, two connections"
BATCH = 500
Rows = list[tuple[Any, ...]]


def one_statement_per_s(engine: Engine) -> float:
    """Copy what central holds into an empty table with the same key, all at once."""
    rows = _rows(engine)
    return len(rows) / _seconds(engine, "raw_entry", [[rows]])


def in_batches_per_s(engine: Engine) -> float:
    """Copy the same in batches, each committed, on several connections at once."""
    rows = _rows(engine)
    batches = [rows[first : first + BATCH] for first in range(0, len(rows), BATCH)]
    lines = [batches[line::WORKERS] for line in range(WORKERS)]
    return len(rows) / _seconds(engine, "raw_batched_entry", lines)


def _rows(engine: Engine) -> Rows:
    with engine.begin() as connection:
        return [tuple(row) for row in connection.execute(select(tables.entry))]


def _seconds(engine: Engine, into: str, lines: Sequence[Sequence[Rows]]) -> float:
    with engine.begin() as connection:
        connection.execute(text(f"CREATE TABLE {into} (LIKE entry INCLUDING ALL)"))
    with ThreadPoolExecutor(len(lines)) as pool:
        begun = time.perf_counter()
        list(pool.map(partial(_copy, engine, into), lines))
        return time.perf_counter() - begun


def _copy(engine: Engine, into: str, batches: Sequence[Rows]) -> None:
    for rows in batches:
        with engine.begin() as connection:
            copy_rows(connection, tables.entry, ENTRY, rows, into=into)
