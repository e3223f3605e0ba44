"""What can be wrong at the desk."""


class KioskFault(Exception):
    """Something at the kiosk does not work."""


class BadEntry(KioskFault, ValueError):
    """These bytes are no entry, or its content is not what its kind says."""


class JournalUnavailable(KioskFault, OSError):
    """The journal could not be written; nothing was registered, try again."""


class JournalTooNew(KioskFault, ValueError):
    """A newer version wrote this journal; it was left as it is."""


class BadRoster(KioskFault, ValueError):
    """The roster contradicts itself; the one before it stays in use."""


class BadSettings(KioskFault, ValueError):
    """The settings file cannot be used; the message says what to change."""


class BadReceipt(KioskFault, ValueError):
    """Central names an entry that this journal does not hold; the watermark stays."""


class BadCertificate(KioskFault, ValueError):
    """The page's certificate can neither be used nor made."""


class TerminalNotRunning(KioskFault, OSError):
    """No emulated terminal listens where one was looked for."""


class TerminalRunning(KioskFault, OSError):
    """Another terminal already works in this data folder."""


class BadHold(KioskFault, ValueError):
    """These cards cannot be held to an emulated reader."""


class NobodyFound(KioskFault, LookupError):
    """No one person in the roster is meant; the message names who is near."""


class BadInput(KioskFault, ValueError):
    """What was typed cannot be used; the message says why, in Danish, to show."""
