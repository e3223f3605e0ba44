"""How many entries a second go into central over HTTP, all signatures checked.

Real terminals' batches of 500, packed and signed beforehand, are sent from this
process over kept connections to gunicorn with two workers, on the same cores as the
database. `python -m tests.bench_ingest --batches 5` is a short run.
"""

import argparse
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Engine, func, select, text

from kiosk.entry import Tap
from server_sync.central import tables
from server_sync.central.bulk import copy_rows
from server_sync.central.database import create_engine_for, prepare
from server_sync.central.facts import people
from server_sync.signing import Request, public_bytes, sign_request
from server_sync.wire import CONTENT_TYPE, entries_path, pack
from tests.bench_postgres import own_postgres
from tests.server_sync.central.world import (
    DEVICE_KEY,
    NS,
    SAID,
    SITE,
    PaperJournal,
    at,
    set_up,
)

TERMINALS = 4
BATCHES_EACH = 50
BATCH = 500
SENT_OF = date(2026, 1, 5)  # what a clock ahead of central's says is not believed
WORKERS = 2
START_SECONDS_MAX = 60
HEADERS = {"Content-Type": CONTENT_TYPE, "Content-Encoding": "gzip"}
ENTRY = [column.name for column in tables.entry.columns]


@dataclass(frozen=True, slots=True)
class Sent:
    """One request, ready to be sent."""

    path: str
    body: bytes
    headers: dict[str, str]


def figures(batches_each: int = BATCHES_EACH) -> list[dict[str, Any]]:
    """Send the same to a central on PostgreSQL and to one on SQLite."""
    with own_postgres() as url:
        postgres, waited, copied = measured(url, batches_each)
    with TemporaryDirectory(prefix="moedt-sqlite-") as folder:
        sqlite, _, _ = measured(f"sqlite:///{folder}/central.db", batches_each)
    beside = "raw COPY of the same rows, one statement"
    p99 = sorted(waited)[int(len(waited) * 0.99)]
    return [
        _figure("ingest_http_postgres_per_s", postgres, "entries/s", beside, copied),
        _figure("ingest_fraction_of_raw_copy", postgres / copied, "of 1", beside, 1.0),
        _figure("ingest_http_sqlite_per_s", sqlite, "entries/s", beside, copied),
        _figure(
            "ingest_batch_p99_ms", 1e3 * p99, "ms", "its median", 1e3 * _median(waited)
        ),
    ]


def measured(url: str, batches_each: int) -> tuple[float, list[float], float]:
    """Give entries a second over HTTP, each batch's seconds, and what COPY does."""
    engine = create_engine_for(url)
    prepare(engine, now=0)
    journals = [_journal(engine, number, batches_each) for number in range(TERMINALS)]
    with central_at(url) as port:
        ready = [_ready(journal, port) for journal in journals]
        _send_all(port, [_warming(engine, port)])
        begun = time.perf_counter()
        with ThreadPoolExecutor(TERMINALS) as pool:
            waited = [
                one
                for of_one in pool.map(lambda mine: _send_all(port, mine), ready)
                for one in of_one
            ]
        seconds = time.perf_counter() - begun
    sent = TERMINALS * batches_each * BATCH
    with engine.begin() as connection:
        held = connection.scalar(select(func.sum(tables.chain.c.through_seq)))
    if held != sent + 1:
        raise RuntimeError(f"central holds {held} of {sent + 1} entries without a gap")
    copied = _copied_per_s(engine) if url.startswith("postgresql") else 0.0
    engine.dispose()
    return sent / seconds, waited, copied


@contextmanager
def central_at(url: str) -> Iterator[int]:
    """Run central as it runs anywhere, until it is no longer asked for."""
    with TemporaryDirectory(prefix="moedt-central-") as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
        free.close()
        settings = Path(folder) / "central.toml"
        settings.write_text(
            f'port = {port}\ndatabase = "{url}"\nworkers = {WORKERS}\n'
            "tick_seconds = 3600\n"
        )
        command = [str(Path(sys.executable).with_name("moedt")), "central"]
        process = subprocess.Popen([*command, "--settings", str(settings)])
        try:
            _wait_for(port)
            yield port
        finally:
            os.kill(process.pid, signal.SIGTERM)
            process.wait()


