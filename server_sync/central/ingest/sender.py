"""The terminal that sends: what ingest must know of it."""

from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam

from server_sync.central.db import tables
from server_sync.central.db.records import select_record


class Sender(NamedTuple):
    """A terminal whose key a person approved.

    Attributes:
        device: its name on the wire.
        site: where it stands; a terminal is at one site.
        zone: of that site's clock.
        since: whole seconds; what it heard before counts for nothing. None is always.
        public_key: 32 bytes.
        revoked_chain: the chain that is not believed from `revoked_from_seq` on.
        revoked_at: whole seconds; chains begun since are not believed at all.
    """

    device: str
    municipality: str
    site: str
    zone: str
    since: int | None
    public_key: bytes
    revoked_chain: bytes | None
    revoked_from_seq: int | None
    revoked_at: int | None


@cache
def sender_query() -> Select[Any]:
    """Select the `Sender` of the name `device`; none where no key is approved."""
    terminal, site = tables.terminal, tables.site
    names = (name for name in Sender._fields if name != "zone")
    columns = {name: terminal.c[name] for name in names}
    return (
        select_record(Sender, zone=site.c.zone, **columns)
        .join_from(terminal, site, site.c.id == terminal.c.site)
        .where(terminal.c.device == bindparam("device"))
        .where(terminal.c.approved_at.is_not(None), terminal.c.public_key.is_not(None))
    )
