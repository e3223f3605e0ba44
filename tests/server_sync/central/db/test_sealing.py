"""CPR numbers are kept so that the database alone does not give them away."""

from pathlib import Path

import pytest

from server_sync.central.db.sealing import Sealer, secret_from
from server_sync.central.errors import BadCpr

NOT_BY_MODULUS_11 = "010107-0000"


def test_a_number_comes_back_only_for_its_own_person() -> None:
    """A sealed number that was moved to another row does not open."""
    sealer = Sealer(b"k" * 32)
    sealed = sealer.seal_cpr(NOT_BY_MODULUS_11, person="alice")

    assert b"0101070000" not in sealed
    assert sealer.open_cpr(sealed, person="alice") == "0101070000"
    for other, person in ((sealer, "bob"), (Sealer(b"x" * 32), "alice")):
        with pytest.raises(BadCpr):
            other.open_cpr(sealed, person=person)


@pytest.mark.parametrize(
    "text", ["", "123", "320101-0000", "011301-0000", "01010a0000"]
)
def test_what_cannot_be_a_number_is_refused(text: str) -> None:
    """Ten digits that begin with a day and a month; no more is asked for."""
    with pytest.raises(BadCpr):
        Sealer(bytes(32)).seal_cpr(text, person="alice")


def test_a_secret_is_made_once_and_for_its_owner(tmp_path: Path) -> None:
    """Two workers that start at once read the same secret; nobody else reads it."""
    path = tmp_path / "central" / "session.key"

    assert secret_from(path) == secret_from(path)
    assert (path.stat().st_mode & 0o777, len(path.read_bytes())) == (0o600, 32)
    assert list(path.parent.iterdir()) == [path]
