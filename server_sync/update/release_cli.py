"""The commands `moedt release ...`: what is done once, on the machine that builds."""

from importlib.metadata import version
from pathlib import Path

import click
from packaging.utils import parse_wheel_filename

from kiosk.journal.schema_version import LAYOUT, LAYOUT_READ
from server_sync.errors import BadRelease
from server_sync.protocol.keys import (
    load_key,
    new_key,
    public_bytes,
)
from server_sync.update import archive
from server_sync.update.manifest import (
    PROJECT,
    Installed,
    Manifest,
    requirements_of,
)
from server_sync.update.slots import Slots


@click.group()
def release() -> None:
    """Make the file that terminals are brought up to date with."""


@release.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def key(file: Path) -> None:
    """Make the release key in FILE, and show the half that terminals are given."""
    made = public_bytes(new_key(file))
    click.echo(f'release_key = "{made.hex()}"')


@release.command()
@click.argument("wheels", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option("--key", "key_path", required=True, type=click.Path(path_type=Path))
@click.option(
    "-o", "target", required=True, type=click.Path(path_type=Path, dir_okay=False)
)
@click.option("--from-version", default="", help="The oldest it can be put over.")
def make(wheels: Path, key_path: Path, target: Path, from_version: str) -> None:
    """Sign all wheels in the folder WHEELS, ours among them, as one release."""
    signing = load_key(key_path)
    found = manifest_of(wheels, from_version=from_version)
    half = target.with_name(f"{target.name}.half")
    try:
        with half.open("wb") as file:
            archive.pack(found, wheels, signing, file)
        half.replace(target)
    finally:
        half.unlink(missing_ok=True)
    click.echo(f"{target}: {PROJECT} {found.version}, {len(found.wheels)} packages")


@release.command(hidden=True)
@click.argument("slot", type=click.Path(path_type=Path, file_okay=False, exists=True))
def seal(slot: Path) -> None:
    """Say that the environment in SLOT, our own, is whole; the installer does."""
    standing = Installed(
        version=version(PROJECT), layout=LAYOUT, layout_read=LAYOUT_READ
    )
    Slots(root=slot.parent).seal(slot, standing)


def manifest_of(wheels: Path, *, from_version: str) -> Manifest:
    """Say of a folder of wheels what a release says of itself.

    Raises:
        BadRelease: ours is not among them, or is there more than once.
    """
    paths = sorted(wheels.glob("*.whl"))
    versions = [
        str(found)
        for name, found, *_ in (parse_wheel_filename(path.name) for path in paths)
        if name == PROJECT
    ]
    if len(versions) != 1:
        raise BadRelease(f"{wheels} must hold one wheel of {PROJECT}")
    made = Manifest(
        version=versions[0],
        layout=LAYOUT,
        layout_read=LAYOUT_READ,
        from_version=from_version,
        wheels=tuple(archive.wheel_of(path) for path in paths),
    )
    requirements_of(made)
    return made
