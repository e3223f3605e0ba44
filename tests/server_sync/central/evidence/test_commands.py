"""The commands: `moedt evidence`, `moedt verify`, `moedt central deposit`."""

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import Result
from cryptography.hazmat.primitives import serialization
from sqlalchemy import select

from server_sync.central.db import tables
from server_sync.central.facts import planning
from server_sync.protocol.keys import fingerprint, new_key, public_bytes
from tests.server_sync.central.evidence.case_of_alice import (
    CENTRAL,
    RECEIPTS,
    records,
    whole_case,
)
from tests.server_sync.central.evidence.commands import DAY, a_morning, ask, opened, run
from tests.server_sync.central.world import (
    CENTRAL_KEY,
    PROVENANCE,
    SITE,
    at,
    send,
    set_up,
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A central's folder with that morning in it."""
    folder = tmp_path / "data"
    (folder / "central").mkdir(parents=True)
    (folder / "central" / "signing.key").write_bytes(
        CENTRAL_KEY.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    (folder / "central" / "signing.key").chmod(0o600)
    with opened(folder) as engine:
        with engine.begin() as connection:
            set_up(connection)
            planning.add_course(
                connection,
                person="alice",
                site=SITE,
                first=DAY,
                last=DAY,
                provenance=PROVENANCE,
            )
        send(engine, a_morning().batch(), received=at("20:00", DAY))
    return folder


NOT_NEEDED = (
    "sqlalchemy",
    "flask",
    "server_sync.central",
    "kiosk.journal.chain",
    "firmware",
)


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A case on disk."""
    path = tmp_path / "case.zip"
    path.write_bytes(whole_case())
    return path


def test_a_whole_file_is_ok(case: Path) -> None:
    """Status 0, how many events, and whose keys to compare."""
    done = run("verify", case)

    lines = done.output.splitlines()
    assert (done.exit_code, lines[0]) == (0, "OK, 7 events, complete")
    assert "About Alice, 2026-11-23 to 2026-11-24" in lines
    assert any("approved by Mette" in line for line in lines)
    assert f"Central's key: {fingerprint(CENTRAL)} (compare it" in done.output
    assert lines[-1].startswith("På dansk: intet")


def test_a_changed_file_is_not(case: Path) -> None:
    """Status 1, and what is wrong comes first."""
    raw = bytearray(case.read_bytes())
    raw[len(raw) // 2] ^= 1
    case.write_bytes(raw)

    done = run("verify", case)

    assert done.exit_code == 1
    first, *_ = found = done.output.splitlines()
    assert not first.startswith(("OK", "WHOLE"))
    assert any(line.startswith("ALTERED") for line in found)
    assert "OK" not in done.output
    assert "Traceback" not in done.output


@pytest.mark.parametrize("pinned", [CENTRAL, bytes(32)])
def test_central_s_key_can_be_told(case: Path, pinned: bytes) -> None:
    """A forger's file is whole in itself; the key tells."""
    done = run("verify", case, "--central-key", pinned.hex())

    assert done.exit_code == (0 if pinned == CENTRAL else 1)
    assert ("UNKNOWN KEY" in done.output) == (pinned != CENTRAL)


def test_a_file_that_is_not_there_is_said_to_be_so(tmp_path: Path) -> None:
    """Status 1 and one clear line."""
    done = run("verify", tmp_path / "no.zip")

    assert (done.exit_code, "cannot be read" in done.output) == (1, True)


def test_checking_needs_nothing_of_central(case: Path) -> None:
    """On a machine with this package alone: no database, no web, no journal."""
    program = (
        "import sys; from server_sync.cli import moedt\n"
        f"moedt(['verify', {str(case)!r}], standalone_mode=False)\n"
        "print(*sys.modules)"
    )
    done = subprocess.run(
        (sys.executable, "-c", program), check=True, capture_output=True, text=True
    )

    *said, modules = done.stdout.splitlines()
    loaded = modules.split()
    assert said[0] == "OK, 7 events, complete"
    assert [name for name in NOT_NEEDED if name in loaded] == []


def test_what_evidence_writes_verify_accepts(data: Path, tmp_path: Path) -> None:
    """And that the file was made stands in the log that the citizen may see."""
    out = tmp_path / "case.zip"

    asked = ask(data, out)

    assert asked.exit_code == 0, asked.output
    done = run("verify", out, "--central-key", CENTRAL.hex())
    assert done.output.splitlines()[0] == "OK, 3 events, complete"
    assert out.stat().st_mode & 0o777 == 0o600
    with opened(data) as engine, engine.begin() as connection:
        (line,) = connection.execute(select(tables.access_log)).all()
    assert (line.what, line.person) == ("made_evidence", "alice")
    assert line.detail == f"{DAY} - {DAY}"


def test_a_key_that_was_replaced_leaves_the_receipts_standing(
    data: Path, tmp_path: Path
) -> None:
    """What the key before had receipted is still in the case, and holds."""
    out, key_path = tmp_path / "case.zip", data / "central" / "signing.key"
    assert ask(data, out).exit_code == 0  # takes down whose key it is
    key_path.unlink()
    new = public_bytes(new_key(key_path))

    assert ask(data, out).exit_code == 0

    done = run("verify", out, "--central-key", new.hex())
    assert done.output.splitlines()[0] == "OK, 3 events, complete"
    assert f": {fingerprint(CENTRAL)}" in done.output
    assert len(records(out.read_bytes(), RECEIPTS)) == 2


def test_nobody_of_that_name_writes_nothing(data: Path, tmp_path: Path) -> None:
    """One line says who is near."""
    done = ask(data, tmp_path / "case.zip", "Alise")

    assert (done.exit_code, "did you mean Alice?" in done.output) == (1, True)
    assert list(tmp_path.iterdir()) == [data]


def test_a_date_that_is_none_is_a_usage_error(data: Path, tmp_path: Path) -> None:
    """And says how dates are written."""
    done = run(
        "evidence", "--person", "A", "--from", "24/12", "--to", "x",
        "-o", tmp_path / "c.zip", "--data", data,
    )  # fmt: skip

    assert (done.exit_code, "2026-11-23" in done.output) == (2, True)


def deposit(data: Path, out: Path, day: str) -> Result:
    """Have central sign a day."""
    settings = data / "central.toml"
    settings.touch()
    return run("central", "--settings", settings, "deposit", "--date", day, "-o", out)


def test_a_day_that_was_deposited_binds_central(data: Path, tmp_path: Path) -> None:
    """The case must lie under the root that somebody else has kept."""
    out, root = tmp_path / "case.zip", tmp_path / "root.json"
    assert deposit(data, root, str(DAY)).exit_code == 0
    ask(data, out)

    alone, with_root = run("verify", root), run("verify", out, "--root", root)

    assert alone.output.startswith(f"OK, the root of {DAY} over 1 heads: ")
    assert (with_root.exit_code, with_root.output.splitlines()[0]) == (
        0,
        "OK, 3 events, complete",
    )


def test_a_head_that_came_to_central_unseen_shows(data: Path, tmp_path: Path) -> None:
    """What central changed after the day was deposited, the root tells."""
    out, root = tmp_path / "case.zip", tmp_path / "root.json"
    deposit(data, root, str(DAY))
    journal = a_morning()
    journal.heads = 5
    with opened(data) as engine:
        send(engine, journal.batch(), received=at("21:00", DAY))
    ask(data, out)

    done = run("verify", out, "--root", root)

    assert done.exit_code == 1
    assert done.output.startswith(f"ROOT CONTRADICTS: another root of {DAY}")


def test_a_changed_root_is_refused(data: Path, tmp_path: Path) -> None:
    """One bit anywhere in the file is noticed."""
    path = tmp_path / "root.json"
    deposit(data, path, str(DAY))
    raw = path.read_bytes()
    unnoticed = []
    for place in range(len(raw)):
        changed = bytearray(raw)
        changed[place] ^= 1 << place % 8
        path.write_bytes(changed)
        if run("verify", path).exit_code != 1:
            unnoticed.append(place)

    assert len(raw) > 300
    assert unnoticed == []


def test_a_day_that_is_not_over_has_no_root(data: Path, tmp_path: Path) -> None:
    """Heads may still come; a root that changes would prove nothing."""
    done = deposit(data, tmp_path / "root.json", "2999-01-01")

    assert (done.exit_code, "not over" in done.output) == (1, True)
    assert not (tmp_path / "root.json").exists()
