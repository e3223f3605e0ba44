"""On the workshop's network the page speaks TLS, by a certificate of its own."""

import hashlib
import http.client
import os
import re
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import msgspec
import pytest

from kiosk.roster.roster import store_roster
from kiosk.web.server import is_any, is_loopback
from kiosk.web.tls import own_names, read
from tests.kiosk.web.workshop import PIN, make_roster

PHONE, SCREEN = "127.0.0.1", "127.0.0.2"
READY_SECONDS = 30
SLOW_SECONDS = 1.2  # longer than a request in plain HTTP is waited for
SERVE = f"""
import sys
from pathlib import Path
from kiosk.web.server import PageServer
from kiosk.settings import KioskSettings
settings = KioskSettings.read(Path(sys.argv[1]))
PageServer(settings, is_here=lambda address: address == {SCREEN!r}).run()
"""


@pytest.mark.parametrize(
    ("address", "here", "every"),
    [
        ("127.0.0.1", True, False),
        ("::1", True, False),
        ("localhost", True, False),
        ("0.0.0.0", False, True),  # noqa: S104 - nothing listens there
        ("::", False, True),
        ("192.168.1.10", False, False),
        ("door-1", False, False),
    ],
)
def test_who_can_ask_at_an_address(address: str, *, here: bool, every: bool) -> None:
    """Where it is not known to be this machine alone, others can."""
    assert (is_loopback(address), is_any(address)) == (here, every)


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A page in a process of its own, at two addresses that systemd handed over."""

    folder: Path
    phone_port: int
    screen_port: int

    def over_tls(self, context: ssl.SSLContext, name: str) -> http.client.HTTPResponse:
        """Ask for the login as a phone does that calls the terminal by that name."""
        raw = socket.create_connection((PHONE, self.phone_port), timeout=10)
        with context.wrap_socket(raw, server_hostname=name) as secured:
            return _ask(secured)

    def plainly(self) -> http.client.HTTPResponse:
        """Ask for the login as the terminal's own screen does."""
        raw = socket.create_connection((SCREEN, self.screen_port), timeout=10)
        with raw:
            return _ask(raw)

    @property
    def certificate(self) -> Path:
        """Where it lies."""
        return self.folder / "kiosk" / "page.crt"


def _ask(sock: socket.socket) -> http.client.HTTPResponse:
    sock.sendall(b"GET /login HTTP/1.1\r\nHost: door\r\nConnection: close\r\n\r\n")
    answer = http.client.HTTPResponse(sock)
    answer.begin()
    answer.read()
    return answer


@contextmanager
def serving(folder: Path, planted: str = "") -> Iterator[Served]:
    """Serve the page at both addresses, started as systemd starts it.

    `planted` is what the process does before: a fault.
    """
    settings, serve = folder / "kiosk.toml", planted + SERVE
    settings.write_text('device = "door-1"\n')
    (folder / "kiosk").mkdir()
    store_roster(folder / "kiosk" / "roster.json", msgspec.json.encode(make_roster()))
    with ExitStack() as opened:
        socks = [opened.enter_context(closing(socket.socket())) for _ in range(2)]
        for sock, address in zip(socks, (PHONE, SCREEN), strict=True):
            sock.bind((address, 0))
            sock.listen()
        phone, screen = (sock.fileno() for sock in socks)
        # The copies first: their numbers may be the very 3 and 4 that are wanted.
        start = (
            f"exec 8<&{phone} 9<&{screen}; exec 3<&8 4<&9;"
            ' LISTEN_FDS=2 LISTEN_PID=$$ exec "$@"'
        )
        process = subprocess.Popen(
            ["bash", "-c", start, "page", sys.executable, "-c", serve, str(settings)],
            pass_fds=(phone, screen),
            env={**os.environ},
        )
        try:
            yield Served(
                folder=folder,
                phone_port=socks[0].getsockname()[1],
                screen_port=socks[1].getsockname()[1],
            )
        finally:
            process.terminate()
            process.wait(20)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve one page for all of these."""
    with serving(tmp_path_factory.mktemp("door")) as served:
        yield served


def trusting(served: Served) -> ssl.SSLContext:
    """Make a strict client that trusts just this certificate, once it is there."""
    until = time.monotonic() + READY_SECONDS
    while not served.certificate.exists():
        assert time.monotonic() < until
        time.sleep(0.1)
    context = ssl.create_default_context(cafile=str(served.certificate))
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    return context


@pytest.mark.enable_socket
def test_a_phone_that_trusts_it_is_answered_over_tls(served: Served) -> None:
    """By the machine's name; it is told to stay with TLS, and so are its cookies."""
    context = trusting(served)
    for name in own_names():
        answer = served.over_tls(context, name)
        assert answer.status == 200
        assert answer.getheader("Strict-Transport-Security") == "max-age=2592000"
        assert "Secure" in (answer.getheader("Set-Cookie") or "")
    raw = socket.create_connection((PHONE, served.phone_port), timeout=10)
    with context.wrap_socket(raw, server_hostname=min(own_names())) as secured:
        shown = hashlib.sha256(secured.getpeercert(binary_form=True) or b"").hexdigest()
        assert secured.version() in {"TLSv1.2", "TLSv1.3"}
    kept = read(served.certificate, served.certificate)
    assert kept.fingerprint.replace(":", "").lower() == shown


