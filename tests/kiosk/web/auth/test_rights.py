"""Each role opens just the pages of the table, and is told who can do the rest."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.journal.contents import Arrival, Tap
from kiosk.roster.roster import StaffMember
from kiosk.web.auth.rights import RIGHTS_OF_ROLE, ROUTES, Right, Role, who_may
from kiosk.web.views.login import OPEN_ENDPOINTS
from tests.kiosk.web.workshop import (
    ANNA,
    STRANGE,
    UIDS,
    Browser,
    Workshop,
    local,
    make_roster,
    make_session,
    pin_hash,
    words,
)

ROLES = ["driftsleder", "koordinator", "holdleder", "raadgiver", "leder", "noget nyt"]
LEADER = "holdleder"


def member(role: str, team: str | None = None) -> StaffMember:
    """Make a member of staff who is called by the role."""
    return StaffMember(
        name=role.capitalize(), role=role, pin_hash=pin_hash(), team=team
    )


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    """Open a workshop where each role has somebody; the team leader leads the green."""
    roles = [member(one, "Grønt hold" if one == LEADER else None) for one in ROLES]
    return Workshop(tmp_path, make_roster(staff=roles))


def logged_in(workshop: Workshop, role: str) -> Browser:
    """Open the browser of that role's member."""
    browser = workshop.browser(None)
    assert browser.log_in(role.capitalize()).status_code == 303
    return browser


def endpoints(workshop: Workshop) -> dict[str, tuple[str, str]]:
    """Give each view behind the login: how it is asked, and at which address."""
    return {
        rule.endpoint: (
            "GET" if "GET" in (rule.methods or ()) else "POST",
            re.sub(r"<[^>]*>", "1", rule.rule),
        )
        for rule in workshop.app.url_map.iter_rules()
        if rule.endpoint not in OPEN_ENDPOINTS
    }


def test_every_view_asks_for_a_right(workshop: Workshop) -> None:
    """One that is added without a line in the table lets nobody in, and fails here."""
    assert endpoints(workshop).keys() == ROUTES.keys()


def test_the_table_of_roles_is_this() -> None:
    """A change of it is seen by whoever reads the change."""
    least = {Right.SEE_BOARD, Right.CLARIFY, Right.RECEIVE}
    assert {
        Role.SITE_MANAGER: set(Right),
        Role.COORDINATOR: set(Right),
        Role.TEAM_LEADER: least,
    } == RIGHTS_OF_ROLE


@pytest.mark.parametrize("role", ROLES)
def test_a_role_opens_what_the_table_says_and_nothing_else(
    workshop: Workshop, role: str
) -> None:
    """Each view of the page, for each role; nothing is written by a refusal."""
    browser = logged_in(workshop, role)
    before = len(workshop.written())
    opened = set()
    for endpoint, (method, path) in endpoints(workshop).items():
        answer = browser.client.open(path, method=method)
        if answer.status_code != 403:
            opened.add(endpoint)
        answer.close()
        if endpoint == "access.log_out":
            browser = logged_in(workshop, role)
    rights = RIGHTS_OF_ROLE.get(role, frozenset())

    assert opened == {
        name for name, right in ROUTES.items() if right is None or right in rights
    }
    assert len(workshop.written()) == before


def test_whoever_may_not_is_told_who_can(workshop: Workshop) -> None:
    """In plain words, by name, and with a way back."""
    answer = logged_in(workshop, LEADER).get("/kort/ny/anna-holm")

    assert answer.status_code == 403
    assert (
        "Din rolle her på siden er ikke sat til at give og spærre kort."
        " Det kan Driftsleder, Koordinator." in words(answer)
    )
    assert 'href="/"' in answer.text


def test_a_role_of_the_municipality_sees_no_name_at_the_door(
    workshop: Workshop,
) -> None:
    """An adviser's place is central."""
    for role in ("raadgiver", "noget nyt"):
        answer = logged_in(workshop, role).get("/")
        assert answer.status_code == 403
        assert "Anna" not in answer.text


def test_what_is_not_allowed_has_no_button(workshop: Workshop) -> None:
    """Nobody is led to a closed door."""
    workshop.tap(UIDS["Anna Holm"])
    seen = logged_in(workshop, LEADER).get("/kort").text
    assert "/kort/ny/" not in seen
    assert "/kort/spaer/" not in seen
    assert "/kort/midlertidigt" in seen
    seen = logged_in(workshop, "koordinator").get("/kort").text
    assert "/kort/ny/" in seen
    assert "/kort/spaer/" in seen


