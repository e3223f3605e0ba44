"""The database: engine, tables, and ways to read and write many rows at once."""
