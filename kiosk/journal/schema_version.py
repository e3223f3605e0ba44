"""The version of the journal's tables: which one is written, and which can be read.

Versions only go up. A program that writes a new version must follow one that can read
it already, so that every update can be taken back. `moedt update` checks these two
numbers of a release before it installs it.
"""

from collections.abc import Callable

import sqlalchemy as sa

from kiosk.errors import JournalTooNew

Step = Callable[[sa.Connection], None]


def _number_it(_connection: sa.Connection) -> None:
    """From 0 to 1: the first journals had no number, and the same tables."""


STEPS: tuple[Step, ...] = (_number_it,)
"""The step at place n brings a journal from layout n to n + 1."""
LAYOUT = len(STEPS)
LAYOUT_READ = LAYOUT


def migrate(connection: sa.Connection) -> None:
    """Bring the tables to the version that is written, in the given transaction.

    Raises:
        JournalTooNew: a newer program wrote it; it was left as it is.
    """
    found = layout_of(connection)
    if found > LAYOUT_READ:
        raise JournalTooNew(
            f"this journal has layout {found}, and this version of Moedt knows those"
            f" up to {LAYOUT_READ}: install the newer version again; nothing is lost"
        )
    for step in STEPS[found:]:
        step(connection)
    if found < LAYOUT:
        connection.exec_driver_sql(f"PRAGMA user_version = {LAYOUT}")


def layout_of(connection: sa.Connection) -> int:
    """Return the version of the journal's tables; 0 before they had numbers."""
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
