"""Download the release that central offers, by a signed request."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

import requests
import urllib3

from server_sync.errors import DeliveryFailed, NothingNewer
from server_sync.protocol.answers import Answer, check_status
from server_sync.protocol.signing import sign_request
from server_sync.protocol.wire import release_path
from server_sync.uplink.transport import Central

CONNECT_SECONDS, SILENCE_SECONDS = 10.0, 60.0
NONCE_BYTES = 16


@contextmanager
def offered(central: Central, *, created_ns: int) -> Iterator[IO[bytes]]:
    """Open the release file at central as a stream.

    Args:
        central: central's address and key, and this terminal's own.
        created_ns: the wall clock; central records it and does not rely on it.

    Raises:
        NothingNewer: central offers no release.
        DeliveryFailed: no complete answer of central came.
    """
    request = requests.Request(
        "GET",
        central.url + release_path(central.device),
        headers={"Accept-Encoding": "identity"},
    ).prepare()
    nonce = secrets.token_urlsafe(NONCE_BYTES)
    sign_request(
        request, central.key, keyid=central.device, nonce=nonce, created_ns=created_ns
    )
    try:
        with requests.Session() as session, _send(session, request) as response:
            if response.status_code == requests.codes.not_found:
                raise NothingNewer("central has no release to offer")
            check_status(
                Answer(status=response.status_code, headers=response.headers, body=b"")
            )
            raw: Any = response.raw  # reads as a file does
            yield raw
    except (
        requests.RequestException,
        urllib3.exceptions.HTTPError,
        ConnectionError,
    ) as error:
        raise DeliveryFailed(f"no whole answer: {type(error).__name__}") from error


def _send(
    session: requests.Session, request: requests.PreparedRequest
) -> requests.Response:
    surroundings = session.merge_environment_settings(request.url, {}, None, None, None)
    surroundings["stream"] = True
    return session.send(
        request,
        allow_redirects=False,
        timeout=(CONNECT_SECONDS, SILENCE_SECONDS),
        **surroundings,
    )
