"""The terminal's loop, as one step that is taken again and again.

A tap is written to the journal before any lamp lights.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from msgspec import UNSET

from firmware.clock import Clock
from firmware.moment import ClockState, Moment
from firmware.reader import SeenCard, Trouble
from firmware.signals import Signal, StaffStatus
from firmware.taps import EMPTY, TapEvent, Tapped, follow
from kiosk.door.answer import (
    LOOK_BACK_NS,
    CardRead,
    decide_for_card,
    is_offline,
    look_back_from_ns,
)
from kiosk.door.decide import NOBODYS, Decision, Greeting, signal_of
from kiosk.door.door_answer import DoorAnswer
from kiosk.door.heartbeat import HeartbeatWriter
from kiosk.door.reader_supervisor import OK, ReaderSupervisor
from kiosk.door.recent_taps import KINDS, RecentTaps
from kiosk.door.texts import DANISH, Texts
from kiosk.errors import JournalUnavailable
from kiosk.host.counters import Counters, CountersFile
from kiosk.host.local_time import instant
from kiosk.journal import contents
from kiosk.journal.chain import Journal
from kiosk.journal.contents import Language
from kiosk.journal.follower import EntryFollower
from kiosk.roster.model import TAP_BESIDE
from kiosk.roster.roster import Person, Roster
from kiosk.roster.watch import WatchedRoster

NS_PER_SECOND = 10**9
STATUS_EVERY_NS = 5 * NS_PER_SECOND
URGENT_LAST = (Signal.GREEN, Signal.WHITE, Signal.BLUE)


class Lamps(Protocol):
    """The part of the lights that the loop uses."""

    def show(self, signal: Signal) -> None:
        """Light the answer for the person at the door."""

    def status(self, status: StaffStatus) -> None:
        """Show the staff how the terminal is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminalParts:
    """The parts that the loop works with.

    Attributes:
        has_central: False if entries are sent nowhere; then the door is never offline.
        language: is spoken to a card that nobody holds.
        on_answer: is called with every answer, after the light.
        notify_watchdog: is called at the end of every step while the journal takes
            entries.
        goodbye_taps: people hold the card when they leave, too.
        counters: what is counted.
        counters_file: where the counters are written.
    """

    clock: Clock
    reader: ReaderSupervisor
    heartbeats: HeartbeatWriter
    journal: Journal
    lights: Lamps
    roster: WatchedRoster
    texts: Texts
    has_central: bool
    language: Language
    on_answer: Callable[[DoorAnswer], None]
    notify_watchdog: Callable[[], None]
    goodbye_taps: bool = False
    counters: Counters = field(default_factory=Counters)
    counters_file: CountersFile = field(default_factory=lambda: CountersFile(None))


