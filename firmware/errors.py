"""Faults of the reader, the pins and the clock."""


class FirmwareFault(Exception):
    """A part of the terminal does not work."""


class BadCardUid(FirmwareFault, ValueError):
    """These bytes are not the UID of an ISO/IEC 14443-A card."""


class ReaderUnavailable(FirmwareFault, OSError):
    """The reader chip does not answer; trying again later can help."""


class PinsUnavailable(FirmwareFault, OSError):
    """The pins cannot be driven with the library that was asked for."""


class ClockUnavailable(FirmwareFault, OSError):
    """The kernel does not give the clock's state; trying again does not help."""
