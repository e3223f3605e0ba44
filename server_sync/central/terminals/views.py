"""Where terminals talk to central: entries up, roster down, each request signed."""

import hashlib
from urllib.parse import quote

import msgspec
from flask import Blueprint, Response, current_app, request
from sqlalchemy.exc import OperationalError

from firmware.clock import Clock
from kiosk.journal.contents import SEQ_MAX
from server_sync.central.db.engine import asking, reading
from server_sync.central.db.pipeline import Statement, execute_pipelined
from server_sync.central.ingest.deliver import Delivery, take_in, take_in_alone
from server_sync.central.ingest.sender import Sender, sender_query
from server_sync.central.ingest.terminal_reports import store_report
from server_sync.central.request_context import engine
from server_sync.central.terminals.refusals import busy, refused
from server_sync.central.terminals.roster.roster import roster_for
from server_sync.errors import BadBatch, BadSignature, UnknownDevice
from server_sync.protocol.signing import DOCUMENT_HEADER, sign_document, verify_request
from server_sync.protocol.wire import (
    BATCH_BYTES_MAX,
    RECEIPT_TYPE,
    REPORT_HEADER,
    Receipt,
    unpack,
)

NS = 10**9
CHAIN_HEX = 32
HASH_HEX = 64


def blueprint() -> Blueprint:
    """Make the terminals' part of the app."""
    devices = Blueprint("devices", __name__, url_prefix="/v1/devices")
    devices.post("/<device>/entries")(entries)
    devices.post("/<device>/quarantine")(quarantine)
    devices.get("/<device>/roster")(roster)
    devices.register_error_handler(BadBatch, refused(400))
    devices.register_error_handler(BadSignature, refused(401))
    devices.register_error_handler(UnknownDevice, refused(403))
    devices.register_error_handler(OperationalError, busy)
    return devices


def entries(device: str) -> Response:
    """Take a batch in; the receipt goes out once everything is on disk."""
    delivery, body = signed(device)
    batch = unpack(body)
    with engine().begin() as connection:
        receipt = take_in(connection, batch=batch, delivery=delivery)
        store_report(
            connection,
            terminal=device,
            header=request.headers.get(REPORT_HEADER),
            received_ns=delivery.received_ns,
        )
    return _receipt(receipt)


def quarantine(device: str) -> Response:
    """Take one entry in that was refused in every batch, whatever its bytes are."""
    delivery, body = signed(device)
    chain, seq, claimed_hash = _place()
    with engine().begin() as connection:
        receipt = take_in_alone(
            connection,
            chain=chain,
            seq=seq,
            claimed_hash=claimed_hash,
            raw=body,
            delivery=delivery,
        )
    return _receipt(receipt)


def roster(device: str) -> Response:
    """Give the roster of the terminal's site, signed; 304 if it has this one."""
    delivery, _ = signed_and_not_revoked(device)
    with reading(engine()) as connection:
        body = roster_for(connection, terminal=device, as_of=delivery.received_ns // NS)
    answer = Response(body, mimetype="application/json")
    answer.headers[DOCUMENT_HEADER] = sign_document(body, delivery.key, device=device)
    answer.set_etag(hashlib.sha256(body).hexdigest())
    answer.make_conditional(request)
    return answer


def signed(device: str) -> tuple[Delivery, bytes]:
    """Check that the terminal named in the address sent this, and just this.

    Raises:
        UnknownDevice: no such terminal is approved.
        BadSignature: it is not signed with the key on record.
    """
    request.max_content_length = BATCH_BYTES_MAX
    body = request.get_data(cache=False)
    clock: Clock = current_app.extensions["clock"]
    received_ns = clock.now().wall_ns
    terminal = _terminal(device)
    nonce = verify_request(
        request.method, _address(), dict(request.headers), body, terminal.public_key
    )
    delivery = Delivery(
        terminal=terminal,
        nonce=nonce,
        received_ns=received_ns,
        key=current_app.extensions["signing_key"],
    )
    return delivery, body


def signed_and_not_revoked(device: str) -> tuple[Delivery, bytes]:
    """Check as `signed` does, and refuse a terminal whose key was revoked.

    It may still deliver, since what it has may matter; but it learns nothing more.

    Raises:
        UnknownDevice: no such terminal is approved, or its key was revoked.
        BadSignature: it is not signed with the key on record.
    """
    delivery, body = signed(device)
    if delivery.terminal.revoked_at is not None:
        raise UnknownDevice(f"the key of {device!r} was revoked: enrol it anew")
    return delivery, body


def _terminal(device: str) -> Sender:
    with asking(engine()) as connection:
        (rows,) = execute_pipelined(
            connection, Statement(sender_query(), {"device": device})
        )
    if not rows:
        raise UnknownDevice(
            f"no terminal {device!r} is approved here: enrol it and let a person"
            " approve its key"
        )
    return Sender._make(rows[0])


def _address() -> str:
    """The address as the terminal signed it, whatever proxy lies between."""
    query = request.query_string.decode("ascii", errors="replace")
    path = quote(request.path, safe="/")
    address: str = current_app.config["ADDRESS"]
    return address + path + (f"?{query}" if query else "")


def _place() -> tuple[bytes, int, bytes]:
    chain, seq = request.args.get("chain", ""), request.args.get("seq", "")
    claimed_hash = request.args.get("hash", "")
    try:
        place = bytes.fromhex(chain), int(seq), bytes.fromhex(claimed_hash)
    except ValueError as error:
        raise BadBatch("chain and hash are hexadecimal, seq is a number") from error
    if len(chain) != CHAIN_HEX or len(claimed_hash) != HASH_HEX:
        raise BadBatch("a chain has 16 bytes, and a hash 32")
    if not 1 <= place[1] <= SEQ_MAX:
        raise BadBatch(f"entries are numbered from 1 to {SEQ_MAX}")
    return place


def _receipt(receipt: Receipt) -> Response:
    return Response(msgspec.msgpack.encode(receipt), mimetype=RECEIPT_TYPE)
