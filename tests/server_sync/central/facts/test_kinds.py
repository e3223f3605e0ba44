"""The table of fact kinds fits the journal, the database, the words and the queue."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from kiosk.journal import contents
from kiosk.journal.contents import CONTENTS, Content, EntryId, Kind
from kiosk.look import words
from server_sync.central.db import tables
from server_sync.central.facts.kinds import BY_CONTENT, KINDS, FactKind, Scope, Unit
from server_sync.central.facts.provenance import Provenance
from tests.server_sync.central.evidence.case_of_alice import TUESDAY, town
from tests.server_sync.central.world import (
    DEVICE,
    MONDAY,
    SITE,
    TOWN,
    PaperJournal,
    at,
    send,
)

SEEN_BY_THE_TERMINAL = {
    *(Kind.TAP, Kind.CHECK_IN, Kind.HEARTBEAT),
    *(Kind.ANCHOR, Kind.START, Kind.STOP),
}
OF_EVERY_FACT = {*Provenance(by="", at=0).columns("any"), "municipality"}
STATED = {"by", "at", "why"}


def ids(kind: FactKind) -> str:
    """Name a kind in the report of the tests."""
    return kind.name


def test_every_kind_that_people_write_in_the_journal_is_in_the_table() -> None:
    """A kind that is missing would be receipted, and never become a fact."""
    of_people = {str(kind) for kind in Kind} - SEEN_BY_THE_TERMINAL

    assert {kind.name for kind in BY_CONTENT.values()} == of_people
    assert all(BY_CONTENT[CONTENTS[Kind(name)]].name == name for name in of_people)


@pytest.mark.parametrize("kind", KINDS.values(), ids=ids)
def test_every_column_of_a_fact_is_filled(kind: FactKind) -> None:
    """From the content where the journal tells of it; nothing of it is dropped."""
    own = {column.name for column in kind.table.columns} - OF_EVERY_FACT
    if kind.content is not None:
        assert {source.column for source in kind.columns} == own - {"site"}
        used = {source.field for source in kind.columns}
        used |= {field for field in (kind.stated_at, kind.why) if field is not None}
        assert used | {"by"} == set(kind.content.__struct_fields__)
    if kind.when is not None:
        named = {kind.when.first, kind.when.last} - {None}
        assert named <= own | OF_EVERY_FACT


@pytest.mark.parametrize("kind", KINDS.values(), ids=ids)
def test_the_scope_of_a_kind_finds_the_columns_it_needs(kind: FactKind) -> None:
    """Who is judged again is read from the row, so the row must say it."""
    needed = {
        Scope.NOTHING: set(),
        Scope.COURSE: set(),
        Scope.COURSE_WHEN: {"course"},
        Scope.PERSON_WHEN: {"person"},
        Scope.SITE_WHEN: {"site", "person"},
        Scope.TAPS_OF_CARD: {"card"},
        Scope.SUBJECT: {"about"},
    }[kind.scope]

    assert needed <= {column.name for column in kind.table.columns}
    assert (kind.scope is Scope.SUBJECT) == (kind.when is None)
    assert (kind.when is not None and kind.when.unit is Unit.DATES) == (
        kind.name in {"course", "course_end", "plan", "exception", "notice", "no_show"}
    )


def test_every_kind_has_its_words() -> None:
    """On pages and in evidence, and where a prompt says what made the difference."""
    judged = {kind.name for kind in KINDS.values() if kind.scope is not Scope.NOTHING}

    assert set(words.FACT) == set(KINDS)
    assert judged <= set(words.FACT_CAME)


def whole(text: str) -> datetime:
    """Read an instant as an entry says it, with a fraction that is cut off."""
    return datetime.fromisoformat(text).replace(microsecond=900_000, tzinfo=UTC)


ABOUT = EntryId(device=DEVICE, chain=bytes(range(16)).hex(), seq=1)
WHO = {"by": "Mette"}
NOON, ONE = whole("2026-11-23T11:00:00"), whole("2026-11-23T12:00:00")
TWO, LATER = whole("2026-11-23T13:00:00"), whole("2026-11-24T11:00:00")
KEY = f"{DEVICE}/{bytes(range(16)).hex()}"
WRITTEN: dict[Content, dict[str, object]] = {
    contents.Arrival(person="alice", at=NOON, why="forgot", delay="bus", **WHO): {
        "person": "alice",
        "site": SITE,
        "arrived": at("12:00"),
        "delay": "bus",
        "at": at("16:00"),
        "why": "forgot",
    },
    contents.Notice(
        person="alice",
        first=MONDAY,
        last=TUESDAY,
        reason=contents.Reason.DOCTOR,
        reported_at=ONE,
        note="phoned",
        **WHO,
    ): {
        "person": "alice",
        "first": MONDAY,
        "last": TUESDAY,
        "reason": "doctor",
        "reported_at": at("13:00"),
        "at": at("16:00"),
        "why": "phoned",
    },
    contents.NoShow(person="bob", date=TUESDAY, at=ONE, why="called", **WHO): {
        "person": "bob",
        "date": TUESDAY,
        "at": at("13:00"),
        "why": "called",
    },
    contents.Card(uid="99887766", person="bob", start=NOON, end=LATER, at=ONE, **WHO): {
        "card": "99887766",
        "person": "bob",
        "start": at("12:00"),
        "until": at("12:00", TUESDAY),
        "at": at("13:00"),
        "why": "",
    },
    contents.Newcomer(uid="55667788", name="Carl", start=NOON, at=ONE, **WHO): {
        "site": SITE,
        "card": "55667788",
        "name": "Carl",
        "start": at("12:00"),
        "at": at("13:00"),
        "why": "",
    },
    contents.Welcome(
        person="bob",
        language="uk",
        first_name_shown=False,
        informed_at=NOON,
        at=TWO,
        **WHO,
    ): {
        "person": "bob",
        "language": "uk",
        "first_name_shown": False,
        "informed_at": at("12:00"),
        "at": at("14:00"),
        "why": "",
    },
    contents.Look(person="bob", at=ONE, **WHO): {
        "person": "bob",
        "at": at("13:00"),
        "why": "",
    },
    contents.Delay(about=ABOUT, reason="snow", at=ONE, **WHO): {
        "about": f"{KEY}/1",
        "at": at("13:00"),
        "why": "snow",
    },
    contents.Resolution(about=ABOUT, person="bob", at=ONE, **WHO): {
        "about": f"{KEY}/1",
        "person": "bob",
        "at": at("13:00"),
        "why": "",
    },
    contents.Void(about=ABOUT, at=ONE, why="mistyped", **WHO): {
        "about": f"{KEY}/1",
        "at": at("13:00"),
        "why": "mistyped",
    },
}


@pytest.mark.parametrize("content", WRITTEN, ids=lambda content: type(content).__name__)
def test_each_field_of_an_entry_lands_in_its_own_column(content: Content) -> None:
    """Whole rows are compared: two texts or two instants that change places show."""
    journal = PaperJournal()
    journal.listen("05:00", "15:00")
    entry = journal.write(content, at("16:00"))
    engine = town()

    send(engine, journal.batch(), received=at("17:00"))

    table = BY_CONTENT[type(content)].table
    of_terminal = select(table).where(table.c.origin == "terminal")
    with engine.connect() as connection:
        (row,) = connection.execute(of_terminal).mappings()
    engine.dispose()
    assert dict(row) == WRITTEN[content] | {
        "key": f"{KEY}/{entry.seq}",
        "by": "Mette",
        "origin": "terminal",
        "recorded_at": at("17:00"),
        "municipality": TOWN,
    }


def test_every_kind_of_the_journal_is_written_in_these_tests() -> None:
    """A new kind is not finished before its row was compared."""
    assert {type(content) for content in WRITTEN} == set(BY_CONTENT)
    assert tables.metadata.tables.keys() >= KINDS.keys()
