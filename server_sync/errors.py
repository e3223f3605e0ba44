"""Faults between the terminal and central."""


class SyncFault(Exception):
    """The exchange between terminal and central failed."""


class BadBatch(SyncFault, ValueError):
    """The request is no valid batch. Nothing was stored; the sender keeps it."""


class BadSignature(SyncFault, ValueError):
    """The signature is not that of the key on record."""


class UnknownDevice(SyncFault, LookupError):
    """No approved terminal has this name; enrol it and let a person approve it."""


class DeliveryFailed(SyncFault, OSError):
    """Central could not be reached, or the answer is not central's. Try again later.

    Attributes:
        retry_after_seconds: how long central asked to wait, if it did.
    """

    def __init__(self, why: str, *, retry_after_seconds: float | None = None) -> None:
        super().__init__(why)
        self.retry_after_seconds = retry_after_seconds


class BatchRefused(DeliveryFailed):
    """Central refused this batch; a smaller one may be accepted."""


class TerminalNotAccepted(DeliveryFailed):
    """Central does not accept this terminal's key; a person must approve it."""


class BadKey(SyncFault, ValueError):
    """A key file is missing, unreadable, or readable by other users."""


class EnrolmentRefused(SyncFault, ValueError):
    """Central refused this code or key; ask for another code."""


class BadRelease(SyncFault, ValueError):
    """The release file is incomplete, or not signed with the release key."""


class UpdateRefused(SyncFault, ValueError):
    """This terminal cannot install this release; the installed one keeps running."""


class NothingNewer(UpdateRefused):
    """There is no newer release. Nothing is wrong."""
