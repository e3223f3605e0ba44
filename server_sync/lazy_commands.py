"""A click group that imports a command only when that command is used.

The terminal runs on a small computer and never needs what central needs. So the
group knows its commands by name, one line of help, and where to find them.
"""

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import click

OURS = frozenset({"firmware", "kiosk", "server_sync"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a command is, as "module:attribute", and what it does in one line."""

    at: str
    does: str


class LazyGroup(click.Group):
    """The commands of a table; a fault of ours ends in one line and status 1."""

    def __init__(self, *, table: Mapping[str, Place], **attributes: Any) -> None:
        super().__init__(**attributes)
        self._table = table

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name them all, in the table's order."""
        del ctx
        return list(self._table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the one that is asked for."""
        del ctx
        place = self._table.get(cmd_name)
        return None if place is None else _load(place)

    def format_commands(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        """List them from the table, so that asking for help imports nothing."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, one.does) for name, one in self._table.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; say a fault of ours in one line."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            if not is_ours(error):
                raise
            raise click.ClickException(one_line(error)) from error


def is_ours(error: BaseException) -> bool:
    """Say whether one of our packages made this fault, without importing any."""
    module, _, _ = type(error).__module__.partition(".")
    return module in OURS


def one_line(error: BaseException) -> str:
    """Say a fault in one line."""
    return " ".join(str(error).split()) or type(error).__name__


def _load(place: Place) -> click.Command:
    module, _, attribute = place.at.partition(":")
    command = getattr(importlib.import_module(module), attribute)
    if not isinstance(command, click.Command):
        raise TypeError(f"{place.at} is no command")
    return command
