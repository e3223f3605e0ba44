"""What a release says of itself, and whether a terminal may go to it. Pure."""

from typing import Annotated

import msgspec
from msgspec import Meta, Struct
from packaging.utils import InvalidWheelFilename, parse_wheel_filename
from packaging.version import InvalidVersion, Version

from server_sync.errors import BadRelease, NothingNewer, UpdateRefused

PROJECT = "moedt"
WHEEL_BYTES_MAX = 200 * 2**20
WHEELS_MAX = 400

Layout = Annotated[int, Meta(ge=0, le=2**31)]


class Wheel(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One package in a release. Its name is a plain file's and can lead nowhere."""

    name: Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.+!-]{0,240}\.whl$")]
    size: Annotated[int, Meta(ge=1, le=WHEEL_BYTES_MAX)]
    sha256: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]


class Installed(Struct, frozen=True, kw_only=True):
    """What stands in a slot, as far as the next update asks.

    Attributes:
        layout: that of the journal, as this release writes it.
        layout_read: the newest that it can work on.
    """

    version: str
    layout: Layout
    layout_read: Layout


class Manifest(Installed, frozen=True, kw_only=True):
    """All that a release says of itself; it is what is signed.

    What a newer program says beside this is let by, since it is signed, too.

    Attributes:
        from_version: the oldest that it can be installed over; empty for any.
    """

    from_version: str = ""
    wheels: Annotated[tuple[Wheel, ...], Meta(min_length=1, max_length=WHEELS_MAX)]


def read_manifest(raw: bytes) -> Manifest:
    """Read a manifest whose signature was found good.

    Raises:
        BadRelease: it contradicts itself, or this program is too old to read it.
    """
    try:
        found = msgspec.json.decode(raw, type=Manifest)
        requirements_of(found)
        Version(found.version)
        Version(found.from_version or "0")
    except (ValueError, RecursionError) as error:
        raise BadRelease(f"this release cannot be read: {error}") from error
    return found


def requirements_of(manifest: Manifest) -> list[str]:
    """Name every package with its version, ours among them, as pip is told.

    Raises:
        BadRelease: a name is no wheel's, stands there twice, or ours is missing.
    """
    names = [wheel.name for wheel in manifest.wheels]
    if len(set(names)) != len(names):
        raise BadRelease("this release names a package twice")
    try:
        parsed = [parse_wheel_filename(name)[:2] for name in names]
    except (InvalidWheelFilename, InvalidVersion) as error:
        raise BadRelease(f"this release cannot be read: {error}") from error
    pins = {f"{name}=={version}" for name, version in parsed}
    if f"{PROJECT}=={Version(manifest.version)}" not in pins:
        raise BadRelease(f"this release does not hold {PROJECT} {manifest.version}")
    return sorted(pins)


def refuse_unfit(release: Manifest, running: Installed) -> None:
    """Say why this release must not follow the one that runs, if it must not.

    Raises:
        UpdateRefused: in words that tell what to do.
    """
    new, old = Version(release.version), Version(running.version)
    if new == old:
        raise NothingNewer(f"{release.version} is what runs already")
    if new < old:
        raise NothingNewer(
            f"{release.version} is older than {running.version}, which runs:"
            " `moedt update --back` goes back to the one before"
        )
    if old < Version(release.from_version or "0"):
        raise UpdateRefused(
            f"{release.version} can be installed over {release.from_version} or"
            f" later, and {running.version} runs: install {release.from_version} first"
        )
    if release.layout > running.layout_read:
        raise UpdateRefused(
            f"{release.version} changes the journal so that {running.version} could"
            " not read it, and there would be no way back: install the release"
            " between them first"
        )


def refuse_unreadable(before: Installed, *, journal_layout: int) -> None:
    """Say that there is no way back where the journal has become too new for it.

    Raises:
        UpdateRefused: likewise.
    """
    if journal_layout > before.layout_read:
        raise UpdateRefused(
            f"{before.version} cannot read the journal any more (layout"
            f" {journal_layout}, it knows those up to {before.layout_read}): install"
            " a newer release instead; nothing is lost"
        )
