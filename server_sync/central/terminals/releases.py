"""The release that terminals may be brought up to: staff put it here, they fetch it."""

import shutil
from pathlib import Path

from flask import Response, abort, current_app, send_file

from kiosk.host.files import atomic_file
from server_sync.central.settings import CentralSettings
from server_sync.central.terminals.views import signed_and_not_revoked
from server_sync.errors import BadRelease
from server_sync.protocol.wire import RELEASE_TYPE
from server_sync.update import archive
from server_sync.update.manifest import Manifest


def release(device: str) -> Response:
    """Give the release file to a terminal that is approved here; 404 without any."""
    signed_and_not_revoked(device)
    path: Path = current_app.config["RELEASE_PATH"]
    if not path.exists():
        abort(404)
    return send_file(path, mimetype=RELEASE_TYPE, etag=False)


def put(settings: CentralSettings, file: Path) -> Manifest:
    """Offer a release to all terminals, once all of it was verified.

    Raises:
        BadRelease: it is not whole, or not signed with the release key.
    """
    target = settings.release_path
    incoming = target.with_name("incoming-release")
    shutil.rmtree(incoming, ignore_errors=True)
    incoming.mkdir(parents=True)
    try:
        with file.open("rb") as offer, atomic_file(target) as copy:
            shutil.copyfileobj(offer, copy)
            copy.seek(0)
            found = archive.unpack(
                copy, _key(settings), incoming, accept=lambda _: None
            )
    finally:
        shutil.rmtree(incoming, ignore_errors=True)
    return found


def offered(settings: CentralSettings) -> Manifest | None:
    """Say what is offered now, if anything."""
    if not settings.release_path.exists():
        return None
    with settings.release_path.open("rb") as file:
        return archive.read_head(file, _key(settings))


def withdraw(settings: CentralSettings) -> None:
    """Offer nothing any more."""
    settings.release_path.unlink(missing_ok=True)


def _key(settings: CentralSettings) -> bytes:
    if not settings.release_key:
        raise BadRelease(
            "release_key is not set: no release could be told from a forged one"
        )
    return bytes.fromhex(settings.release_key)
