"""Names of entries that a page shows something about."""

from kiosk.journal.contents import EntryId
from tests.kiosk.web.workshop import Workshop


def about(workshop: Workshop, seq: int) -> EntryId:
    """Name an entry of the door's journal."""
    chain = workshop.terminal.chain.hex()
    return EntryId(device="door-1", chain=chain, seq=seq)