def _journal(engine: Engine, number: int, batches: int) -> PaperJournal:
    """Add a terminal, and write what it has to send: taps of fifty cards."""
    device = f"door-{number}"
    with engine.begin() as connection:
        if number == 0:
            set_up(connection, device=device)
        else:
            people.add_terminal(
                connection,
                site=SITE,
                device=device,
                public_key=public_bytes(DEVICE_KEY),
                said=SAID,
            )
    journal = PaperJournal(device=device)
    for no in range(batches * BATCH):
        card = f"04{no % 50:012x}"
        journal.write(
            Tap(uid=card, atqa=0x44, sak=0),
            at("06:00", SENT_OF) + 7 * no,
            boot_seconds=7 * no,
        )
    return journal


def _ready(journal: PaperJournal, port: int) -> list[Sent]:
    return [
        _signed(journal, first, first + BATCH - 1, port)
        for first in range(1, len(journal.entries) + 1, BATCH)
    ]


def _warming(engine: Engine, port: int) -> Sent:
    """One entry of a terminal of its own, so that everything is loaded."""
    journal = PaperJournal(device="door-warm")
    journal.write(Tap(uid="04" + 12 * "0"), at("06:00", SENT_OF), boot_seconds=0)
    with engine.begin() as connection:
        people.add_terminal(
            connection,
            site=SITE,
            device=journal.device,
            public_key=public_bytes(DEVICE_KEY),
            said=SAID,
        )
    return _signed(journal, 1, 1, port)


def _signed(journal: PaperJournal, first: int, last: int, port: int) -> Sent:
    path, body = entries_path(journal.device), pack(journal.batch(first, last))
    request = Request(
        method="POST",
        url=f"http://127.0.0.1:{port}{path}",
        headers=dict(HEADERS),
        body=body,
    )
    nonce = f"{journal.device}-{first}"
    sign_request(request, DEVICE_KEY, keyid=journal.device, nonce=nonce, created_ns=NS)
    return Sent(path, body, dict(request.headers))


def _send_all(port: int, ready: Sequence[Sent]) -> list[float]:
    """Send one after the other, as a terminal does; give the seconds of each."""
    line, waited = http.client.HTTPConnection("127.0.0.1", port), []
    for one in ready:
        begun = time.perf_counter()
        line.request("POST", one.path, one.body, one.headers)
        answer = line.getresponse()
        said = answer.read()
        waited.append(time.perf_counter() - begun)
        if answer.status != http.client.OK:
            raise RuntimeError(f"central answered {answer.status}: {said[:200]!r}")
    line.close()
    return waited


def _copied_per_s(engine: Engine) -> float:
    """Copy the same rows into a table with the same key and nothing else to do."""
    with engine.begin() as connection:
        rows = [tuple(row) for row in connection.execute(select(tables.entry)).all()]
        connection.execute(text("CREATE TABLE raw_entry (LIKE entry INCLUDING ALL)"))
    begun = time.perf_counter()
    with engine.begin() as connection:
        copy_rows(connection, tables.entry, ENTRY, rows, into="raw_entry")
    return len(rows) / (time.perf_counter() - begun)


def _wait_for(port: int) -> None:
    until = time.monotonic() + START_SECONDS_MAX
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("central did not start")


def _median(values: Sequence[float]) -> float:
    return sorted(values)[len(values) // 2]


def _figure(
    name: str, value: float, unit: str, beside: str, beside_value: float
) -> dict[str, Any]:
    return {
        "name": name,
        "value": value,
        "unit": unit,
        "beside": beside,
        "beside_value": beside_value,
        "ratio": value / beside_value if beside_value else None,
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--batches", type=int, default=5, help="of each terminal")
    for figure in figures(parser.parse_args().batches):
        print(figure)
