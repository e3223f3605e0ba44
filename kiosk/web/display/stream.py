"""Send the citizen's screen what to show, as it happens."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

import msgspec

from firmware.moment import ClockState, Moment
from kiosk.door.answer import is_offline
from kiosk.door.texts import Texts
from kiosk.errors import JournalUnavailable
from kiosk.host.local_time import NS_PER_SECOND, instant
from kiosk.journal.receipts import StoredReceipt
from kiosk.settings import KioskSettings
from kiosk.web.display.door_answers import AnsweredTap, Readable, TapFollower
from kiosk.web.display.screen import IdleScreen, Message, idle_screen, message
from kiosk.web.repository import Repository
from kiosk.web.terminal_state import CentralContact, terminal_state
from kiosk.web.views.events import COMMENT_EVERY_POLLS, POLL_SECONDS, POLLS

NS_PER_MINUTE = 60 * NS_PER_SECOND
MESSAGES_AT_ONCE = 10


class ReadableJournal(Readable, Protocol):
    """A journal that also knows what central holds."""

    def latest_receipt(self) -> StoredReceipt | None:
        """Return central's latest receipt."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Display:
    """What all screens share."""

    repository: Repository
    journal: ReadableJournal
    texts: Texts
    settings: KioskSettings

    def idle_screen(self, moment: Moment) -> IdleScreen:
        """Return what is shown while nobody taps."""
        roster = self.repository.roster()
        state = terminal_state(
            self.repository.journal_tail(moment), CentralContact(), roster, moment
        )
        return idle_screen(
            instant(moment.wall_ns),
            clock_trusted=moment.clock is ClockState.SYNCED,
            reader_down=not state.reader_works,
            roster=roster,
            texts=self.texts,
        )

    def message_for(self, tap: AnsweredTap) -> Message:
        """Return what is shown for one tap."""
        offline = bool(self.settings.central_url) and is_offline(
            self.journal.latest_receipt(), tap.wall_ns
        )
        return message(
            tap.decision,
            texts=self.texts,
            language=self.settings.language,
            offline=offline,
        )


class DisplayStream:
    """One browser that shows the screen."""

    def __init__(self, display: Display) -> None:
        self._display = display
        self._taps = TapFollower(
            display.journal, goodbye_taps=display.settings.goodbye_taps
        )
        self._sent: tuple[str, int] | None = None

    def new_events(self, moment: Moment) -> list[str]:
        """Return the events since the last call; at least one a minute."""
        seen = self._display.repository.version(), moment.wall_ns // NS_PER_MINUTE
        if seen == self._sent:
            return []
        taps = self._taps.new_taps(moment, self._display.repository.roster())
        events = [_event("rest", self._display.idle_screen(moment))]
        events += [
            _event("tap", self._display.message_for(tap), mark=tap.id)
            for tap in taps[-MESSAGES_AT_ONCE:]
        ]
        self._sent = seen
        return events


def display_events(
    display: DisplayStream,
    now: Callable[[], Moment],
    stop_after: Callable[[float], bool],
    *,
    polls: int = POLLS,
) -> Iterator[str]:
    """Yield server-sent events for about ten minutes; then the browser reconnects.

    Args:
        display: the events to show come from it.
        now: reads the clocks.
        stop_after: waits so many seconds; True ends the stream.
        polls: how many times to look for changes.
    """
    yield "retry: 1000\n\n"
    for poll in range(polls):
        try:
            events = display.new_events(now())
        except JournalUnavailable:
            return  # the screen says that it waits, and reconnects
        yield from events
        if not events and poll % COMMENT_EVERY_POLLS == 0:
            yield ": here\n\n"
        if stop_after(POLL_SECONDS):
            return


def _event(kind: str, data: Message | IdleScreen, mark: str | None = None) -> str:
    numbered = f"id: {mark}\n" if mark else ""
    return f"{numbered}event: {kind}\ndata: {msgspec.json.encode(data).decode()}\n\n"
