"""A release on its way: put at central, fetched by a terminal, verified at both."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import msgspec
import pytest
from werkzeug.serving import make_server

from firmware.clock import ManualClock
from server_sync.central.app import create_app, open_central
from server_sync.central.settings import CentralSettings
from server_sync.central.terminals import releases
from server_sync.errors import (
    BadRelease,
    DeliveryFailed,
    TerminalNotAccepted,
    UpdateRefused,
)
from server_sync.protocol.keys import PrivateKey
from server_sync.update import archive
from server_sync.update.transport import offered
from server_sync.update.unpack import take
from server_sync.uplink.transport import Central
from tests.server_sync.central.world import DEVICE, DEVICE_KEY, NS, at, set_up
from tests.server_sync.update.releases import (
    PUBLIC,
    fake_build,
    make_release,
    make_slots,
    runs,
)


@pytest.fixture
def settings(tmp_path: Path) -> CentralSettings:
    """A central that believes the release key."""
    return CentralSettings(folder=str(tmp_path / "central"), release_key=PUBLIC.hex())


@contextmanager
def line(
    settings: CentralSettings, *, key: PrivateKey = DEVICE_KEY
) -> Iterator[Central]:
    """Run central, and give what its approved terminal knows of it."""
    clock = ManualClock(wall_ns=at("20:00") * NS)
    central = open_central(settings, clock=clock)
    with central.engine.begin() as connection:
        set_up(connection)
    app = create_app(settings, clock=clock, central=central)
    server = make_server("127.0.0.1", 0, app, threaded=False)
    url = f"http://127.0.0.1:{server.server_port}"
    app.config["ADDRESS"] = url
    serving = Thread(target=server.serve_forever, args=(0.01,))
    serving.start()
    try:
        yield Central(url=url, public=bytes(32), device=DEVICE, key=key)
    finally:
        server.shutdown()
        serving.join()
        server.server_close()
        central.engine.dispose()


def put(settings: CentralSettings, raw: bytes, tmp_path: Path) -> None:
    """Put a release at central, as staff do."""
    file = tmp_path / "moedt.release"
    file.write_bytes(raw)
    releases.put(settings, file)


def test_a_terminal_takes_what_staff_put_at_central(
    settings: CentralSettings, tmp_path: Path
) -> None:
    """Straight from the line into the slot, and verified on the way."""
    (tmp_path / "opt").mkdir()
    slots = make_slots(tmp_path / "opt")
    put(settings, make_release(tmp_path), tmp_path)

    with line(settings) as central, offered(central, created_ns=NS) as file:
        take(file, slots=slots, public=PUBLIC, build=fake_build)

    assert runs(slots) == "0.2.0"
    assert slots.on_trial


def test_to_look_is_not_to_take(settings: CentralSettings, tmp_path: Path) -> None:
    """Only the beginning of the file is read to see what is offered."""
    put(settings, make_release(tmp_path), tmp_path)

    with line(settings) as central, offered(central, created_ns=NS) as file:
        assert archive.read_head(file, PUBLIC).version == "0.2.0"


def test_without_a_release_there_is_none(settings: CentralSettings) -> None:
    """Said as what it is, and not as an outage."""
    with (
        line(settings) as central,
        pytest.raises(UpdateRefused, match="no release"),
        offered(central, created_ns=NS),
    ):
        pytest.fail("something was offered")


def test_only_an_approved_terminal_is_offered_anything(
    settings: CentralSettings, tmp_path: Path
) -> None:
    """A request that another key signed gets nothing."""
    put(settings, make_release(tmp_path), tmp_path)
    another = PrivateKey.generate()

    with (
        line(settings, key=another) as central,
        pytest.raises(TerminalNotAccepted),
        offered(central, created_ns=NS),
    ):
        pytest.fail("something was offered")


def test_a_line_that_breaks_is_an_outage(tmp_path: Path) -> None:
    """Half a file is no file, and can be asked for again."""
    nowhere = Central(
        url="http://127.0.0.1:9", public=bytes(32), device=DEVICE, key=DEVICE_KEY
    )
    with pytest.raises(DeliveryFailed), offered(nowhere, created_ns=NS):
        pytest.fail("something was offered")
    assert list(tmp_path.iterdir()) == []


@contextmanager
def breaking_off(raw: bytes, after: int) -> Iterator[Central]:
    """Answer with so many bytes of a release, and hang up."""

    class Half(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw[:after])
            self.close_connection = True

        def log_message(self, *_said: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Half)
    serving = Thread(target=server.serve_forever, args=(0.01,))
    serving.start()
    url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield Central(url=url, public=bytes(32), device=DEVICE, key=DEVICE_KEY)
    finally:
        server.shutdown()
        serving.join()
        server.server_close()


def test_a_download_that_is_cut_anywhere_begins_anew(tmp_path: Path) -> None:
    """Nothing has moved until then, nothing of it is left, and the next is taken."""
    (tmp_path / "opt").mkdir()
    slots = make_slots(tmp_path / "opt")
    raw = make_release(tmp_path)
    for after in (0, 1, 511, 700, 1600, 2600):
        with (
            pytest.raises((BadRelease, DeliveryFailed)),
            breaking_off(raw, after) as central,
            offered(central, created_ns=NS) as file,
        ):
            take(file, slots=slots, public=PUBLIC, build=fake_build)
        assert (runs(slots), slots.on_trial) == ("0.1.0", False)
        assert not slots.incoming.exists()
        assert not slots.spare.exists()

    with (
        breaking_off(raw, len(raw)) as central,
        offered(central, created_ns=NS) as file,
    ):
        take(file, slots=slots, public=PUBLIC, build=fake_build)
    assert (runs(slots), slots.on_trial) == ("0.2.0", True)


def test_central_offers_nothing_that_it_has_not_verified(
    settings: CentralSettings, tmp_path: Path
) -> None:
    """What is cut off or signed by another is refused, and the old one stays."""
    good = make_release(tmp_path)
    put(settings, good, tmp_path)
    forged = msgspec.structs.replace(settings, release_key="11" * 32)

    with pytest.raises(BadRelease, match="copy it once more"):
        put(settings, make_release(tmp_path, "0.3.0")[:-15000], tmp_path)
    with pytest.raises(BadRelease, match="not signed"):
        put(forged, good, tmp_path)
    with pytest.raises(BadRelease, match="release_key is not set"):
        put(msgspec.structs.replace(settings, release_key=""), good, tmp_path)

    assert settings.release_path.read_bytes() == good
    assert [one.name for one in settings.central_folder.iterdir()] == ["moedt.release"]
    found = releases.offered(settings)
    assert found is not None
    assert found.version == "0.2.0"
    releases.withdraw(settings)
    assert releases.offered(settings) is None
