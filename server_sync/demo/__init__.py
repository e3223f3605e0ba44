"""The demo: a workshop with made-up people, whose taps go the real way."""
