"""Several questions in one statement have the answers that each has by itself."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

import pytest
from msgspec import Struct
from sqlalchemy import Connection, Engine, Text, bindparam, literal, select
from sqlalchemy.exc import DBAPIError

from server_sync.central.db import tables
from server_sync.central.db.query_batch import (
    Hex,
    QueryBatch,
    Question,
    among,
    among_these,
    listed,
)
from tests.server_sync.central.world import DEVICE, MONDAY, SITE, send_on, set_up
from tests.server_sync.central.world import listened as journal_of_a_day


class Begun(Struct, array_like=True):
    """A course of somebody."""

    person: str
    first: date


PERSON, COURSE = tables.person.c, tables.course.c


@pytest.fixture
def town(engine: Engine) -> Iterator[Connection]:
    """A connection to the small world, rolled back afterwards."""
    with engine.connect() as connection, connection.begin() as transaction:
        set_up(connection)
        yield connection
        transaction.rollback()


def test_each_answer_has_its_rows(town: Connection) -> None:
    """In the order of the columns, as it is asked; who has no row has no rows."""
    asking = QueryBatch(
        people=Question(select(PERSON.id, PERSON.first_name_shown, PERSON.team)),
        weeks=Question(select(tables.site.c.week, tables.site.c.capacity)),
        nobody=Question(select(PERSON.id).where(PERSON.id == "nobody")),
        courses=Question(
            select(COURSE.person, COURSE.first).where(
                COURSE.first <= bindparam("day"), COURSE.person == "bob"
            ),
            of=Begun,
        ),
    )

    answers = asking.ask(town, {"day": MONDAY})

    assert sorted(answers["people"]) == [["alice", True, None], ["bob", True, None]]
    ((week, capacity),) = answers["weeks"]
    assert (week["mon"], capacity) == ([["08:15", "14:30"]], 10)
    assert answers["nobody"] == []
    assert answers["courses"] == [Begun("bob", MONDAY)]
    assert asking.ask(town, {"day": date(2026, 1, 1)})["courses"] == []


@pytest.mark.parametrize("names", [[], ["bob"], ["alice", "bob", "'; DROP", "Ærø"]])
def test_any_number_of_names_is_one_value(town: Connection, names: list[str]) -> None:
    """Whoever is listed is found, and nobody else."""
    asking = QueryBatch(
        found=Question(select(PERSON.id).where(among(PERSON.id, "names")))
    )

    found = asking.ask(town, {"names": listed(names)})["found"]

    assert sorted(found) == [[one] for one in ("alice", "bob") if one in names]


@pytest.mark.parametrize("numbers", [[], [2], [1, 3, 2**62]])
def test_any_number_of_numbers_is_one_value(
    town: Connection, numbers: list[int]
) -> None:
    """Numbers are found as numbers."""
    journal = journal_of_a_day()
    send_on(town, journal.batch())
    kept = [one.seq for one in journal.entries]
    entry = tables.entry.c
    asking = QueryBatch(
        found=Question(select(entry.seq).where(among(entry.seq, "seqs")))
    )

    found = asking.ask(town, {"seqs": listed(numbers)})["found"]

    assert sorted(found) == [[seq] for seq in kept if seq in numbers]


def test_fixed_names_need_no_value(town: Connection) -> None:
    """What the question itself lists comes with it."""
    chosen = select(PERSON.id).where(~among_these(PERSON.id, ["bob", "carl"]))
    assert QueryBatch(found=Question(chosen)).ask(town, {}) == {"found": [["alice"]]}


def test_bytes_are_asked_as_hexadecimal(town: Connection) -> None:
    """As the name of an entry has them."""
    journal = journal_of_a_day()
    send_on(town, journal.batch())
    named = select(tables.chain.c.device, Hex(tables.chain.c.chain))
    assert QueryBatch(chains=Question(named)).ask(town, {}) == {
        "chains": [[DEVICE, journal.chain.hex()]]
    }


def test_a_value_that_is_not_given_is_a_fault(town: Connection) -> None:
    """It is not taken as unknown, which would quietly find nothing."""
    asking = QueryBatch(
        sites=Question(select(literal(SITE, Text)).where(PERSON.id == bindparam("x")))
    )
    with pytest.raises((DBAPIError, KeyError)), town.begin_nested():
        asking.ask(town, {})


def test_two_text_columns_that_changed_places_are_refused() -> None:
    """What fills a field by its place must bear the field's name."""
    columns = tables.no_show.c
    swapped = select(columns.why, columns.by)

    QueryBatch(words=Question(select(columns.by, columns.why), of=_Words))
    with pytest.raises(TypeError, match="has the fields"):
        QueryBatch(words=Question(swapped, of=_Words))


class _Words(NamedTuple):
    by: str
    why: str
