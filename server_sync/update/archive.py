"""A release file: a tar of the manifest, its signature, and the wheels in order.

The file is read once from start to end. Nothing in it is used before the signature
was verified. Then only wheels that the manifest names, with the size that it states,
are unpacked: so no name can lead out of the folder, and no size can fill the disk.
Nothing is compressed.
"""

import hashlib
import io
import os
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO

import msgspec

from server_sync.errors import BadRelease, BadSignature
from server_sync.protocol.signing import PrivateKey, sign_statement, verify_statement
from server_sync.update.manifest import Manifest, Wheel, read_manifest

TAG = b"moedt release 1"
MANIFEST, SIGNATURE = "manifest.json", "signature"
MANIFEST_BYTES_MAX = 256 * 1024
SIGNATURE_BYTES = 64
PIECE_BYTES = 256 * 1024


def pack(manifest: Manifest, wheels: Path, key: PrivateKey, into: BinaryIO) -> None:
    """Write a signed release file; the same input gives the same bytes."""
    body = msgspec.json.encode(manifest)
    with tarfile.open(fileobj=into, mode="w", format=tarfile.GNU_FORMAT) as tar:
        for name, raw in (
            (MANIFEST, body),
            (SIGNATURE, sign_statement(TAG, body, key)),
        ):
            tar.addfile(_member(name, len(raw)), io.BytesIO(raw))
        for wheel in manifest.wheels:
            with (wheels / wheel.name).open("rb") as file:
                tar.addfile(_member(wheel.name, wheel.size), file)


def wheel_of(path: Path) -> Wheel:
    """Return the manifest's entry for a wheel file."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Wheel(name=path.name, size=path.stat().st_size, sha256=digest)


def read_head(file: IO[bytes], public: bytes) -> Manifest:
    """Read and verify the manifest of a release, and nothing more of the file.

    Raises:
        BadRelease: the file is no release, or not signed with this key.
    """
    with _opened(file) as tar:
        return _manifest(tar, public)


def unpack(
    file: IO[bytes], public: bytes, into: Path, *, accept: Callable[[Manifest], None]
) -> Manifest:
    """Unpack the wheels of a release into a folder, and verify each.

    Args:
        file: read once, in order; it may be central's answer.
        public: the release key.
        into: an empty folder.
        accept: called with the manifest before the first wheel; raises to refuse.

    Raises:
        BadRelease: the file is cut off, altered, or not signed with this key. What
            is in the folder then must not be used.
    """
    with _opened(file) as tar:
        manifest = _manifest(tar, public)
        accept(manifest)
        for wheel in manifest.wheels:
            _unpack_one(_next(tar, wheel.name, wheel.size), wheel, into)
        if tar.next() is not None:
            raise BadRelease("the release file holds more than it says")
    return manifest


@contextmanager
def _opened(file: IO[bytes]) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(fileobj=file, mode="r|") as tar:
            yield tar
    except (tarfile.TarError, EOFError, UnicodeError) as error:
        raise BadRelease(
            f"this is no release file, or not all of it ({error}): copy it once more"
        ) from error


def _manifest(tar: tarfile.TarFile, public: bytes) -> Manifest:
    body = _next(tar, MANIFEST, MANIFEST_BYTES_MAX).read()
    signature = _next(tar, SIGNATURE, SIGNATURE_BYTES).read()
    try:
        verify_statement(TAG, body, signature, public)
    except BadSignature as error:
        raise BadRelease("not signed with the release key of the settings") from error
    return read_manifest(body)


def _next(tar: tarfile.TarFile, name: str, bytes_max: int) -> IO[bytes]:
    member = tar.next()
    if member is None:
        raise BadRelease("the release file ends early: copy it once more")
    content = tar.extractfile(member) if member.isreg() else None
    if content is None or member.name != name or member.size > bytes_max:
        raise BadRelease(f"the release file holds something else where {name} belongs")
    return content


def _unpack_one(content: IO[bytes], wheel: Wheel, into: Path) -> None:
    digest, left = hashlib.sha256(), wheel.size
    with (into / wheel.name).open("xb") as file:
        while piece := content.read(min(PIECE_BYTES, left)):
            digest.update(piece)
            file.write(piece)
            left -= len(piece)
        file.flush()
        os.fsync(file.fileno())
    if left or digest.hexdigest() != wheel.sha256:
        raise BadRelease(f"{wheel.name} is not as it was signed: copy it once more")


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size = size
    return member
