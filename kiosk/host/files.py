"""Files that other processes read, or that a power cut must not leave half written."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import get_native_id
from typing import BinaryIO, NamedTuple

OWNER_ONLY = 0o600
NEW_FILE = os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW


class FileStamp(NamedTuple):
    """What differs after a file was replaced or changed."""

    inode: int
    modified_ns: int
    size_bytes: int


def atomic_write(
    path: Path,
    content: bytes,
    *,
    mode: int | None = None,
    replace: bool = True,
    owned_by_folder_owner: bool = False,
) -> None:
    """Write a whole file; see `atomic_file` for the arguments.

    Raises:
        OSError: nothing was written; an earlier file is still there, unchanged.
    """
    with atomic_file(
        path, mode=mode, replace=replace, owned_by_folder_owner=owned_by_folder_owner
    ) as file:
        file.write(content)


@contextmanager
def atomic_file(
    path: Path,
    *,
    mode: int | None = None,
    replace: bool = True,
    owned_by_folder_owner: bool = False,
) -> Iterator[BinaryIO]:
    """Open a new file for reading and writing; it appears under `path` at the end.

    After a power cut the old file is there or the new one, never a part of one.
    If the caller's block raises, the new file is removed.

    Args:
        path: its folder must exist.
        mode: permission bits; None takes those that the umask allows.
        replace: False raises FileExistsError where `path` exists at the end.
        owned_by_folder_owner: root gives the file to the owner of the folder.
    """
    unfinished = path.with_name(f".{path.name}.{get_native_id()}.new")
    handle = os.open(unfinished, NEW_FILE, 0o666 if mode is None else mode)
    try:
        with os.fdopen(handle, "w+b") as file:
            if mode is not None:
                os.fchmod(file.fileno(), mode)
            if owned_by_folder_owner and os.geteuid() == 0:
                owner = path.parent.stat()
                os.fchown(file.fileno(), owner.st_uid, owner.st_gid)
            yield file
            file.flush()
            os.fsync(file.fileno())
        if replace:
            unfinished.replace(path)
        else:
            os.link(unfinished, path)  # unlike a rename, a link never replaces
    finally:
        unfinished.unlink(missing_ok=True)
    sync(path.parent)


def sync(path: Path) -> None:
    """Bring a file's bytes, or a folder's names, to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def stamp_of(path: Path) -> FileStamp | None:
    """Read a file's stamp; None where there is no file.

    Two equal stamps mean that nobody replaced or changed the file in between.
    """
    try:
        found = os.stat(path)  # noqa: PTH116 - 20 times a second; a Path costs 3 times
    except OSError:
        return None
    return FileStamp(found.st_ino, found.st_mtime_ns, found.st_size)
