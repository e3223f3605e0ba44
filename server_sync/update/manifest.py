"""The manifest of a release, and whether a terminal may install it. Pure."""

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
    """One package in a release. Its name is a plain file name, without a folder."""

    name: Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.+!-]{0,240}\.whl$")]
    size: Annotated[int, Meta(ge=1, le=WHEEL_BYTES_MAX)]
    sha256: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]


class Installed(Struct, frozen=True, kw_only=True):
    """What is installed in a slot.

    Attributes:
        layout: the version of the journal's schema that this release writes.
        layout_read: the newest version of that schema that it can read.
    """

    version: str
    layout: Layout
    layout_read: Layout


class Manifest(Installed, frozen=True, kw_only=True):
    """The description of a release; these bytes are signed.

    Unknown fields of a newer program are ignored; they are signed as well.

    Attributes:
        from_version: the oldest version that it can replace; empty means any.
    """

    from_version: str = ""
    wheels: Annotated[tuple[Wheel, ...], Meta(min_length=1, max_length=WHEELS_MAX)]


def read_manifest(raw: bytes) -> Manifest:
    """Read a manifest whose signature was verified.

    Raises:
        BadRelease: it contradicts itself, or this program is too old for it.
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
    """Return `name==version` for every package, ours included, for pip.

    Raises:
        BadRelease: a name is not a wheel's, occurs twice, or ours is missing.
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
    """Refuse a release that must not replace the installed one.

    Raises:
        UpdateRefused: with a message that says what to do.
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
    """Refuse to return to a release that cannot read the journal any more.

    Raises:
        UpdateRefused: the journal's schema is too new for that release.
    """
    if journal_layout > before.layout_read:
        raise UpdateRefused(
            f"{before.version} cannot read the journal any more (layout"
            f" {journal_layout}, it knows those up to {before.layout_read}): install"
            " a newer release instead; nothing is lost"
        )
