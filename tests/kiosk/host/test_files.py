"""A file is written whole or not at all, and is on the disk when that is said."""

import os
from pathlib import Path
from threading import Thread

import pytest

from kiosk.host.files import OWNER_ONLY, atomic_file, atomic_write, stamp_of, sync


def names_in(folder: Path) -> list[str]:
    """List the folder."""
    return [path.name for path in folder.iterdir()]


def test_the_whole_content_is_there_and_nothing_else(tmp_path: Path) -> None:
    """A second write replaces the first; no unfinished file stays."""
    path = tmp_path / "a.json"
    atomic_write(path, b"the first, which is longer")
    atomic_write(path, b"the second")

    assert path.read_bytes() == b"the second"
    assert names_in(tmp_path) == ["a.json"]


def test_file_and_folder_are_synced_around_the_rename(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """First the bytes, then the name, then the folder: a power cut loses neither."""
    order: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def syncing(handle: int) -> None:
        order.append(f"sync {Path(f'/proc/self/fd/{handle}').readlink().suffix}")
        fsync(handle)

    def renaming(path: Path, target: Path) -> Path:
        order.append("rename")
        return replace(path, target)

    monkeypatch.setattr(os, "fsync", syncing)
    monkeypatch.setattr(Path, "replace", renaming)
    atomic_write(tmp_path / "a.json", b"x")

    assert order == ["sync .new", "rename", "sync "]


def test_a_fault_on_the_way_leaves_the_file_before(tmp_path: Path) -> None:
    """What was there stays as it was."""
    path = tmp_path / "a.json"
    atomic_write(path, b"before")

    def write_half() -> None:
        with atomic_file(path) as file:
            file.write(b"half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_half()

    assert path.read_bytes() == b"before"
    assert names_in(tmp_path) == ["a.json"]


def test_a_file_that_must_not_be_replaced_is_not(tmp_path: Path) -> None:
    """A key that another process made in the meantime stays."""
    path = tmp_path / "page.key"
    atomic_write(path, b"first", replace=False)

    with pytest.raises(FileExistsError):
        atomic_write(path, b"second", replace=False)

    assert path.read_bytes() == b"first"
    assert names_in(tmp_path) == ["page.key"]


def test_a_secret_is_its_owners_only_from_the_first_byte(tmp_path: Path) -> None:
    """Also the unfinished file can be read by nobody else, whatever the umask."""
    before = os.umask(0)
    try:
        with atomic_file(tmp_path / "page.key", mode=OWNER_ONLY) as file:
            (unfinished,) = tmp_path.iterdir()
            modes = [unfinished.stat().st_mode & 0o777]
            file.write(b"secret")
    finally:
        os.umask(before)
    modes.append((tmp_path / "page.key").stat().st_mode & 0o777)

    assert modes == [OWNER_ONLY, OWNER_ONLY]


def test_threads_that_write_at_once_leave_one_whole_file(tmp_path: Path) -> None:
    """Each has an unfinished file of its own."""
    path = tmp_path / "a.json"
    contents = [str(number).encode() * 5000 for number in range(8)]
    threads = [Thread(target=atomic_write, args=(path, raw)) for raw in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert path.read_bytes() in contents
    assert names_in(tmp_path) == ["a.json"]


def test_a_link_planted_in_the_way_is_not_followed(tmp_path: Path) -> None:
    """Nobody who may write to the folder can have another file overwritten."""
    other = tmp_path / "other"
    other.write_bytes(b"untouched")
    with atomic_file(tmp_path / "a.json") as _:
        (name,) = (path.name for path in tmp_path.iterdir() if path != other)
    (tmp_path / name).symlink_to(other)

    with pytest.raises(OSError, match="symbolic link"):
        atomic_write(tmp_path / "a.json", b"x")

    assert other.read_bytes() == b"untouched"


def test_a_stamp_tells_a_replaced_file_from_the_one_before(tmp_path: Path) -> None:
    """Also one of the same size, written in the same instant."""
    path = tmp_path / "roster.json"
    missing = stamp_of(path)
    atomic_write(path, b"one")
    first, same = stamp_of(path), stamp_of(path)
    held = path.open("rb")  # so that its inode is not given out again
    atomic_write(path, b"two")
    stamps = (first, stamp_of(path))
    held.close()

    assert missing is None
    assert first == same
    assert stamps[0] != stamps[1]
    sync(path)
