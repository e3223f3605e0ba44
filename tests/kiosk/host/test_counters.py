"""What a terminal counts of itself, and where it tells it."""

from pathlib import Path

import msgspec
import pytest

from firmware.reader import ReaderHealth
from kiosk.host.counters import (
    WRITE_EVERY_NS,
    Counters,
    CountersFile,
    Durations,
    read_counters,
)
from kiosk.host.temperature import celsius
from tests.kiosk.terminals import a_journal_that_refuses, card, make_terminal


def counts(folder: Path) -> Counters:
    """Read what was told."""
    found = read_counters(folder / "vitals.json")
    assert found is not None
    return found


def test_a_morning_is_counted(tmp_path: Path) -> None:
    """Taps and how long each took, rounds, and what went wrong with the reader."""
    terminal = make_terminal(tmp_path, counters_path=tmp_path / "vitals.json")
    terminal.run(1)
    terminal.tap()
    terminal.tap("04b3c6cae26180")
    terminal.reader.health = ReaderHealth.CRYPTO_STUCK
    terminal.run(6)
    terminal.reader.gone = True
    terminal.run(1)
    terminal.reader.gone = False
    terminal.run(30)
    found = counts(tmp_path)

    assert (found.taps, found.unread, found.refused) == (2, 0, 0)
    assert (found.recoveries, found.losses, found.listening) == (1, 1, True)
    assert sum(found.commits.counts) == 2
    assert found.rounds.counts[5] == sum(found.rounds.counts)
    assert found.version == "0.1"


def test_a_tap_that_the_journal_refuses_is_not_counted_as_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is not on disk was not registered."""
    monkeypatch.setattr("kiosk.journal.tables.BUSY_SECONDS", 0.01)
    terminal = make_terminal(tmp_path, counters_path=tmp_path / "vitals.json")
    terminal.run(1)
    with a_journal_that_refuses(tmp_path):
        terminal.reader.readings = [card()]
        terminal.run(0.5)
    terminal.run(30)
    found = counts(tmp_path)

    assert (found.taps, found.refused, sum(found.commits.counts)) == (0, 1, 0)


def test_it_is_told_now_and_then_and_nowhere_unless_somebody_asks(
    tmp_path: Path,
) -> None:
    """A place that is gone or was never named stops nothing."""
    path = tmp_path / "vitals.json"
    told, vitals = CountersFile(path), Counters()
    told.write_if_due(vitals, 1)
    vitals.taps = 1
    told.write_if_due(vitals, WRITE_EVERY_NS)
    assert counts(tmp_path).taps == 0
    told.write_if_due(vitals, WRITE_EVERY_NS + 1)
    assert counts(tmp_path).taps == 1
    assert [one.name for one in tmp_path.iterdir()] == ["vitals.json"]

    CountersFile(None).write_if_due(vitals, 1)
    CountersFile(tmp_path / "gone" / "vitals.json").write_if_due(vitals, 1)
    assert read_counters(None) is None
    assert read_counters(tmp_path / "none") is None
    path.write_bytes(b"{")
    assert read_counters(path) is None


def test_a_duration_on_the_bound_is_within_it() -> None:
    """As Prometheus counts: less than or equal."""
    found = Durations()
    for nanoseconds in (1_000_000, 1_000_001, 6_000_000_000):
        found.add(nanoseconds)

    assert found.counts == [1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]
    assert found.sum_ns == 6_002_000_001
    assert msgspec.json.decode(msgspec.json.encode(found), type=Durations) == found


def test_the_warmth_is_the_kernels_or_not_known(tmp_path: Path) -> None:
    """A machine without a sensor has no temperature, rather than a cold one."""
    assert celsius(tmp_path) is None
    zone = tmp_path / "sys/class/thermal/thermal_zone0"
    zone.mkdir(parents=True)
    (zone / "temp").write_text("48312\n")
    assert celsius(tmp_path) == 48.3
    (zone / "temp").write_text("?")
    assert celsius(tmp_path) is None
