"""The week says what this terminal knows, and holds no illness against anybody."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from kiosk.journal.contents import Look, NoShow
from kiosk.look.marks import Mark
from kiosk.roster.roster import PeriodFigures
from kiosk.web.active_entries import active_entries
from kiosk.web.day.morning import morning
from kiosk.web.views.week import week_rows
from tests.kiosk.web.figures import make_figures
from tests.kiosk.web.full_disk import fill_the_disk
from tests.kiosk.web.seeing import LOG, make_arrival, make_entry, make_notice
from tests.kiosk.web.workshop import (
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
    words,
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
    stands = active_entries(
        [make_entry(no, one) for no, one in enumerate(told, 1)], LOG
    )
    days = [
        morning(SUNDAY + timedelta(days=no), roster, stands, local("12.00"))
        for no in range(4)
    ]

    rows = {row.person.id: row for row in week_rows(days, roster, TUESDAY)}
    first = Mark.NOT_KNOWN
    assert rows[ANNA.id].marks == (first, Mark.NOTIFIED, Mark.CAME, Mark.PENDING)
    assert rows[BENT.id].marks == (first, Mark.UNCLARIFIED, Mark.NO_SHOW, Mark.PENDING)
    assert rows[CARLA.id].marks == (
        first,
        Mark.NO_SESSION,
        Mark.NO_SESSION,
        Mark.NO_SESSION,
    )
    counted = [(row.came, row.of, row.open) for row in rows.values()]
    assert counted == [(1, 1, 0), (0, 1, 1), (0, 0, 0)]


def test_the_week_is_a_table_of_letters(workshop: Workshop, mette: Browser) -> None:
    """Not of colours, and without a percentage."""
    workshop.tap(UIDS["Anna Holm"])
    page = mette.see("/uge")

    assert "Anna Holm 1 af 1" in page
    assert "M Mødt" in page
    assert "%" not in page


def lead(workshop: Workshop, team: str) -> None:
    """Let Ole lead that team; figures of Anna and Bent have come from central."""
    window = PeriodFigures(came=20, of=21, stability=95, refused=None, between=None)
    figures = [
        replace(make_figures(person=one.id, streak=streak), latest=window)
        for one, streak in ((ANNA, 10), (BENT, 12))
    ]
    roster = make_roster()
    mette, ole = roster.staff
    leads = replace(ole, role="holdleder", team=team)
    workshop.write_roster(replace(roster, staff=(mette, leads), figures=tuple(figures)))


def test_a_team_leader_sees_the_own_team_first(workshop: Workshop) -> None:
    """In the morning meeting everybody else is still there."""
    lead(workshop, "Grønt hold")
    for uid in UIDS.values():
        workshop.tap(uid)
    mettes = workshop.browser("Mette Lund").get("/").text
    oles = workshop.browser("Ole Bach").get("/").text

    assert mettes.index(">Blåt hold") < mettes.index(">Grønt hold")
    assert oles.index(">Grønt hold") < oles.index(">Blåt hold")


def test_a_team_leaders_week_is_the_own_team_with_its_figures(
    workshop: Workshop,
) -> None:
    """And no other; whoever sees all weeks takes a team with one click."""
    lead(workshop, "Grønt hold")
    ole, mette = workshop.browser("Ole Bach"), workshop.browser("Mette Lund")
    own, other = ole.see("/uge"), mette.see("/uge?hold=Blåt+hold")

    assert "Opgjort af central til og med mandag 2. november." in own
    assert "28 dage 20 af 21 – 95 % Hele forløbet 0 af 0 – for få dage" in own
    assert "Værd at sige højt Anna Holm : 10 mødedage i træk. Flot!" in own
    assert "Bent Krogh" not in own
    assert ole.see("/uge?hold=Blåt+hold") == own
    assert ole.get("/uge/bent-krogh").status_code == 403
    assert "Bent Krogh 28 dage 20 af 21 – 95 %" in other
    assert "Anna Holm" not in other
    assert "Værd at sige højt" not in other


def test_whoever_leads_no_team_sees_everybodys_week_and_picks_a_team(
    workshop: Workshop, mette: Browser
) -> None:
    """The long list has no figures; a team that does not exist is everybody."""
    lead(workshop, "Grønt hold")
    for path in ("/uge", "/uge?hold=*", "/uge?hold=nobodys"):
        page = mette.see(path)
        assert "Anna Holm" in page
        assert "Bent Krogh" in page
        assert "95 %" not in page
    assert "Anna Holm 28 dage" in mette.see("/uge?hold=Grønt+hold")


def test_without_figures_from_central_the_page_says_so(mette: Browser) -> None:
    """An older central sends none, and neither does one that has not reckoned yet."""
    assert "Central har ikke sendt tal endnu." in mette.see("/uge?hold=Grønt+hold")
    assert "Central har ikke sendt tal endnu." in mette.see("/uge/anna-holm")


def test_a_look_at_a_persons_page_is_written_in_the_journal(
    workshop: Workshop, mette: Browser
) -> None:
    """By name and time; whoever looks is told, and what lists many is no such look."""
    lead(workshop, "Grønt hold")
    page = mette.see("/uge/anna-holm")
    mette.see("/uge?hold=Grønt+hold")

    assert "Anna Holm Grønt hold. At du har set siden, er skrevet ned" in page
    assert "Værd at sige højt: 10 mødedage i træk. Flot!" in page
    look = Look(person="anna-holm", by="Mette Lund", at=local("08.10"))
    assert workshop.looks() == [look]
    assert mette.get("/uge/nobody").status_code == 404
    assert workshop.looks() == [look]


def test_what_cannot_be_written_down_is_not_shown(
    mette: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk hides the page, and says why."""
    fill_the_disk(monkeypatch)
    answer = mette.get("/uge/anna-holm")

    assert answer.status_code == 503
    assert "så den vises ikke" in words(answer)
    assert "Anna" not in answer.text
