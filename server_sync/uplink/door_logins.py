"""The uplink answers the page whether central knows a name and its password.

One line of JSON in over a unix socket, a `Shown`; one line out, a `Said`. One is
answered at a time, and whatever goes wrong on the way is "out of reach".
"""

from collections.abc import Callable
from pathlib import Path

import msgspec

from kiosk.host.line_socket import LineServer
from kiosk.web.auth.central_login import (
    OUT_OF_REACH,
    Credentials,
    LoginReply,
)
from server_sync.errors import DeliveryFailed
from server_sync.protocol.wire import Login
from server_sync.uplink.transport import Patience, Transport

TALK_SECONDS = 2.0
IMPATIENT = Patience(connect_seconds=3.0, silence_seconds=5.0, whole_seconds=8)
"""Somebody stands there and waits; the PIN is always at hand."""


def door_logins(path: Path, *, ask: Callable[[Credentials], LoginReply]) -> LineServer:
    """Give what answers at the path, once started, until it is closed.

    Args:
        path: where the socket is made; only its owner may use it.
        ask: asks central.
    """

    def answer(line: bytes) -> bytes | None:
        try:
            shown = msgspec.json.decode(line, type=Credentials)
        except msgspec.DecodeError:
            return None  # that is nothing that we know
        return msgspec.json.encode(ask(shown))

    return LineServer(path, answer, timeout_seconds=TALK_SECONDS)


def asking(transport: Transport) -> Callable[[Credentials], LoginReply]:
    """Give what asks central over that line, which nobody else uses."""

    def ask(shown: Credentials) -> LoginReply:
        try:
            said = transport.log_in(Login(login=shown.login, password=shown.password))
        except DeliveryFailed:
            return OUT_OF_REACH
        return LoginReply(answer=said.answer, name=said.name, seconds=said.seconds)

    return ask
