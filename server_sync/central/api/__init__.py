"""What the municipality reads: the log of attendance as JSON and as a spreadsheet."""

from flask import Flask

from server_sync.central.api.app import mount


def register(app: Flask) -> None:
    """Add the API to the app, which must already have its access."""
    mount(app)
