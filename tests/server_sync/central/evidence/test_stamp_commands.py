"""`moedt central stamp`, and what `evidence`, `deposit` and `verify` make of it."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result

from firmware.clock import SystemClock
from server_sync.central.facts import planning
from server_sync.central.ingest.receipts import utc_day
from server_sync.verify.stamps import read_authority
from tests.server_sync.central.evidence.authority import OwnAuthority, openssl_stamps
from tests.server_sync.central.evidence.commands import DAY, a_morning, ask, opened, run
from tests.server_sync.central.world import PROVENANCE, SITE, send, set_up

NS = 10**9
pytestmark = pytest.mark.skipif(
    not openssl_stamps(), reason="this machine has no openssl that can stamp"
)


@pytest.fixture
def authority(tmp_path: Path) -> OwnAuthority:
    """An authority with a key of its own."""
    return OwnAuthority(tmp_path / "authority")


@pytest.fixture
def data(tmp_path: Path, authority: OwnAuthority) -> Iterator[Path]:
    """A central that got heads yesterday and knows the authority."""
    folder = tmp_path / "data"
    folder.mkdir()
    with authority.at_a_port() as address:
        (folder / "central.toml").write_text(
            f'timestamp_authority = "{address}"\n'
            f'timestamp_certificate = "{authority.certificate}"\n'
        )
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
            send(engine, a_morning().batch(), received=_a_day_ago())
        yield folder


def _a_day_ago() -> int:
    return SystemClock().now().wall_ns // NS - 24 * 3600


def central(data: Path, *arguments: str | Path) -> Result:
    """Run a command of central's."""
    return run("central", "--settings", data / "central.toml", *arguments)


def test_a_stamped_day_is_proved_to_anybody(
    data: Path, authority: OwnAuthority, tmp_path: Path
) -> None:
    """By us from the case, and by OpenSSL alone from what is deposited."""
    day, out, root = str(utc_day(_a_day_ago() * NS)), tmp_path / "c", tmp_path / "r"
    shown = read_authority(authority.certificate).fingerprints

    stamped = central(data, "stamp")
    deposited = central(data, "deposit", "--date", day, "-o", root)
    ask(data, out)
    checked = run("verify", out, "--authority", authority.certificate)
    by_openssl = subprocess.run(
        ("openssl", "ts", "-verify", "-data", root, "-in", f"{root}.tsr",
         "-CAfile", authority.certificate),
        check=False, capture_output=True, text=True,
    )  # fmt: skip

    assert stamped.output.splitlines() == [
        f"the root of {day} was stamped by {shown}",
        "every day that is over, and had heads, has its stamp",
    ]
    assert deposited.exit_code == 0
    assert checked.exit_code == 0, checked.output
    assert f"NOTE: the root of {day} was stamped" in checked.output
    assert "Verification: OK" in by_openssl.stdout


def test_an_authority_out_of_order_holds_nothing_up(
    data: Path, authority: OwnAuthority, tmp_path: Path
) -> None:
    """One line and status 1; the root is deposited all the same, and stamped later."""
    day = str(utc_day(_a_day_ago() * NS))
    authority.out_of_order = 503

    refused = central(data, "stamp")
    deposited = central(data, "deposit", "--date", day, "-o", tmp_path / "root")
    authority.out_of_order = None

    assert refused.exit_code == 1
    assert "status 503; it is tried again" in refused.output
    assert (deposited.exit_code, (tmp_path / "root.tsr").exists()) == (0, False)
    assert central(data, "stamp").exit_code == 0


def test_without_an_authority_there_is_nothing_to_do(data: Path) -> None:
    """The command says what is missing."""
    (data / "central.toml").write_text("")

    done = central(data, "stamp")

    assert (done.exit_code, "no timestamp_authority" in done.output) == (1, True)
