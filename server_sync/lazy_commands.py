"""A click group that imports a command only when that command is used.

The terminal runs on a small computer and does not need central's libraries. So the
group knows of each command its name, one line of help, and its module.
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
    """The commands of a table. A fault of ours is shown in one line, with status 1."""

    def __init__(self, *, table: Mapping[str, Place], **attributes: Any) -> None:
        super().__init__(**attributes)
        self._table = table

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return all names, in the table's order."""
        del ctx
        return list(self._table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return the command of this name."""
        del ctx
        place = self._table.get(cmd_name)
        return None if place is None else _load(place)

    def format_commands(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        """List the commands from the table, so that help imports nothing."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(
                [(name, place.does) for name, place in self._table.items()]
            )

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; show a fault of ours in one line."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            if not is_ours(error):
                raise
            raise click.ClickException(one_line(error)) from error


def is_ours(error: BaseException) -> bool:
    """Return whether the fault's class is ours, without importing our packages."""
    module, _, _ = type(error).__module__.partition(".")
    return module in OURS


def one_line(error: BaseException) -> str:
    """Return the message of a fault as one line."""
    return " ".join(str(error).split()) or type(error).__name__


def _load(place: Place) -> click.Command:
    module, _, attribute = place.at.partition(":")
    command = getattr(importlib.import_module(module), attribute)
    if not isinstance(command, click.Command):
        raise TypeError(f"{place.at} is no command")
    return command
