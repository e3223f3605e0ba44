"""A certificate that ends is said before it ends."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from firmware.clock import ManualClock, SystemClock
from firmware.moment import Moment
from kiosk.doctor import certificates
from kiosk.doctor.check import fail, ok, warn
from kiosk.host.local_time import instant
from kiosk.web.tls import Certificate, ensure

NOW_SECONDS = 1_800_000_000
DAY = 86400
HOST = "c.example"


def now() -> Moment:
    """Stand at one moment."""
    return ManualClock(wall_ns=NOW_SECONDS * 10**9).now()


@pytest.mark.parametrize(
    ("left", "check"),
    [
        (-1, fail("certificate", "expired", host=HOST)),
        (0, fail("certificate", "expired", host=HOST)),
        (1, warn("certificate", "soon", host=HOST, days=0)),
        (14 * DAY - 1, warn("certificate", "soon", host=HOST, days=13)),
        (14 * DAY, ok("certificate", "holds", host=HOST, days=14)),
    ],
)
def test_it_is_judged_by_the_days_left(left: int, check: object) -> None:
    """Fourteen days before, somebody should look; at the end nothing is sent."""
    until = NOW_SECONDS + left
    found = certificates.central(f"https://{HOST}/x", now(), ask=lambda *_asked: until)

    assert found == check


def test_central_is_asked_where_the_settings_say() -> None:
    """At its own port, and not at all where nothing is encrypted."""
    asked = []

    def ask(host: str, port: int) -> int:
        asked.append((host, port))
        return NOW_SECONDS + 100 * DAY

    for url in (
        "https://a.example",
        "https://b.example:8443/x",
        "http://127.0.0.1",
        "",
    ):
        certificates.central(url, now(), ask=ask)

    assert asked == [("a.example", 443), ("b.example", 8443)]


def test_a_central_out_of_reach_is_not_called_expired() -> None:
    """Another check says that it is out of reach; this one does not know."""

    def ask(_host: str, _port: int) -> int:
        raise ConnectionRefusedError("no")

    found = certificates.central(f"https://{HOST}", now(), ask=ask)
    assert found == ok("certificate", "not_asked", host=HOST, why="no")


@pytest.mark.parametrize(
    ("code", "key"), [(certificates.EXPIRED, "expired"), (18, "not_trusted")]
)
def test_a_certificate_that_is_not_believed_is_a_failure(code: int, key: str) -> None:
    """Expired by OpenSSL's own clock, or nobody's that is known here."""

    def ask(_host: str, _port: int) -> int:
        fault = ssl.SSLCertVerificationError("bad")
        fault.verify_code, fault.verify_message = code, "self-signed"
        raise fault

    found = certificates.central(f"https://{HOST}", now(), ask=ask)
    assert (found.key, found.state.value) == (key, "fail")


@contextmanager
def showing(certificate: Certificate) -> Iterator[int]:
    """Show a certificate on a port of this machine, once."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate.path, certificate.key_path)
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            line, _ = listening.accept()
            with line, context.wrap_socket(line, server_side=True) as shown:
                shown.recv(1)

        serving = threading.Thread(target=answer)
        serving.start()
        yield listening.getsockname()[1]
        serving.join()


def test_it_is_read_off_a_real_handshake(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The certificate that a server shows, believed because we were told to."""
    moment = SystemClock().now()
    made = ensure(
        tmp_path, names=["127.0.0.1"], now=instant(moment.wall_ns), clock_trusted=True
    )
    context = ssl.create_default_context(cafile=str(made.path))
    monkeypatch.setattr(certificates, "trust", lambda: context)

    with showing(made) as port:
        url = f"https://127.0.0.1:{port}"
        found = certificates.central(url, moment, ask=certificates.not_after)

    left = made.ends - instant(moment.wall_ns)
    assert found == ok("certificate", "holds", host="127.0.0.1", days=left.days)


def test_the_pages_own_is_read_from_its_file(tmp_path: Path) -> None:
    """And where there is none, the page is shown on this machine only."""
    moment = SystemClock().now()
    assert certificates.of_page(tmp_path, moment) == ok("page_certificate", "none")

    began = instant(moment.wall_ns) - timedelta(days=810)
    ensure(tmp_path, names=["door-1"], now=began, clock_trusted=True)
    found = certificates.of_page(tmp_path, moment)
    assert (found.key, found.state.value, found.values["days"]) == ("soon", "warn", 9)
