"""What Prometheus is told of a terminal."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

from firmware.clock import ManualClock
from kiosk.host.counters import Counters, CountersFile, Durations
from kiosk.journal.chain import Journal
from kiosk.journal.contents import Heartbeat
from server_sync.uplink.contact import ContactFile, State
from server_sync.uplink.metrics import TerminalCollector, serve
from tests.server_sync.uplink.prometheus import read, unexplained

NS = 10**9


@contextmanager
def looking(folder: Path) -> Iterator[TerminalCollector]:
    """Look at a terminal whose journal has just begun."""
    journal = Journal.open(folder / "journal.db", device="door-1")
    clock = ManualClock(wall_ns=1_800_000_000 * NS)
    try:
        yield TerminalCollector(
            journal=journal, clock=clock, folder=folder, vitals=folder / "vitals.json"
        )
    finally:
        journal.close()


def test_what_is_not_known_is_left_out(tmp_path: Path) -> None:
    """A terminal that never told anything is not called deaf, and not called well."""
    with looking(tmp_path) as collector:
        found = read(collector)

    assert found["moedt_queue_entries"] == 0
    assert found["moedt_journal_readable"] == 1
    assert found["moedt_disk_free_bytes"] > 0
    assert "moedt_listening" not in found
    assert "moedt_central_heard_timestamp_seconds" not in found


def test_the_queue_and_the_last_word_of_central_are_told(tmp_path: Path) -> None:
    """What waits for central, and since when it has said nothing."""
    with looking(tmp_path) as collector:
        journal, now = collector.journal, collector.clock.now()
        for _ in range(3):
            journal.append(Heartbeat(listened=()), now)
        first = journal.after(0, 1)[0]
        journal.store_receipt(
            through_seq=1,
            hash=first.hash,
            incarnation=bytes(16),
            raw=b"",
            moment_ns=now.wall_ns,
        )
        contact = ContactFile(tmp_path / "uplink.json")
        contact.write(State.NOT_ACCEPTED, "why", now)
        found = read(collector)

    assert found["moedt_queue_entries"] == 2
    assert found['moedt_contact{state="not_accepted"}'] == 1
    assert found["moedt_central_heard_timestamp_seconds"] == 1_800_000_000
    assert unexplained(found) == set()


def test_what_the_terminal_counted_is_told_as_prometheus_counts(
    tmp_path: Path,
) -> None:
    """Histograms are cumulative; the age says whether the terminal still tells."""
    commits = Durations()
    commits.add(3_000_000)
    commits.add(9_000_000_000)
    vitals = Counters(version="0.1.0", taps=2, listening=True, commits=commits)
    with looking(tmp_path) as collector:
        now = collector.clock.now()
        CountersFile(tmp_path / "vitals.json").write_if_due(vitals, now.boot_ns)
        found = read(collector)

    assert found["moedt_taps_total"] == 2
    assert found["moedt_listening"] == 1
    assert found["moedt_vitals_age_seconds"] == 0
    assert found['moedt_version{version="0.1.0"}'] == 1
    assert found['moedt_commit_seconds_bucket{le="0.002"}'] == 0
    assert found['moedt_commit_seconds_bucket{le="0.005"}'] == 1
    assert found['moedt_commit_seconds_bucket{le="+Inf"}'] == 2
    assert found["moedt_commit_seconds_count"] == 2
    assert round(found["moedt_commit_seconds_sum"], 3) == 9.003
    assert unexplained(found) == set()


def test_it_answers_on_this_machine(tmp_path: Path) -> None:
    """Over HTTP, from a port that nobody else can reach."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with looking(tmp_path) as collector:
        end = serve(collector, port=port)
        try:
            answer = requests.get(f"http://127.0.0.1:{port}/metrics", timeout=20)
        finally:
            end()

    assert answer.status_code == 200
    assert "moedt_queue_entries 0.0" in answer.text.splitlines()
