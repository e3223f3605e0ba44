"""Answers the page whether a name and password are right, by asking central.

The page writes a `Credentials` as one line of JSON to a unix socket, and reads a
`LoginReply` as one line. Requests are answered one after the other. Any fault is "out
of reach".
"""

from collections.abc import Callable
from pathlib import Path

import msgspec

from kiosk.host.line_socket import LineServer
from kiosk.web.auth.central_login import OUT_OF_REACH, Credentials, LoginReply
from server_sync.errors import DeliveryFailed
from server_sync.protocol.wire import Login
from server_sync.uplink.transport import Patience, Transport

TALK_SECONDS = 2.0
IMPATIENT = Patience(connect_seconds=3.0, silence_seconds=5.0, whole_seconds=8)
"""Somebody stands there and waits; the PIN is always at hand."""


def door_logins(path: Path, *, ask: Callable[[Credentials], LoginReply]) -> LineServer:
    """Return a server for this path; it answers between `start` and `close`.

    Args:
        path: where the socket is created; only its owner can connect.
        ask: asks central.
    """

    def answer(line: bytes) -> bytes | None:
        try:
            shown = msgspec.json.decode(line, type=Credentials)
        except msgspec.DecodeError:
            return None
        return msgspec.json.encode(ask(shown))

    return LineServer(path, answer, timeout_seconds=TALK_SECONDS)


def ask_central(transport: Transport) -> Callable[[Credentials], LoginReply]:
    """Return a function that asks central; it needs a transport of its own."""

    def ask(shown: Credentials) -> LoginReply:
        try:
            answer = transport.log_in(Login(login=shown.login, password=shown.password))
        except DeliveryFailed:
            return OUT_OF_REACH
        return LoginReply(
            answer=answer.answer, name=answer.name, seconds=answer.seconds
        )

    return ask