class DoorLoop:
    """The terminal at the door. Call `step` about 20 times a second."""

    def __init__(self, parts: TerminalParts) -> None:
        self._parts = parts
        self._presence = EMPTY
        self._recent_taps = RecentTaps()
        self._journal = EntryFollower(parts.journal)
        self._status: StaffStatus | None = None
        self._status_at = 0
        self._reader_state = ""
        self._stepped_ns: int | None = None

    def step(self) -> None:
        """Do what is due, poll the reader once, and answer."""
        self._parts.roster.refresh()
        moment = self._parts.clock.now()
        heartbeats, reader = self._parts.heartbeats, self._parts.reader
        due = heartbeats.beat_is_due(moment)
        reader.check(moment.boot_ns, can_write=heartbeats.can_write, now=due)
        heartbeats.write_due(moment, reader.state)
        polled_ns = self._parts.clock.now().boot_ns
        reading = reader.poll(polled_ns)
        self._presence, events = follow(self._presence, reading, polled_ns)
        if events:
            self._answer(events, self._parts.clock.now())
        self._update_staff_light(moment)
        self._count_round(moment)
        if heartbeats.can_write:
            self._parts.notify_watchdog()

    def stop(self, why: str) -> None:
        """Write what was heard since the last heartbeat, and the terminal's stop."""
        moment = self._parts.clock.now()
        heartbeats = self._parts.heartbeats
        self._parts.reader.check(
            moment.boot_ns, can_write=heartbeats.can_write, now=True
        )
        heartbeats.stop(moment, self._parts.reader.state, why)

    def _answer(self, events: tuple[TapEvent, ...], moment: Moment) -> None:
        """Write each tap; answer all but those that only lay beside a known card."""
        answers = [(event, self._answer_event(event, moment)) for event in events]
        verdicts = [
            answer
            for event, answer in answers
            if answer.greeting not in NOBODYS or not self._is_companion(event, moment)
        ]
        if not verdicts:
            return
        signals = {verdict.signal for verdict in verdicts}
        self._parts.lights.show(max(signals, key=URGENT_LAST.index))
        for verdict in verdicts:
            self._parts.on_answer(verdict)

    def _is_companion(self, event: TapEvent, moment: Moment) -> bool:
        """Return True if a card that somebody holds answered in the same reading."""
        beside = event.beside if isinstance(event, Tapped) else ()
        return any(
            self._decide(card, moment).greeting not in NOBODYS for card in beside
        )

    def _answer_event(self, event: TapEvent, moment: Moment) -> DoorAnswer:
        if not isinstance(event, Tapped):
            self._parts.counters.unread += 1
            hopeless = event.trouble is Trouble.NUMBER_CUT_OFF
            greeting = Greeting.UNREADABLE_CARD if hopeless else Greeting.TRY_AGAIN
            return self._to_answer(_without_card(greeting, moment), moment)
        try:
            return self._register(event, moment)
        except JournalUnavailable as error:
            self._parts.counters.refused += 1
            self._parts.heartbeats.journal_failed(moment, error)
            return self._to_answer(_without_card(Greeting.READER_DOWN, moment), moment)

    def _register(self, tapped: Tapped, moment: Moment) -> DoorAnswer:
        """Decide, write the tap, and only then return the answer."""
        self._read_new_entries(moment)
        answer = self._decide(tapped.card, moment)
        tap = tap_of(tapped, self._parts.roster.current)
        begun_ns = self._parts.clock.now().boot_ns
        written = self._parts.journal.append(tap, moment)
        vitals = self._parts.counters
        vitals.commits.add(self._parts.clock.now().boot_ns - begun_ns)
        vitals.taps += 1
        self._parts.heartbeats.journal_works()
        return self._to_answer(answer, moment, seq=written.seq)

    def _decide(self, card: SeenCard, moment: Moment) -> Decision:
        clock_trusted = moment.clock is ClockState.SYNCED
        return decide_for_card(
            CardRead(
                uid=card.uid, at=instant(moment.wall_ns), clock_trusted=clock_trusted
            ),
            roster=self._parts.roster.current,
            recent_taps=self._recent_taps,
            goodbye_taps=self._parts.goodbye_taps,
        )

    def _read_new_entries(self, moment: Moment) -> None:
        """Read what was written since the last tap, here or on the page."""
        if not self._journal.read_on(self._recent_taps.add_entry):
            self._read_recent_entries(moment)

    def _read_recent_entries(self, moment: Moment) -> None:
        self._recent_taps = RecentTaps()
        self._journal.start()
        since = look_back_from_ns(self._parts.roster.current, moment.wall_ns)
        until = moment.wall_ns + LOOK_BACK_NS
        for entry in self._parts.journal.entries_of_day(since, until, KINDS):
            if entry.seq <= self._journal.seq:  # later entries are read next time
                self._recent_taps.add_entry(entry)

    def _to_answer(
        self, answer: Decision, moment: Moment, seq: int | None = None
    ) -> DoorAnswer:
        offline = answer.greeting is Greeting.OK and self._is_offline(moment)
        person = answer.person
        spoken = answer.language or self._parts.language
        language = person.language if person else spoken
        texts = self._parts.texts
        return DoorAnswer(
            greeting=answer.greeting,
            signal=signal_of(answer.greeting),
            text=texts.answer(answer, DANISH, offline=offline),
            language=language,
            own_text=texts.answer(answer, language, offline=offline),
            person=_name(person),
            at=instant(moment.wall_ns),
            seq=seq,
        )

    def _is_offline(self, moment: Moment) -> bool:
        """Check again before it is said: a receipt may have come in the meantime."""
        seemed = self._status is StaffStatus.OFFLINE
        return seemed and self._current_status(moment) is StaffStatus.OFFLINE

    def _count_round(self, moment: Moment) -> None:
        vitals, before = self._parts.counters, self._stepped_ns
        if before is not None:
            vitals.rounds.add(moment.boot_ns - before)
        self._stepped_ns = moment.boot_ns
        vitals.listening = self._parts.reader.state == OK
        self._parts.counters_file.write_if_due(vitals, moment.boot_ns)

    def _update_staff_light(self, moment: Moment) -> None:
        was, self._reader_state = self._reader_state, self._parts.reader.state
        as_before = self._reader_state == was and self._parts.heartbeats.can_write
        if moment.boot_ns < self._status_at and as_before:
            return
        self._status_at = moment.boot_ns + STATUS_EVERY_NS
        status = self._current_status(moment)
        if status is not self._status:
            self._status = status
            self._parts.lights.status(status)

    def _current_status(self, moment: Moment) -> StaffStatus:
        if self._parts.reader.state != OK or not self._parts.heartbeats.can_write:
            return StaffStatus.DEGRADED
        if not self._parts.has_central:
            return StaffStatus.WELL
        try:
            receipt = self._parts.journal.latest_receipt()
        except JournalUnavailable as error:
            self._parts.heartbeats.journal_failed(moment, error)
            return StaffStatus.DEGRADED
        if is_offline(receipt, moment.wall_ns):
            return StaffStatus.OFFLINE
        return StaffStatus.WELL


def tap_of(tapped: Tapped, roster: Roster) -> contents.Tap:
    """Return the entry of a tap; it names the cards beside if central reads that."""
    card = tapped.card
    beside = tuple(str(other.uid) for other in tapped.beside)[: contents.BESIDE_MAX]
    return contents.Tap(
        uid=str(card.uid),
        atqa=card.atqa,
        sak=card.sak,
        beside=beside if beside and TAP_BESIDE in roster.reads else UNSET,
    )


def _without_card(greeting: Greeting, moment: Moment) -> Decision:
    clock_trusted = moment.clock is ClockState.SYNCED
    return Decision(
        greeting=greeting,
        person=None,
        at=instant(moment.wall_ns),
        clock_trusted=clock_trusted,
    )


def _name(person: Person | None) -> str | None:
    return person.name if person else None
