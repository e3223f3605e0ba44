"""Watch a release on trial: trust it once the terminal is ready, or take it back.

A release is also taken back if the reader could read cards before and no longer can.
This code runs from the release that was trusted before, never from the new one.
"""

from collections.abc import Callable
from typing import Protocol

from firmware.clock import Clock
from server_sync.errors import UpdateRefused
from server_sync.update.slots import TRUSTED, Slots

NS = 10**9
READY_SECONDS_MAX = 60
SETTLED_SECONDS = 10
LOOK_EVERY_SECONDS = 0.5
LOOKS_MAX = 1000

Ready = tuple[tuple[str, str], ...]
"""Each process that runs and reported ready, with its pid."""


class Units(Protocol):
    """The terminal's processes, under systemd."""

    def lay(self) -> bool:
        """Install the units of the slot `current`; return whether any changed.

        Raises:
            UpdateRefused: they cannot be installed.
        """

    def restart(self) -> None:
        """Stop all processes, and start those of the slot `current`."""

    def ready(self) -> Ready | None:
        """Return the processes that are ready; None while a required one is not."""

    def listening(self) -> bool | None:
        """Return whether the reader can read cards; None if unknown."""


def watch(
    slots: Slots, units: Units, *, clock: Clock, wait: Callable[[float], bool]
) -> bool:
    """Start the release on trial and judge it; return whether it is trusted now.

    An interruption at any point does no harm; the next call starts over.
    """
    if not slots.on_trial:
        if units.lay():  # a power cut interrupted taking a release back
            units.restart()
        return True
    could_read = units.listening()
    good = _starts(units, clock, wait)
    if good and not (could_read and units.listening() is False):
        slots.swing(TRUSTED, slots.running)
        return True
    slots.take_back()
    try:
        units.lay()
    finally:
        units.restart()
    return False


def _starts(units: Units, clock: Clock, wait: Callable[[float], bool]) -> bool:
    try:
        units.lay()
    except UpdateRefused:
        return False
    units.restart()
    return becomes_ready(units, clock=clock, wait=wait)


def becomes_ready(units: Units, *, clock: Clock, wait: Callable[[float], bool]) -> bool:
    """Return whether all are ready in a minute, with the same pids 10 s later."""
    begun = since = clock.now().boot_ns
    seen: Ready | None = None
    for _ in range(LOOKS_MAX):
        now, found = clock.now().boot_ns, units.ready()
        if found != seen:
            seen, since = found, now
        if (now if seen is None else since) - begun > READY_SECONDS_MAX * NS:
            return False
        if seen is not None and now - since >= SETTLED_SECONDS * NS:
            return True
        wait(LOOK_EVERY_SECONDS)
    return False
