"""A login that lasts: begun, looked up, ended. The browser holds a random secret."""

import hashlib
import secrets

from sqlalchemy import Connection, delete, insert, select, update

from server_sync.central.accounts import viewer
from server_sync.central.accounts.viewer import Viewer
from server_sync.central.db.tables import web_session

LIFETIME_SECONDS = 9 * 60 * 60
IDLE_SECONDS = 60 * 60
SEEN_STEP_SECONDS = 60
SECRET_BYTES = 32


def begin(connection: Connection, *, staff_id: int, now: int) -> str:
    """Begin a login; give the secret, which is kept nowhere here.

    Those that have run out are forgotten: who worked when is nobody's business.
    """
    over = web_session.c.made_at < now - LIFETIME_SECONDS
    connection.execute(delete(web_session).where(over))
    secret = secrets.token_urlsafe(SECRET_BYTES)
    connection.execute(
        insert(web_session).values(
            secret_hash=_hash(secret), staff=staff_id, made_at=now, seen_at=now
        )
    )
    return secret


def viewer_of(connection: Connection, *, secret: str, now: int) -> Viewer | None:
    """Say who holds the secret; None where it ended, ran out or never was."""
    asked = select(web_session).where(web_session.c.secret_hash == _hash(secret))
    row = connection.execute(asked).one_or_none()
    if row is None or row.ended_at is not None:
        return None
    if now - row.made_at > LIFETIME_SECONDS or now - row.seen_at > IDLE_SECONDS:
        return None
    if now - row.seen_at >= SEEN_STEP_SECONDS:
        _change(connection, secret, seen_at=now)
    return viewer.find(connection, staff_id=row.staff)


def end(connection: Connection, *, secret: str, now: int) -> None:
    """End a login; a copy of the cookie is worth nothing from here on."""
    _change(connection, secret, ended_at=now)


def _change(connection: Connection, secret: str, **values: int) -> None:
    which = web_session.c.secret_hash == _hash(secret)
    connection.execute(update(web_session).where(which).values(values))


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
