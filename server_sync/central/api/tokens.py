"""The bearer token: whose log it opens, and that it was used."""

import hmac
from dataclasses import dataclass

from sqlalchemy import Connection, select, update

from server_sync.central.db.tables import api_token, municipality
from server_sync.central.facts.people import hash_token

USED_STEP_SECONDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Whoever holds a token: it reads one municipality and nothing else."""

    token_id: int
    name: str
    municipality_id: str
    municipality: str


def reader_of(connection: Connection, *, token: str, now: int) -> Reader | None:
    """Say whose token it is; None where it is nobody's, revoked or run out."""
    hashed = hash_token(token)
    asked = (
        select(api_token, municipality.c.name.label("municipality_name"))
        .join(municipality, municipality.c.id == api_token.c.municipality)
        .where(api_token.c.token_hash == hashed)
    )
    row = connection.execute(asked).one_or_none()
    if row is None or not hmac.compare_digest(row.token_hash, hashed):
        return None
    revoked = row.revoked_at is not None and row.revoked_at <= now
    ran_out = row.expires_at is not None and row.expires_at <= now
    if revoked or ran_out:
        return None
    if now - (row.last_used_at or 0) >= USED_STEP_SECONDS:
        used = update(api_token).where(api_token.c.id == row.id)
        connection.execute(used.values(last_used_at=now))
    return Reader(
        token_id=row.id,
        name=row.name,
        municipality_id=row.municipality,
        municipality=row.municipality_name,
    )
