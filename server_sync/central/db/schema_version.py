"""Which version of the schema a database has, and whether this program can use it."""

from typing import NamedTuple

from sqlalchemy import Column, Connection, MetaData, String, Table, inspect, select

from server_sync.central.errors import UnusableSchema

metadata = MetaData()

# One row. Alembic keeps `version_num`; `usable_from` is the oldest version of the
# program that works on this schema: its own, or the one before it.
moedt_schema = Table(
    "moedt_schema",
    metadata,
    Column("version_num", String(32), primary_key=True),
    Column("usable_from", String(32), nullable=False, server_default=""),
)

CENTRALS = frozenset({"incarnation", "chain", "entry"})
"""Tables that every database of central has had; no other product has all three."""
TABLES_NAMED_MAX = 3


class SchemaVersion(NamedTuple):
    """A version, as "0001", and the oldest program that works on it, named likewise."""

    version: str
    usable_from: str


EMPTY = SchemaVersion(version="", usable_from="")
"""There are no tables yet."""
UNVERSIONED = SchemaVersion(version="0000", usable_from="0000")
"""Central's tables from before the schema had versions."""


def version_in(connection: Connection) -> SchemaVersion:
    """Read the version; nothing is written.

    Raises:
        UnusableSchema: the tables are those of another product.
    """
    names = set(inspect(connection).get_table_names())
    if moedt_schema.name in names:
        return _recorded_version(connection)
    if not names:
        return EMPTY
    if names >= CENTRALS:
        return UNVERSIONED
    some = ", ".join(sorted(names)[:TABLES_NAMED_MAX])
    raise UnusableSchema(
        f"this database belongs to another product (it has the tables {some}): set"
        " `database` in central.toml to one of central's own, or to an empty one;"
        " nothing was changed"
    )


def refuse_unusable(found: SchemaVersion, *, own: str) -> None:
    """Refuse a schema that the program of version `own` cannot work on.

    Raises:
        UnusableSchema: it is older, or newer and not marked compatible.
    """
    if found.version < own:
        raise UnusableSchema(
            f"this database has schema {found.version} and this program needs {own}:"
            " run `moedt central migrate`"
        )
    refuse_newer(found, own=own)


def refuse_newer(found: SchemaVersion, *, own: str) -> None:
    """Refuse a schema that is newer than `own` and not usable from it on.

    Raises:
        UnusableSchema: this program is too old for it.
    """
    usable = found.usable_from and found.usable_from <= own
    if found.version > own and not usable:
        raise UnusableSchema(
            f"this database has schema {found.version}, and this program knows none"
            f" after {own}: install the version of Mødt that last used this database,"
            " or a later one; nothing was changed"
        )


def record(connection: Connection, version: SchemaVersion) -> None:
    """Write down the version of a database whose tables were just made or found."""
    metadata.create_all(connection)
    connection.execute(
        moedt_schema.insert().values(
            version_num=version.version, usable_from=version.usable_from
        )
    )


def _recorded_version(connection: Connection) -> SchemaVersion:
    rows = connection.execute(
        select(moedt_schema.c.version_num, moedt_schema.c.usable_from)
    ).all()
    if len(rows) != 1:
        raise UnusableSchema(
            f"this database names {len(rows)} versions of its schema where one is"
            " expected: restore it from a copy; nothing was changed"
        )
    return SchemaVersion(version=rows[0].version_num, usable_from=rows[0].usable_from)
