"""A page that is served over TLS, and a phone that trusts it."""

import http.client
import os
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from kiosk.roster.roster import store_roster
from tests.kiosk.web.workshop import make_roster

PHONE, SCREEN = "127.0.0.1", "127.0.0.2"
READY_SECONDS = 30
SERVE = f"""
import sys
from pathlib import Path
from kiosk.web.server import PageServer
from kiosk.settings import KioskSettings
settings = KioskSettings.read(Path(sys.argv[1]))
PageServer(settings, is_here=lambda address: address == {SCREEN!r}).run()
"""


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
            return ask(secured)

    def plainly(self) -> http.client.HTTPResponse:
        """Ask for the login as the terminal's own screen does."""
        raw = socket.create_connection((SCREEN, self.screen_port), timeout=10)
        with raw:
            return ask(raw)

    @property
    def certificate(self) -> Path:
        """Where it lies."""
        return self.folder / "kiosk" / "page.crt"


def ask(sock: socket.socket) -> http.client.HTTPResponse:
    """Ask for the login, and read the answer to its end."""
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


def trusting(served: Served) -> ssl.SSLContext:
    """Make a strict client that trusts just this certificate, once it is there."""
    until = time.monotonic() + READY_SECONDS
    while not served.certificate.exists():
        assert time.monotonic() < until
        time.sleep(0.1)
    context = ssl.create_default_context(cafile=str(served.certificate))
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    return context
