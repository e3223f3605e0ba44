"""Whoever opens a page about one person stands in the log of who has looked."""

import re
from collections.abc import Iterator

import pytest
from werkzeug.test import TestResponse

from kiosk.journal.contents import Look
from kiosk.web.auth.rights import ROUTES
from kiosk.web.views.login import BACKGROUND
from tests.kiosk.web.full_disk import fill_the_disk
from tests.kiosk.web.seeing import make_arrival, make_notice
from tests.kiosk.web.workshop import STRANGE, Browser, Workshop, local, words

ANNA, BENT = "anna-holm", "bent-krogh"
LOOK = Look(person=ANNA, by="Mette Lund", at=local("08.10"))
NAMES = ("Anna Holm", "Bent Krogh", "Carla Ørsted")
NO_PAGE = {*BACKGROUND, "welcome.leaflet"}


@pytest.fixture
def lived_in(workshop: Workshop) -> Workshop:
    """Have a strange card, entry 1, and something written of each."""
    workshop.tap(STRANGE)
    workshop.write(make_arrival(ANNA))
    workshop.write(make_notice(BENT))
    workshop.write(make_arrival("carla-ørsted"))
    return workshop


def addresses(workshop: Workshop) -> Iterator[tuple[str, str]]:
    """Give every page behind the login as it is asked for Anna, and for Bent."""
    for rule in workshop.app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint not in ROUTES:
            continue
        if rule.endpoint not in NO_PAGE:
            yield _address(rule.rule, ANNA, 2), _address(rule.rule, BENT, 3)


def _address(rule: str, person: str, seq: int) -> str:
    path = rule.replace("<person>", person).replace("<int:seq>", str(seq))
    assert "<" not in path, "say here how this address is filled in"
    return f"{path}?person={person}&efter=0&til=0"


def _told(answer: TestResponse) -> str:
    """Read a page without what differs each time, nor where its links lead."""
    return re.sub(
        r'(name="(?:csrf_token|once|tap)" value|action)="[^"]*"', "", answer.text
    )


def _is_about_one(anna: TestResponse, bent: TestResponse) -> bool:
    named = [name for name in NAMES if name in words(anna)]
    return named == ["Anna Holm"] or _told(anna) != _told(bent)


def test_every_page_about_one_person_is_such_a_page(
    lived_in: Workshop, mette: Browser
) -> None:
    """Each address there is, asked for two people: where it tells, it is logged."""
    logged, about_one = set(), set()
    for for_anna, for_bent in addresses(lived_in):
        before = len(lived_in.looks())
        anna = mette.get(for_anna)
        found = lived_in.looks()[before:]
        mette.get("/")  # takes along what a page before had to say
        bent = mette.get(for_bent)
        mette.get("/")
        if anna.status_code == 200 and _is_about_one(anna, bent):
            about_one.add(for_anna.partition("?")[0])
        if found:
            assert found == [LOOK]
            logged.add(for_anna.partition("?")[0])

    assert logged == about_one
    assert logged == {
        *(f"/kort/ny/{ANNA}", f"/uge/{ANNA}", f"/velkommen/{ANNA}", "/ret/2"),
        *("/kom", "/meldt", "/ikke-moedt"),
    }


def test_a_form_for_whom_it_may_concern_is_no_look(
    lived_in: Workshop, mette: Browser
) -> None:
    """Nor is a list, a page that is not there, nor a person whom nobody knows."""
    for path in (
        *("/", "/tavle", "/kom", "/meldt", "/ikke-moedt", "/kort", "/uge", "/skrevet"),
        *("/kort/1", "/ret/99", "/uge/nobody", "/kom?person=nobody"),
    ):
        mette.get(path)

    assert lived_in.looks() == []


def test_waiting_for_a_card_is_one_look(workshop: Workshop, mette: Browser) -> None:
    """The page sends itself on, and asks for its part again and again."""
    there = mette.get(f"/kort/ny/{ANNA}").location or ""
    page = mette.get(there)
    for _ in range(3):
        mette.get(there.replace("?", "/nu?"))

    assert page.status_code == 200
    assert workshop.looks() == [LOOK]


def test_a_page_that_is_refused_is_no_look(workshop: Workshop) -> None:
    """Whoever is not logged in has seen nothing."""
    workshop.browser(None).get(f"/velkommen/{ANNA}")

    assert workshop.looks() == []


def test_a_page_about_one_is_not_shown_where_it_cannot_be_written(
    mette: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reason is said, and what to do meanwhile."""
    fill_the_disk(monkeypatch)
    answer = mette.get(f"/velkommen/{ANNA}")

    assert answer.status_code == 503
    assert "Skriv på papirlisten imens" in words(answer)
    assert "Anna" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
