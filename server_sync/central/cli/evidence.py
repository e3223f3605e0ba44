"""The commands `moedt evidence` and `moedt central deposit`: what others can check."""

from datetime import date, datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path

import click

from firmware.clock import SystemClock
from kiosk.host.files import OWNER_ONLY, atomic_write
from server_sync.central import app
from server_sync.central.db.engine import reading
from server_sync.central.errors import StampFailed
from server_sync.central.evidence.asking import ask
from server_sync.central.evidence.collect import collect
from server_sync.central.evidence.daily import root_of_day
from server_sync.central.evidence.stamping import (
    DAYS_BACK_MAX,
    authority_in,
    stamp_next,
    stamps_of,
)
from server_sync.central.evidence.transport import ask_authority
from server_sync.central.facts.access_log import What, write_line
from server_sync.central.ingest.receipts import utc_day
from server_sync.central.judging import recompute
from server_sync.central.settings import CentralSettings, default_settings
from server_sync.central.trusted_time import TrustedTime
from server_sync.protocol.signing import fingerprint, public_bytes
from server_sync.verify.seal import encode

NS = 10**9
ONE_DAY = timedelta(days=1)


class Date(click.ParamType[date]):
    """A date as 2026-11-23."""

    name = "date"

    def convert(
        self,
        value: str | date,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> date:
        """Read it, or say how it is written."""
        if isinstance(value, date):
            return value
        try:
            return datetime.strptime(value, "%Y-%m-%d").date()  # noqa: DTZ007 - a date has no zone
        except ValueError:
            self.fail(f"{value!r} is no date: write it as 2026-11-23", param, ctx)


@click.command()
@click.option("--person", required=True, help="The name, as central has it, or the id.")
@click.option("--from", "first", type=Date(), required=True, help="The first date.")
@click.option("--to", "last", type=Date(), required=True, help="The last date.")
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="The file to write; one that is there is replaced.",
)
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder with central.toml; $DATA or ./demo by default.",
)
@click.option(
    "--by", default="moedt evidence", show_default=True, help="Who asks; it is kept."
)
def evidence(  # noqa: PLR0913 - one parameter per option
    person: str, *, first: date, last: date, out: Path, data: Path | None, by: str
) -> None:
    """Write what is on record of one person, so that anybody can check it.

    Made at central, from its database; that it was made is written in the log that
    the citizen may see.
    """
    path = default_settings() if data is None else data / "central.toml"
    clock = SystemClock()
    central = app.open_central(CentralSettings.read(path), clock=clock)
    now = clock.now().wall_ns // NS
    as_of, problem = TrustedTime(clock).read(central.engine)
    if as_of is None:
        click.echo(problem, err=True)
    else:
        recompute.recompute_by_site(central.engine, as_of=as_of)
    with reading(central.engine) as connection:
        asked = ask(connection, name=person, first=first, last=last, by=by, made_at=now)
        raw = collect(connection, asked, central.signing_key)
    with central.engine.begin() as connection:
        write_line(
            connection,
            municipality=asked.person.municipality,
            who=by,
            what=What.MADE_EVIDENCE,
            now=now,
            person=asked.person.id,
            detail=f"{first} - {last}",
        )
        _write(out, raw)
    central.engine.dispose()
    public = public_bytes(central.signing_key)
    click.echo(f"{out}: {asked.person.name}, {first} to {last}, {len(raw)} bytes")
    click.echo(f"Central's key: {fingerprint(public)} ({public.hex()})")


@click.command()
@click.option("--date", "day", type=Date(), help="A day by UTC; yesterday by default.")
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="The file to write.",
)
@click.pass_obj
def deposit(settings: CentralSettings, day: date | None, out: Path) -> None:
    """Sign the root over all heads of a day, to be kept by somebody else.

    Whoever keeps it can later see that central has not changed what it had that day.
    """
    clock = SystemClock()
    central = app.open_central(settings, clock=clock)
    wall_ns = clock.now().wall_ns
    with central.engine.begin() as connection:
        root = root_of_day(
            connection,
            day=day or utc_day(wall_ns) - ONE_DAY,
            now=wall_ns // NS,
            key=central.signing_key,
        )
        stamps = list(stamps_of(connection, [root.day]))
    central.engine.dispose()
    _write(out, encode(root))
    for one in stamps:
        if one.root == root:
            beside = out.with_name(f"{out.name}.tsr")
            _write(beside, bytes.fromhex(one.response))
            click.echo(f"{beside}: the stamp that an authority gave on it")
    click.echo(f"{out}: the root of {root.day} over {root.heads} heads is {root.root}")


@click.command()
@click.pass_obj
def stamp(settings: CentralSettings) -> None:
    """Have the authority stamp what has no stamp yet; central does it by itself too."""
    authority = authority_in(settings)
    if authority is None:
        raise click.ClickException("no timestamp_authority is set in central.toml")
    clock = SystemClock()
    central = app.open_central(settings, clock=clock)
    step = partial(
        stamp_next,
        central.engine,
        authority=authority,
        key=central.signing_key,
        now=clock.now().wall_ns // NS,
        ask=partial(ask_authority, settings.timestamp_authority),
    )
    try:
        for day in islice(iter(step, None), DAYS_BACK_MAX):
            click.echo(f"the root of {day} was stamped by {authority.fingerprints}")
    except StampFailed as error:
        raise click.ClickException(f"{error}; it is tried again") from error
    finally:
        central.engine.dispose()
    click.echo("every day that is over, and had heads, has its stamp")


def _write(path: Path, raw: bytes) -> None:
    """Write the file whole or not at all, readable by its owner only."""
    try:
        atomic_write(path, raw, mode=OWNER_ONLY)
    except OSError as error:
        raise click.ClickException(f"{path}: {error.strerror}") from error
