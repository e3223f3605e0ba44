"""What can be wrong on the way to central."""


class SyncFault(Exception):
    """Something between the kiosk and central does not work."""


class BadBatch(SyncFault, ValueError):
    """What was sent is no batch; nothing was stored, and the sender keeps it."""


class BadSignature(SyncFault, ValueError):
    """The signature is not that of the key on record."""


class UnknownDevice(SyncFault, LookupError):
    """No approved terminal has this name; enrol it and let a person approve it."""


class DeliveryFailed(SyncFault, OSError):
    """Central could not be reached or did not answer as central.

    Attributes:
        retry_after_seconds: how long central asked to wait, if it did.
    """

    def __init__(self, why: str, *, retry_after_seconds: float | None = None) -> None:
        super().__init__(why)
        self.retry_after_seconds = retry_after_seconds


class BatchRefused(DeliveryFailed):
    """Central would not take this batch as it is; a smaller one may pass."""


class TerminalNotAccepted(DeliveryFailed):
    """Central does not accept this terminal's key; a person must approve it."""


class BadKey(SyncFault, ValueError):
    """A key file is missing, unreadable, or open to others."""


class EnrolmentRefused(SyncFault, ValueError):
    """Central would not take this code or key; ask for another code."""


class BadRelease(SyncFault, ValueError):
    """This release file is not whole, or not signed by whom this terminal believes."""


class UpdateRefused(SyncFault, ValueError):
    """This terminal does not take this release; what runs goes on running."""


class NothingNewer(UpdateRefused):
    """There is no release that would be one step forward; nothing is wrong."""
