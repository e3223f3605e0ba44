"""Ask another program on this machine: a line over a unix socket, a line back."""

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

LINE_BYTES_MAX = 65536
ACCEPT_SECONDS = 0.2
WAITING_MAX = 4


class LineServer:
    """Answers lines on a unix socket, one program at a time, until closed.

    Args:
        path: where the socket is made; only its owner may use it.
        answer: returns the answer to a line; None sends nothing.
        timeout_seconds: how long the other program may take.
        on_disconnect: is called when the other program has disconnected.
    """

    def __init__(
        self,
        path: Path,
        answer: Callable[[bytes], bytes | None],
        *,
        timeout_seconds: float,
        on_disconnect: Callable[[], None] = lambda: None,
    ) -> None:
        self._path = path
        self._answer = answer
        self._talk_seconds = timeout_seconds
        self._afterwards = on_disconnect
        self._thread = Thread(target=self._serve, name=path.stem, daemon=True)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.stopping = Event()

    def start(self) -> None:
        """Start to listen; a socket that a killed server left is replaced."""
        self._path.unlink(missing_ok=True)
        with short_address(self._path) as address:
            self._socket.bind(address)
        self._path.chmod(0o600)
        self._socket.listen(WAITING_MAX)
        self._socket.settimeout(ACCEPT_SECONDS)
        self._thread.start()

    def close(self) -> None:
        """Stop listening and remove the socket."""
        self.stopping.set()
        self._thread.join()
        self._socket.close()
        self._path.unlink(missing_ok=True)

    def _serve(self) -> None:
        while not self.stopping.is_set():
            try:
                asker, _ = self._socket.accept()
            except TimeoutError:
                continue
            with asker:
                asker.settimeout(self._talk_seconds)
                self._converse(asker)
            self._afterwards()

    def _converse(self, asker: socket.socket) -> None:
        try:
            answer = self._answer(_line_from(asker))
            if answer is not None:
                asker.sendall(answer + b"\n")
        except OSError:
            return  # the other program has gone, and needs no answer


def ask(path: Path, line: bytes, *, seconds: float) -> bytes:
    """Send a line to the server at a path and return its answer, which may be empty.

    Raises:
        OSError: none listens there, or none answers in time.
    """
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        server.settimeout(seconds)
        with short_address(path) as address:
            server.connect(address)
        server.sendall(line + b"\n")
        return _line_from(server)


@contextmanager
def short_address(path: Path) -> Iterator[str]:
    """Return a short address of the socket: at most 107 bytes are allowed."""
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)


def _line_from(other: socket.socket) -> bytes:
    with other.makefile("rb") as stream:
        return stream.readline(LINE_BYTES_MAX)
