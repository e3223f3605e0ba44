"""The uplink answers the page whether central knows a name and its password.

One line of JSON in over a unix socket, a `Shown`; one line out, a `Said`. One is
answered at a time, and whatever goes wrong on the way is "out of reach".
"""

import socket
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

import msgspec

from kiosk.central_login import LINE_BYTES_MAX, OUT_OF_REACH, Said, Shown
from kiosk.short_path import short
from server_sync.errors import DeliveryFailed
from server_sync.transport import Patience, Transport
from server_sync.wire import Login

ACCEPT_SECONDS = 0.5
TALK_SECONDS = 2.0
WAITING_MAX = 4
IMPATIENT = Patience(connect_seconds=3.0, silence_seconds=5.0, whole_seconds=8)
"""Somebody stands there and waits; the PIN is always at hand."""


class DoorLogins:
    """Answers at the path until it is closed.

    Args:
        path: where the socket is made; only its owner may use it.
        ask: asks central.
    """

    def __init__(self, path: Path, *, ask: Callable[[Shown], Said]) -> None:
        self._path = path
        self._ask = ask
        self._stopping = Event()
        self._thread = Thread(target=self._serve, name="door-logins", daemon=True)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)

    def start(self) -> None:
        """Begin to listen."""
        self._path.unlink(missing_ok=True)
        with short(self._path) as address:
            self._socket.bind(address)
        self._path.chmod(0o600)
        self._socket.listen(WAITING_MAX)
        self._socket.settimeout(ACCEPT_SECONDS)
        self._thread.start()

    def close(self) -> None:
        """Stop listening and take the socket away."""
        self._stopping.set()
        self._thread.join()
        self._socket.close()
        self._path.unlink(missing_ok=True)

    def _serve(self) -> None:
        while not self._stopping.is_set():
            try:
                line, _ = self._socket.accept()
            except TimeoutError:
                continue
            with line:
                line.settimeout(TALK_SECONDS)
                self._converse(line)

    def _converse(self, line: socket.socket) -> None:
        try:
            with line.makefile("rb") as asked:
                shown = msgspec.json.decode(asked.readline(LINE_BYTES_MAX), type=Shown)
            line.sendall(msgspec.json.encode(self._ask(shown)) + b"\n")
        except (OSError, msgspec.DecodeError):
            return  # whoever asked has gone away, or says nothing that we know


def asking(transport: Transport) -> Callable[[Shown], Said]:
    """Give what asks central over that line, which nobody else uses."""

    def ask(shown: Shown) -> Said:
        try:
            said = transport.log_in(Login(login=shown.login, password=shown.password))
        except DeliveryFailed:
            return OUT_OF_REACH
        return Said(answer=said.answer, name=said.name, seconds=said.seconds)

    return ask
