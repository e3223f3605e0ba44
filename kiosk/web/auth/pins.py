"""Checks PINs, and slows down whoever guesses at them, but nobody else."""

import ctypes
from collections import OrderedDict
from dataclasses import dataclass
from threading import BoundedSemaphore, Lock

from firmware.moment import Moment
from kiosk.web.auth.hashing import is_right

AT_ONCE = 2
M_MMAP_THRESHOLD = -3
LARGE_BYTES = 1024 * 1024

FREE_TRIES = 3
DELAY_SECONDS_MAX = 60
FORGET_AFTER_SECONDS = 15 * 60
PAIRS_MAX = 1000


def _give_large_blocks_back() -> None:
    # After the first large block is freed, glibc keeps such blocks for reuse, in each
    # thread: a dozen logins then hold 60 MB for good.
    libc = ctypes.CDLL(None)
    if hasattr(libc, "mallopt"):
        libc.mallopt(M_MMAP_THRESHOLD, LARGE_BYTES)


class PinCheck:
    """Checks PINs, at most two at once, so that a Pi is never short of memory."""

    def __init__(self) -> None:
        _give_large_blocks_back()
        self._turn = BoundedSemaphore(AT_ONCE)

    def matches(self, pin_hash: str | None, pin: str) -> bool:
        """Check the PIN; `pin_hash` None is the hash of an unknown name."""
        with self._turn:
            return is_right(pin, pin_hash)


@dataclass(slots=True)
class _WrongTries:
    wrong: int
    last_ns: int


class LoginThrottle:
    """Delays each try after three wrong ones, by up to a minute.

    Tries are counted by name and address. Whoever guesses at a name from one machine
    locks out nobody else, nor that person on another machine.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._tries: OrderedDict[tuple[str, str], _WrongTries] = OrderedDict()

    def seconds_to_wait(self, name: str, address: str, moment: Moment) -> int:
        """Return how many seconds to wait; 0 allows the try and counts it as wrong.

        The try is counted before the PIN is checked, so that many at once gain nothing.
        """
        with self._lock:
            tries = self._tries.pop((name, address), None)
            if tries is None or _seconds(tries, moment) > FORGET_AFTER_SECONDS:
                tries = _WrongTries(0, moment.boot_ns)
            self._tries[name, address] = tries
            while len(self._tries) > PAIRS_MAX:
                self._tries.popitem(last=False)
            left = _delay_seconds(tries.wrong) - _seconds(tries, moment)
            if left > 0:
                return int(left) + 1
            tries.wrong += 1
            tries.last_ns = moment.boot_ns
            return 0

    def succeeded(self, name: str, address: str) -> None:
        """Forget the wrong tries."""
        with self._lock:
            self._tries.pop((name, address), None)


def _delay_seconds(wrong: int) -> int:
    if wrong < FREE_TRIES:
        return 0
    return int(min(DELAY_SECONDS_MAX, 2 ** min(wrong - FREE_TRIES + 1, 10)))


def _seconds(tries: _WrongTries, moment: Moment) -> float:
    return (moment.boot_ns - tries.last_ns) / 1_000_000_000
