"""Ask central, through the uplink's process, whether name and password are right.

The page has no network. It asks the uplink over a unix socket. A password is sent once,
and is in no file and in no log.
"""

from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from kiosk.host import line_socket

ANSWER_SECONDS = 12.0
CHARACTERS_MAX = 200


class Credentials(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What somebody typed. `repr` does not show the password."""

    login: Annotated[str, Meta(max_length=CHARACTERS_MAX)]
    password: Annotated[str, Meta(max_length=CHARACTERS_MAX)]

    def __repr__(self) -> str:
        return "Shown(...)"


class LoginReply(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Central's answer, or that it is out of reach.

    `name` is the name of the staff member in the roster; `seconds` is how long to wait.
    """

    answer: Literal["right", "wrong", "wait", "out_of_reach"]
    name: str | None = None
    seconds: int = 0


OUT_OF_REACH = LoginReply(answer="out_of_reach")


def ask(path: Path, credentials: Credentials) -> LoginReply:
    """Ask the uplink that listens there; if none answers, central is out of reach."""
    line = msgspec.json.encode(credentials)
    try:
        return msgspec.json.decode(
            line_socket.ask(path, line, seconds=ANSWER_SECONDS), type=LoginReply
        )
    except (OSError, msgspec.DecodeError):
        return OUT_OF_REACH
