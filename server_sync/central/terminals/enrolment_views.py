"""Where a terminal shows its one-time code and its key: `POST /v1/enrol`.

The request is signed with the very key that it shows, and the answer with central's.
Wrong codes are slowed down by address. A right one is taken at any time, so that
somebody who guesses keeps no terminal out; 80 random bits are not guessed.
"""

import hashlib

import msgspec
from flask import Blueprint, Response, current_app, jsonify, request
from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.exc import OperationalError

from server_sync.central.accounts.throttle import WINDOW_SECONDS, wait_seconds
from server_sync.central.db import tables
from server_sync.central.db.engine import reading
from server_sync.central.errors import BadCode, NotTheSame
from server_sync.central.request_context import engine
from server_sync.central.terminals.enrolment import claim
from server_sync.central.terminals.refusals import busy, refused
from server_sync.errors import BadBatch, BadKey, BadSignature
from server_sync.protocol.signing import (
    DOCUMENT_HEADER,
    public_bytes,
    sign_document,
    verify_request,
)
from server_sync.protocol.wire import ENROL_PATH, Enrolled, Enrolment

NS = 10**9
BODY_BYTES_MAX = 4096
WRONG_CODES_MAX = 20
ENROLS = "(enrol)"

Answer = Response | tuple[Response, int] | tuple[Response, int, dict[str, str]]


def blueprint() -> Blueprint:
    """Make the way in for new terminals."""
    enrolling = Blueprint("enrolling", __name__)
    enrolling.post(ENROL_PATH)(enrol)
    enrolling.register_error_handler(BadBatch, refused(400))
    enrolling.register_error_handler(BadSignature, refused(401))
    enrolling.register_error_handler(NotTheSame, refused(409))
    enrolling.register_error_handler(OperationalError, busy)
    return enrolling


def enrol() -> Answer:
    """Take a key whose owner has a code; a person must still approve it."""
    shown, nonce = _shown()
    now = current_app.extensions["clock"].now().wall_ns // NS
    try:
        with engine().begin() as connection:
            device = claim(
                connection,
                code=shown.code,
                public_key=shown.public_key,
                now=now,
                device=shown.device,
            )
            site = _site_of(connection, device)
    except BadCode as error:
        return _wrong(error, now)
    key = current_app.extensions["signing_key"]
    answer = Enrolled(
        device=device, site=site, central_key=public_bytes(key), nonce=nonce
    )
    body = msgspec.json.encode(answer)
    response = Response(body, mimetype="application/json")
    response.headers[DOCUMENT_HEADER] = sign_document(body, key, device=device)
    return response


def _shown() -> tuple[Enrolment, str]:
    """Read what is shown, by somebody who proves to hold that key."""
    request.max_content_length = BODY_BYTES_MAX
    body = request.get_data(cache=False)
    try:
        shown = msgspec.json.decode(body, type=Enrolment)
    except (ValueError, RecursionError) as error:
        raise BadBatch(f"not an enrolment: {error}") from error
    url = current_app.config["ADDRESS"] + ENROL_PATH
    try:
        nonce = verify_request(
            request.method, url, dict(request.headers), body, shown.public_key
        )
    except BadKey as error:
        raise BadSignature(str(error)) from error
    return shown, nonce


def _site_of(connection: Connection, device: str) -> str:
    named = (
        select(tables.site.c.name)
        .join_from(tables.terminal, tables.site)
        .where(tables.terminal.c.device == device)
    )
    return str(connection.execute(named).scalar_one())


def _wrong(error: BadCode, now: int) -> Answer:
    """Refuse a wrong code, and after many of them from one address ask to wait."""
    address = hashlib.sha256((request.remote_addr or "").encode()).hexdigest()[:16]
    failure = tables.login_failure
    with reading(engine()) as connection:
        failures = connection.scalars(
            select(failure.c.at).where(
                failure.c.login == ENROLS, failure.c.address == address
            )
        ).all()
    wait = wait_seconds(failures, now=now, tries=WRONG_CODES_MAX)
    if wait:
        return jsonify(error=str(error)), 429, {"Retry-After": str(wait)}
    with engine().begin() as connection:
        connection.execute(delete(failure).where(failure.c.at <= now - WINDOW_SECONDS))
        connection.execute(
            insert(failure).values(login=ENROLS, address=address, at=now)
        )
    return jsonify(error=str(error)), 403
