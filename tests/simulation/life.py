"""What people do on a date: some come, late or in time, some are ill, some forget."""

import itertools
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from kiosk.journal.contents import (
    Card,
    Content,
    Delay,
    EntryId,
    NoShow,
    Resolution,
    Void,
)
from server_sync.central.facts import statements
from tests.simulation.centrals import SITE, TOWN
from tests.simulation.clocks import NS
from tests.simulation.page_acts import plan_slips, writes_arrival, writes_notice
from tests.simulation.strangers import plan_strangers
from tests.simulation.truth import Came, Heard, Session
from tests.simulation.world import World

SPARE_CARD = "0899aa"
SATURDAY = 5
DAY_SECONDS = 86400
TOLD_ANEW_SHARE = 0.08


def plan_day(world: World, day: date) -> None:
    """Draw what everybody does on a date."""
    if day.weekday() >= SATURDAY:
        return
    for person in world.cards:
        _Day(world, world.session(person, day)).plan()
    plan_strangers(world, day)
    plan_slips(world, day)


def plan_hours(world: World, first: date, days: int) -> None:
    """Draw whose hours of a date are told by themselves, in time or too late."""
    for number, person in itertools.product(range(days), world.cards):
        day = first + timedelta(days=number)
        if day.weekday() >= SATURDAY or world.dice.random() > TOLD_ANEW_SHARE:
            continue
        session = world.session(person, day)
        told = session.start + world.dice.randrange(-DAY_SECONDS, DAY_SECONDS)
        world.central.tell_hours(session, told)
        if told > session.start:
            world.counted["hours told too late"] += 1
            world.truth.not_told.add((person, day))


