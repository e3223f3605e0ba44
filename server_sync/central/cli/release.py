"""The commands `moedt central release ...`: what terminals may be brought up to."""

from pathlib import Path

import click

from server_sync.central.settings import CentralSettings
from server_sync.central.terminals import releases


@click.group()
def release() -> None:
    """The version that terminals are offered."""


@release.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.pass_obj
def put(settings: CentralSettings, file: Path) -> None:
    """Offer the release in FILE, once it was found whole and signed."""
    click.echo(f"terminals are offered {releases.put(settings, file).version}")


@release.command()
@click.pass_obj
def show(settings: CentralSettings) -> None:
    """Say which version is offered."""
    found = releases.offered(settings)
    click.echo(f"{found.version} is offered" if found else "none is offered")


@release.command()
@click.pass_obj
def withdraw(settings: CentralSettings) -> None:
    """Offer none any more. Terminals that have it keep it."""
    releases.withdraw(settings)
    click.echo("none is offered")
