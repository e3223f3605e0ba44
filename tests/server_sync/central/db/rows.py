"""All rows of a database, to compare with those of another."""

from sqlalchemy import Engine, MetaData

Rows = dict[str, list[dict[str, object]]]


def rows_of(engine: Engine) -> Rows:
    """Read every row of every table, in an order of its own."""
    found = MetaData()
    with engine.connect() as connection:
        found.reflect(connection)
        return {
            name: sorted(
                (dict(row) for row in connection.execute(table.select()).mappings()),
                key=str,
            )
            for name, table in found.tables.items()
        }