class _Day:
    """One person's session."""

    def __init__(self, world: World, session: Session) -> None:
        self.world, self.session, self.dice = world, session, world.dice
        self.name = world.doors[0 if world.dice.random() < 0.75 else -1]

    def plan(self) -> None:
        roll = self.dice.random()
        for share, does in (
            (0.55, self.in_time),
            (0.70, self.late),
            (0.78, self.ill),
            (0.86, self.forgets),
            (0.92, self.new_card),
            (1.00, self.away),
        ):
            if roll < share:
                does()
                return

    def in_time(self) -> None:
        roll, start = self.dice.random(), self.session.start
        seconds = start - self.dice.randrange(0, 3000)
        if roll < 0.1:
            seconds = start - self.dice.randrange(6000, 10000)
        elif roll < 0.3:
            seconds = start + self.dice.choice((0, 1, 60, 299, 300))
        self._comes(seconds, self.world.cards[self.session.person])

    def late(self) -> None:
        late = self.dice.choice((301, 302, self.dice.randrange(302, 6000)))
        self.world.counted["came late"] += 1
        self._comes(self.session.start + late, self.world.cards[self.session.person])

    def ill(self) -> None:
        told = self.session.start + self.dice.randrange(-5000, 5000)
        self._at(told, self._say_ill)
        if self.dice.random() < 0.4:
            self.world.counted["told, and came after all"] += 1
            came = told + self.dice.randrange(600, 9000)
            self._at(came, lambda: self._holds(self.world.cards[self.session.person]))

    def forgets(self) -> None:
        came = self.session.start - self.dice.randrange(0, 1500)
        self._at(came + self.dice.randrange(60, 1200), lambda: self._by_hand(came))

    def new_card(self) -> None:
        uid = f"{SPARE_CARD}{self.dice.randbytes(4).hex()}"
        seconds = self.session.start - self.dice.randrange(0, 1500)
        self._at(seconds, lambda: self._holds(uid))
        self.world.counted["new card"] += 1
        self._at(
            seconds + self.dice.randrange(1800, 100_000), lambda: self._explain(uid)
        )

    def away(self) -> None:
        self.world.counted["stayed away"] += 1
        if self.dice.random() < 0.5:
            self._at(self.session.end + 600, self._confirm_no_show)

    def _holds(self, uid: str) -> None:
        self.world.arrive(self.session, self._door(), uid)

    def _comes(self, seconds: int, uid: str) -> None:
        self._at(seconds, lambda: self._holds(uid))
        if self.dice.random() < 0.2:
            self.world.counted["came twice"] += 1
            again = seconds + self.dice.randrange(30, 9000)
            self._at(again, lambda: self._again(uid))
        if self.dice.random() < 0.08:
            self._at(self.session.start + 4000, self._wrong_no_show)
        if self.dice.random() < 0.15:
            self._at(seconds + 3000, self._note_delay)

    def _again(self, uid: str) -> None:
        terminal = self.world.terminals[self._door()]
        came = self.world.truth.came.get(self._place())
        if came is not None and came.heard is not None:
            self.world.tap(terminal, uid)

    def _by_hand(self, came: int) -> None:
        """Staff write that somebody came without a card, at the door or at central."""
        door = self._door()
        if writes_arrival(self.world, door, self.session, came):
            mine = Came(session=self.session, first=came, by_hand=True)
            if door in self.world.truth.strayed:
                mine.excused = "written on a card that has a copy"
            self.world.truth.came[self._place()] = mine
            return
        with self.world.central.writing() as connection:
            statements.add_arrival(
                connection,
                person=self.session.person,
                site=SITE,
                arrived=came,
                provenance=self.world.central.said(why="glemt kort"),
            )

    def _say_ill(self) -> None:
        """Somebody rings: staff write it at the door or at central."""
        now, day = self.world.true.seconds, self.session.day
        self.world.counted["notice"] += 1
        if self.dice.random() < 0.5 and writes_notice(
            self.world, self._door(), self.session, now
        ):
            return
        with self.world.central.writing() as connection:
            statements.add_notice(
                connection,
                person=self.session.person,
                first=day,
                last=day,
                reason="ill",
                reported_at=now,
                provenance=self.world.central.said(),
            )

    def _explain(self, uid: str) -> None:
        """A person says whose the new card was, in one of three ways."""
        came = self.world.truth.came.get(self._place())
        heard = came.heard if came else None
        if heard is None:
            return
        at = moment(self.world.true.seconds)
        about, person = entry_id(heard), self.session.person
        start = moment(self.session.start - 100_000)
        content: Content = Resolution(about=about, person=person, by="Mette", at=at)
        if self.dice.random() < 0.4:
            self.world.counted["card dated back"] += 1
            content = Card(
                uid=uid, person=person, start=start, end=None, by="Mette", at=at
            )
        else:
            self.world.counted["resolution"] += 1
        self._state(content)

    def _state(self, content: Content) -> None:
        if self.dice.random() < 0.6 and self.world.write(self._door(), content):
            return
        said = self.world.central.said()
        with self.world.central.writing() as connection:
            match content:
                case Card():
                    statements.assign_card(
                        connection,
                        card=content.uid,
                        person=content.person,
                        start=int(content.start.timestamp()),
                        provenance=said,
                    )
                case Resolution():
                    statements.add_resolution(
                        connection,
                        municipality=TOWN,
                        about=name_of(content.about),
                        person=content.person,
                        provenance=said,
                    )
                case Void():
                    statements.add_void(
                        connection,
                        municipality=TOWN,
                        about=name_of(content.about),
                        provenance=said,
                    )
                case _:
                    pass

    def _confirm_no_show(self) -> None:
        now = moment(self.world.true.seconds)
        self.world.write(
            self._door(),
            NoShow(
                person=self.session.person, date=self.session.day, by="Karen", at=now
            ),
        )

    def _wrong_no_show(self) -> None:
        """A named person errs, and takes it back later."""
        terminal = self.world.terminals[self._door()]
        self._confirm_no_show()
        last = terminal.journal.last() if terminal.runs else None
        if last is None or last.kind != "no_show":
            return
        self.world.counted["void"] += 1
        about = EntryId(
            device=terminal.device, chain=terminal.journal.chain.hex(), seq=last.seq
        )
        now = self.world.true.seconds + 4000
        void = Void(about=about, by="Karen", at=moment(now), why="en fejl")
        self._at(now, lambda: self._state(void))

    def _note_delay(self) -> None:
        came = self.world.truth.came.get(self._place())
        if came and came.heard:
            at = moment(self.world.true.seconds)
            about = entry_id(came.heard)
            self.world.write(
                self._door(), Delay(about=about, reason="bus", by="Mette", at=at)
            )

    def _door(self) -> str:
        stolen = self.world.terminals[self.name].stolen
        return self.world.doors[0] if stolen else self.name

    def _place(self) -> tuple[str, date]:
        return self.session.person, self.session.day

    def _at(self, seconds: int, happens: Callable[[], None]) -> None:
        self.world.at(seconds * NS, happens)


def moment(seconds: int) -> datetime:
    """Give an instant as an entry's content says it."""
    return datetime.fromtimestamp(seconds, tz=UTC)


def entry_id(heard: Heard) -> EntryId:
    """Name the entry of a tap."""
    device, chain, seq = heard.key
    return EntryId(device=device, chain=chain.hex(), seq=seq)


def name_of(about: EntryId) -> str:
    """Name an entry as central does."""
    return f"{about.device}/{about.chain}/{about.seq}"
