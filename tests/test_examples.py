"""Every example in a docstring runs, and does what it says."""

import doctest
import importlib
import pkgutil

import pytest

import firmware
import kiosk
import server_sync

PACKAGES = (firmware, kiosk, server_sync)
RUN_BY_ALEMBIC_ALONE = "server_sync.central.db.migrations.env"
MODULES = sorted(
    module.name
    for package in PACKAGES
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    if module.name != RUN_BY_ALEMBIC_ALONE
)


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_hold(name: str) -> None:
    """What a docstring shows is what happens; a module without examples imports."""
    outcome = doctest.testmod(importlib.import_module(name))

    assert outcome.failed == 0
