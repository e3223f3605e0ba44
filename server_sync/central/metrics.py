"""What Prometheus is told of central, on a loopback port of its own.

What the database knows is asked when Prometheus asks. How terminals' requests ended,
and how long judging took, is counted where it happens, in memory that workers share.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import accumulate
from multiprocessing import get_context
from multiprocessing.sharedctypes import SynchronizedArray
from typing import Any

from flask import Flask, Response, abort, request
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector
from sqlalchemy import Connection, Engine, Table, func, select

from firmware.clock import Clock
from server_sync.central.db import tables
from server_sync.central.db.engine import reading
from server_sync.central.trusted_time import TrustedTime

TEXT = "text/plain; version=0.0.4; charset=utf-8"
ENDS = {
    HTTPStatus.OK: "receipted",
    HTTPStatus.BAD_REQUEST: "bad_batch",
    HTTPStatus.UNAUTHORIZED: "bad_signature",
    HTTPStatus.FORBIDDEN: "not_approved",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too_large",
    HTTPStatus.SERVICE_UNAVAILABLE: "busy",
}
OTHER = "other"
NAMES = (*ENDS.values(), OTHER)
BOUNDS_SECONDS = (0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
NS = 10**9
DELIVERING = frozenset({"devices.entries", "devices.quarantine"})


@dataclass(frozen=True, slots=True)
class Tally:
    """What is counted since central started, in all its workers together.

    It is made before they are, and each of them adds to the same.
    """

    _counts: "SynchronizedArray[Any]" = field(
        default_factory=lambda: _shared(len(NAMES))
    )
    _judgings: "SynchronizedArray[Any]" = field(
        # one for each bound, one for longer, and the nanoseconds in all
        default_factory=lambda: _shared(len(BOUNDS_SECONDS) + 2)
    )

    def add(self, status: int) -> None:
        """Count one delivery by the status that it was answered with."""
        at = list(ENDS).index(HTTPStatus(status)) if status in set(ENDS) else -1
        with self._counts.get_lock():
            self._counts[at] += 1

    def counts(self) -> dict[str, int]:
        """Give the count of each end."""
        with self._counts.get_lock():
            return dict(zip(NAMES, self._counts[:], strict=True))

    @contextmanager
    def judging(self, clock: Clock) -> Iterator[None]:
        """Count how long it takes to judge what came, in here."""
        begun = clock.now().boot_ns
        yield
        took = clock.now().boot_ns - begun
        with self._judgings.get_lock():
            self._judgings[bisect_left(BOUNDS_SECONDS, took / NS)] += 1
            self._judgings[-1] += took

    def judgings(self) -> tuple[list[int], int]:
        """Give how many took up to each bound and longer, and nanoseconds in all."""
        with self._judgings.get_lock():
            *counts, sum_ns = self._judgings[:]
        return counts, sum_ns


@dataclass(frozen=True, slots=True, kw_only=True)
class CentralCollector(Collector):
    """Looks at central when Prometheus asks."""

    engine: Engine
    tally: Tally
    trusted_time: TrustedTime

    def describe(self) -> Iterable[Metric]:
        """Name nothing beforehand: to register it must not ask the database."""
        return ()

    def collect(self) -> Iterable[Metric]:
        """Give what is known now."""
        ended = CounterMetricFamily(
            "moedt_central_deliveries", "Requests of terminals", labels=["ended"]
        )
        for name, number in self.tally.counts().items():
            ended.add_metric([name], number)
        yield ended
        yield _durations(*self.tally.judgings())
        yield GaugeMetricFamily(
            "moedt_central_clock_believed",
            "1 while the clock can be believed; else nothing is judged beyond it",
            value=not self.trusted_time.read(self.engine).problem,
        )
        with reading(self.engine) as connection:
            yield from _kept(connection)


def register(app: Flask, *, port: int, tally: Tally) -> None:
    """Count deliveries, and answer `/metrics` on that port and on no other.

    The port is bound to this machine only, so that a proxy never shows it by mistake.
    """
    registry = CollectorRegistry()
    engine: Engine = app.extensions["engine"]
    app.extensions["tally"] = tally
    registry.register(
        CentralCollector(
            engine=engine, tally=tally, trusted_time=app.extensions["trusted_time"]
        )
    )

    @app.after_request
    def _count(answer: Response) -> Response:
        if request.endpoint in DELIVERING:
            tally.add(answer.status_code)
        return answer

    @app.get("/metrics")
    def _metrics() -> Response:
        if not port or request.environ.get("SERVER_PORT") != str(port):
            abort(404)
        return Response(generate_latest(registry), content_type=TEXT)


def _shared(length: int) -> "SynchronizedArray[Any]":
    """Make numbers that workers share: gunicorn forks them."""
    return get_context("fork").Array("Q", length)


def _durations(counts: list[int], sum_ns: int) -> Metric:
    bounds = [*map(str, BOUNDS_SECONDS), "+Inf"]
    return HistogramMetricFamily(
        "moedt_central_derive_seconds",
        "To judge what facts and time had changed",
        buckets=list(zip(bounds, accumulate(counts), strict=True)),
        sum_value=sum_ns / NS,
    )


def _kept(connection: Connection) -> Iterable[Metric]:
    chain, quarantine, conflict = tables.chain, tables.quarantine, tables.conflict
    entries = connection.scalar(select(func.sum(chain.c.through_seq))) or 0
    yield CounterMetricFamily(
        "moedt_central_entries", "Received without a gap", value=int(entries)
    )
    for name, said, table, open_ones in (
        ("derive_queue", "Waiting to be judged", tables.stale, None),
        ("quarantined", "Unusable, unseen", quarantine, quarantine.c.resolved_at),
        ("conflicts", "Differing, unseen", conflict, conflict.c.resolved_at),
    ):
        number = _count_of(connection, table, open_ones)
        yield GaugeMetricFamily(f"moedt_central_{name}", said, value=number)
    yield from _reported(connection)


def _count_of(connection: Connection, table: Table, resolved_at: Any) -> int:
    asked = select(func.count()).select_from(table)
    if resolved_at is not None:
        asked = asked.where(resolved_at.is_(None))
    return connection.scalar(asked) or 0


def _reported(connection: Connection) -> Iterable[Metric]:
    heard = GaugeMetricFamily(
        "moedt_central_terminal_heard_timestamp_seconds",
        "The last delivery with a report",
        labels=["device", "version"],
    )
    queued = GaugeMetricFamily(
        "moedt_central_terminal_queue_entries", "Waiting there", labels=["device"]
    )
    for row in connection.execute(select(tables.report)):
        heard.add_metric([row.device, row.version], row.received_ns / NS)
        queued.add_metric([row.device], row.queued)
    yield heard
    yield queued
