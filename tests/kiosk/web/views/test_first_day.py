"""The first day is settled in one form, and everybody is told of their data."""

import pytest

from kiosk.journal.contents import Void, Welcome
from tests.kiosk.web.workshop import (
    TUESDAY,
    Browser,
    Workshop,
    local,
    make_person,
    make_roster,
    words,
)

ANNAS = "/velkommen/anna-holm"
ALL = {"sprog": "ar", "fornavn": "ja", "informeret": "ja"}
SAID = Welcome(
    person="anna-holm",
    language="ar",
    first_name_shown=True,
    informed_at=local("08.10"),
    by="Mette Lund",
    at=local("08.10"),
)


def test_language_first_name_and_information_are_written_together(
    workshop: Workshop, mette: Browser
) -> None:
    """With the name of who did it, and the page knows it at once."""
    answer = mette.submit(ANNAS, ANNAS, **ALL)

    assert answer.location == ANNAS
    assert workshop.written() == [SAID]
    page = mette.get(ANNAS).text
    assert "Informeret 08.10 af Mette Lund." in page
    assert 'value="ar" required checked' in page


@pytest.mark.parametrize("missing", ["informeret", "sprog"])
def test_nobody_is_received_without_the_leaflet_or_a_language(
    workshop: Workshop, mette: Browser, missing: str
) -> None:
    """What was chosen stands there still."""
    given = {key: value for key, value in ALL.items() if key != missing}
    answer = mette.submit(ANNAS, ANNAS, **given)

    assert answer.status_code == 422
    assert 'name="fornavn" value="ja" checked' in answer.text
    assert workshop.written() == []


def test_twice_is_once_and_a_change_is_a_new_word(
    workshop: Workshop, mette: Browser
) -> None:
    """Also from two browsers; an undo takes the last one back."""
    mette.submit(ANNAS, ANNAS, **ALL)
    workshop.browser("Ole Bach").submit(ANNAS, ANNAS, **ALL)
    assert workshop.written() == [SAID]
    mette.submit(ANNAS, ANNAS, **{**ALL, "sprog": "uk"})
    mette.submit("/skrevet", "/fortryd", seq=workshop.newest())

    kinds = [type(one) for one in workshop.written()]
    assert kinds == [Welcome, Welcome, Void]
    assert 'value="ar" required checked' in mette.get(ANNAS).text


def test_whoever_starts_today_is_shown_with_a_way_to_receive_them(
    workshop: Workshop, mette: Browser
) -> None:
    """From the morning meeting, one click away."""
    dana = make_person("Dana", first_day=TUESDAY)
    workshop.write_roster(make_roster([dana]))

    assert 'href="/velkommen/dana"' in mette.get("/").text
    assert "I dag er første dag." in mette.see("/velkommen/dana")


def test_a_made_up_person_is_no_page(mette: Browser) -> None:
    """Nobody is invented."""
    assert mette.get("/velkommen/nobody").status_code == 404


def test_the_leaflet_has_four_languages_and_all_that_article_13_asks(
    mette: Browser,
) -> None:
    """Who, what, why, who sees it, how long, rights; Arabic from right to left."""
    page = mette.get("/folder").text
    for code, direction in (("da", "ltr"), ("en", "ltr"), ("ar", "rtl"), ("uk", "ltr")):
        assert f'lang="{code}" dir="{direction}"' in page
    assert page.count("datatilsynet.dk") >= 4
    assert page.count("12 34 56 78") == 4
    arabic = words(mette.get("/folder?sprog=ar"))
    assert "Dine oplysninger" not in arabic


def test_a_script_in_a_name_is_only_a_name(workshop: Workshop, mette: Browser) -> None:
    """On every page that shows it, however long it is."""
    bad = make_person("<script>alert(1)</script>" + "x" * 170, id="bad")
    workshop.write_roster(make_roster([bad]))
    for path in ("/", "/kort", "/velkommen/bad", "/ikke-moedt?person=bad"):
        page = mette.get(path).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page
