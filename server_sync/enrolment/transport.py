"""The one exchange with central before central knows this terminal."""

import secrets

import msgspec
import requests
import urllib3

from server_sync.errors import BadSignature, DeliveryFailed, EnrolmentRefused
from server_sync.protocol.signing import (
    DOCUMENT_HEADER,
    PrivateKey,
    public_bytes,
    sign_request,
    verify_document,
)
from server_sync.protocol.wire import (
    ENROL_PATH,
    Enrolled,
    Enrolment,
)

CONNECT_SECONDS, SILENCE_SECONDS = 10.0, 30.0
ANSWER_BYTES_MAX = 16 * 1024
NONCE_BYTES = 16
REFUSALS = (400, 401, 403, 409, 429)


def show(
    url: str, *, code: str, key: PrivateKey, device: str | None, created_ns: int
) -> Enrolled:
    """Show the code and the key; give central's own signed answer.

    Args:
        url: central's address without a slash at the end.
        code: as central showed it to a person.
        key: this terminal's.
        device: what it is called already, or None.
        created_ns: the wall clock; it is recorded and not believed.

    Raises:
        EnrolmentRefused: central would not; a person must look.
        DeliveryFailed: there is no answer of central's; try again.
    """
    shown = Enrolment(code=code, public_key=public_bytes(key), device=device)
    request = requests.Request(
        "POST",
        url + ENROL_PATH,
        headers={"Content-Type": "application/json", "Accept-Encoding": "identity"},
        data=msgspec.json.encode(shown),
    ).prepare()
    nonce = secrets.token_urlsafe(NONCE_BYTES)
    sign_request(
        request, key, keyid=device or "new", nonce=nonce, created_ns=created_ns
    )
    try:
        with requests.Session() as session:
            status, headers, body = _send(session, request)
    except (OSError, urllib3.exceptions.HTTPError, ValueError) as error:
        raise DeliveryFailed(f"no answer: {type(error).__name__}") from error
    if status in REFUSALS:
        raise EnrolmentRefused(_why(body) or f"the answer has status {status}")
    if status != requests.codes.ok:
        raise DeliveryFailed(f"the answer has status {status}")
    return read_enrolled(body, headers.get(DOCUMENT_HEADER, ""), nonce)


def _send(
    session: requests.Session, request: requests.PreparedRequest
) -> tuple[int, dict[str, str], bytes]:
    surroundings = session.merge_environment_settings(request.url, {}, None, None, None)
    surroundings["stream"] = True
    with session.send(
        request,
        allow_redirects=False,
        timeout=(CONNECT_SECONDS, SILENCE_SECONDS),
        **surroundings,
    ) as response:
        body = response.raw.read(ANSWER_BYTES_MAX + 1)
        return response.status_code, dict(response.headers), body


def read_enrolled(body: bytes, signature: str, nonce: str) -> Enrolled:
    """Read an answer that whoever holds the key in it gave to this very request.

    Raises:
        DeliveryFailed: it is anything else.
    """
    try:
        answer = msgspec.json.decode(body, type=Enrolled)
        verify_document(body, signature, answer.central_key, device=answer.device)
    except (ValueError, RecursionError, BadSignature) as error:
        raise DeliveryFailed("the answer is not central's") from error
    if answer.nonce != nonce:
        raise DeliveryFailed("the answer is to another request")
    return answer


def _why(body: bytes) -> str:
    try:
        return str(msgspec.json.decode(body, type=dict[str, str]).get("error", ""))
    except (ValueError, RecursionError):
        return ""
