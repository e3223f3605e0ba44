"""A workshop for every test of the page."""

from pathlib import Path

import pytest

from tests.kiosk.web.workshop import Browser, Workshop


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    """Open a workshop on a Tuesday at 08.10, with three people expected at 08.15."""
    return Workshop(tmp_path)


@pytest.fixture
def mette(workshop: Workshop) -> Browser:
    """Open the browser of Mette Lund, who has logged in."""
    return workshop.browser("Mette Lund")
