"""Requests that only one terminal can have sent (RFC 9421, RFC 9530).

The signature covers the method, the whole address, the digest of the body as it is
sent, the headers that say how to read that body, and what the terminal reports.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from http_message_signatures import (
    HTTPMessageSignaturesException,
    HTTPMessageSigner,
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
    algorithms,
)

from server_sync.errors import BadSignature
from server_sync.protocol.keys import (
    PrivateKey,
    PublicKey,
    public_key,
)

TAG = "moedt"
ALWAYS_COVERED = ("@method", "@target-uri", "content-digest")
COVERED_WHEN_THERE = ("content-type", "content-encoding", "moedt-report")
NONCE_LENGTH_MAX = 64


class Signable(Protocol):
    """What can be signed; a prepared request of `requests` can."""

    method: Any
    url: Any
    headers: Any
    body: Any


@dataclass(slots=True, kw_only=True)
class Request:
    """A request as its signature sees it; signing adds to `headers`."""

    method: str
    url: str
    headers: Any
    body: bytes = b""


def sign_request(
    request: Signable, key: PrivateKey, *, keyid: str, nonce: str, created_ns: int
) -> None:
    """Sign a request in place; nothing may be changed in it afterwards.

    Args:
        request: its body as it will be sent, after gzip.
        key: the terminal's.
        keyid: the terminal's name.
        nonce: never used before; the receipt will name it.
        created_ns: the wall clock. It is recorded and not believed.
    """
    body = request.body or b""
    signer = HTTPMessageSigner(
        signature_algorithm=algorithms.ED25519, key_resolver=_OneKey(private=key)
    )
    signer.sign(
        request,
        key_id=keyid,
        created=datetime.fromtimestamp(created_ns // 10**9, tz=UTC),
        nonce=nonce,
        label=TAG,
        tag=TAG,
        covered_component_ids=_covered(request.headers, body),
        body=body,
    )


def verify_request(
    method: str, url: str, headers: Mapping[str, str], body: bytes, public: bytes
) -> str:
    """Check that the terminal sent this body to this address, and give its nonce.

    How old the signature says it is, is not looked at: a terminal whose clock is
    wrong must not be locked out, and whatever is sent twice does nothing twice.

    Args:
        method: in capitals.
        url: the address as the terminal knows it, before any proxy, query included.
        headers: all of them; what `.items()` gives is read.
        body: as it came, before gunzip.
        public: the key on record for the terminal that the address names.

    Raises:
        BadSignature: it did not, or something that must be signed is not.
    """
    request = Request(method=method, url=url, headers=headers, body=body)
    verifier = _Verifier(
        signature_algorithm=algorithms.ED25519,
        key_resolver=_OneKey(public=public_key(public)),
    )
    try:
        (result,) = verifier.verify(
            request,
            max_age=None,
            expect_tag=TAG,
            require_components=_covered(headers, body),
            body=body,
        )
    except (HTTPMessageSignaturesException, ValueError) as error:
        raise BadSignature(f"not signed as it must be: {error}") from error
    if not result.nonce or len(result.nonce) > NONCE_LENGTH_MAX:
        raise BadSignature("the signature has no usable nonce")
    return str(result.nonce)


class _OneKey(HTTPSignatureKeyResolver):
    """The address says whose key it must be, so the key id does not choose one."""

    def __init__(
        self, *, private: PrivateKey | None = None, public: PublicKey | None = None
    ) -> None:
        self.private = private
        self.public = public

    def resolve_private_key(self, key_id: str) -> PrivateKey | None:
        """Give the key there is."""
        del key_id
        return self.private

    def resolve_public_key(self, key_id: str) -> PublicKey | None:
        """Give the key there is."""
        del key_id
        return self.public


class _Verifier(HTTPMessageVerifier):
    """One that asks for `created` and compares it with no clock."""

    def validate_created_and_expires(self, sig_input: Any, max_age: Any = None) -> None:
        """Ask that it is there; a terminal's clock may be years off either way."""
        del max_age
        if "created" not in sig_input.params:
            raise HTTPMessageSignaturesException("created is missing")


def _covered(headers: Mapping[str, str], body: bytes) -> tuple[str, ...]:
    there = {name.lower() for name, _ in headers.items()}
    if body:
        there.add("content-type")  # signing and verifying both fail without it
    return (*ALWAYS_COVERED, *(name for name in COVERED_WHEN_THERE if name in there))
