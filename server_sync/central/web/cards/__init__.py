"""Pages of a person's cards."""
