"""The commands `moedt central terminal ...`: who is let in, and who no longer is."""

from datetime import UTC, datetime
from typing import Any

import click
from sqlalchemy import Connection, Engine, select

from firmware.clock import SystemClock
from server_sync.central import app
from server_sync.central.db import tables
from server_sync.central.errors import NotKnown
from server_sync.central.facts import people
from server_sync.central.facts.provenance import Provenance
from server_sync.central.settings import CentralSettings
from server_sync.central.terminals import enrolment
from server_sync.central.terminals.revocation import revoke as revoke_terminal
from server_sync.protocol.signing import fingerprint, load_key, public_bytes

NS = 10**9
PUBLIC_KEY_BYTES = 32


@click.group()
def terminal() -> None:
    """Terminals and their keys."""


@terminal.command()
@click.argument("device")
@click.option("--site", required=True, help="Where it stands: the site's name or id.")
@click.option("--key", help="Its public key in hexadecimal; without it, a code.")
@click.option("--by", required=True, help="Who lets it in.")
@click.pass_obj
def add(
    settings: CentralSettings, device: str, site: str, key: str | None, by: str
) -> None:
    """Let a terminal in: give the one-time code that it is to show.

    With --key the key is approved at once: for whoever has compared it already.
    """
    provenance = _provenance(by)
    with _engine(settings).begin() as connection:
        found = _site(connection, site)
        if key is None:
            invited = enrolment.invite(
                connection, terminal=device, site=found, provenance=provenance
            )
            central = fingerprint(public_bytes(load_key(settings.key_path)))
            click.echo(
                f"{invited.code}  works once, until {_when(invited.until)}\n"
                f"On the terminal: moedt enrol {invited.code} {settings.address}\n"
                f"Central's own key, to be compared there: {central}"
            )
            return
        public_key = _public_key(key)
        people.add_terminal(
            connection,
            site=found,
            terminal=device,
            public_key=public_key,
            since=provenance.at,
            provenance=provenance,
        )
    click.echo(f"{device} is approved; its key is {fingerprint(public_key)}")


@terminal.command("list")
@click.pass_obj
def list_all(settings: CentralSettings) -> None:
    """List the terminals, and the keys that wait for somebody to compare them."""
    columns = tables.terminal.c
    with _engine(settings).begin() as connection:
        rows = connection.execute(
            select(tables.terminal).order_by(columns.site, columns.device)
        ).all()
        waiting = enrolment.pending(connection)
    for row in rows:
        click.echo(f"{row.device}  {_state(row)}")
    for one in waiting:
        instead = f", in place of {one.replaces}" if one.replaces else ""
        click.echo(
            f"{one.device}  waits for approval since {_when(one.asked_at)}:"
            f" {one.fingerprint}{instead}"
        )


@terminal.command()
@click.argument("device")
@click.option("--fingerprint", "compared", required=True, help="As the terminal shows.")
@click.option("--by", required=True, help="Who has compared it.")
@click.pass_obj
def approve(settings: CentralSettings, device: str, compared: str, by: str) -> None:
    """Approve the key whose fingerprint stands on the terminal's own screen."""
    with _engine(settings).begin() as connection:
        enrolment.approve(
            connection, terminal=device, compared=compared, provenance=_provenance(by)
        )
    click.echo(f"{device} is approved")


@terminal.command()
@click.argument("device")
@click.option("--fingerprint", "compared", required=True, help="Of the key that waits.")
@click.option("--by", required=True, help="Who turns it down.")
@click.pass_obj
def decline(settings: CentralSettings, device: str, compared: str, by: str) -> None:
    """Turn down a key that is not the terminal's."""
    with _engine(settings).begin() as connection:
        enrolment.decline(
            connection, terminal=device, compared=compared, provenance=_provenance(by)
        )
    click.echo(f"the key of {device} is declined, and was never used")


@terminal.command()
@click.argument("device")
@click.option("--from-seq", type=click.IntRange(min=1), help="From this event on.")
@click.option(
    "--from-time",
    type=click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]),
    help="From this instant on, in UTC.",
)
@click.option("--why", required=True, help="What happened.")
@click.option("--by", required=True, help="Who revokes it.")
@click.pass_obj
def revoke(  # noqa: PLR0913 - one parameter per option
    settings: CentralSettings,
    device: str,
    *,
    from_seq: int | None,
    from_time: datetime | None,
    why: str,
    by: str,
) -> None:
    """Believe nothing of a terminal from an event or an instant on.

    Without either: from here on. What came before stays valid; what comes after is
    kept in quarantine, where a person can look at it.
    """
    if from_seq is not None and from_time is not None:
        raise click.UsageError("give --from-seq or --from-time, not both")
    instant = None
    if from_time is not None:
        instant = int(from_time.replace(tzinfo=UTC).timestamp())
    with _engine(settings).begin() as connection:
        done = revoke_terminal(
            connection,
            terminal=device,
            provenance=_provenance(by, why),
            from_seq=from_seq,
            from_time=instant,
        )
    since = "" if done.from_seq is None else f" from event {done.from_seq} on"
    click.echo(f"{device} is revoked{since}; {done.put_aside} events were put aside")


def _site(connection: Connection, site: str) -> str:
    columns = tables.site.c
    found = connection.scalars(
        select(columns.id).where((columns.id == site) | (columns.name == site))
    ).all()
    if len(found) != 1:
        raise NotKnown(
            f"there is no site {site!r}"
            if not found
            else f"several sites are called {site!r}: give the id, {', '.join(found)}"
        )
    return str(found[0])


def _state(row: Any) -> str:
    if row.revoked_at is not None:
        return f"revoked by {row.revoked_by}"
    if row.approved_at is None or row.public_key is None:
        return "not approved"
    when, shown = _when(row.approved_at), fingerprint(bytes(row.public_key))
    return f"approved by {row.approved_by} {when}: {shown}"


def _when(at: int) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M} UTC"


def _engine(settings: CentralSettings) -> Engine:
    return app.open_central(settings, clock=SystemClock()).engine


def _provenance(by: str, why: str = "") -> Provenance:
    return Provenance(by=by, at=SystemClock().now().wall_ns // NS, why=why)


def _public_key(text: str) -> bytes:
    try:
        key = bytes.fromhex(text.replace(" ", ""))
    except ValueError as error:
        raise click.BadParameter("a key is hexadecimal") from error
    if len(key) != PUBLIC_KEY_BYTES:
        raise click.BadParameter("a key has 32 bytes, 64 hexadecimal digits")
    return key
