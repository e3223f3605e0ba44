"""A network that does to one exchange what networks do, and then behaves again.

It is a real TCP proxy on this machine. What it does to the next connection is put in
its list of manners; with none left it passes everything on.
"""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

PIECE_BYTES = 65536
HEADERS_END = b"\r\n\r\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """What happens to one exchange.

    Attributes:
        request_bytes: after so many bytes of the request the line is cut; None never.
        answer_bytes: after so many bytes of the answer the line is cut.
        twice: the request arrives a second time, and that answer is thrown away.
        says: what is answered in central's place; the request goes nowhere.
        drip_seconds: the answer comes byte by byte, with such a wait before each.
        before_seconds: the answer waits so long.
    """

    request_bytes: int | None = None
    answer_bytes: int | None = None
    twice: bool = False
    says: bytes | None = None
    drip_seconds: float | None = None
    before_seconds: float = 0.0


POLITE = Manner()


@dataclass(slots=True, kw_only=True)
class RudeNetwork:
    """Lies between a terminal and the port of its central."""

    port: int
    beyond: int
    manners: list[Manner] = field(default_factory=list)
    seen: int = 0

    @property
    def address(self) -> str:
        """Give the address that a terminal is told."""
        return f"http://127.0.0.1:{self.port}"

    def carry(self, line: socket.socket) -> None:
        """Carry one exchange, as the next manner has it."""
        manner = self.manners.pop(0) if self.manners else POLITE
        self.seen += 1
        request = _whole_request(line)
        if manner.says is not None:
            line.sendall(manner.says)
            return
        answer = self._beyond(request[: manner.request_bytes])
        if manner.twice:
            answer = self._beyond(request)
        if manner.request_bytes is None:
            time.sleep(manner.before_seconds)
            _give(line, answer[: manner.answer_bytes], manner.drip_seconds)

    def _beyond(self, request: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", self.beyond)) as line:
            line.sendall(request)
            line.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: line.recv(PIECE_BYTES), b""))


@contextmanager
def rude_network(beyond: int) -> Iterator[RudeNetwork]:
    """Lay a rude network before that port for a while."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        network = RudeNetwork(port=door.getsockname()[1], beyond=beyond)
        thread = threading.Thread(target=_let_in, args=(door, network))
        thread.start()
        try:
            yield network
        finally:
            door.shutdown(socket.SHUT_RDWR)
            thread.join()


def _let_in(door: socket.socket, network: RudeNetwork) -> None:
    carriers: list[threading.Thread] = []
    while True:
        try:
            line, _ = door.accept()
        except OSError:
            break  # the door was shut
        carriers.append(threading.Thread(target=_carry, args=(line, network)))
        carriers[-1].start()
    for carrier in carriers:
        carrier.join()


def _carry(line: socket.socket, network: RudeNetwork) -> None:
    with line, suppress(OSError):  # the terminal may hang up first
        network.carry(line)


def _whole_request(line: socket.socket) -> bytes:
    request = b""
    while HEADERS_END not in request:
        request += _some(line)
    headers, _, body = request.partition(HEADERS_END)
    length = _content_length(headers)
    while len(body) < length:
        piece = _some(line)
        request, body = request + piece, body + piece
    return request


def _some(line: socket.socket) -> bytes:
    piece = line.recv(PIECE_BYTES)
    if not piece:
        raise ConnectionError("hung up in the middle of a request")
    return piece


def _content_length(headers: bytes) -> int:
    for one in headers.split(b"\r\n"):
        name, _, value = one.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


def _give(line: socket.socket, answer: bytes, drip_seconds: float | None) -> None:
    if drip_seconds is None:
        line.sendall(answer)
        return
    for at in range(len(answer)):
        time.sleep(drip_seconds)
        line.sendall(answer[at : at + 1])
