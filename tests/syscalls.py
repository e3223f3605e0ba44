"""Count what a process asks of the disk: a small strace, in ctypes alone.

`python -m tests.syscalls COMMAND...` runs the command under ptrace(2) and prints
`{"syncs": n, "bytes": n}` as its last line: calls of fsync and fdatasync, and what
write and pwrite64 wrote to regular files. It needs nothing that Linux does not have.
"""

import ctypes
import json
import os
import platform
import signal
import sys
from pathlib import Path

TRACEME, SYSCALL, SETOPTIONS, GET_SYSCALL_INFO = 0, 24, 0x4200, 0x420E
TRACESYSGOOD, EXITKILL = 1, 1 << 20
STOPPED_BY_SYSCALL = signal.SIGTRAP | 0x80
ENTRY, EXIT = 1, 2
NUMBERS = {
    "x86_64": {74: "sync", 75: "sync", 1: "write", 18: "write"},
    "aarch64": {82: "sync", 83: "sync", 64: "write", 68: "write"},
}


class SyscallInfo(ctypes.Structure):
    """The head of the kernel's `struct ptrace_syscall_info`."""

    _fields_ = (
        ("op", ctypes.c_uint8),
        ("pad", ctypes.c_uint8 * 3),
        ("arch", ctypes.c_uint32),
        ("instruction_pointer", ctypes.c_uint64),
        ("stack_pointer", ctypes.c_uint64),
        ("first", ctypes.c_uint64),
        ("args", ctypes.c_uint64 * 7),
    )


def main(command: list[str]) -> None:
    """Run the command, count, and say so."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.ptrace.argtypes = [
        ctypes.c_long,
        ctypes.c_long,
        ctypes.c_void_p,
        ctypes.c_void_p,
    ]
    child = os.fork()
    if child == 0:
        libc.ptrace(TRACEME, 0, None, None)
        os.kill(os.getpid(), signal.SIGSTOP)
        os.execvp(command[0], command)  # noqa: S606 - the command that we are told
    os.waitpid(child, 0)
    if libc.ptrace(SETOPTIONS, child, None, TRACESYSGOOD | EXITKILL):
        os.kill(child, signal.SIGKILL)
        sys.exit("ptrace is not allowed here")
    sys.stdout.write(json.dumps(_count(libc, child)) + "\n")


def _count(libc: ctypes.CDLL, child: int) -> dict[str, int]:
    names = NUMBERS[platform.machine()]
    counted = {"syncs": 0, "bytes": 0}
    doing, deliver = "", 0
    while True:
        libc.ptrace(SYSCALL, child, None, deliver)
        _, status = os.waitpid(child, 0)
        if os.WIFEXITED(status) or os.WIFSIGNALED(status):
            return counted
        deliver = os.WSTOPSIG(status)
        if deliver == signal.SIGTRAP:  # the exec itself
            deliver = 0
        if deliver != STOPPED_BY_SYSCALL:
            continue
        deliver = 0
        info = SyscallInfo()
        libc.ptrace(GET_SYSCALL_INFO, child, ctypes.sizeof(info), ctypes.byref(info))
        if info.op == ENTRY:
            doing = names.get(info.first, "")
            if doing == "write" and not _is_file(child, info.args[0]):
                doing = ""
            counted["syncs"] += doing == "sync"
        elif info.op == EXIT and doing == "write":
            counted["bytes"] += max(0, ctypes.c_int64(info.first).value)


def _is_file(child: int, descriptor: int) -> bool:
    return Path(f"/proc/{child}/fd/{descriptor}").is_file()


if __name__ == "__main__":
    main(sys.argv[1:])
