"""Run a command under the system calls, address families and memory of one unit.

`python -m tests.systemd.confined UNIT COMMAND...` does without systemd what systemd
does for SystemCallFilter=, RestrictAddressFamilies= and MemoryDenyWriteExecute=, so
that a call that a process needs and its unit refuses is found before a Pi finds it.
"""

import ctypes
import errno
import os
import socket
import subprocess
import sys
from collections.abc import Iterable

from tests.systemd.units import Keys, unit

LIBRARY = "libseccomp.so.2"
ALLOW, REFUSE = 0x7FFF0000, 0x00050000 | errno.EPERM
EQUAL, MASKED_EQUAL = 4, 7
WRITE, EXECUTE = 2, 4
UNKNOWN_HERE = -1
FIRST_SOCKET = 3
PROTECTION = 2
"""Which argument of mmap and mprotect says what may be done with the memory."""


class Comparison(ctypes.Structure):
    """libseccomp's `struct scmp_arg_cmp`."""

    _fields_ = (
        ("argument", ctypes.c_uint),
        ("operator", ctypes.c_int),
        ("first", ctypes.c_uint64),
        ("second", ctypes.c_uint64),
    )


class Filter:
    """A list of what is allowed; everything else answers EPERM."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(LIBRARY)
        self._library.seccomp_init.restype = ctypes.c_void_p
        self._context = ctypes.c_void_p(self._library.seccomp_init(REFUSE))

    def allow(self, call: str, *when: Comparison) -> None:
        """Allow a call, where given only with such an argument."""
        number = self._library.seccomp_syscall_resolve_name(call.encode())
        if number == UNKNOWN_HERE:
            return
        conditions = (Comparison * len(when))(*when)
        answer = self._library.seccomp_rule_add_array(
            self._context, ALLOW, number, len(when), conditions
        )
        if answer:
            raise OSError(-answer, f"no rule for {call}")

    def load(self) -> None:
        """From here on it holds, for this process and what it becomes."""
        if answer := self._library.seccomp_load(self._context):
            raise OSError(-answer, "the filter was not taken")


def allowed(filters: Iterable[str]) -> set[str]:
    """Follow SystemCallFilter= line by line, as systemd does."""
    calls: set[str] = set()
    for line in filters:
        names = {
            call for word in line.removeprefix("~").split() for call in expand(word)
        }
        calls = calls - names if line.startswith("~") else calls | names
    return calls


def expand(word: str) -> set[str]:
    """Give the calls of a set, and of the sets in it."""
    if not word.startswith("@"):
        return {word}
    listing = subprocess.run(
        ["systemd-analyze", "syscall-filter", word],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    lines = [line.strip() for line in listing.splitlines()[1:]]
    named = [line for line in lines if line and not line.startswith("#")]
    return {call for name in named for call in expand(name)}


def confine(keys: Keys) -> None:
    """Take from this process what the unit would."""
    made = Filter()
    for call in allowed(keys["SystemCallFilter"]) - {"socket", "mmap", "mprotect"}:
        made.allow(call)
    for family in keys["RestrictAddressFamilies"][-1].split():
        made.allow("socket", Comparison(0, EQUAL, getattr(socket, family), 0))
    for rights in (0, WRITE, EXECUTE):
        made.allow("mmap", Comparison(PROTECTION, MASKED_EQUAL, 6, rights))
    made.allow("mprotect", Comparison(PROTECTION, MASKED_EQUAL, EXECUTE, 0))
    made.load()


if __name__ == "__main__":
    _, name, *command = sys.argv
    if handed_over := os.environ.pop("HANDED_OVER", ""):
        os.dup2(int(handed_over), FIRST_SOCKET)
        # exec keeps the number of the process.
        os.environ |= {"LISTEN_FDS": "1", "LISTEN_PID": str(os.getpid())}
    confine(unit(name))
    os.execv(command[0], command)  # noqa: S606 - no shell is wanted
