"""What Prometheus is told of central, and nobody else."""

import socket
import subprocess
import sys
import time
from pathlib import Path

import requests
from prometheus_client import CollectorRegistry, generate_latest
from sqlalchemy import Engine

from server_sync.central.intake.reports import keep_report
from server_sync.central.metrics import CentralCollector, Tally
from tests.server_sync.central.world import CARDS, DEVICE, PaperJournal, send_on, set_up

PATIENCE_SECONDS = 50


def told(engine: Engine, tally: Tally) -> dict[str, float]:
    """Read what Prometheus would read."""
    registry = CollectorRegistry()
    registry.register(CentralCollector(engine=engine, tally=tally))
    lines = generate_latest(registry).decode().splitlines()
    rows = [line.rpartition(" ") for line in lines if not line.startswith("#")]
    return {name: float(value) for name, _, value in rows}


def test_what_is_kept_and_what_waits_is_told(engine: Engine) -> None:
    """Entries, what nobody has judged or looked at, and each terminal's last word."""
    journal = PaperJournal()
    journal.tap(CARDS["alice"], "08:11:03")
    journal.tap(CARDS["bob"], "08:12:03")
    with engine.begin() as connection:
        set_up(connection)
        send_on(connection, journal.batch())
        keep_report(
            connection,
            device=DEVICE,
            said='{"version":"0.2.0","queued":7}',
            received_ns=5 * 10**9,
        )
    found = told(engine, Tally())

    assert found["moedt_central_entries_total"] == 2
    assert found["moedt_central_derive_queue"] > 0
    assert found["moedt_central_quarantined"] == 0
    assert found["moedt_central_conflicts"] == 0
    assert found[f'moedt_central_terminal_queue_entries{{device="{DEVICE}"}}'] == 7
    heard = "moedt_central_terminal_heard_timestamp_seconds"
    assert found[f'{heard}{{device="{DEVICE}",version="0.2.0"}}'] == 5


def test_deliveries_are_counted_by_how_they_ended(engine: Engine) -> None:
    """What no status is named for is counted as other, and never as good."""
    tally = Tally()
    for status in (200, 200, 400, 401, 403, 413, 503, 500, 299):
        tally.add(status)

    assert tally.counts() == {
        "receipted": 2, "bad_batch": 1, "bad_signature": 1, "not_approved": 1,
        "too_large": 1, "busy": 1, "other": 2,
    }  # fmt: skip
    name = 'moedt_central_deliveries_total{ended="receipted"}'
    assert told(engine, tally)[name] == 2


def test_only_the_port_of_its_own_answers(tmp_path: Path) -> None:
    """A proxy before central shows nobody what Prometheus sees."""
    nowhere = ("127.0.0.1", 0)
    with socket.create_server(nowhere) as one, socket.create_server(nowhere) as two:
        port, own = one.getsockname()[1], two.getsockname()[1]
    settings = tmp_path / "central.toml"
    settings.write_text(f"port = {port}\nmetrics_port = {own}\n")
    process = subprocess.Popen(
        [
            sys.executable, "-m", "server_sync", "central", "--settings", str(settings),
        ],
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        until = time.monotonic() + PATIENCE_SECONDS
        while not _answers(port):
            assert time.monotonic() < until, "central did not start"
            time.sleep(0.1)
        refused = requests.post(
            f"http://127.0.0.1:{port}/v1/devices/nobody/entries", data=b"", timeout=20
        )
        shown = [
            requests.get(f"http://127.0.0.1:{one}/metrics", timeout=20)
            for one in (port, own)
        ]
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)

    assert refused.status_code == 403
    assert [one.status_code for one in shown] == [404, 200]
    line = 'moedt_central_deliveries_total{ended="not_approved"} 1.0'
    assert line in shown[1].text.splitlines()


def _answers(port: int) -> bool:
    try:
        answer = requests.get(f"http://127.0.0.1:{port}/health", timeout=20)
    except requests.RequestException:
        return False
    return answer.status_code == 200
