"""A team leader stands in for another, for one day, because somebody said so."""

from pathlib import Path

import pytest

from kiosk.journal.contents import Look
from kiosk.roster.roster import StaffMember
from tests.kiosk.web.workshop import (
    ANNA,
    BENT,
    Browser,
    Workshop,
    local,
    make_person,
    make_roster,
    pin_hash,
)

BLUE = "/uge?hold=Bl%C3%A5t+hold"
GREEN_LEADER, BLUE_LEADER, MANAGER = "Grethe Grøn", "Bo Blå", "Mette Lund"
STAND_IN = {"hold": "Blåt hold", "vikar": GREEN_LEADER}


def member(name: str, role: str, team: str | None = None) -> StaffMember:
    """Make a member of staff."""
    return StaffMember(name=name, role=role, pin_hash=pin_hash(), team=team)


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    """Open a workshop with a team leader for each team; Bent is on the blue one."""
    staff = [
        member(GREEN_LEADER, "holdleder", "Grønt hold"),
        member(BLUE_LEADER, "holdleder", "Blåt hold"),
        member(MANAGER, "koordinator"),
    ]
    people = [ANNA, BENT, make_person("Dan Friis", team="Køkkenet")]
    return Workshop(tmp_path, make_roster(people, staff=staff))


def stand_in(browser: Browser, **more: str) -> int:
    """Press the button; give the answer's status."""
    return browser.submit(BLUE, "/uge/vikar", **{**STAND_IN, **more}).status_code


def test_a_coordinator_lets_a_team_leader_stand_in(workshop: Workshop) -> None:
    """That team's week and no other; each look is in the log like anybody's."""
    mette, leader = workshop.browser(MANAGER), workshop.browser(GREEN_LEADER)
    assert f"{GREEN_LEADER} er vikar" in mette.see(BLUE)
    assert f"{BLUE_LEADER} er vikar" not in mette.see(BLUE)
    assert leader.get("/uge/bent-krogh").status_code == 403

    assert stand_in(mette) == 303

    assert f"{GREEN_LEADER} vikar i dag, sagt af {MANAGER}" in mette.see(BLUE)
    assert "Anna Holm" in leader.see("/uge")
    assert "Bent Krogh" in leader.see(BLUE)
    assert leader.get("/uge/bent-krogh").status_code == 200
    assert leader.get("/uge/dan-friis").status_code == 403
    assert workshop.browser(BLUE_LEADER).get("/uge/anna-holm").status_code == 403
    look = Look(person="bent-krogh", by=GREEN_LEADER, at=local("08.10"))
    assert (workshop.looks(), workshop.written()) == ([look], [])


def test_it_holds_past_a_restart_and_not_past_midnight(workshop: Workshop) -> None:
    """Nobody has to remember to end it."""
    stand_in(workshop.browser(MANAGER))
    workshop.app = workshop.new_page()
    today = workshop.browser(GREEN_LEADER).get("/uge/bent-krogh").status_code
    workshop.clock.advance(24 * 3600)
    tomorrow = workshop.browser(GREEN_LEADER).get("/uge/bent-krogh").status_code

    assert (today, tomorrow) == (200, 403)
    assert "vikar i dag" not in workshop.browser(MANAGER).see(BLUE)


def test_it_is_taken_back_with_one_click(workshop: Workshop) -> None:
    """From the next page on."""
    mette = workshop.browser(MANAGER)
    stand_in(mette)
    mette.submit(BLUE, "/uge/vikar?er=nej", **STAND_IN)

    assert workshop.browser(GREEN_LEADER).get("/uge/bent-krogh").status_code == 403
    assert "vikar i dag" not in mette.see(BLUE)


def test_nobody_lends_out_more_than_they_see(workshop: Workshop) -> None:
    """A team leader lets in neither another nor themselves."""
    leader = workshop.browser(GREEN_LEADER)

    assert stand_in(leader) == 403
    assert "er vikar" not in leader.see("/uge")
    assert leader.get("/uge/bent-krogh").status_code == 403


@pytest.mark.parametrize(
    "wrong",
    [
        {"hold": "Intet hold"},
        {"hold": ""},
        {"vikar": BLUE_LEADER},
        {"vikar": MANAGER},
        {"vikar": "Nobody"},
    ],
)
def test_what_makes_no_sense_is_not_kept(
    workshop: Workshop, wrong: dict[str, str]
) -> None:
    """No such team, nobody who leads one, or who leads it anyway."""
    assert stand_in(workshop.browser(MANAGER), **wrong) == 404
    assert not (workshop.settings.folder / "page.substitutes").exists()
