"""Collects what is on record of one person into a file that others can check."""
