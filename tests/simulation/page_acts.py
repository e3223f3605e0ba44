"""What a coordinator does at the door's page: writes, errs, undoes, is interrupted."""

from datetime import UTC, date, datetime, time
from functools import partial

from kiosk.journal.contents import Arrival, Entry, Notice, Reason
from kiosk.look.danish import numeric
from tests.simulation.truth import Key, Session, clock_of, ns_at
from tests.simulation.world import World

SATURDAY = 5
CAME, TOLD, STAYED_AWAY = "/kom", "/meldt", "/ikke-moedt"
SLIPS_SHARE = 0.25


def writes_arrival(world: World, door: str, session: Session, came: int) -> bool:
    """Write at the page that somebody came without a card; say whether it was."""
    if world.dice.random() >= world.page_share:
        at = datetime.fromtimestamp(came, tz=UTC)
        return world.write(
            door, Arrival(person=session.person, at=at, by="Mette", why="glemt kort")
        )
    page = world.coordinator(door)
    if page is None:
        return False
    written = page.write(
        CAME,
        twice=_clicks_twice(world),
        person=session.person,
        naar="tid",
        tid=clock_of(came),
        dato=numeric(session.day),
        hvorfor="Glemte kortet",
    )
    world.counted["page: came without a card"] += bool(written)
    return _one_of("arrival", written) is not None


def writes_notice(world: World, door: str, session: Session, told: int) -> bool:
    """Write at the page that somebody told they would not come."""
    if world.dice.random() >= world.page_share:
        return _writes_notice_below_the_page(world, door, session, told)
    page = world.coordinator(door)
    if page is None:
        return False
    day = numeric(session.day)
    before = told <= session.start
    by_button = world.dice.random() < 0.5 and page.has_field(TOLD, "meldt")
    when = {"meldt": "foer" if before else "efter"} if by_button else {"meldt": "tid"}
    written = page.write(
        TOLD,
        twice=_clicks_twice(world),
        person=session.person,
        grund="ill",
        fra=day,
        til=day,
        ringet="" if by_button else clock_of(told),
        ringet_dato=day,
        **when,
    )
    entry = _one_of("notice", written)
    if entry is None:
        return False
    world.counted[f"page: told {'before' if before else 'after'}"] += 1
    if before:
        world.truth.told_before[session.person, session.day] = _key(world, door, entry)
    return True


def _writes_notice_below_the_page(
    world: World, door: str, session: Session, told: int
) -> bool:
    notice = Notice(
        person=session.person,
        first=session.day,
        last=session.day,
        reason=Reason.ILL,
        reported_at=datetime.fromtimestamp(told, tz=UTC),
        by="Mette",
    )
    if not world.write(door, notice):
        return False
    terminal, place = world.terminals[door], (session.person, session.day)
    if told <= session.start:
        seq = terminal.last_seq()
        key = terminal.device, terminal.journal.chain, seq
        world.truth.told_before[place] = key
    return True


def plan_slips(world: World, day: date) -> None:
    """Draw what a coordinator writes about the wrong person on a date."""
    if day.weekday() >= SATURDAY or world.dice.random() > SLIPS_SHARE:
        return
    when = ns_at(day, time(8, world.dice.randint(16, 50)))
    person = world.dice.choice(list(world.cards))
    door = world.dice.choice(world.doors)
    world.at(when, partial(_slip, world, door, person, day))


def _slip(world: World, door: str, person: str, day: date) -> None:
    """Write of the wrong person that they are ill or did not come, and undo it."""
    page = world.coordinator(door)
    if page is None:
        return
    if world.dice.random() < 0.5:
        written = page.write(
            TOLD, person=person, grund="ill", meldt="foer", ringet="07.30"
        )
        entry = _one_of("notice", written)
    else:
        written = page.write(STAYED_AWAY, person=person, dato=numeric(day))
        entry = _one_of("no_show", written)
        if entry is not None:
            world.truth.said_away.add((person, day))
    if entry is None:
        return
    world.counted["page: about the wrong person"] += 1
    if world.dice.random() < 0.3:
        world.counted["page: interrupted before undo"] += 1
        world.after(15, partial(_undo, world, door, entry))
    else:
        _undo(world, door, entry)


def _undo(world: World, door: str, entry: Entry) -> None:
    page = world.coordinator(door)
    if page is None or world.terminals[door].last_seq() < entry.seq:
        return
    if _one_of("void", page.undo(entry.seq)) is not None:
        world.counted["page: undone"] += 1


def _clicks_twice(world: World) -> bool:
    twice = world.dice.random() < 0.15
    world.counted["page: clicked twice"] += twice
    return twice


def _one_of(kind: str, entries: list[Entry]) -> Entry | None:
    """Give the only entry of that kind; two are a click that counted twice."""
    found = [entry for entry in entries if entry.kind == kind]
    assert len(found) <= 1, f"written twice: {found}"
    return found[0] if found else None


def _key(world: World, door: str, entry: Entry) -> Key:
    terminal = world.terminals[door]
    return terminal.device, terminal.journal.chain, entry.seq
