"""What Prometheus is told of central, and nobody else."""

import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests
from sqlalchemy import Engine

from firmware.clock import ManualClock
from server_sync.central.ingest.terminal_reports import store_report
from server_sync.central.metrics import CentralCollector, Tally
from server_sync.central.trusted_time import TrustedTime
from tests.server_sync.central.world import CARDS, DEVICE, PaperJournal, send_on, set_up
from tests.server_sync.uplink.prometheus import read, unexplained
from tests.town import make_town

PATIENCE_SECONDS = 50
NS = 10**9


def told(engine: Engine, tally: Tally) -> dict[str, float]:
    """Read what Prometheus would read."""
    return read(
        CentralCollector(
            engine=engine,
            tally=tally,
            trusted_time=TrustedTime(ManualClock(wall_ns=NS)),
        )
    )


def test_what_is_kept_and_what_waits_is_told(engine: Engine) -> None:
    """Entries, what nobody has judged or looked at, and each terminal's last word."""
    journal = PaperJournal()
    journal.tap(CARDS["alice"], "08:11:03")
    journal.tap(CARDS["bob"], "08:12:03")
    with engine.begin() as connection:
        set_up(connection)
        send_on(connection, journal.batch())
        store_report(
            connection,
            terminal=DEVICE,
            header='{"version":"0.2.0","queued":7}',
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
    assert unexplained(found) == set()


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


def test_how_long_judging_takes_is_told(engine: Engine) -> None:
    """What workers together took, by bounds; what failed is not called quick."""
    tally, clock = Tally(), ManualClock(wall_ns=NS)
    for seconds in (0.01, 0.02, 0.3, 100):
        with tally.judging(clock):
            clock.advance(seconds)
    with pytest.raises(OSError, match="gone"), tally.judging(clock):
        raise OSError("gone")
    found = told(engine, tally)
    bucket = "moedt_central_derive_seconds_bucket"

    assert found["moedt_central_derive_seconds_count"] == 4
    assert found["moedt_central_derive_seconds_sum"] == pytest.approx(100.33)
    assert found[f'{bucket}{{le="0.01"}}'] == 1
    assert found[f'{bucket}{{le="0.05"}}'] == 2
    assert found[f'{bucket}{{le="60.0"}}'] == 3


def test_to_read_the_log_is_to_judge_first_and_is_counted() -> None:
    """The application and its background count in one place."""
    town = make_town()
    tally: Tally = town.app.extensions["tally"]
    before = sum(tally.judgings()[0])
    town.client().get("/terminals")
    town.engine.dispose()

    assert sum(tally.judgings()[0]) == before + 1


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
