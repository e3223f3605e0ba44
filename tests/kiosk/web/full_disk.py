"""A page whose disk takes nothing more."""

from kiosk.errors import JournalUnavailable
from kiosk.journal.chain import Journal
from kiosk.web.page_context import EXTENSION
from tests.kiosk.web.workshop import (
    Workshop,
)


class FullDisk:
    """A journal whose disk takes nothing more; it can still be read."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def __getattr__(self, name: str) -> object:
        return getattr(self._journal, name)

    def append(self, *_args: object) -> None:
        raise JournalUnavailable("no space left on device")


def fill_the_disk(workshop: Workshop) -> None:
    """Let nothing be written any more."""
    books = workshop.app.extensions[EXTENSION].books
    books._journal = FullDisk(books._journal)
