"""The commands `moedt release ...`, for the machine that builds releases."""

from importlib.metadata import version
from pathlib import Path

import click
from packaging.utils import parse_wheel_filename

from kiosk.host.files import atomic_file
from kiosk.journal.schema_version import LAYOUT, LAYOUT_READ
from server_sync.errors import BadRelease
from server_sync.protocol.keys import load_key, new_key, public_bytes
from server_sync.update import archive
from server_sync.update.manifest import PROJECT, Installed, Manifest, requirements_of
from server_sync.update.slots import Slots


@click.group()
def release() -> None:
    """Make a release file for terminals."""


@release.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def key(file: Path) -> None:
    """Create the release key in FILE, and show its public half for the settings."""
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
    """Sign all wheels in the folder WHEELS, ours included, as one release."""
    signing = load_key(key_path)
    found = manifest_of(wheels, from_version=from_version)
    with atomic_file(target) as file:
        archive.pack(found, wheels, signing, file)
    click.echo(f"{target}: {PROJECT} {found.version}, {len(found.wheels)} packages")


@release.command(hidden=True)
@click.argument("slot", type=click.Path(path_type=Path, file_okay=False, exists=True))
def seal(slot: Path) -> None:
    """Mark the environment in SLOT as complete; the installer calls this."""
    installed = Installed(
        version=version(PROJECT), layout=LAYOUT, layout_read=LAYOUT_READ
    )
    Slots(root=slot.parent).seal(slot, installed)


def manifest_of(wheels: Path, *, from_version: str) -> Manifest:
    """Return the manifest of a release made of a folder of wheels.

    Raises:
        BadRelease: our wheel is missing, or there is more than one.
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
