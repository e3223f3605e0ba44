"""The enrolment request, sent before central knows this terminal."""

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
from server_sync.protocol.wire import ENROL_PATH, Enrolled, Enrolment

CONNECT_SECONDS, SILENCE_SECONDS = 10.0, 30.0
ANSWER_BYTES_MAX = 16 * 1024
NONCE_BYTES = 16
REFUSALS = (400, 401, 403, 409, 429)


def show(
    url: str, *, code: str, key: PrivateKey, device: str | None, created_ns: int
) -> Enrolled:
    """Send the code and the public key; return central's signed answer.

    Args:
        url: central's address without a slash at the end.
        code: the one-time code that central gave to a person.
        key: this terminal's private key.
        device: the terminal's name, None if it has none yet.
        created_ns: the wall clock; central records it and does not rely on it.

    Raises:
        EnrolmentRefused: central refused; a person must look.
        DeliveryFailed: no valid answer came; try again.
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
    """Read an answer to this request, signed with the key that it contains.

    Raises:
        DeliveryFailed: the answer is anything else.
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