def test_one_team_leader_alone_can_run_a_morning(workshop: Workshop) -> None:
    """Who came, who told, a stranger with a card: all of it at ten past eight."""
    leader = logged_in(workshop, LEADER)
    leader.submit("/kom", "/kom", person=ANNA.id, tid="08.05", hvorfor="Glemte kortet")
    leader.submit("/meldt", "/meldt", person="carla-ørsted", grund="ill")
    path = f"/kort/midlertidigt/{workshop.tap(STRANGE).seq}"
    leader.submit(path, path, navn="Omar Haddad", kom="ja")

    kinds = [type(one).__name__ for one in workshop.written()]
    assert kinds == ["Arrival", "Notice", "Tap", "Newcomer"]


def test_earlier_days_are_for_those_with_the_right(workshop: Workshop) -> None:
    """The same words typed by a coordinator are written."""
    monday = local("08.05") - timedelta(days=1)
    workshop.write_roster(
        make_roster(
            staff=[member(LEADER), member("koordinator")],
            expected=[make_session(ANNA, a_date=monday.date())],
        )
    )
    told = {"person": ANNA.id, "tid": "08.05", "dato": "2/11", "hvorfor": "Andet"}
    refused = logged_in(workshop, LEADER).submit("/kom", "/kom", **told)
    assert refused.status_code == 422
    assert "Tidligere dage skrives af en koordinator" in words(refused)
    absent = {"person": ANNA.id, "grund": "ill", "fra": "2/11", "til": "2/11"}
    assert (
        logged_in(workshop, LEADER).submit("/meldt", "/meldt", **absent).status_code
        == 422
    )
    gone = {"person": ANNA.id, "dato": "2/11"}
    answer = logged_in(workshop, LEADER).submit("/ikke-moedt", "/ikke-moedt", **gone)
    assert answer.status_code == 422
    assert workshop.written() == []

    logged_in(workshop, "koordinator").submit("/kom", "/kom", **told, alligevel="ja")
    (arrival,) = workshop.written()
    assert isinstance(arrival, Arrival)
    assert arrival.at == monday


def test_what_somebody_else_wrote_is_taken_back_with_the_right(
    workshop: Workshop,
) -> None:
    """A team leader takes back their own of today, and sees no more of the rest."""
    hers = {"person": ANNA.id, "tid": "08.05", "hvorfor": "Glemte kortet"}
    logged_in(workshop, "koordinator").submit("/kom", "/kom", **hers)
    leader = logged_in(workshop, LEADER)
    assert leader.submit("/ret/1", "/ret/1", hvorfor="x").status_code == 403
    assert "Glemte kortet" not in leader.see("/skrevet")
    assert "/ret/1" not in leader.get("/").text
    leader.submit("/kom", "/kom", **(hers | {"person": "carla-ørsted"}))
    assert leader.submit("/ret/2", "/ret/2", hvorfor="x").status_code == 303
    assert [type(one).__name__ for one in workshop.written()] == [
        *("Arrival", "Arrival", "Void")
    ]

    boss = logged_in(workshop, "driftsleder")
    assert boss.submit("/ret/1", "/ret/1", hvorfor="x").status_code == 303


def test_yesterdays_own_words_want_the_right_too(workshop: Workshop) -> None:
    """They may have been read and used since."""
    leader = logged_in(workshop, LEADER)
    leader.submit("/kom", "/kom", person=ANNA.id, tid="08.05", hvorfor="Andet")
    workshop.clock.advance(24 * 3600)
    leader = logged_in(workshop, LEADER)

    assert leader.submit("/ret/1", "/ret/1", hvorfor="x").status_code == 403
    assert len(workshop.written()) == 1


def test_a_team_leader_sees_the_week_of_the_own_team(workshop: Workshop) -> None:
    """Bent is on the blue one; a coordinator sees him."""
    assert "Bent Krogh" not in logged_in(workshop, LEADER).see("/uge")
    assert "Anna Holm" in logged_in(workshop, LEADER).see("/uge")
    assert "Bent Krogh" in logged_in(workshop, "koordinator").see("/uge")
    assert logged_in(workshop, LEADER).get("/uge/bent-krogh").status_code == 403


def test_a_role_that_changes_counts_from_the_next_click(workshop: Workshop) -> None:
    """No login outlives what it was given for."""
    koordinator = logged_in(workshop, "koordinator")
    tap = workshop.tap(UIDS["Anna Holm"])
    assert koordinator.get("/kort/ny/anna-holm").status_code == 303
    changed = StaffMember(name="Koordinator", role=LEADER, pin_hash=pin_hash())
    workshop.write_roster(make_roster(staff=[changed]))

    assert koordinator.get("/kort/ny/anna-holm").status_code == 403
    assert workshop.written() == [Tap(uid=UIDS["Anna Holm"])]
    assert tap.seq == 1


def test_who_may_is_by_name() -> None:
    """In the order of the alphabet; nobody is none."""
    staff = [member("koordinator"), member("driftsleder"), member("leder")]
    assert who_may(Right.CARDS, staff) == ("Driftsleder", "Koordinator")
    assert who_may(Right.CARDS, [member("leder")]) == ()
