"""The terminal as one step, to be taken again and again.

What happened is written before any lamp lights: journal first, answer second.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from firmware.clock import Clock
from firmware.moment import ClockState, Moment
from firmware.reader import SeenCard
from firmware.signals import Signal, StaffStatus
from firmware.taps import EMPTY, TapEvent, Tapped, follow
from kiosk.door.answer import (
    EARLIER_NS,
    Asked,
    answer_to,
    is_offline,
    remembers_since_ns,
)
from kiosk.door.decide import (
    Answer,
    Greeting,
    signal_of,
)
from kiosk.door.heartbeat import Pulse
from kiosk.door.reader_supervisor import OK, ReaderWatch
from kiosk.door.recent_taps import KINDS, Earlier
from kiosk.door.texts import DANISH, Texts
from kiosk.door.verdict import Verdict
from kiosk.errors import JournalUnavailable
from kiosk.host.counters import Vitals, VitalsFile
from kiosk.host.local_time import instant
from kiosk.journal import contents
from kiosk.journal.chain import Journal
from kiosk.roster.roster import Person
from kiosk.roster.watch import WatchedRoster
from kiosk.settings import Language

NS_PER_SECOND = 10**9
STATUS_EVERY_NS = 5 * NS_PER_SECOND
PAGE_ENTRIES = 500
URGENT_LAST = (Signal.GREEN, Signal.WHITE, Signal.BLUE)


class Lamps(Protocol):
    """What the station needs of the lights."""

    def show(self, signal: Signal) -> None:
        """Answer whoever stands at the door."""

    def status(self, status: StaffStatus) -> None:
        """Tell the staff how the terminal is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a station works with.

    Attributes:
        has_central: entries are to be sent somewhere; without, nothing is offline.
        language: what is spoken to a card that is nobody's.
        told: hears every verdict, after the light.
        alive: is called at the end of every step while the journal takes entries,
            for a watchdog.
        goodbye_taps: people hold the card when they leave, too.
        vitals: what is counted, and where that is told.
    """

    clock: Clock
    watch: ReaderWatch
    pulse: Pulse
    journal: Journal
    lights: Lamps
    roster: WatchedRoster
    texts: Texts
    has_central: bool
    language: Language
    told: Callable[[Verdict], None]
    alive: Callable[[], None]
    goodbye_taps: bool = False
    vitals: Vitals = field(default_factory=Vitals)
    vitals_file: VitalsFile = field(default_factory=lambda: VitalsFile(None))


class Station:
    """The terminal at the door. Call `step` about 20 times a second."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._with = surroundings
        self._presence = EMPTY
        self._earlier = Earlier()
        self._seen: tuple[bytes, int] | None = None
        self._status: StaffStatus | None = None
        self._status_at = 0
        self._reader = ""
        self._stepped_ns: int | None = None

    def step(self) -> None:
        """Do what is due, then look at the reader once and answer."""
        self._with.roster.refresh()
        moment = self._with.clock.now()
        pulse, watch = self._with.pulse, self._with.watch
        due = pulse.beat_is_due(moment)
        watch.check(moment.boot_ns, can_write=pulse.can_write, now=due)
        pulse.write_due(moment, watch.state)
        reading = watch.poll(self._with.clock.now().boot_ns)
        self._presence, events = follow(self._presence, reading)
        if events:
            self._answer(events, self._with.clock.now())
        self._tell_staff(moment)
        self._count_round(moment)
        if pulse.can_write:
            self._with.alive()

    def stop(self, why: str) -> None:
        """Write down what was heard and that we stop."""
        moment = self._with.clock.now()
        pulse = self._with.pulse
        self._with.watch.check(moment.boot_ns, can_write=pulse.can_write, now=True)
        pulse.stop(moment, self._with.watch.state, why)

    def _answer(self, events: tuple[TapEvent, ...], moment: Moment) -> None:
        verdicts = [self._verdict(event, moment) for event in events]
        signals = {verdict.signal for verdict in verdicts}
        self._with.lights.show(max(signals, key=URGENT_LAST.index))
        for verdict in verdicts:
            self._with.told(verdict)

    def _verdict(self, event: TapEvent, moment: Moment) -> Verdict:
        if not isinstance(event, Tapped):
            self._with.vitals.unread += 1
            return self._say(_without_card(Greeting.TRY_AGAIN, moment), moment)
        try:
            return self._register(event.card, moment)
        except JournalUnavailable as error:
            self._with.vitals.refused += 1
            self._with.pulse.failed(moment, error)
            return self._say(_without_card(Greeting.READER_DOWN, moment), moment)

    def _register(self, card: SeenCard, moment: Moment) -> Verdict:
        """Decide, write, and only then say it."""
        self._catch_up(moment)
        answer = self._decide(card, moment)
        tap = contents.Tap(uid=str(card.uid), atqa=card.atqa, sak=card.sak)
        begun_ns = self._with.clock.now().boot_ns
        written = self._with.journal.append(tap, moment)
        vitals = self._with.vitals
        vitals.commits.saw(self._with.clock.now().boot_ns - begun_ns)
        vitals.taps += 1
        self._with.pulse.wrote()
        return self._say(answer, moment, seq=written.seq)

    def _decide(self, card: SeenCard, moment: Moment) -> Answer:
        sure = moment.clock is ClockState.SYNCED
        return answer_to(
            Asked(uid=card.uid, at=instant(moment.wall_ns), sure=sure),
            roster=self._with.roster.current,
            earlier=self._earlier,
            goodbye_taps=self._with.goodbye_taps,
        )

    def _catch_up(self, moment: Moment) -> None:
        """Learn what was written since, here or on the page."""
        journal = self._with.journal
        if self._seen is None or self._seen[0] != journal.chain:
            self._seen = self._read_back(moment)
            return
        chain, seq = self._seen
        while new := journal.after(seq, PAGE_ENTRIES):
            for each in new:
                self._earlier.see(each)
            seq = new[-1].seq
        self._seen = chain, seq

    def _read_back(self, moment: Moment) -> tuple[bytes, int]:
        journal = self._with.journal
        last = journal.last()
        self._earlier = Earlier()
        since = remembers_since_ns(self._with.roster.current, moment.wall_ns)
        for old in journal.entries_of_day(since, moment.wall_ns + EARLIER_NS, KINDS):
            self._earlier.see(old)
        return journal.chain, last.seq if last else 0

    def _say(self, answer: Answer, moment: Moment, seq: int | None = None) -> Verdict:
        offline = answer.greeting is Greeting.OK and self._is_offline(moment)
        person = answer.person
        language = person.language if person else self._with.language
        texts = self._with.texts
        return Verdict(
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
        """Look again before it is told: a receipt may have come since the last look."""
        seemed = self._status is StaffStatus.OFFLINE
        return seemed and self._judge(moment) is StaffStatus.OFFLINE

    def _count_round(self, moment: Moment) -> None:
        vitals, before = self._with.vitals, self._stepped_ns
        if before is not None:
            vitals.rounds.saw(moment.boot_ns - before)
        self._stepped_ns = moment.boot_ns
        vitals.listening = self._with.watch.state == OK
        self._with.vitals_file.tell(vitals, moment.boot_ns)

    def _tell_staff(self, moment: Moment) -> None:
        was, self._reader = self._reader, self._with.watch.state
        as_before = self._reader == was and self._with.pulse.can_write
        if moment.boot_ns < self._status_at and as_before:
            return
        self._status_at = moment.boot_ns + STATUS_EVERY_NS
        status = self._judge(moment)
        if status is not self._status:
            self._status = status
            self._with.lights.status(status)

    def _judge(self, moment: Moment) -> StaffStatus:
        if self._with.watch.state != OK or not self._with.pulse.can_write:
            return StaffStatus.DEGRADED
        if not self._with.has_central:
            return StaffStatus.WELL
        try:
            receipt = self._with.journal.latest_receipt()
        except JournalUnavailable as error:
            self._with.pulse.failed(moment, error)
            return StaffStatus.DEGRADED
        if is_offline(receipt, moment.wall_ns):
            return StaffStatus.OFFLINE
        return StaffStatus.WELL


def _without_card(greeting: Greeting, moment: Moment) -> Answer:
    sure = moment.clock is ClockState.SYNCED
    return Answer(greeting=greeting, person=None, at=instant(moment.wall_ns), sure=sure)


def _name(person: Person | None) -> str | None:
    return person.name if person else None
