"""A disk that takes nothing more; what is on it can still be read."""

from typing import Never

import pytest

from kiosk.errors import JournalUnavailable
from kiosk.journal.chain import Journal


def fill_the_disk(patch: pytest.MonkeyPatch) -> None:
    """Let every journal refuse to be written, until the patch is undone."""
    patch.setattr(Journal, "append", refuse)


def refuse(*_args: object) -> Never:
    """Say what the journal says of a full disk."""
    raise JournalUnavailable("no space left on device")
