"""What staff wrote at the door, as facts: the same that central writes for itself."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection

from kiosk.journal.contents import (
    Arrival,
    Card,
    Content,
    Delay,
    Look,
    Newcomer,
    NoShow,
    Notice,
    Resolution,
    Void,
    Welcome,
)
from server_sync.central.facts import holdings, statements
from server_sync.central.facts.provenance import Provenance
from server_sync.central.ingest.contents import key_of, seconds_of

NS = 10**9


def add_fact_of_entry(
    connection: Connection, found: Any, row: Any, content: Content, *, recorded_at: int
) -> None:
    """Keep what a named person wrote, under the entry's own name; else do nothing.

    Args:
        connection: in a transaction.
        found: the chain's row with its terminal's site and municipality.
        row: the entry.
        content: what it says.
        recorded_at: when central came to know.
    """
    key = f"{found.device}/{bytes(found.chain).hex()}/{row.seq}"

    def provenance(by: str, at: int, why: str = "") -> Provenance:
        return Provenance(by=by, at=at, why=why, entry=key, recorded_at=recorded_at)

    match content:
        case Arrival():
            statements.add_arrival(
                connection,
                person=content.person,
                site=found.site,
                arrived=seconds_of(content.at),
                delay=content.delay,
                provenance=provenance(content.by, row.wall_ns // NS, content.why),
            )
        case Notice():
            statements.add_notice(
                connection,
                person=content.person,
                first=content.first,
                last=content.last,
                reason=content.reason,
                reported_at=seconds_of(content.reported_at),
                provenance=provenance(content.by, row.wall_ns // NS, content.note),
            )
        case NoShow():
            statements.add_no_show(
                connection,
                person=content.person,
                date=content.date,
                provenance=provenance(content.by, seconds_of(content.at), content.why),
            )
        case Card():
            holdings.hand_out(
                connection,
                card=content.uid,
                person=content.person,
                start=seconds_of(content.start),
                until=None if content.end is None else seconds_of(content.end),
                provenance=provenance(content.by, seconds_of(content.at)),
            )
        case Newcomer():
            statements.add_newcomer(
                connection,
                site=found.site,
                card=content.uid,
                name=content.name,
                start=seconds_of(content.start),
                provenance=provenance(content.by, seconds_of(content.at)),
            )
        case Welcome():
            statements.add_welcome(
                connection,
                person=content.person,
                language=content.language,
                first_name_shown=content.first_name_shown,
                informed_at=seconds_of(content.informed_at),
                provenance=provenance(content.by, seconds_of(content.at)),
            )
        case Look():
            statements.add_look(
                connection,
                person=content.person,
                provenance=provenance(content.by, seconds_of(content.at)),
            )
        case _:
            _add_fact_about_another(connection, found, content, provenance)


def _add_fact_about_another(
    connection: Connection,
    found: Any,
    content: Content,
    provenance: Callable[..., Provenance],
) -> None:
    """Keep what is said of another entry."""
    match content:
        case Delay():
            statements.add_delay(
                connection,
                municipality=found.municipality,
                about=key_of(content.about),
                provenance=provenance(
                    content.by, seconds_of(content.at), content.reason
                ),
            )
        case Resolution():
            statements.add_resolution(
                connection,
                municipality=found.municipality,
                about=key_of(content.about),
                person=content.person,
                provenance=provenance(content.by, seconds_of(content.at)),
            )
        case Void():
            statements.add_void(
                connection,
                municipality=found.municipality,
                about=key_of(content.about),
                provenance=provenance(content.by, seconds_of(content.at), content.why),
            )
        case _:
            pass
