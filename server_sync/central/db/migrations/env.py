"""Alembic runs this file: bring up the database of the connection it was given."""

from alembic import context

from server_sync.central.db import schema_version, tables

VERSION_TABLE = schema_version.moedt_schema.name

connection = context.config.attributes["connection"]
schema_version.metadata.create_all(connection)
context.configure(
    connection=connection,
    target_metadata=tables.metadata,
    version_table=VERSION_TABLE,
    include_name=lambda name, _kind, _parents: name != VERSION_TABLE,
    render_as_batch=True,
    # SQLite can roll DDL back, too: central begins its transactions itself.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
