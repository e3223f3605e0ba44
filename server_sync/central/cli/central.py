"""The commands of central: `moedt central ...` and `moedt scenario`."""

import gc
import json
import sys
from pathlib import Path

import click
from sqlalchemy import Engine, select

from firmware.clock import SystemClock
from server_sync.central import app
from server_sync.central.cli.evidence import deposit, stamp
from server_sync.central.cli.law import law
from server_sync.central.cli.release import release
from server_sync.central.cli.terminal import terminal
from server_sync.central.db import tables
from server_sync.central.db.backup import back_up
from server_sync.central.db.engine import (
    IN_MEMORY,
    begin_incarnation,
    create_engine_for,
)
from server_sync.central.errors import NotKnown
from server_sync.central.evidence.stamping import authority_in
from server_sync.central.facts import people
from server_sync.central.facts.provenance import Provenance
from server_sync.central.judging.rebuild import rebuild_all
from server_sync.central.metrics import Tally
from server_sync.central.prepare import bring_up, prepare
from server_sync.central.rules.errors import BadScenario
from server_sync.central.scenario.answer import answer
from server_sync.central.server import CentralServer, start_working
from server_sync.central.settings import CentralSettings, default_settings
from server_sync.central.trusted_time import TrustedTime

NS = 10**9
BAD_SCENARIO = 2


@click.group(invoke_without_command=True)
@click.option(
    "--settings",
    "path",
    type=click.Path(path_type=Path, dir_okay=False),
    help="central.toml; else that in $DATA, or in ./demo.",
)
@click.pass_context
def central(context: click.Context, path: Path | None) -> None:
    """Run the central service, or set it up."""
    context.obj = CentralSettings.read(path or default_settings())
    if context.invoked_subcommand is None:
        context.invoke(serve)


central.add_command(law)


@central.command()
@click.pass_obj
def serve(settings: CentralSettings) -> None:
    """Answer terminals, staff and the jobcentre until it is stopped."""
    clock = SystemClock()
    authority_in(settings)  # what cannot be used is said now, not in the background
    engine = app.open_central(settings, clock=clock).engine
    if problem := TrustedTime(clock).read(engine).problem:
        click.echo(problem, err=True)
    engine.dispose()
    tally = Tally()
    CentralServer(
        settings,
        make_app=lambda: app.create_app(settings, clock=clock, tally=tally),
        started=lambda made: start_working(made, settings),
    ).run()


@central.command()
@click.option("--municipality", required=True, help="Its name or id.")
@click.option("--name", required=True, help="Who will use it.")
@click.option("--by", required=True, help="Who gives it out.")
@click.pass_obj
def token(settings: CentralSettings, municipality: str, name: str, by: str) -> None:
    """Make a bearer token that reads one municipality. It is shown this once."""
    with _engine(settings).begin() as connection:
        columns = tables.municipality.c
        found = connection.scalars(
            select(columns.id).where(
                (columns.id == municipality) | (columns.name == municipality)
            )
        ).one_or_none()
        if found is None:
            raise NotKnown(f"there is no municipality {municipality!r}")
        made = people.add_token(
            connection, municipality=found, name=name, provenance=_provenance(by)
        )
    click.echo(made)


@central.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.pass_obj
def backup(settings: CentralSettings, folder: Path) -> None:
    """Copy the database into FOLDER while central works. The keys are not in it."""
    now_ns = SystemClock().now().wall_ns
    click.echo(back_up(settings.database_url, folder, now_ns=now_ns))


@central.command()
@click.pass_obj
def migrate(settings: CentralSettings) -> None:
    """Bring the database up to this version; a SQLite file is copied before."""
    now = SystemClock().now().wall_ns // NS
    done = bring_up(create_engine_for(settings.database_url), now=now)
    if done.copy is not None:
        click.echo(f"a copy from before is {done.copy}")
    if done.before == done.after:
        click.echo(f"the schema is {done.after} already; nothing was changed")
    else:
        click.echo(f"the schema was {done.before or 'empty'} and is {done.after} now")


@central.command()
@click.pass_obj
def restored(settings: CentralSettings) -> None:
    """Say that the database was put back from a copy: every terminal sends again."""
    now = SystemClock().now().wall_ns // NS
    with _engine(settings).begin() as connection:
        begin_incarnation(connection, now=now)
    click.echo("every terminal sends again what this copy does not hold")


central.add_command(release)
central.add_command(terminal)
central.add_command(deposit)
central.add_command(stamp)


@central.command()
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True)
@click.pass_obj
def rebuild(settings: CentralSettings, workers: int) -> None:
    """Judge everything anew from what the terminals sent and people said."""
    _engine(settings).dispose()
    now = SystemClock().now().wall_ns // NS
    rebuild_all(settings.database_url, as_of=now, workers=workers)
    click.echo("everything was judged anew")


@click.command()
@click.argument("file", metavar="FILE")
def scenario(file: str) -> None:
    """Judge the scenario in FILE; with - one a line from standard input."""
    engine = create_engine_for(IN_MEMORY)
    prepare(engine, now=0)
    if file == "-":
        gc.freeze()  # what is loaded now stays; looking through it again costs time
        for line in sys.stdin.buffer:
            click.echo(_answer_or_error(engine, line))
            sys.stdout.flush()
        return
    try:
        text = Path(file).read_text(encoding="utf-8")
        found = json.loads(answer(engine, text))
    except (BadScenario, OSError, UnicodeDecodeError) as error:
        click.echo(" ".join(str(error).split()), err=True)
        sys.exit(BAD_SCENARIO)
    click.echo(json.dumps(found, indent=1, ensure_ascii=False))


def _answer_or_error(engine: Engine, line: bytes) -> str:
    """Answer in one line, whatever the line was."""
    try:
        return answer(engine, line.decode())
    except (BadScenario, UnicodeDecodeError) as error:
        return json.dumps({"error": " ".join(str(error).split())}, ensure_ascii=False)


def _engine(settings: CentralSettings) -> Engine:
    return app.open_central(settings, clock=SystemClock()).engine


def _provenance(by: str) -> Provenance:
    return Provenance(by=by, at=SystemClock().now().wall_ns // NS)
