"""What must work when nothing else does: lists on paper, and paper back to the page."""

import pytest

from kiosk.journal.contents import Arrival, Tap
from tests.kiosk.web.full_disk import fill_the_disk
from tests.kiosk.web.workshop import (
    ANNA,
    BENT,
    STRANGE,
    UIDS,
    Browser,
    Workshop,
    local,
    make_card,
    make_person,
    make_roster,
    words,
)

TYPE_IN = "/papirliste/skriv"


def on_paper(person: str, at: str) -> Arrival:
    """Make the arrival that the paper tells."""
    return Arrival(person=person, at=local(at), by="Mette Lund", why="papirliste")


def test_the_evacuation_list_names_whoever_came(
    workshop: Workshop, mette: Browser
) -> None:
    """Each once, with the first time; cards without a name are counted."""
    for uid in (UIDS["Bent Krogh"], UIDS["Anna Holm"], STRANGE):
        workshop.tap(uid)
    workshop.stand_at("09.00")
    workshop.tap(UIDS["Bent Krogh"])
    page = mette.see("/evakuering")

    assert "2 personer er registreret i dag." in page
    assert "I bygningen 2 " in page
    assert "Ude med hold" not in page
    assert "Anna Holm Grønt hold 08.10 Bent Krogh Blåt hold 08.10" in page
    assert "1 kort uden navn" in page
    assert "Carla" not in page


def test_a_team_that_is_out_stands_apart_from_who_is_in_the_building(
    workshop: Workshop, mette: Browser
) -> None:
    """One click, with a name and a time; whoever comes later is in the building."""
    people = [ANNA, BENT, make_person("Dorte Vang")]
    cards = [*make_roster().cards, make_card(people[2], STRANGE)]
    workshop.write_roster(make_roster(people, cards=cards))
    workshop.tap(UIDS["Anna Holm"])
    workshop.tap(UIDS["Bent Krogh"])
    workshop.stand_at("09.00")
    mette.submit("/evakuering", "/evakuering?er=ude", hold="Grønt hold")
    workshop.stand_at("09.05")
    workshop.tap(STRANGE)
    page = workshop.browser("Ole Bach").see("/evakuering")

    assert "3 personer er registreret i dag." in page
    assert "I bygningen 2 " in page
    assert "Bent Krogh Blåt hold 08.10 Dorte Vang Grønt hold 09.05" in page
    assert "Ude med hold 1 Grønt hold siden 09.00, sagt af Mette Lund." in page
    assert "Anna Holm Grønt hold 08.10" in page.partition("Ude med hold 1")[2]
    mette.submit("/evakuering", "/evakuering?er=inde", hold="Grønt hold")
    assert "I bygningen 3 " in mette.see("/evakuering")
    assert [type(one) for one in workshop.written()] == [Tap] * 3


def test_who_is_out_is_known_after_a_restart_and_forgotten_the_next_day(
    workshop: Workshop, mette: Browser
) -> None:
    """And a file that is no such list says that everybody is in the building."""
    workshop.tap(UIDS["Anna Holm"])
    mette.submit("/evakuering", "/evakuering?er=ude", hold="Grønt hold")
    workshop.app = workshop.new_page()
    kept = workshop.browser().see("/evakuering")
    workshop.clock.advance(24 * 3600)
    next_day = workshop.browser().see("/evakuering")
    (workshop.settings.folder / "page.out").write_text("{}")
    workshop.app = workshop.new_page()

    assert "Ude med hold 1 Grønt hold siden 08.10" in kept
    assert "Ude med hold" not in next_day
    assert "Ude med hold" not in workshop.browser().see("/evakuering")


def test_a_team_that_does_not_exist_cannot_be_out(mette: Browser) -> None:
    """Nothing is kept of it."""
    answer = mette.submit("/evakuering", "/evakuering?er=ude", hold="<b>nobody</b>")

    assert answer.status_code == 404
    assert "nobody" not in mette.get("/evakuering").text


def test_it_is_one_click_from_every_page_and_needs_nobody_else(mette: Browser) -> None:
    """No address of another machine stands on it."""
    assert 'href="/evakuering"' in mette.get("/").text
    assert "http" not in mette.get("/evakuering").text.replace("http-equiv", "")


def test_the_paper_list_has_todays_names_and_room_for_more(
    workshop: Workshop, mette: Browser
) -> None:
    """Also of those who came before the reader went, and of those who rang."""
    workshop.tap(UIDS["Anna Holm"])
    page = mette.see("/papirliste")

    assert "Skriv dig på listen – det tæller." in page
    for name in ("Anna Holm", "Bent Krogh", "Carla Ørsted"):
        assert f"{name} 08.15–14.30" in page
    assert page.count("Tom linje") == 6


