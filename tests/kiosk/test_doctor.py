"""What the doctor sees."""

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from firmware.clock import SystemClock
from kiosk.doctor import Check, State, examine, percentiles, worst
from kiosk.entry import GENESIS, Heartbeat, Tap
from kiosk.journal import Journal
from kiosk.local import instant
from tests.builders import A_UID, make_roster

DEVICE = "door-1"


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    """Write settings of a terminal with a central."""
    path = tmp_path / "kiosk.toml"
    path.write_text(
        f'device = "{DEVICE}"\ntrust_clock = true\ncentral_url = "https://c.example"'
    )
    (tmp_path / "kiosk").mkdir()
    return path


def write_roster(settings: Path, *, hours: float) -> None:
    """Store a roster of that age."""
    made_at = instant(SystemClock().now().wall_ns) - timedelta(hours=hours)
    raw = msgspec.json.encode(make_roster(made_at=made_at))
    (settings.parent / "kiosk" / "roster.json").write_bytes(raw)


def write_journal(settings: Path, *, reader: str = "ok", receipt: bool = True) -> Path:
    """Begin a journal with a heartbeat, and perhaps a receipt."""
    path = settings.parent / "kiosk" / "journal.db"
    journal, moment = Journal.open(path, device=DEVICE), SystemClock().now()
    journal.append(Heartbeat(listened=(), reader=reader), moment)
    for _ in range(9):
        journal.append(Tap(uid=A_UID), moment)
    if receipt:
        journal.keep_receipt(
            through_seq=0,
            hash=GENESIS,
            incarnation=bytes(16),
            raw=b"",
            moment_ns=moment.wall_ns,
        )
    journal.close()
    return path


def states(checks: list[Check]) -> dict[str, State]:
    """Say how each check ended."""
    return {check.what: check.state for check in checks}


def test_a_terminal_in_order(settings: Path) -> None:
    """Nothing to say is status 0, and nothing was left behind."""
    write_roster(settings, hours=1)
    write_journal(settings)
    before = sorted(settings.parent.rglob("*"))
    checks = examine(settings)

    assert set(states(checks).values()) == {State.OK}
    assert worst(checks) == 0
    assert sorted(settings.parent.rglob("*")) == before


def test_each_fault_is_seen_for_itself(settings: Path) -> None:
    """A deaf reader is a failure; an old roster and no receipt are warnings."""
    write_roster(settings, hours=25)
    write_journal(settings, reader="antenna_off", receipt=False)
    checks = examine(settings)

    assert states(checks) == {
        "settings": State.OK,
        "clock": State.OK,
        "disk": State.OK,
        "roster": State.WARN,
        "journal": State.OK,
        "reader": State.FAIL,
        "central": State.WARN,
    }
    assert worst(checks) == 2
    assert worst([check for check in checks if check.what != "reader"]) == 1


def test_a_terminal_that_never_ran(settings: Path) -> None:
    """No journal is a failure, no roster a warning, and neither is made."""
    checks = examine(settings)

    assert states(checks)["journal"] is State.FAIL
    assert states(checks)["roster"] is State.WARN
    assert list((settings.parent / "kiosk").iterdir()) == []


def test_a_damaged_journal_is_seen_and_left_as_it_is(settings: Path) -> None:
    """Putting it aside is the terminal's work."""
    path = write_journal(settings)
    path.write_bytes(b"no journal" * 1000)
    (settings.parent / "kiosk" / "roster.json").write_bytes(b"no roster")
    checks = examine(settings)

    assert states(checks)["journal"] is State.FAIL
    assert states(checks)["roster"] is State.FAIL
    assert path.read_bytes() == b"no journal" * 1000


def test_a_damaged_journal_that_was_put_aside_is_not_forgotten(settings: Path) -> None:
    """Somebody should copy it before the card is thrown away."""
    path = write_journal(settings)
    path.with_name("journal.damaged-1.db").touch()
    (check,) = [one for one in examine(settings) if one.what == "journal"]

    assert check.state is State.WARN
    assert "journal.damaged-1.db: keep them" in check.said


def test_percentiles_are_of_what_was_measured() -> None:
    """The 99th of a hundred is the last but one."""
    assert percentiles([float(number) for number in range(100, 0, -1)]) == (50, 99, 100)
    assert percentiles([7.0]) == (7, 7, 7)
