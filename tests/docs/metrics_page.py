"""`docs/reference/metrics.md`: what Prometheus can read, found by reading it."""

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from prometheus_client.core import Metric
from sqlalchemy import create_engine, insert

from firmware.clock import ManualClock
from kiosk.host import temperature
from kiosk.host.counters import Counters, CountersFile
from kiosk.journal.chain import Journal
from server_sync.central.db.tables import metadata, report
from server_sync.central.metrics import CentralCollector, Tally
from server_sync.central.trusted_time import TrustedTime
from server_sync.uplink.contact import ContactFile, State
from server_sync.uplink.metrics import TerminalCollector
from tests.docs.markdown import code, page, table

ABOUT = """\
`metrics_port` of `kiosk.toml` and of `central.toml` names the port, on this machine
only, that answers `/metrics`. What is not known is left out."""

REPORT = {"device": "door-1", "version": "1", "queued": 0, "received_ns": 0}


def metrics() -> str:
    """Return the page: the metrics of a terminal and of central, as they are shown."""
    with TemporaryDirectory() as folder, _terminal(Path(folder)) as terminal:
        of_terminal = _table(terminal.collect())
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(insert(report).values(REPORT))
    trusted_time = TrustedTime(ManualClock(wall_ns=0))
    collector = CentralCollector(
        engine=engine, tally=Tally(), trusted_time=trusted_time
    )
    of_central = _table(collector.collect())
    engine.dispose()
    return page(
        "Metrics", ABOUT, "## A terminal", of_terminal, "## Central", of_central
    )


@contextmanager
def _terminal(folder: Path) -> Iterator[TerminalCollector]:
    """Make a terminal that knows everything that it could report."""
    zone = folder / temperature.ZONE
    zone.parent.mkdir(parents=True)
    zone.write_text("40000\n")
    clock = ManualClock(wall_ns=1_800_000_000 * 10**9)
    now = clock.now()
    CountersFile(folder / "vitals.json").write_if_due(Counters(), now.boot_ns)
    ContactFile(folder / "uplink.json").write(State.DELIVERING, "", now)
    with closing(Journal.open(folder / "journal.db", device="door-1")) as journal:
        journal.store_receipt(
            through_seq=0,
            hash=bytes(32),
            incarnation=bytes(16),
            raw=b"",
            moment_ns=now.wall_ns,
        )
        yield TerminalCollector(
            journal=journal,
            clock=clock,
            folder=folder,
            vitals=folder / "vitals.json",
            root=folder,
        )


def _table(found: Iterable[Metric]) -> str:
    rows = [
        (code(_shown_name(metric)), metric.type, _labels(metric), metric.documentation)
        for metric in sorted(found, key=lambda metric: metric.name)
    ]
    return table(("name", "type", "labels", "what it says"), rows)


def _shown_name(metric: Metric) -> str:
    return metric.name + ("_total" if metric.type == "counter" else "")


def _labels(metric: Metric) -> str:
    """Return the labels of its samples, without the bounds of a histogram."""
    names = {name for sample in metric.samples for name in sample.labels}
    return ", ".join(map(code, sorted(names - {"le"})))
