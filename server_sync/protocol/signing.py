"""Signatures between terminal and central (Ed25519).

Three things are signed here: how far a terminal's chain reaches (`Head`), what central
has stored of it (`Receipt`), and documents that central sends (the roster).
All are signed over length-prefixed fields behind a domain tag, so that no two of
them can ever be the same bytes. `signed_requests` signs HTTP requests.
"""

import base64
import binascii
from collections.abc import Sequence

from cryptography.exceptions import InvalidSignature
from msgspec import structs

from kiosk.journal.contents import framed, head_bytes
from server_sync.errors import BadSignature
from server_sync.protocol.keys import (
    PrivateKey,
    fingerprint,
    load_key,
    new_key,
    public_bytes,
    public_key,
)
from server_sync.protocol.signed_requests import Request, sign_request, verify_request
from server_sync.protocol.wire import Head, Receipt, Verdict

__all__ = [
    "DOCUMENT_HEADER",
    "NOT_YET_SIGNED",
    "PrivateKey",
    "Request",
    "fingerprint",
    "load_key",
    "new_key",
    "public_bytes",
    "sign_document",
    "sign_head",
    "sign_receipt",
    "sign_request",
    "sign_statement",
    "verify_document",
    "verify_head",
    "verify_receipt",
    "verify_request",
    "verify_statement",
]

DOCUMENT_HEADER = "Moedt-Signature"
NOT_YET_SIGNED = bytes(64)


def sign_head(head: Head, key: PrivateKey) -> Head:
    """Return the head, signed by the terminal.

    Args:
        head: its signature is ignored; use `NOT_YET_SIGNED`.
        key: the terminal's private key.
    """
    return structs.replace(head, signature=key.sign(head_bytes(head)))


def verify_head(head: Head, public: bytes) -> None:
    """Verify that the key's owner signed exactly this head.

    Raises:
        BadSignature: the signature does not fit.
    """
    _verify(head.signature, head_bytes(head), public)


def sign_receipt(receipt: Receipt, key: PrivateKey) -> Receipt:
    """Return the receipt, signed by central. Sign only what is committed.

    Args:
        receipt: its signature is ignored; use `NOT_YET_SIGNED`.
        key: central's private key.
    """
    return structs.replace(receipt, signature=key.sign(_receipt_fields(receipt)))


def verify_receipt(receipt: Receipt, public: bytes) -> None:
    """Verify that central signed this receipt; the caller compares whose it is.

    Raises:
        BadSignature: the signature does not fit.
    """
    _verify(receipt.signature, _receipt_fields(receipt), public)


def sign_document(body: bytes, key: PrivateKey, *, device: str) -> str:
    """Return the header `Moedt-Signature` for a document to one terminal."""
    signature = key.sign(_document_fields(device, body))
    return base64.b64encode(signature).decode("ascii")


def verify_document(body: bytes, value: str, public: bytes, *, device: str) -> None:
    """Verify that central signed this body for this terminal.

    Raises:
        BadSignature: the signature does not fit, or is none.
    """
    try:
        signature = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadSignature(f"{DOCUMENT_HEADER} is not base64") from error
    _verify(signature, _document_fields(device, body), public)


def sign_statement(tag: bytes, body: bytes, key: PrivateKey) -> bytes:
    """Sign a public statement of central: an evidence file, a day's root.

    Args:
        tag: the kind of statement; each kind has its own.
        body: the statement.
        key: central's private key.
    """
    return key.sign(framed(tag, body))


def verify_statement(tag: bytes, body: bytes, signature: bytes, public: bytes) -> None:
    """Verify that the key's owner signed exactly this statement.

    Raises:
        BadSignature: the signature does not fit.
    """
    _verify(signature, framed(tag, body), public)


def _verify(signature: bytes, message: bytes, public: bytes) -> None:
    try:
        public_key(public).verify(signature, message)
    except InvalidSignature as error:
        raise BadSignature("not signed by the key on record") from error


def _receipt_fields(receipt: Receipt) -> bytes:
    return framed(
        b"moedt receipt 1",
        receipt.device.encode(),
        receipt.chain,
        _eight(receipt.through_seq),
        receipt.hash,
        receipt.incarnation,
        _eight(receipt.server_time_ns),
        receipt.nonce.encode(),
        _verdict_fields(receipt.quarantined),
        _verdict_fields(receipt.conflicts),
    )


def _verdict_fields(verdicts: Sequence[Verdict]) -> bytes:
    return b"".join(
        framed(_eight(verdict.seq), verdict.reason.encode()) for verdict in verdicts
    )


def _document_fields(device: str, body: bytes) -> bytes:
    return framed(b"moedt document 1", device.encode(), body)


def _eight(number: int) -> bytes:
    return number.to_bytes(8, "big")
