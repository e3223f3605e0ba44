"""Have an authority outside stamp each day's root, so that nobody need trust central.

Nothing waits for it: a root without a stamp is a root all the same, and what failed
is tried again in the next round.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path

import msgspec
from rfc3161_client import HashAlgorithm, TimestampRequestBuilder
from sqlalchemy import Connection, Engine, select

from kiosk.errors import BadSettings
from server_sync.central.db import tables
from server_sync.central.db.bulk import insert_new
from server_sync.central.errors import StampFailed
from server_sync.central.evidence.daily import root_of_day
from server_sync.central.ingest.receipts import NS, utc_day
from server_sync.central.settings import CentralSettings
from server_sync.protocol.signing import PrivateKey
from server_sync.verify.errors import NotEvidence
from server_sync.verify.roots import Root
from server_sync.verify.seal import encode
from server_sync.verify.stamps import Authority, Stamp, read_authority

DAYS_BACK_MAX = 31
Ask = Callable[[bytes], bytes]
"""Sends the authority a request, DER, and gives its answer; may raise StampFailed."""


def authority_in(settings: CentralSettings) -> Authority | None:
    """Give the authority that stamps the roots, or None where there is none.

    Raises:
        BadSettings: only half of it is set, or its certificate cannot be read.
    """
    url, path = settings.timestamp_authority, settings.timestamp_certificate
    if not url and not path:
        return None
    if not url or not path:
        raise BadSettings("timestamp_authority and timestamp_certificate go together")
    try:
        return read_authority(Path(path))
    except (OSError, NotEvidence) as error:
        raise BadSettings(f"timestamp_certificate: {error}") from error


def stamp_next(
    engine: Engine, *, authority: Authority, key: PrivateKey, now: int, ask: Ask
) -> date | None:
    """Have the oldest root without a stamp stamped; give its day, None if all have one.

    No transaction is open while the authority is asked.

    Raises:
        StampFailed: there is no stamp; the next round tries again.
    """
    with engine.begin() as connection:
        root = _next_root(connection, now=now, key=key)
    if root is None:
        return None
    raw = encode(root)
    request = TimestampRequestBuilder(raw, HashAlgorithm.SHA256).build()
    response = ask(request.as_bytes())
    try:
        authority.stamped_at(raw, response, nonce=request.nonce)
    except NotEvidence as error:
        raise StampFailed(f"the root of {root.day}: {error}") from error
    row = {"day": root.day, "root": raw, "response": response}
    row |= {"authority": authority.pem, "asked_at": now}
    with engine.begin() as connection:
        insert_new(connection, tables.stamp, [row])
    return root.day


def stamps_of(connection: Connection, days: Iterable[date]) -> Iterator[Stamp]:
    """Give the stamps on the roots of these days, in order; not every day has one."""
    stamp = tables.stamp.c
    rows = connection.execute(
        select(tables.stamp).where(stamp.day.in_(list(days))).order_by(stamp.day)
    )
    for row in rows:
        yield Stamp(
            root=msgspec.json.decode(row.root, type=Root),
            response=bytes(row.response).hex(),
            authority=row.authority,
        )


def _next_root(connection: Connection, *, now: int, key: PrivateKey) -> Root | None:
    """Look through the days that are over; of one without heads nothing is said."""
    today, stamp = utc_day(now * NS), tables.stamp.c
    days = [today - timedelta(days=back) for back in range(DAYS_BACK_MAX, 0, -1)]
    stamped = set(connection.scalars(select(stamp.day).where(stamp.day >= days[0])))
    for day in days:
        if day not in stamped:
            root = root_of_day(connection, day=day, now=now, key=key)
            if root.heads:
                return root
    return None
