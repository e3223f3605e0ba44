"""Checks an evidence file offline: no database, no network, nothing of central."""
