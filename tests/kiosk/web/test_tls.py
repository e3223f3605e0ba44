"""The page's own certificate: made once, renewed in time, and never unasked."""

import re
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.errors import BadCertificate
from kiosk.web.tls import LASTS, Certificate, ensure

NOW = datetime(2026, 11, 3, 7, 0, tzinfo=UTC)


def make(
    folder: Path, now: datetime = NOW, *more: str, sure: bool = True
) -> Certificate:
    """Make or renew a certificate for door-1."""
    names = {"door-1", "door-1.local", "192.168.1.10", *more}
    return ensure(folder, names=names, now=now, clock_trusted=sure)


def test_it_is_made_once_and_only_its_owner_reads_the_key(tmp_path: Path) -> None:
    """The same one the next day: a phone that trusts it goes on to."""
    made = make(tmp_path)

    assert made.names == {"door-1", "door-1.local", "192.168.1.10"}
    assert stat.S_IMODE(made.key_path.stat().st_mode) == 0o600
    assert re.fullmatch(r"([0-9A-F]{2}:){31}[0-9A-F]{2}", made.fingerprint)
    assert make(tmp_path, NOW + timedelta(days=1)) == made
    assert sorted(one.name for one in tmp_path.iterdir()) == [
        "page.crt",
        "page.tls.key",
    ]


@pytest.mark.parametrize(("days_left", "renewed"), [(31, False), (30, True)])
def test_it_is_renewed_a_month_before_its_end(
    tmp_path: Path, days_left: int, *, renewed: bool
) -> None:
    """With the same key and the same names; on the day itself, already."""
    made = make(tmp_path)
    key = made.key_path.read_bytes()
    later = make(tmp_path, made.ends - timedelta(days=days_left))

    assert (later.fingerprint != made.fingerprint) is renewed
    assert later.names == made.names
    assert key == made.key_path.read_bytes()


def test_a_clock_that_may_be_wrong_renews_nothing(tmp_path: Path) -> None:
    """A Pi that woke up in another year keeps what the phones trust."""
    made = make(tmp_path)
    for years in (-5, 5):
        then = NOW + timedelta(days=365 * years)
        assert make(tmp_path, then, "10.0.0.7", sure=False) == made


def test_one_made_with_a_wrong_clock_is_made_anew(tmp_path: Path) -> None:
    """Once the clock is right again."""
    made = make(tmp_path, NOW + LASTS, sure=False)
    assert make(tmp_path).ends < made.ends


def test_a_new_address_is_added_to_the_old_ones(tmp_path: Path) -> None:
    """Nothing that was typed on a phone stops working."""
    made = make(tmp_path)
    more = make(tmp_path, NOW, "10.0.0.7")

    assert more.names == made.names | {"10.0.0.7"}


@pytest.mark.parametrize("name", ["page.crt", "page.tls.key"])
def test_a_broken_file_is_said(tmp_path: Path, name: str) -> None:
    """And nothing is put in its place unasked."""
    made = make(tmp_path)
    (tmp_path / name).write_text("-----BEGIN NOTHING-----")

    with pytest.raises(BadCertificate, match=re.escape(name)):
        make(tmp_path, made.ends)
    assert (tmp_path / name).read_text() == "-----BEGIN NOTHING-----"
