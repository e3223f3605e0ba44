"""What can be wrong with the terminal's senses."""


class FirmwareFault(Exception):
    """Something at the terminal does not work."""


class BadCardUid(FirmwareFault, ValueError):
    """These bytes are not the UID of an ISO/IEC 14443-A card."""


class ReaderUnavailable(FirmwareFault, OSError):
    """The reader chip does not answer; trying again later can help."""


class PinsUnavailable(FirmwareFault, OSError):
    """The pins cannot be driven here in the way that was asked for."""


class ClockUnavailable(FirmwareFault, OSError):
    """The kernel does not tell what a moment needs; trying again will not help."""
