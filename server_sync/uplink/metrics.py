"""A terminal's metrics for Prometheus, on a loopback port of the uplink.

The uplink answers because the terminal and the page have no network. The values are
read at each request.
"""

import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from firmware.clock import Clock
from firmware.moment import ClockState, Moment
from kiosk.doctor.storage import CONTACT_FILE, read_contact
from kiosk.errors import JournalUnavailable
from kiosk.host.counters import BOUNDS_SECONDS, Counters, Durations, read_counters
from kiosk.host.temperature import celsius
from kiosk.journal.chain import Journal

NS = 10**9
LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminalCollector(Collector):
    """Reads the state of a terminal when Prometheus asks.

    Attributes:
        journal: its queue and its receipts are shown.
        folder: the free space of its disk is shown.
        vitals: the file with the terminal's counters; None where it writes none.
        root: the folder in which the kernel's own files lie.
    """

    journal: Journal
    clock: Clock
    folder: Path
    vitals: Path | None
    root: Path = Path("/")

    def collect(self) -> Iterable[Metric]:
        """Yield what is known now; what is not known is left out."""
        now = self.clock.now()
        synced = now.clock is ClockState.SYNCED
        yield gauge(
            "clock_synced", "1 while the kernel calls the clock synchronised", synced
        )
        yield gauge(
            "disk_free_bytes",
            "Free space on the journal's disk",
            shutil.disk_usage(self.folder).free,
        )
        warm = celsius(self.root)
        if warm is not None:
            yield gauge("temperature_celsius", "Temperature of the processor", warm)
        yield from self._way_to_central()
        found = read_counters(self.vitals)
        if found is not None:
            yield from counted(found, now)

    def _way_to_central(self) -> Iterable[Metric]:
        try:
            last, receipt = self.journal.last(), self.journal.latest_receipt()
        except JournalUnavailable:
            yield gauge("journal_readable", "1 while the journal can be read", 0)
            return
        yield gauge("journal_readable", "1 while the journal can be read", 1)
        queued = (last.seq if last else 0) - (receipt.through_seq if receipt else 0)
        yield gauge("queue_entries", "Entries without a receipt from central", queued)
        if receipt is not None:
            heard = receipt.wall_ns / NS
            yield gauge(
                "central_heard_timestamp_seconds", "When the last receipt came", heard
            )
        contact = read_contact(self.folder / CONTACT_FILE)
        if contact is not None:
            state = GaugeMetricFamily(
                "moedt_contact", "State of the connection to central", labels=["state"]
            )
            state.add_metric([contact.state], 1)
            yield state


def counted(found: Counters, now: Moment) -> Iterable[Metric]:
    """Yield what the terminal counted since it started."""
    version = GaugeMetricFamily(
        "moedt_version", "Version of the terminal's program", labels=["version"]
    )
    version.add_metric([found.version], 1)
    yield version
    age = (now.boot_ns - found.written_ns) / NS
    yield gauge("vitals_age_seconds", "Age of the terminal's counters", age)
    yield gauge("listening", "1 while the reader can read cards", found.listening)
    for name, meaning, number in (
        ("taps", "Taps that were registered", found.taps),
        ("unread_cards", "Cards that were detected but not read", found.unread),
        ("refused_taps", "Taps that the journal refused", found.refused),
        (
            "reader_recoveries",
            "Times that a failing reader was recovered",
            found.recoveries,
        ),
        ("reader_losses", "Times that the reader was lost", found.losses),
    ):
        yield CounterMetricFamily(f"moedt_{name}", meaning, value=number)
    yield durations("commit_seconds", "Time to write a tap to disk", found.commits)
    yield durations(
        "round_seconds", "Time between two polls of the reader", found.rounds
    )


def gauge(name: str, meaning: str, value: float) -> Metric:
    """Return a metric with one number that can go up and down."""
    return GaugeMetricFamily(f"moedt_{name}", meaning, value=value)


def durations(name: str, meaning: str, found: Durations) -> Metric:
    """Return a histogram of durations."""
    bounds: Sequence[str] = [*map(str, BOUNDS_SECONDS), "+Inf"]
    counts = list(accumulate(found.counts))
    return HistogramMetricFamily(
        f"moedt_{name}",
        meaning,
        buckets=list(zip(bounds, counts, strict=True)),
        sum_value=found.sum_ns / NS,
    )


def serve(collector: Collector, *, port: int) -> Callable[[], None]:
    """Answer Prometheus on a port of this machine; return a function that stops it."""
    registry = CollectorRegistry()
    registry.register(collector)
    server, _thread = start_http_server(port, addr=LOOPBACK, registry=registry)

    def stop() -> None:
        server.shutdown()
        server.server_close()

    return stop
