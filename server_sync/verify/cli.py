"""The command `moedt verify`. It needs only the file."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

import click

from server_sync.protocol.keys import fingerprint
from server_sync.verify.earlier_keys import shown
from server_sync.verify.errors import NotEvidence
from server_sync.verify.roots import Root, read_root
from server_sync.verify.stamps import read_authority
from server_sync.verify.verify import Verdict, verify_case

PUBLIC_KEY_BYTES = 32
FAULTS_SHOWN_MAX = 20
HOLDS = "På dansk: intet i filen er ændret, og intet mangler."
HOLDS_NOT = "På dansk: filen er ændret eller ikke hel. Brug den ikke som bevis."


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--central-key",
    metavar="HEX",
    help="Central's public key as you know it from elsewhere; without it, compare"
    " the fingerprint that is shown.",
)
@click.option(
    "--root",
    "root_path",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A day's root as it was deposited: it must be the one in the case.",
)
@click.option(
    "--authority",
    "authority_path",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The certificate (PEM) of the authority that stamps the days' roots, as you"
    " know it from elsewhere; without it, compare the fingerprint that is shown.",
)
def verify(
    file: Path,
    *,
    central_key: str | None,
    root_path: Path | None,
    authority_path: Path | None,
) -> None:
    """Check an evidence file, or a day's root, without a database or a network.

    Ends with 0 and `OK ...`, or with 1 and what is wrong. What a file that is OK
    proves, and what it cannot prove, stands in docs/evidence.md.
    """
    pinned = _key(central_key)
    try:
        raw = file.read_bytes()
        if raw.startswith(b"{"):
            _say_root(read_root(raw, pinned=pinned), pinned=pinned is not None)
            return
        deposited = None
        if root_path is not None:
            deposited = read_root(root_path.read_bytes())
        verdict = verify_case(
            raw,
            pinned=pinned,
            deposited=deposited,
            authority=None
            if authority_path is None
            else read_authority(authority_path),
        )
    except OSError as error:
        _refuse([f"{error.filename} cannot be read: {error.strerror}"])
    except NotEvidence as error:
        _refuse([str(error)])
    if verdict.faults:
        _refuse(verdict.faults)
    _say_held(verdict, pinned=pinned is not None)


def _refuse(faults: Sequence[str]) -> NoReturn:
    for words in faults[:FAULTS_SHOWN_MAX]:
        click.echo(words)
    if len(faults) > FAULTS_SHOWN_MAX:
        click.echo(f"... and {len(faults) - FAULTS_SHOWN_MAX} more")
    click.echo(HOLDS_NOT)
    sys.exit(1)


def _say_held(verdict: Verdict, *, pinned: bool) -> None:
    click.echo(f"OK, {verdict.events} events, complete")
    for words in verdict.notes:
        click.echo(f"NOTE: {words}")
    case = verdict.case
    if case is not None:
        click.echo(f"About {case.name}, {case.first} to {case.last}")
        click.echo(f"Made {_when(case.made_at)} by {case.made_by}")
        for terminal in case.terminals:
            for key in terminal.keys:
                click.echo(
                    f"Terminal {terminal.device}: key {key.fingerprint}, approved by"
                    f" {key.approved_by} {_when(key.approved_at)}"
                )
        for earlier in case.earlier_keys:
            click.echo(f"Central's key before {_when(earlier.until)}: {shown(earlier)}")
        _say_central(case.central_key, pinned=pinned)
    click.echo(HOLDS)


def _say_root(root: Root, *, pinned: bool) -> None:
    click.echo(f"OK, the root of {root.day} over {root.heads} heads: {root.root}")
    _say_central(root.central_key, pinned=pinned)


def _say_central(key: str, *, pinned: bool) -> None:
    shown = fingerprint(bytes.fromhex(key))
    compare = "as you asked" if pinned else "compare it with the one you know"
    click.echo(f"Central's key: {shown} ({compare})")


def _when(at: int) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M} UTC"


def _key(text: str | None) -> bytes | None:
    if text is None:
        return None
    try:
        key = bytes.fromhex(text)
    except ValueError as error:
        raise click.BadParameter("a key is hexadecimal") from error
    if len(key) != PUBLIC_KEY_BYTES:
        raise click.BadParameter("a key has 32 bytes, 64 hexadecimal digits")
    return key
