"""What Prometheus would read, and whether the manual explains it."""

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.registry import Collector

from tests.paths import DOCS

MANUAL = DOCS / "install.md"
PARTS = ("_bucket", "_count", "_sum")


def read(collector: Collector) -> dict[str, float]:
    """Read each line's name with its labels, and its value."""
    registry = CollectorRegistry()
    registry.register(collector)
    lines = generate_latest(registry).decode().splitlines()
    rows = [line.rpartition(" ") for line in lines if not line.startswith("#")]
    return {name: float(value) for name, _, value in rows}


def unexplained(found: dict[str, float]) -> set[str]:
    """Name what the manual has no word of."""
    names = {name.partition("{")[0] for name in found}
    for part in PARTS:
        names = {name.removesuffix(part) for name in names}
    manual = MANUAL.read_text()
    return {name for name in names if f"`{name}" not in manual}
