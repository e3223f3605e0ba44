"""The rows of whole tables as types of our own: each field is the column of its name.

A field is named and typed as its column in `db/tables`; a test compares them. A type
may leave out columns that nobody reads through it.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple, TypeVar

from sqlalchemy import Connection, Select, Table

from server_sync.central.db.records import select_record

R = TypeVar("R", bound=NamedTuple)


class TerminalRow(NamedTuple):
    """A terminal: where it is, its key, and who let it in or sent it away.

    Times are whole seconds; `since` and `until` bound its use at the site.
    """

    device: str
    municipality: str
    site: str
    added_by: str
    added_at: int
    since: int | None
    until: int | None
    public_key: bytes | None
    code_until: int | None
    approved_by: str | None
    approved_at: int | None
    revoked_chain: bytes | None
    revoked_from_seq: int | None
    revoked_by: str | None
    revoked_at: int | None
    revoked_why: str | None


class TerminalKeyRow(NamedTuple):
    """A key that a terminal showed with its one-time code, and what became of it."""

    id: int
    device: str
    public_key: bytes
    code_until: int
    asked_at: int
    approved_by: str | None
    approved_at: int | None
    declined_by: str | None
    declined_at: int | None


class ChainRow(NamedTuple):
    """A journal of a terminal: `id` here, `chain` its 16 bytes, how far it came."""

    id: int
    device: str
    chain: bytes
    first_seen_ns: int
    through_seq: int
    hash: bytes
    read_through_seq: int


class HeadRow(NamedTuple):
    """A terminal's signed word on how far its chain went, as it sent it."""

    seq: int
    hash: bytes
    head_no: int
    wall_ns: int
    boot_ns: int
    boot_id: bytes
    signature: bytes
    received_ns: int


class CentralKeyRow(NamedTuple):
    """A key that central signed with from `since` on, in whole seconds."""

    id: int
    public_key: bytes
    since: int
    endorsement: str


class ReportRow(NamedTuple):
    """What a terminal last said of itself beside its journal."""

    device: str
    version: str
    queued: int
    celsius: int | None
    received_ns: int


class NewcomerRow(NamedTuple):
    """A temporary card that was lent at a door under a name."""

    key: str
    by: str
    municipality: str
    site: str
    card: str
    name: str
    start: int


class SupportNoteRow(NamedTuple):
    """What somebody needs support with, as one person wrote it."""

    person: str
    text: str
    by: str
    at: int


class CourseRow(NamedTuple):
    """A course as it was stated: whose, where, and from which day to which."""

    key: str
    municipality: str
    person: str
    site: str
    first: date
    last: date


def columns_of(record: type[R], table: Table) -> Select[tuple[object, ...]]:
    """Select those columns of a table that a row type names."""
    return select_record(record, **{name: table.c[name] for name in record._fields})


def rows_of(
    connection: Connection, record: type[R], query: Select[tuple[object, ...]]
) -> Sequence[R]:
    """Read all rows of a query made by `columns_of` or `select_record`."""
    return [record._make(row) for row in connection.execute(query)]


def row_of(
    connection: Connection, record: type[R], query: Select[tuple[object, ...]]
) -> R | None:
    """Read the one row of such a query; None where there is none.

    Raises:
        MultipleResultsFound: there is more than one.
    """
    row = connection.execute(query).one_or_none()
    return None if row is None else record._make(row)
