"""The way from the journal to central and on to the jobcentre."""
