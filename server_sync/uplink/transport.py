"""The uplink's HTTP requests to central.

Only an answer that central signed counts. A captive portal's page with status 200, an
error page, half an answer, another terminal's receipt and silence all end in
`DeliveryFailed`, and the journal stays unchanged.
"""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec
import requests
import urllib3

from firmware.clock import Clock
from firmware.moment import Moment
from kiosk.journal.contents import Entry
from server_sync.errors import BadSignature, DeliveryFailed
from server_sync.protocol.answers import Answer, check_status
from server_sync.protocol.signing import (
    DOCUMENT_HEADER,
    PrivateKey,
    sign_request,
    verify_document,
    verify_receipt,
)
from server_sync.protocol.wire import (
    CONTENT_TYPE,
    ENTRY_TYPE,
    REPORT_HEADER,
    Batch,
    Login,
    LoginAnswer,
    Receipt,
    Report,
    entries_path,
    login_path,
    pack,
    quarantine_path,
    roster_path,
)

RECEIPT_BYTES_MAX = 512 * 1024
ROSTER_BYTES_MAX = 8 * 1024 * 1024
LOGIN_BYTES_MAX = 16 * 1024
PIECE_BYTES = 64 * 1024
NONCE_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Central:
    """Central's address and key, and this terminal's name and key.

    Attributes:
        url: central's address without a slash at the end.
        public: central's public key, 32 bytes.
        device: the terminal's name.
        key: the terminal's own key.
    """

    url: str
    public: bytes
    device: str
    key: PrivateKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """A valid receipt, its bytes, and the clocks before and after the exchange."""

    receipt: Receipt
    raw: bytes
    asked: Moment
    answered: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Timeouts for the connection, for the next byte and for the whole answer."""

    connect_seconds: float = 10.0
    silence_seconds: float = 30.0
    whole_seconds: int = 120


PATIENT = Patience()


class Transport:
    """One terminal's connection to central. No redirections, no cookies.

    Raises (from each method):
        DeliveryFailed: no valid answer of central came; try again later.
        BatchRefused: central refused the batch (400, 413, 422).
        TerminalNotAccepted: central does not accept this terminal's key (401, 403).
    """

    def __init__(
        self,
        central: Central,
        *,
        clock: Clock,
        patience: Patience = PATIENT,
        report: Callable[[int], Report] | None = None,
        session: requests.Session | None = None,
    ) -> None:
        self.central = central
        self.clock = clock
        self._patience = patience
        self._report = report
        self._session = session or requests.Session()

    def close(self) -> None:
        """Close the connection."""
        self._session.close()

    def deliver(self, batch: Batch) -> Delivered:
        """Send a batch, and return central's receipt for it."""
        headers = {"Content-Type": CONTENT_TYPE, "Content-Encoding": "gzip"}
        if self._report is not None:
            report = self._report(batch.head.seq)
            headers[REPORT_HEADER] = msgspec.json.encode(report).decode("ascii")
        path = entries_path(batch.device)
        return self._receipted(path, headers, pack(batch), chain=batch.chain)

    def deliver_alone(self, entry: Entry, *, chain: bytes) -> Delivered:
        """Send the bytes of one entry that central refused in a batch."""
        path = quarantine_path(
            self.central.device, chain=chain, seq=entry.seq, entry_hash=entry.hash
        )
        raw = msgspec.msgpack.encode(entry)
        return self._receipted(path, {"Content-Type": ENTRY_TYPE}, raw, chain=chain)

    def roster(self, stored: bytes | None) -> bytes | None:
        """Fetch the roster; None means that the stored one is the newest.

        Args:
            stored: the bytes of the stored roster; their SHA-256 is the ETag.
        """
        headers = {} if stored is None else {"If-None-Match": etag_of(stored)}
        request = self._request("GET", roster_path(self.central.device), headers, b"")
        answer = self._exchange(request, _nonce(), ROSTER_BYTES_MAX).answer
        if answer.status == requests.codes.not_modified and stored is not None:
            return None
        check_status(answer)
        signature = answer.headers.get(DOCUMENT_HEADER, "")
        central = self.central
        try:
            verify_document(
                answer.body, signature, central.public, device=central.device
            )
        except BadSignature as error:
            raise DeliveryFailed(f"the roster is not central's: {error}") from error
        return answer.body

    def log_in(self, login: Login) -> LoginAnswer:
        """Ask central whether name and password are right."""
        nonce, device = _nonce(), self.central.device
        headers = {"Content-Type": "application/json"}
        body = msgspec.json.encode(login)
        request = self._request("POST", login_path(device), headers, body)
        answer = self._exchange(request, nonce, LOGIN_BYTES_MAX).answer
        check_status(answer)
        signature = answer.headers.get(DOCUMENT_HEADER, "")
        try:
            verify_document(answer.body, signature, self.central.public, device=device)
            result = msgspec.json.decode(answer.body, type=LoginAnswer)
        except (ValueError, RecursionError, BadSignature) as error:
            raise DeliveryFailed("the answer is not central's") from error
        if result.nonce != nonce:
            raise DeliveryFailed("the answer is to another request")
        return result

    def _receipted(
        self, path: str, headers: dict[str, str], body: bytes, *, chain: bytes
    ) -> Delivered:
        nonce = _nonce()
        request = self._request("POST", path, headers, body)
        exchange = self._exchange(request, nonce, RECEIPT_BYTES_MAX)
        check_status(exchange.answer)
        raw = exchange.answer.body
        receipt = read_receipt(raw, self.central, chain=chain, nonce=nonce)
        return Delivered(
            receipt=receipt,
            raw=raw,
            asked=exchange.asked,
            answered=exchange.answered,
        )

    def _request(
        self, method: str, path: str, headers: dict[str, str], body: bytes
    ) -> requests.PreparedRequest:
        return requests.Request(
            method,
            self.central.url + path,
            headers={"Accept-Encoding": "identity", **headers},
            data=body or None,
        ).prepare()

    def _exchange(
        self, request: requests.PreparedRequest, nonce: str, bytes_max: int
    ) -> "_Exchange":
        asked = self.clock.now()
        sign_request(
            request,
            self.central.key,
            keyid=self.central.device,
            nonce=nonce,
            created_ns=asked.wall_ns,
        )
        deadline_ns = asked.boot_ns + self._patience.whole_seconds * 10**9
        try:
            with self._send(request) as response:
                body = _read(response, bytes_max, self.clock, deadline_ns)
                answered = self.clock.now()
        except DeliveryFailed:
            raise
        except (OSError, urllib3.exceptions.HTTPError, ValueError) as error:
            # requests' own faults are OSErrors; a broken header can be a ValueError
            raise DeliveryFailed(f"no answer: {type(error).__name__}") from error
        answer = Answer(
            status=response.status_code, headers=response.headers, body=body
        )
        return _Exchange(answer=answer, asked=asked, answered=answered)

    def _send(self, request: requests.PreparedRequest) -> requests.Response:
        surroundings = self._session.merge_environment_settings(
            request.url, {}, None, None, None
        )
        surroundings["stream"] = True
        return self._session.send(
            request,
            allow_redirects=False,
            timeout=(self._patience.connect_seconds, self._patience.silence_seconds),
            **surroundings,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Exchange:
    answer: Answer
    asked: Moment
    answered: Moment


def etag_of(body: bytes) -> str:
    """Return the entity tag of a body, as both sides compute it: its SHA-256."""
    return f'"{hashlib.sha256(body).hexdigest()}"'


def read_receipt(raw: bytes, central: Central, *, chain: bytes, nonce: str) -> Receipt:
    """Read and verify central's receipt for this terminal and this request.

    Raises:
        DeliveryFailed: the answer is anything else.
    """
    try:
        receipt = msgspec.msgpack.decode(raw, type=Receipt)
        verify_receipt(receipt, central.public)
    except (ValueError, RecursionError) as error:
        raise DeliveryFailed("the answer is not a receipt of central's") from error
    asked_for = (central.device, chain, nonce)
    if (receipt.device, receipt.chain, receipt.nonce) != asked_for:
        raise DeliveryFailed("the receipt is for another request")
    return receipt


def _nonce() -> str:
    return secrets.token_urlsafe(NONCE_BYTES)


def _read(response: Any, bytes_max: int, clock: Clock, deadline_ns: int) -> bytes:
    read: Callable[[int], bytes] = response.raw.read1
    body = bytearray()
    while piece := read(PIECE_BYTES):  # bounded by size and by time
        body += piece
        if len(body) > bytes_max:
            raise DeliveryFailed(f"the answer is larger than {bytes_max} bytes")
        if clock.now().boot_ns > deadline_ns:
            raise DeliveryFailed("no whole answer in time")
    return bytes(body)
