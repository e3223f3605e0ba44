"""Signed HTTP requests of terminals (RFC 9421, RFC 9530).

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
from server_sync.protocol.keys import PrivateKey, PublicKey, public_key

TAG = "moedt"
ALWAYS_COVERED = ("@method", "@target-uri", "content-digest")
COVERED_WHEN_THERE = ("content-type", "content-encoding", "moedt-report")
NONCE_LENGTH_MAX = 64


class Signable(Protocol):
    """A request that can be signed, such as a prepared request of `requests`."""

    method: Any
    url: Any
    headers: Any
    body: Any


@dataclass(slots=True, kw_only=True)
class Request:
    """The signed parts of a request; signing adds to `headers`."""

    method: str
    url: str
    headers: Any
    body: bytes = b""


def sign_request(
    request: Signable, key: PrivateKey, *, keyid: str, nonce: str, created_ns: int
) -> None:
    """Sign a request in place. It must not be changed afterwards.

    Args:
        request: its body as it will be sent, after gzip.
        key: the terminal's.
        keyid: the terminal's name.
        nonce: never used before; the receipt contains it.
        created_ns: the wall clock; it is recorded and not relied on.
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
    """Verify that the terminal sent this body to this address; return the nonce.

    The age of the signature is not checked: a terminal with a wrong clock must not be
    locked out, and a request that is sent twice does no harm.

    Args:
        method: in capitals.
        url: the address as the terminal knows it, before any proxy, query included.
        headers: all headers; only `.items()` is used.
        body: the received bytes, before gunzip.
        public: the key on record for the terminal that the address names.

    Raises:
        BadSignature: the signature is wrong, or does not cover what it must.
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
    """Resolves any key id to one key: the address already says whose it must be."""

    def __init__(
        self, *, private: PrivateKey | None = None, public: PublicKey | None = None
    ) -> None:
        self.private = private
        self.public = public

    def resolve_private_key(self, key_id: str) -> PrivateKey | None:
        """Return the one key."""
        del key_id
        return self.private

    def resolve_public_key(self, key_id: str) -> PublicKey | None:
        """Return the one key."""
        del key_id
        return self.public


class _Verifier(HTTPMessageVerifier):
    """A verifier that requires `created` but compares it with no clock."""

    def validate_created_and_expires(self, sig_input: Any, max_age: Any = None) -> None:
        """Require `created`, whatever it says: a terminal's clock may be years off."""
        del max_age
        if "created" not in sig_input.params:
            raise HTTPMessageSignaturesException("created is missing")


def _covered(headers: Mapping[str, str], body: bytes) -> tuple[str, ...]:
    there = {name.lower() for name, _ in headers.items()}
    if body:
        there.add("content-type")  # signing and verifying both fail without it
    return (*ALWAYS_COVERED, *(name for name in COVERED_WHEN_THERE if name in there))
