"""Tells the citizen's screen what to show, as it happens."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

import msgspec

from firmware.moment import ClockState, Moment
from kiosk.door.answer import is_offline
from kiosk.door.texts import Texts
from kiosk.errors import JournalUnavailable
from kiosk.host.local_time import NS_PER_SECOND, instant
from kiosk.journal.receipts import KeptReceipt
from kiosk.settings import KioskSettings
from kiosk.web.display.door_answers import (
    Door,
    Heard,
    Readable,
)
from kiosk.web.display.screen import (
    Message,
    Rest,
    message,
    rest,
)
from kiosk.web.repository import Books
from kiosk.web.terminal_state import Central, terminal_state
from kiosk.web.views.events import (
    LOOK_EVERY_SECONDS,
    LOOKS,
    SIGN_OF_LIFE_LOOKS,
)

NS_PER_MINUTE = 60 * NS_PER_SECOND
MESSAGES_AT_ONCE = 10


class Journalled(Readable, Protocol):
    """A journal that also knows what central holds."""

    def latest_receipt(self) -> KeptReceipt | None:
        """Give central's latest word."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """What every showing of the screen works with."""

    books: Books
    journal: Journalled
    texts: Texts
    settings: KioskSettings

    def resting(self, moment: Moment) -> Rest:
        """Say what stands there while nobody taps."""
        roster = self.books.roster()
        state = terminal_state(self.books.tail(moment), Central(), roster, moment)
        return rest(
            instant(moment.wall_ns),
            clock_sure=moment.clock is ClockState.SYNCED,
            reader_down=not state.hearing,
            roster=roster,
            texts=self.texts,
        )

    def said(self, heard: Heard) -> Message:
        """Say what is shown to one tap."""
        offline = bool(self.settings.central_url) and is_offline(
            self.journal.latest_receipt(), heard.wall_ns
        )
        return message(
            heard.answer,
            texts=self.texts,
            language=self.settings.language,
            offline=offline,
        )


class Showing:
    """One browser that shows the screen."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._door = Door(screen.journal, goodbye_taps=screen.settings.goodbye_taps)
        self._seen: tuple[str, int] | None = None

    def look(self, moment: Moment) -> list[str]:
        """Give the events since the last look; at least one a minute."""
        seen = self._screen.books.mark(), moment.wall_ns // NS_PER_MINUTE
        if seen == self._seen:
            return []
        heard = self._door.fresh(moment, self._screen.books.roster())
        events = [_event("rest", self._screen.resting(moment))]
        events += [
            _event("tap", self._screen.said(one), mark=one.mark)
            for one in heard[-MESSAGES_AT_ONCE:]
        ]
        self._seen = seen
        return events


def show(
    showing: Showing,
    now: Callable[[], Moment],
    stop_after: Callable[[float], bool],
    *,
    looks: int = LOOKS,
) -> Iterator[str]:
    """Give server-sent events for about ten minutes; the screen then comes again.

    Args:
        showing: what to show.
        now: reads the clocks.
        stop_after: waits so many seconds; True ends the stream.
        looks: how often to look.
    """
    yield "retry: 1000\n\n"
    for look in range(looks):
        try:
            events = showing.look(now())
        except JournalUnavailable:
            return  # the screen says that it waits, and comes again
        yield from events
        if not events and look % SIGN_OF_LIFE_LOOKS == 0:
            yield ": here\n\n"
        if stop_after(LOOK_EVERY_SECONDS):
            return


def _event(kind: str, told: Message | Rest, mark: str | None = None) -> str:
    numbered = f"id: {mark}\n" if mark else ""
    return f"{numbered}event: {kind}\ndata: {msgspec.json.encode(told).decode()}\n\n"