@pytest.mark.enable_socket
def test_nobody_else_is_taken_for_the_terminal(served: Served) -> None:
    """Neither by a phone that trusts nothing of it, nor under another name."""
    context = trusting(served)
    with pytest.raises(ssl.SSLCertVerificationError, match="ostname"):
        served.over_tls(context, "borger.example.dk")
    with pytest.raises(ssl.SSLCertVerificationError):
        served.over_tls(ssl.create_default_context(), min(own_names()))


@pytest.mark.enable_socket
def test_a_phone_that_forgot_tls_is_told_where_to_go(served: Served) -> None:
    """It gets nothing of the page; whoever begins TLS slowly is served as before."""
    context = trusting(served)
    is_told_where_to_go(served)
    raw = socket.create_connection((PHONE, served.phone_port), timeout=20)
    time.sleep(SLOW_SECONDS)
    with context.wrap_socket(raw, server_hostname=min(own_names())) as secured:
        slow = _ask(secured)

    assert slow.status == 200


def is_told_where_to_go(served: Served) -> None:
    """Ask for the login in plain HTTP, from the network, and get nothing of it."""
    with socket.create_connection((PHONE, served.phone_port), timeout=10) as raw:
        answer = _ask(raw)

    assert (answer.status, answer.getheader("Location")) == (307, "https://door/login")
    assert answer.getheader("Set-Cookie") is None


STAYS = """
from kiosk.web.server import WatchedWorker
WatchedWorker._stays = lambda *_: True
"""


@pytest.mark.enable_socket
def test_a_page_that_answers_the_network_without_tls_is_caught(tmp_path: Path) -> None:
    """The phone above bites where whoever comes is taken for this machine's screen."""
    with serving(tmp_path, STAYS) as served:
        trusting(served)
        with pytest.raises(AssertionError, match="200"):
            is_told_where_to_go(served)


@pytest.mark.enable_socket
def test_the_terminals_own_screen_needs_no_certificate(served: Served) -> None:
    """What never leaves the machine is plain, and says nothing of TLS."""
    trusting(served)
    answer = served.plainly()

    assert answer.status == 200
    assert answer.getheader("Strict-Transport-Security") is None
    assert "Secure" not in (answer.getheader("Set-Cookie") or "")


@pytest.mark.enable_socket
def test_somebody_logs_in_over_tls(served: Served) -> None:
    """A form of our own passes, and its cookie never leaves TLS."""
    context = trusting(served)
    context.check_hostname = False  # the library asks for the address by its number
    line = http.client.HTTPSConnection(PHONE, served.phone_port, context=context)
    with closing(line):
        line.request("GET", "/login")
        answer = line.getresponse()
        token = re.search(r'name="csrf_token" value="([^"]+)"', answer.read().decode())
        cookie = (answer.getheader("Set-Cookie") or "").split(";")[0]
        assert token is not None
        origin = f"https://{PHONE}:{served.phone_port}"
        typed = {"csrf_token": token[1], "name": "Mette Lund", "pin": PIN}
        line.request(
            "POST",
            "/login",
            urlencode(typed),
            {
                "Cookie": cookie,
                "Content-Type": "application/x-www-form-urlencoded",
                "Referer": f"{origin}/login",
            },
        )
        answer = line.getresponse()
        answer.read()

    assert (answer.status, answer.getheader("Location")) == (303, "/")
    cookies = answer.headers.get_all("Set-Cookie") or []
    assert [one for one in cookies if "Secure" not in one] == []
    assert len(cookies) == 2
