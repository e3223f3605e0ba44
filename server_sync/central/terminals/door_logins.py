"""Whether somebody at a terminal is who they say: the same people, the same password.

Wrong ones are counted by name and terminal, so that who guesses at one door keeps
that person out of nothing but central's login at that door; the PIN works on.
"""

import msgspec
from flask import Response, current_app

from server_sync.central.accounts import login_attempts
from server_sync.central.accounts import viewer as viewers
from server_sync.central.accounts.login_attempts import LoginAttempt
from server_sync.central.accounts.viewer import Viewer
from server_sync.central.facts import access_log
from server_sync.central.facts.access_log import What
from server_sync.central.ingest.deliver import Delivery
from server_sync.central.request_context import writing
from server_sync.central.terminals.views import signed_and_not_revoked
from server_sync.errors import BadBatch
from server_sync.protocol.signing import DOCUMENT_HEADER, sign_document
from server_sync.protocol.wire import Login, LoginAnswer

NS = 10**9


def log_in(device: str) -> Response:
    """Say whether name and password fit, of somebody who may work at that site."""
    delivery, body = signed_and_not_revoked(device)
    try:
        shown = msgspec.json.decode(body, type=Login)
    except (ValueError, RecursionError) as error:
        raise BadBatch("that is no login") from error
    said = msgspec.json.encode(answer_to(shown, delivery))
    answer = Response(said, mimetype="application/json")
    key = current_app.extensions["signing_key"]
    answer.headers[DOCUMENT_HEADER] = sign_document(said, key, device=device)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def answer_to(shown: Login, delivery: Delivery) -> LoginAnswer:
    """Check it as at central's own door, and write down who came in by this one."""
    terminal, nonce = delivery.terminal, delivery.nonce
    login = shown.login.strip()
    tried = LoginAttempt(
        login=login,
        address=f"terminal {terminal.device}",
        now=delivery.received_ns // NS,
    )
    with writing() as connection:
        seconds = login_attempts.seconds_to_wait(connection, tried)
        known = login_attempts.find_login(connection, login=login)
    if seconds:
        return LoginAnswer(answer="wait", seconds=seconds, nonce=nonce)
    # Outside the transaction: the hash is slow on purpose, and others want to write.
    staff_id = known.staff_id_if(shown.password)
    with writing() as connection:
        who = None if staff_id is None else viewers.find(connection, staff_id=staff_id)
        if who is None or not _works_at(who, terminal.municipality, terminal.site):
            login_attempts.record_failure(connection, tried)
            return LoginAnswer(answer="wrong", nonce=nonce)
        detail = f"ved døren: {terminal.device}"
        access_log.write(connection, who, What.LOGGED_IN, now=tried.now, detail=detail)
    return LoginAnswer(answer="right", name=who.name, nonce=nonce)


def _works_at(who: Viewer, municipality: str, site: str) -> bool:
    return who.municipality_id == municipality and who.site in {None, site}
