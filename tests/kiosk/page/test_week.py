"""The week says what this terminal knows, and holds no illness against anybody."""

from datetime import timedelta

from msgspec.structs import replace

from kiosk.entry import NoShow
from kiosk.page.morning import morning
from kiosk.page.standing import standing
from kiosk.page.week import Mark, rows_of
from tests.kiosk.page.seeing import LOG, make_arrival, make_line, make_notice
from tests.kiosk.page.workshop import (
    ANNA,
    BENT,
    CARLA,
    TUESDAY,
    UIDS,
    Browser,
    Workshop,
    local,
    make_roster,
    make_session,
)

MONDAY = TUESDAY - timedelta(days=1)
SUNDAY = TUESDAY - timedelta(days=2)


def test_each_day_says_what_is_known_of_it() -> None:
    """Came, told, away, not clarified, ahead, none, not known: each its own mark."""
    wednesday = TUESDAY + timedelta(days=1)
    expected = [
        make_session(person, a_date=a_date)
        for person in (ANNA, BENT)
        for a_date in (MONDAY, TUESDAY, wednesday)
    ]
    roster = make_roster([ANNA, BENT, CARLA], expected=expected)
    away = NoShow(person=BENT.id, date=TUESDAY, by="Mette Lund", at=local("09.00"))
    told = [make_arrival(ANNA.id), make_notice(ANNA.id, MONDAY, MONDAY), away]
    stands = standing([make_line(no, one) for no, one in enumerate(told, 1)], LOG)
    days = [
        morning(SUNDAY + timedelta(days=no), roster, stands, local("12.00"))
        for no in range(4)
    ]

    rows = {row.person.id: row for row in rows_of(days, roster, TUESDAY)}
    first = Mark.NOT_KNOWN
    assert rows[ANNA.id].marks == (first, Mark.TOLD, Mark.HERE, Mark.AHEAD)
    assert rows[BENT.id].marks == (first, Mark.OPEN, Mark.AWAY, Mark.AHEAD)
    assert rows[CARLA.id].marks == (first, Mark.NONE, Mark.NONE, Mark.NONE)
    counted = [(row.came, row.of, row.open) for row in rows.values()]
    assert counted == [(1, 1, 0), (0, 1, 1), (0, 0, 0)]


def test_the_week_is_a_table_of_letters(workshop: Workshop, mette: Browser) -> None:
    """Not of colours, and without a percentage."""
    workshop.tap(UIDS["Anna Holm"])
    page = mette.see("/uge")

    assert "Anna Holm 1 af 1" in page
    assert "M mødt" in page
    assert "%" not in page
    assert "Tal for 28 dage og hele forløbet står hos central." in page


def test_a_team_leader_sees_the_own_team_first(workshop: Workshop) -> None:
    """On the week and in the morning meeting; everybody else is still there."""
    roster = make_roster()
    mette, ole = roster.staff
    leads = replace(ole, team="Grønt hold")
    workshop.write_roster(replace(roster, staff=(mette, leads)))
    for uid in UIDS.values():
        workshop.tap(uid)
    for path in ("/", "/uge"):
        mettes = workshop.browser("Mette Lund").get(path).text
        oles = workshop.browser("Ole Bach").get(path).text
        assert mettes.index(">Blåt hold") < mettes.index(">Grønt hold")
        assert oles.index(">Grønt hold") < oles.index(">Blåt hold")
