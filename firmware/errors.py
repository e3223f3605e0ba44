"""What can be wrong with the terminal's senses."""


class FirmwareFault(Exception):
    """Something at the terminal does not work."""


class BadCardUid(FirmwareFault, ValueError):
    """These bytes are not the UID of an ISO/IEC 14443-A card."""


class ReaderUnavailable(FirmwareFault, OSError):
    """The reader chip does not answer; trying again later can help."""
