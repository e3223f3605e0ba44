"""How the roster comes, and what never replaces it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.errors import BadRoster
from server_sync.errors import DeliveryFailed
from server_sync.protocol.keys import PrivateKey
from server_sync.uplink.steps import fetch_roster
from tests.server_sync.line import CAPTIVE_PORTAL, Line, laid_line, roster_of, status
from tests.server_sync.uplink.rude_network import Manner


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    """Lay a line whose central has a roster."""
    with laid_line(tmp_path) as laid:
        laid.central.roster = roster_of(1)
        yield laid


def test_the_roster_comes_once_and_then_only_when_it_changes(
    line: Line, tmp_path: Path
) -> None:
    """A new roster is stored byte for byte; the same one is not sent again."""
    path = tmp_path / "roster.json"

    fetched = [fetch_roster(path, line.transport) for _ in range(2)]
    line.central.roster = roster_of(2)
    fetched += [fetch_roster(path, line.transport) for _ in range(2)]

    assert fetched == [True, False, True, False]
    assert line.central.rosters == 2
    assert path.read_bytes() == roster_of(2)


@pytest.mark.parametrize(
    "manner",
    [
        Manner(says=CAPTIVE_PORTAL),
        Manner(request_bytes=10),
        Manner(answer_bytes=150),
        *(status(code) for code in (204, 206, 302, 401, 403, 404, 422, 500, 503)),
    ],
)
def test_a_roster_that_is_not_centrals_changes_nothing(
    line: Line, tmp_path: Path, manner: Manner
) -> None:
    """Whatever else comes back, the roster that was there stays in use."""
    path = tmp_path / "roster.json"
    fetch_roster(path, line.transport)
    line.central.roster = roster_of(2)
    line.network.manners = [manner]

    with pytest.raises(DeliveryFailed):
        fetch_roster(path, line.transport)

    assert path.read_bytes() == roster_of(1)
    assert fetch_roster(path, line.transport) is True


def test_an_unsigned_roster_changes_nothing(line: Line, tmp_path: Path) -> None:
    """A roster that somebody else made is not one, however well it is formed."""
    line.central.key = PrivateKey.generate()

    with pytest.raises(DeliveryFailed, match="not central's"):
        fetch_roster(tmp_path / "roster.json", line.transport)

    assert not (tmp_path / "roster.json").exists()


def test_not_modified_without_a_roster_is_no_answer(line: Line, tmp_path: Path) -> None:
    """Somebody who says that nothing changed, when there is nothing, is not central."""
    line.network.manners = [status(304)]

    with pytest.raises(DeliveryFailed):
        fetch_roster(tmp_path / "roster.json", line.transport)


def test_a_roster_that_contradicts_itself_changes_nothing(
    line: Line, tmp_path: Path
) -> None:
    """Central's signature does not make nonsense a roster."""
    path = tmp_path / "roster.json"
    fetch_roster(path, line.transport)
    line.central.roster = b'{"format": 2}'

    with pytest.raises(BadRoster):
        fetch_roster(path, line.transport)

    assert path.read_bytes() == roster_of(1)
