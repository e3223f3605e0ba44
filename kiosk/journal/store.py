"""Open the journal's file, notice when it is replaced, and start anew if damaged."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlcipher3 import dbapi2

from kiosk.errors import BadSettings, JournalUnavailable, KioskFault
from kiosk.journal import tables
from kiosk.journal.contents import GENESIS, Entry
from kiosk.journal.damage import is_damage, is_damaged, opening_lock, rename_damaged
from kiosk.journal.hashing import is_intact
from kiosk.journal.schema_version import migrate

CHAIN_BYTES = 16
CHECKED_ENTRIES = 100


class Store:
    """The journal's file as one process has it open; threads may share it.

    Attributes:
        chain: the 16 random bytes made with the file.
        damaged_file: the new name of a damaged file that was here before, or None.
    """

    chain: bytes
    damaged_file: Path | None
    _file: tuple[int, int] | None

    def __init__(self, path: Path, *, device: str) -> None:
        self._path = path
        self._device = device
        self._lock = threading.Lock()
        self._open()

    def close(self) -> None:
        """Close the file."""
        self._watcher.close()
        self._engine.dispose()

    def version(self) -> int:
        """Return a number that changes whenever any process writes."""
        with self._lock, _faults():
            self._reopen_if_replaced()
            cursor = self._watcher.cursor()
            cursor.execute("PRAGMA data_version")
            return int(cursor.fetchall()[0][0])

    @contextmanager
    def begin(self, *, writing: bool = False) -> Iterator[sa.Connection]:
        """Open a transaction; it is committed at the end, or rolled back on a fault.

        Raises:
            JournalUnavailable: the disk or another process does not let us.
        """
        with self._lock:
            self._reopen_if_replaced()
        engine = self._engine.execution_options(writing=writing)
        try:
            with _faults(), engine.begin() as connection:
                yield connection
        except JournalUnavailable as error:
            if is_damage(error):
                self._file = None  # the next call renames the file and starts anew
            raise

    def _reopen_if_replaced(self) -> None:
        # Another process may have renamed a damaged file while this one had it open.
        if self._file is None or _identity(self._path) != self._file:
            self.close()
            self._open()

    def _open(self) -> None:
        with _faults(), opening_lock(self._path):
            self.damaged_file = (
                rename_damaged(self._path) if is_damaged(self._path) else None
            )
            self._attach()
            if not self._end_is_intact():
                self.close()
                self.damaged_file = rename_damaged(self._path)
                self._attach()

    def _attach(self) -> None:
        self._engine = tables.engine_for(self._path)
        with self._engine.execution_options(writing=True).begin() as connection:
            self.chain = _begin_chain(connection, self._device)
        self._watcher = self._engine.raw_connection()
        self._file = _identity(self._path)

    def _end_is_intact(self) -> bool:
        columns = tables.entries.c
        query = sa.select(tables.entries).order_by(columns.seq.desc())
        with self._engine.begin() as connection:
            newest_first = [
                Entry(*row)
                for row in connection.execute(query.limit(CHECKED_ENTRIES)).fetchall()
            ]
        before = [*newest_first[1:], None]
        return all(
            is_intact(
                entry,
                seq=previous.seq if previous else 0,
                previous=previous.hash if previous else GENESIS,
                device=self._device,
                chain=self.chain,
            )
            for entry, previous in zip(newest_first, before, strict=False)
            if previous or entry.seq == 1
        )


def _begin_chain(connection: sa.Connection, device: str) -> bytes:
    migrate(connection)
    tables.metadata.create_all(connection)
    for guard in tables.GUARDS:
        connection.exec_driver_sql(guard)
    row = connection.execute(sa.select(tables.chain)).first()
    if row is None:
        made = os.urandom(CHAIN_BYTES)
        values = {"one": 1, "device": device, "chain": made}
        connection.execute(sa.insert(tables.chain).values(values))
        return made
    if row.device != device:
        raise BadSettings(
            f"this journal is that of {row.device!r}, and the settings say {device!r}:"
            " set device back, or give the terminal a new data folder"
        )
    return bytes(row.chain)


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


@contextmanager
def _faults() -> Iterator[None]:
    try:
        yield
    except KioskFault:
        raise
    except (sa.exc.SQLAlchemyError, dbapi2.Error, OSError) as error:
        why = getattr(error, "orig", error)
        raise JournalUnavailable(f"the journal could not be used: {why}") from error
