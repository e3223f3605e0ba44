"""What a clock that was ahead made central say is taken back when it is right again."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection, Engine, select

from server_sync.central.db import tables
from server_sync.central.judging import prompts, recompute
from server_sync.central.judging.recompute_queries import site_states
from server_sync.central.rules.prompt import Key
from tests.server_sync.central.world import (
    CARDS,
    MONDAY,
    PaperJournal,
    at,
    send_on,
    set_up,
)

TUESDAY = MONDAY + timedelta(days=1)
EVENING = at("20:00")
TODAY = at("10:00", TUESDAY)
IN_2069 = at("10:00", MONDAY.replace(year=2069))
LATER_TODAY = at("20:00", TUESDAY)
NOT_COMPARED = ("as_of", "course")  # a course gets a random key


def sessions(connection: Connection) -> list[tuple[object, ...]]:
    """Give all that is judged, but for when it was, and by which plan."""
    columns = [column for column in tables.judged.c if column.name not in NOT_COMPARED]
    order = (tables.judged.c.person, tables.judged.c.date, tables.judged.c.no)
    return [tuple(row) for row in connection.execute(select(*columns).order_by(*order))]


def prompt_states(connection: Connection) -> set[tuple[object, ...]]:
    """Give the prompts that are not withdrawn, and how each stands."""
    columns = tables.prompt.c
    asked = select(columns.key, columns.person, columns.date, columns.state)
    asked = asked.where(columns.state != prompts.State.WITHDRAWN)
    return {tuple(row) for row in connection.execute(asked)}


def history(connection: Connection, prompt: int) -> list[str]:
    """Give what happened to a prompt, in order."""
    event = tables.prompt_event.c
    asked = select(event.what).where(event.prompt == prompt).order_by(event.id)
    return list(connection.scalars(asked))


def judge_at(connection: Connection, *instants: int) -> None:
    """Let central judge once at each of these instants of its clock."""
    for as_of in instants:
        recompute.recompute_due(connection, as_of=as_of)


def begin(connection: Connection) -> int:
    """Judge until somebody has handled what is asked about bob, and name that."""
    journal = PaperJournal()
    for day in (MONDAY, TUESDAY):
        journal.tap(CARDS["alice"], "08:11:03", day)
        journal.listen("05:00", "15:00" if day == MONDAY else "09:55", day)
    set_up(connection)
    send_on(connection, journal.batch())
    judge_at(connection, EVENING)
    columns = tables.prompt.c
    asked = select(columns.id).where(
        columns.key == Key.MISSING_REGISTRATION,
        columns.person == "bob",
        columns.date == MONDAY,
    )
    number: int = connection.scalars(asked).one()
    prompts.handle(connection, prompt=number, by="Mette", at=EVENING, note="rang")
    judge_at(connection, TODAY)
    return number


@pytest.mark.parametrize("leapt", [IN_2069, LATER_TODAY])
def test_what_was_judged_by_a_clock_ahead_heals_by_itself(
    engine: Engine, leapt: int
) -> None:
    """The next round by a right clock says what one says that never saw the leap."""
    with engine.connect() as connection, connection.begin() as transaction:
        begin(connection)
        never = sessions(connection), prompt_states(connection)
        transaction.rollback()
    with engine.connect() as connection, connection.begin():
        begin(connection)
        judge_at(connection, leapt)
        assert (sessions(connection), prompt_states(connection)) != never

        judge_at(connection, TODAY)

        assert (sessions(connection), prompt_states(connection)) == never


def test_a_prompt_shows_in_its_history_that_a_leap_withdrew_it(engine: Engine) -> None:
    """It is handled again, by the note that was written before the leap."""
    with engine.connect() as connection, connection.begin():
        number = begin(connection)
        tables_changed = tables.prompt.update().where(tables.prompt.c.id == number)
        late = {"state": prompts.State.WITHDRAWN, "since": IN_2069}
        judge_at(connection, IN_2069)
        connection.execute(tables_changed.values(late))

        judge_at(connection, TODAY)

        assert ("missing_registration", "bob", MONDAY, "handled") in prompt_states(
            connection
        )
        assert history(connection, number)[:2] == ["raised", "handled"]
        assert history(connection, number)[-1] == "reopened"


@pytest.mark.parametrize(("seconds", "ahead"), [(300, False), (301, True)])
def test_clocks_that_differ_by_seconds_judge_nothing_again(
    engine: Engine, seconds: int, *, ahead: bool
) -> None:
    """Of two machines one is always a little ahead."""
    with engine.connect() as connection, connection.begin():
        begin(connection)
        judged_at = tables.judged.update().values(as_of=TODAY + seconds)
        connection.execute(judged_at.where(tables.judged.c.date == TUESDAY))

        states = site_states(connection, as_of=TODAY, municipality=None)

        assert [state.ahead for state in states] == [ahead]
