"""`moedt central law`: what is in force, and another list in its place."""

from datetime import date
from pathlib import Path

import click
from sqlalchemy import select

from firmware.clock import SystemClock
from server_sync.central.db import tables
from server_sync.central.db.engine import create_engine_for, reading
from server_sync.central.facts import law as lists
from server_sync.central.prepare import prepare
from server_sync.central.settings import CentralSettings

NS = 10**9
OPEN = "…"


@click.group()
def law() -> None:
    """Maximum weeks, groups and names, each with its time."""


@law.command()
@click.pass_obj
def show(settings: CentralSettings) -> None:
    """Show the list that holds."""
    columns = tables.law.c
    engine = create_engine_for(settings.database_url)
    prepare(engine, now=SystemClock().now().wall_ns // NS)
    with reading(engine) as connection:
        for row in connection.execute(select(tables.law).order_by(columns.id)):
            what = f"{row.weeks} weeks" if row.weeks else row.name
            span = f"{_shown(row.first)} to {_shown(row.last)}"
            click.echo(f"{row.kind:17} {row.key:28} {what:45} {span}")


@law.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.pass_obj
def load(settings: CentralSettings, file: Path) -> None:
    """Put the list in FILE (TOML) in the place of the one that holds."""
    fresh = lists.parse(file.read_text(encoding="utf-8"))
    engine = create_engine_for(settings.database_url)
    prepare(engine, now=SystemClock().now().wall_ns // NS)
    with engine.begin() as connection:
        lists.load(connection, fresh)
    click.echo("loaded; what it touches is judged again")


def _shown(day: date | None) -> str:
    return day.isoformat() if day else OPEN
