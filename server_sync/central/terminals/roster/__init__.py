"""Build the roster that a terminal is sent."""
