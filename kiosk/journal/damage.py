"""Rename a damaged journal file; never repair or delete it."""

import fcntl
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlcipher3 import dbapi2

_DAMAGE_MESSAGES = ("malformed", "not a database", "file is encrypted")
_ROLLBACK = "-journal"
_PARTS = ("", "-wal", "-shm", _ROLLBACK)


@contextmanager
def opening_lock(path: Path) -> Iterator[None]:
    """Make other processes wait that want to open this journal."""
    with path.with_name(path.name + ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def is_damaged(path: Path) -> bool:
    """Check the whole file without changing a byte of it.

    A missing or empty file is not damaged: a journal can start there.
    """
    if not path.exists() or not path.stat().st_size:
        return False
    # Read-only, since the last one to close a file writes its WAL into it. But a power
    # cut at the very first start leaves a rollback journal, which only a writer heals.
    mode = "rw" if path.with_name(path.name + _ROLLBACK).exists() else "ro"
    connection = dbapi2.connect(f"file:{path.absolute()}?mode={mode}", uri=True)
    try:
        return bool(connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok")
    except dbapi2.DatabaseError as error:
        if is_damage(error):
            return True
        raise
    finally:
        connection.close()


def is_damage(error: BaseException | None) -> bool:
    """Return True if SQLite means the file itself, not the disk or another process."""
    return any(sign in str(error) for sign in _DAMAGE_MESSAGES)


def rename_damaged(path: Path) -> Path:
    """Rename a damaged journal to the next free name, and return that name."""
    target = next(
        free
        for number in itertools.count(1)
        if not (free := path.with_name(f"{path.stem}.damaged-{number}.db")).exists()
    )
    for part in reversed(
        _PARTS
    ):  # the file itself last, since `is_damaged` looks for it
        piece = path.with_name(path.name + part)
        if piece.exists():
            piece.rename(target.with_name(target.name + part))
    return target
