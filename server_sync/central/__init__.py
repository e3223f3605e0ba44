"""The central service: it takes entries in, keeps facts and derives the rest."""
