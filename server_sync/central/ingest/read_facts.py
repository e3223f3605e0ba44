"""Turn what staff wrote at the door into facts, as the table of fact kinds says."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection

from kiosk.journal.contents import Card, Content, EntryId, Welcome
from server_sync.central.facts import holdings, statements
from server_sync.central.facts.add import FactValue, add_fact
from server_sync.central.facts.kinds import BY_CONTENT, FactKind, Form
from server_sync.central.facts.provenance import Provenance
from server_sync.central.ingest.contents import key_of, seconds_of

NS = 10**9
STATED_BY = "by"


class Origin(NamedTuple):
    """Where a fact comes from.

    Attributes:
        key: "device/chain/seq" of the entry.
        wall_ns: the entry's wall clock.
        site: where its terminal stands.
        municipality: whose terminal it is.
        recorded_at: when central came to know, in whole seconds.
    """

    key: str
    wall_ns: int
    site: str
    municipality: str
    recorded_at: int


def add_fact_of_entry(connection: Connection, origin: Origin, content: Content) -> None:
    """Add what a named person wrote, under the entry's key; skip all other contents."""
    kind = BY_CONTENT.get(type(content))
    if kind is None:
        return
    provenance = provenance_of(kind, content, origin)
    match content:
        case Card():
            holdings.hand_out(
                connection,
                card=content.uid,
                person=content.person,
                start=seconds_of(content.start),
                until=None if content.end is None else seconds_of(content.end),
                provenance=provenance,
            )
        case Welcome():
            statements.add_welcome(
                connection,
                person=content.person,
                language=content.language,
                first_name_shown=content.first_name_shown,
                informed_at=seconds_of(content.informed_at),
                provenance=provenance,
            )
        case _:
            values = values_of(kind, content, origin)
            add_fact(connection, kind.name, provenance, **values)


def provenance_of(kind: FactKind, content: Content, origin: Origin) -> Provenance:
    """Say who stated the fact, when and why."""
    stated_at = origin.wall_ns // NS
    if kind.stated_at is not None:
        stated_at = seconds_of(getattr(content, kind.stated_at))
    return Provenance(
        by=getattr(content, STATED_BY),
        at=stated_at,
        why="" if kind.why is None else getattr(content, kind.why),
        entry=origin.key,
        recorded_at=origin.recorded_at,
    )


def values_of(
    kind: FactKind, content: Content, origin: Origin
) -> Mapping[str, FactValue]:
    """Give the columns of the row beside those of its provenance."""
    values = {
        source.column: _written(source.form, getattr(content, source.field))
        for source in kind.columns
    }
    values["municipality"] = origin.municipality
    if "site" in kind.table.c:
        values["site"] = origin.site
    return values


def _written(form: Form, value: FactValue | datetime | EntryId) -> FactValue:
    """Write a field of a content as the column holds it."""
    if isinstance(value, EntryId):
        return key_of(value)
    if isinstance(value, datetime) and form is Form.SECONDS:
        return seconds_of(value)
    return value
