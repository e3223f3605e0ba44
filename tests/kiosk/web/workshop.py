"""A small workshop to try the page on: a roster, a journal and a clock of its own."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from html import unescape
from pathlib import Path

import msgspec
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from firmware.clock import ManualClock
from firmware.moment import ClockState
from kiosk.journal.chain import Journal
from kiosk.journal.contents import (
    Content,
    Entry,
    Heartbeat,
    Kind,
    Look,
    Stretch,
    Tap,
    decode_content,
)
from kiosk.look.danish import at, read_time
from kiosk.roster.roster import (
    CardHolding,
    ClosedDay,
    ExpectedSession,
    NoticeDays,
    Person,
    Roster,
    RosterSite,
    StaffMember,
    store_roster,
)
from kiosk.settings import KioskSettings
from kiosk.web.app import create_app
from kiosk.web.auth.hashing import hash_secret

TUESDAY = date(2026, 11, 3)
PIN = "2468"
HEARTBEATS = {Kind.HEARTBEAT, Kind.START, Kind.STOP, Kind.ANCHOR}


@cache
def pin_hash() -> str:
    """Hash the one PIN of all staff here, once."""
    return hash_secret(PIN)


def local(text: str, a_date: date = TUESDAY) -> datetime:
    """Read a time of the wall clock in the workshop: `local("08.10")`."""
    return at(a_date, read_time(text))


def make_person(name: str, **more: object) -> Person:
    """Make a person whose id is made of the name."""
    given: dict[str, object] = {
        "id": name.lower().replace(" ", "-"),
        "name": name,
        "team": "Grønt hold",
        "language": "da",
        "first_name_shown": False,
        "first_day": None,
    }
    return msgspec.convert({**given, **more}, Person)


def make_card(person: Person, uid: str, *, blocked: bool = False) -> CardHolding:
    """Give the person that card, long ago."""
    return CardHolding(
        uid=uid,
        person=person.id,
        start=local("08.00", date(2026, 1, 5)),
        end=None,
        blocked=blocked,
    )


def make_session(
    person: Person, start: str = "08.15", end: str = "14.30", a_date: date = TUESDAY
) -> ExpectedSession:
    """Expect the person."""
    return ExpectedSession(
        person=person.id, start=local(start, a_date), end=local(end, a_date)
    )


ANNA = make_person("Anna Holm")
BENT = make_person("Bent Krogh", team="Blåt hold")
CARLA = make_person("Carla Ørsted")
DAN = make_person("Dan Friis")
UIDS = {"Anna Holm": "04a1a2a3a4a5a6", "Bent Krogh": "04b1b2b3b4b5b6"}
STRANGE = "04c1c2c3c4c5c6"


def make_roster(  # noqa: PLR0913 - a builder whose arguments all have defaults
    people: Sequence[Person] = (ANNA, BENT, CARLA),
    *,
    expected: Sequence[ExpectedSession] | None = None,
    cards: Sequence[CardHolding] | None = None,
    notified: Sequence[NoticeDays] = (),
    closed: Sequence[ClosedDay] = (),
    staff: Sequence[str | StaffMember] = ("Mette Lund", "Ole Bach"),
    made_at: datetime | None = None,
) -> Roster:
    """Make a roster in which all are expected at 08.15 this Tuesday."""
    if expected is None:
        expected = [make_session(person) for person in people]
    if cards is None:
        cards = [
            make_card(person, UIDS[person.name])
            for person in people
            if person.name in UIDS
        ]
    return Roster(
        format=1,
        site=RosterSite(id="s", name="Citykorpset", phone="12 34 56 78", language="da"),
        made_at=made_at or local("06.00"),
        tolerance_min=5,
        early_min=180,
        first=TUESDAY - timedelta(days=1),
        last=TUESDAY + timedelta(days=7),
        people=tuple(people),
        cards=tuple(cards),
        expected=tuple(expected),
        closed=tuple(closed),
        notified=tuple(notified),
        staff=tuple(
            one
            if isinstance(one, StaffMember)
            else StaffMember(name=one, role="koordinator", pin_hash=pin_hash())
            for one in staff
        ),
    )


def clock_at(text: str, a_date: date = TUESDAY) -> ManualClock:
    """Make a clock that stands at that time."""
    seconds = int(local(text, a_date).timestamp())
    return ManualClock(wall_ns=seconds * 10**9, boot_ns=10**13, boot_id=b"b" * 16)


class Workshop:
    """One data folder with a terminal that writes in it and a page that reads it."""

    def __init__(
        self, folder: Path, roster: Roster | None = None, *, goodbye_taps: bool = False
    ) -> None:
        self.settings = KioskSettings(
            device="door-1", data_dir=str(folder), goodbye_taps=goodbye_taps
        )
        self.clock = clock_at("08.10")
        self.write_roster(roster or make_roster())
        self.terminal = Journal.open(self.settings.journal_path, device="door-1")
        self.app = self.new_page()

    def new_page(self) -> Flask:
        """Start the page, as after a restart."""
        app = create_app(self.settings, clock=self.clock)
        app.testing = True
        return app

    def write_roster(self, roster: Roster) -> None:
        """Bring a new roster, as the uplink does."""
        store_roster(self.settings.roster_path, msgspec.json.encode(roster))

    def write(self, content: Content) -> Entry:
        """Write an entry, as the terminal does."""
        return self.terminal.append(content, self.clock.now())

    def tap(self, uid: str) -> Entry:
        """Hold a card to the reader."""
        return self.write(Tap(uid=uid))

    def beat(self, reader: str = "ok") -> Entry:
        """Let the terminal say that it lives."""
        return self.write(Heartbeat(listened=(), reader=reader))

    def listen(self, minutes: int) -> Entry:
        """Let the terminal say that it listened for so many minutes until now."""
        now = self.clock.now()
        stretch = Stretch(
            from_boot_ns=now.boot_ns - minutes * 60 * 10**9, to_boot_ns=now.boot_ns
        )
        return self.write(Heartbeat(listened=(stretch,)))

    def stand_at(self, text: str) -> None:
        """Let time go on to that hour."""
        now = datetime.fromtimestamp(self.clock.now().wall_ns // 10**9, UTC)
        self.clock.advance((local(text) - now).total_seconds())

    def written(self) -> list[Content]:
        """Give all that stands in the journal but signs of life and looks."""
        return [one for one in self._all() if not isinstance(one, Look)]

    def looks(self) -> list[Look]:
        """Give who looked at a page about whom."""
        return [one for one in self._all() if isinstance(one, Look)]

    def newest(self) -> str:
        """Number what was written last, as a form names it."""
        last = self.terminal.last()
        return str(last.seq if last else 0)

    def _all(self) -> list[Content]:
        return [
            decode_content(entry.kind, entry.content)
            for entry in self.terminal.after(0, 1000)
            if entry.kind not in HEARTBEATS and entry.content is not None
        ]

    def uncertain(self) -> None:
        """Let the clock lose its word."""
        now = self.clock.now()
        self.clock.set_wall_ns(now.wall_ns, ClockState.UNSYNCED)

    def browser(self, name: str | None = "Mette Lund") -> "Browser":
        """Open a browser, logged in unless the name is None."""
        browser = Browser(self.app.test_client())
        if name is not None:
            answer = browser.log_in(name)
            assert (answer.status_code, answer.location) == (303, "/")
        return browser


class Browser:
    """A client that fills forms as a browser does: hidden fields and all."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str) -> TestResponse:
        """Open a page."""
        return self.client.get(path)

    def see(self, path: str = "/") -> str:
        """Open a page and read it, spaces made single."""
        return words(self.get(path))

    def log_in(self, name: str, pin: str = PIN) -> TestResponse:
        """Log in."""
        return self.submit("/login", "/login", name=name, pin=pin)

    def hidden(self, page: str) -> dict[str, str]:
        """Take the hidden fields of a page's last form."""
        html = self.client.get(page).text
        found = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', html)
        return dict(found)

    def submit(self, page: str, action: str, **typed: str) -> TestResponse:
        """Open a page and send a form of it."""
        return self.send(action, {**self.hidden(page), **typed})

    def send(self, action: str, fields: dict[str, str]) -> TestResponse:
        """Send a form that was opened before."""
        fields = {key: value for key, value in fields.items() if key != "seq"} | (
            {"seq": fields["seq"]} if action == "/fortryd" else {}
        )
        return self.client.post(action, data=fields)


def words(answer: TestResponse) -> str:
    """Read what a page says: tags out, spaces made single."""
    body = re.sub(r"<(script|head|title)\b.*?</\1>", " ", answer.text, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", body)).split())


def utc(text: str) -> datetime:
    """Read an instant."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
