"""Asking central whether name and password fit, through the uplink's process.

The page can call nobody: its one way out is a unix socket on which the uplink answers.
A password goes through it once, and stands in no file and in no log.
"""

from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from kiosk.host import line_socket

ANSWER_SECONDS = 12.0
CHARACTERS_MAX = 200


class Credentials(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What somebody typed. It does not show its password where it is printed."""

    login: Annotated[str, Meta(max_length=CHARACTERS_MAX)]
    password: Annotated[str, Meta(max_length=CHARACTERS_MAX)]

    def __repr__(self) -> str:
        return "Shown(...)"


class LoginReply(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What central said, or that it could not be asked.

    `name` is whose login it is, as the roster names staff; `seconds` how long to wait.
    """

    answer: Literal["right", "wrong", "wait", "out_of_reach"]
    name: str | None = None
    seconds: int = 0


OUT_OF_REACH = LoginReply(answer="out_of_reach")


def ask(path: Path, credentials: Credentials) -> LoginReply:
    """Ask the uplink that listens there; where none does, central is out of reach."""
    line = msgspec.json.encode(credentials)
    try:
        return msgspec.json.decode(
            line_socket.ask(path, line, seconds=ANSWER_SECONDS), type=LoginReply
        )
    except (OSError, msgspec.DecodeError):
        return OUT_OF_REACH
