"""What Prometheus is told of one terminal, on a loopback port of the uplink.

The terminal has no network, and the page may open none: so it is the uplink that
answers. It looks when it is asked, and writes nothing down.
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
from kiosk.host.counters import (
    BOUNDS_SECONDS,
    Counters,
    Durations,
    read_counters,
)
from kiosk.host.temperature import celsius
from kiosk.journal.chain import Journal

NS = 10**9
LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminalCollector(Collector):
    """Looks at a terminal when Prometheus asks.

    Attributes:
        journal: whose queue and receipts are told.
        folder: whose disk is looked at.
        vitals: where the terminal tells its counts; None where it does not.
        root: the folder in which the kernel's own files lie.
    """

    journal: Journal
    clock: Clock
    folder: Path
    vitals: Path | None
    root: Path = Path("/")

    def collect(self) -> Iterable[Metric]:
        """Give all that is known now; what is not known is left out."""
        now = self.clock.now()
        synced = now.clock is ClockState.SYNCED
        yield gauge("clock_synced", "1 while the kernel calls the clock right", synced)
        yield gauge("disk_free_bytes", "Room", shutil.disk_usage(self.folder).free)
        warm = celsius(self.root)
        if warm is not None:
            yield gauge("temperature_celsius", "Of the processor", warm)
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
        yield gauge("queue_entries", "Not receipted by central yet", queued)
        if receipt is not None:
            heard = receipt.wall_ns / NS
            yield gauge("central_heard_timestamp_seconds", "The last receipt", heard)
        contact = read_contact(self.folder / CONTACT_FILE)
        if contact is not None:
            state = GaugeMetricFamily(
                "moedt_contact", "How the way to central is", labels=["state"]
            )
            state.add_metric([contact.state], 1)
            yield state


def counted(found: Counters, now: Moment) -> Iterable[Metric]:
    """Tell what the terminal counted of itself since it started."""
    version = GaugeMetricFamily(
        "moedt_version", "What the terminal runs", labels=["version"]
    )
    version.add_metric([found.version], 1)
    yield version
    age = (now.boot_ns - found.told_ns) / NS
    yield gauge("vitals_age_seconds", "Since the terminal told all this", age)
    yield gauge("listening", "1 while the reader can read cards", found.listening)
    for name, said, number in (
        ("taps", "Registered at the door", found.taps),
        ("unread_cards", "Felt and not read", found.unread),
        ("refused_taps", "That the journal would not take", found.refused),
        ("reader_recoveries", "The reader ailed and was helped", found.recoveries),
        ("reader_losses", "The reader was gone", found.losses),
    ):
        yield CounterMetricFamily(f"moedt_{name}", said, value=number)
    yield durations("commit_seconds", "To put a tap on disk", found.commits)
    yield durations("round_seconds", "From one look to the next", found.rounds)


def gauge(name: str, said: str, value: float) -> Metric:
    """Tell one number that goes up and down."""
    return GaugeMetricFamily(f"moedt_{name}", said, value=value)


def durations(name: str, said: str, found: Durations) -> Metric:
    """Tell how often something took how long."""
    bounds: Sequence[str] = [*map(str, BOUNDS_SECONDS), "+Inf"]
    counts = list(accumulate(found.counts))
    return HistogramMetricFamily(
        f"moedt_{name}",
        said,
        buckets=list(zip(bounds, counts, strict=True)),
        sum_value=found.sum_ns / NS,
    )


def serve(collector: Collector, *, port: int) -> Callable[[], None]:
    """Answer this machine's Prometheus on that port; give what ends it."""
    registry = CollectorRegistry()
    registry.register(collector)
    server, _thread = start_http_server(port, addr=LOOPBACK, registry=registry)

    def end() -> None:
        server.shutdown()
        server.server_close()

    return end
