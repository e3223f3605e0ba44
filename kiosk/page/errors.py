"""What can be wrong on the page."""

from kiosk.errors import KioskFault


class BadInput(KioskFault, ValueError):
    """What was typed cannot be used; the message says why, in Danish, to show."""
