"""Pages of temporary cards: whose each was."""
