"""Watch a release on trial: it is trusted once the terminal is ready, or taken back.

It is taken back, too, where a reader that could read cards before cannot any more.

This runs out of the release that was trusted before, never out of the new one.
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
"""Each process that runs and said that it is ready, with its number."""


class Units(Protocol):
    """The processes at the door, as systemd minds them."""

    def lay(self) -> bool:
        """Lay out the units of what `current` names; say whether any changed.

        Raises:
            UpdateRefused: they cannot be laid out.
        """

    def restart(self) -> None:
        """End them, and start what `current` names now."""

    def ready(self) -> Ready | None:
        """Say which are ready; None while one that must be is not."""

    def listening(self) -> bool | None:
        """Say whether the reader can read cards; None where nobody knows."""


def watch(
    slots: Slots, units: Units, *, clock: Clock, wait: Callable[[float], bool]
) -> bool:
    """Start what is on trial and judge it; say whether it is trusted.

    To be cut off anywhere in here, and to begin once more, does no harm.
    """
    if not slots.on_trial:
        if units.lay():  # the power went while something was being taken back
            units.restart()
        return True
    heard = units.listening()
    good = _starts(units, clock, wait)
    if good and not (heard and units.listening() is False):
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
    """Say whether all are ready within a minute, and the same ten seconds later."""
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
