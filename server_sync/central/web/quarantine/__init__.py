"""Pages of the entries that central could not use."""