def test_many_times_are_typed_in_at_once(workshop: Workshop, mette: Browser) -> None:
    """One click for all; an empty field says nothing of anybody."""
    answer = mette.submit(
        TYPE_IN, TYPE_IN, **{"tid-anna-holm": "8.02", "tid-bent-krogh": "0805"}
    )

    assert answer.location == "/"
    assert workshop.written() == [
        on_paper("anna-holm", "08.02"),
        on_paper("bent-krogh", "08.05"),
    ]
    assert (
        "2 personer er skrevet ind fra papirlisten tirsdag 3. november 2026."
        in mette.see()
    )


def test_forty_people_are_one_form(workshop: Workshop, mette: Browser) -> None:
    """A whole morning on paper."""
    people = [make_person(f"Borger {number:02}") for number in range(40)]
    workshop.write_roster(make_roster(people))
    mette.submit(TYPE_IN, TYPE_IN, **{f"tid-{one.id}": "8.05" for one in people})

    assert workshop.written() == [on_paper(one.id, "08.05") for one in people]


def test_one_wrong_time_writes_nothing_and_loses_nothing(
    workshop: Workshop, mette: Browser
) -> None:
    """All that was typed stands there."""
    answer = mette.submit(
        TYPE_IN, TYPE_IN, **{"tid-anna-holm": "8.02", "tid-bent-krogh": "25"}
    )

    assert answer.status_code == 422
    assert "Klokken 25 findes ikke." in words(answer)
    assert 'value="8.02"' in answer.text
    assert 'value="25"' in answer.text
    assert workshop.written() == []


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Skriv mindst ét klokkeslæt."),
        ({"dato": "31-11-2026", "tid-anna-holm": "8"}, "Den 31. november 2026 findes"),
        ({"dato": "4-11-2026", "tid-anna-holm": "8"}, "ikke kommet endnu"),
        ({"tid-nobody": "8.02"}, "Vælg, hvem det drejer sig om."),
    ],
)
def test_what_cannot_be_is_told(
    workshop: Workshop, mette: Browser, typed: dict[str, str], sentence: str
) -> None:
    """And nothing is written."""
    answer = mette.submit(TYPE_IN, TYPE_IN, **typed)

    assert answer.status_code == 422
    assert sentence in words(answer)
    assert workshop.written() == []


def test_late_on_paper_while_the_reader_was_down_must_be_confirmed(
    workshop: Workshop, mette: Browser
) -> None:
    """Once for the whole sheet."""
    workshop.stand_at("09.00")
    late = {"tid-anna-holm": "8.30", "tid-bent-krogh": "8.31"}
    refused = mette.submit(TYPE_IN, TYPE_IN, **late)
    assert refused.status_code == 422
    assert words(refused).count("læseren var ikke i gang") == 1
    assert workshop.written() == []
    mette.submit(TYPE_IN, TYPE_IN, **late, alligevel="ja")

    assert len(workshop.written()) == 2


def test_the_same_sheet_twice_is_one_sheet(workshop: Workshop, mette: Browser) -> None:
    """Two coordinators with the same paper; only what is new is written."""
    ole = workshop.browser("Ole Bach")
    mette.submit(TYPE_IN, TYPE_IN, **{"tid-anna-holm": "8.02"})
    both = {"tid-anna-holm": "8.02", "tid-bent-krogh": "8.05"}
    ole.submit(TYPE_IN, TYPE_IN, **both)
    ole.submit(TYPE_IN, TYPE_IN, **both)

    people = [getattr(one, "person", "") for one in workshop.written()]
    assert people == ["anna-holm", "bent-krogh"]


def test_a_full_disk_keeps_the_whole_sheet(
    mette: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It can be sent again."""
    form = {**mette.hidden(TYPE_IN), "tid-anna-holm": "8.02"}
    fill_the_disk(monkeypatch)
    answer = mette.send(TYPE_IN, form)

    assert answer.status_code == 503
    assert 'value="8.02"' in answer.text


def test_a_lost_login_keeps_the_whole_sheet(workshop: Workshop, mette: Browser) -> None:
    """After the login, every time stands in its field."""
    form = {**mette.hidden(TYPE_IN), "tid-anna-holm": "8.02", "tid-bent-krogh": "8.05"}
    mette.submit("/", "/logout")
    mette.send(TYPE_IN, form)
    mette.log_in("Mette Lund")

    page = mette.get(TYPE_IN).text
    assert 'value="8.02"' in page
    assert 'value="8.05"' in page
    assert workshop.written() == []
