"""The whole examination."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from firmware.clock import SystemClock
from kiosk.doctor.check import Check, Severity, worst
from kiosk.doctor.examine import examine
from kiosk.doctor.machine import Machine
from kiosk.doctor.storage import read_contact
from kiosk.door.chip_note import write_chip_version
from kiosk.host.local_time import instant
from kiosk.journal.chain import Journal
from kiosk.journal.contents import GENESIS, Heartbeat, Tap
from tests.builders import A_UID, make_roster

DEVICE = "door-1"


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    """Write settings of a terminal with a central and a chip of NXP's."""
    path = tmp_path / "data" / "kiosk.toml"
    (path.parent / "kiosk").mkdir(parents=True)
    path.write_text(
        f'device = "{DEVICE}"\ntrust_clock = true\ncentral_url = "https://c.example"'
    )
    write_chip_version(path.parent / "kiosk", 0x92)
    return path


@pytest.fixture
def pi(tmp_path: Path) -> Machine:
    """Make a machine whose bus is on."""
    (tmp_path / "pi" / "dev").mkdir(parents=True)
    (tmp_path / "pi" / "dev" / "spidev0.0").touch()
    return Machine(
        root=tmp_path / "pi",
        run=lambda _command: None,
        certificate_end=lambda _host, _port: 2**40,
    )


def write_roster(settings: Path, *, hours: float) -> None:
    """Store a roster of that age."""
    made_at = instant(SystemClock().now().wall_ns) - timedelta(hours=hours)
    raw = msgspec.json.encode(make_roster(made_at=made_at))
    (settings.parent / "kiosk" / "roster.json").write_bytes(raw)


def write_journal(
    settings: Path, *, reader: str = "ok", receipt: bool = True, minutes_ago: int = 0
) -> Path:
    """Begin a journal with a heartbeat, and perhaps a receipt."""
    path = settings.parent / "kiosk" / "journal.db"
    journal, moment = Journal.open(path, device=DEVICE), SystemClock().now()
    journal.append(Heartbeat(listened=(), reader=reader), moment)
    for _ in range(9):
        journal.append(Tap(uid=A_UID), moment)
    if receipt:
        journal.store_receipt(
            through_seq=0,
            hash=GENESIS,
            incarnation=bytes(16),
            raw=b"",
            moment_ns=moment.wall_ns - minutes_ago * 60 * 10**9,
        )
    journal.close()
    return path


def write_contact(settings: Path, state: str) -> None:
    """Write what the uplink says of its way to central."""
    since = datetime(2026, 11, 23, 7, tzinfo=UTC)
    raw = msgspec.json.encode({"state": state, "since": since, "why": "no route"})
    (settings.parent / "kiosk" / "uplink.json").write_bytes(raw)


def found(checks: list[Check], what: str) -> tuple[Severity, str]:
    """Say what was found of one thing."""
    (one,) = [check for check in checks if check.what == what]
    return one.state, one.key


def test_a_terminal_in_order(settings: Path, pi: Machine) -> None:
    """Nothing to say is status 0, and nothing was left behind."""
    write_roster(settings, hours=1)
    write_journal(settings)
    before = sorted(settings.parent.rglob("*"))
    checks = examine(settings, pi)

    assert {check.what: check.state for check in checks if check.state != "ok"} == {}
    assert worst(checks) == 0
    assert sorted(settings.parent.rglob("*")) == before


def test_each_fault_is_seen_for_itself(settings: Path, pi: Machine) -> None:
    """A deaf reader is a failure; an old roster and no receipt are warnings."""
    write_roster(settings, hours=25)
    write_journal(settings, reader="antenna_off", receipt=False)
    checks = examine(settings, pi)

    assert {check.what: check.key for check in checks if check.state != "ok"} == {
        "roster": "old",
        "reader": "deaf",
        "central": "no_receipt",
    }
    assert worst(checks) == 2
    assert worst([check for check in checks if check.what != "reader"]) == 1


def test_settings_that_cannot_be_used_end_it(tmp_path: Path, pi: Machine) -> None:
    """They say where all the rest is."""
    (tmp_path / "kiosk.toml").write_text('devise = "x"')
    (check,) = examine(tmp_path / "kiosk.toml", pi)

    assert (check.what, check.state) == ("settings", Severity.FAIL)
    assert "did you mean device?" in str(check.values["why"])


def test_a_terminal_that_never_ran(settings: Path, pi: Machine) -> None:
    """No journal is a failure, no roster a warning, and neither is made."""
    checks = examine(settings, pi)

    assert found(checks, "journal") == (Severity.FAIL, "none")
    assert found(checks, "roster") == (Severity.WARN, "none")
    assert [one.name for one in (settings.parent / "kiosk").iterdir()] == ["chip.json"]


def test_a_damaged_journal_is_seen_and_left_as_it_is(
    settings: Path, pi: Machine
) -> None:
    """Putting it aside is the terminal's work."""
    path = write_journal(settings)
    path.write_bytes(b"no journal" * 1000)
    (settings.parent / "kiosk" / "roster.json").write_bytes(b"no roster")
    checks = examine(settings, pi)

    assert found(checks, "journal") == (Severity.FAIL, "damaged")
    assert found(checks, "roster") == (Severity.FAIL, "refused")
    assert path.read_bytes() == b"no journal" * 1000


def test_a_damaged_journal_that_was_put_aside_is_not_forgotten(
    settings: Path, pi: Machine
) -> None:
    """Somebody should copy it before the card is thrown away."""
    path = write_journal(settings)
    path.with_name("journal.damaged-1.db").touch()
    (check,) = [one for one in examine(settings, pi) if one.what == "journal"]

    assert (check.state, check.key) == (Severity.WARN, "put_aside")
    assert check.values["files"] == "journal.damaged-1.db"


@pytest.mark.parametrize(
    ("contact", "minutes_ago", "expected"),
    [
        ("delivering", 0, (Severity.OK, "holds")),
        ("delivering", 16, (Severity.WARN, "out")),
        ("out_of_reach", 16, (Severity.WARN, "out")),
        ("not_accepted", 0, (Severity.WARN, "not_accepted")),
        ("conflict", 0, (Severity.WARN, "conflict")),
    ],
)
def test_the_way_to_central_is_told_by_both(
    settings: Path,
    pi: Machine,
    contact: str,
    minutes_ago: int,
    expected: tuple[Severity, str],
) -> None:
    """Central's receipt counts; why there is none, the uplink knows."""
    write_journal(settings, minutes_ago=minutes_ago)
    write_contact(settings, contact)

    assert found(examine(settings, pi), "central") == expected


def test_a_contact_that_cannot_be_read_is_none(tmp_path: Path) -> None:
    """Half a file is no word."""
    (tmp_path / "half").write_bytes(b'{"state":')

    assert read_contact(tmp_path / "half") is None
    assert read_contact(tmp_path / "gone") is None
