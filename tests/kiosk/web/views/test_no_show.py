"""Who writes that somebody stayed away is asked once more, and told what we miss."""

import msgspec
import pytest

from kiosk.journal.contents import Arrival, NoShow, Void
from tests.kiosk.web.workshop import (
    STRANGE,
    TUESDAY,
    UIDS,
    Browser,
    Workshop,
    local,
    make_person,
    make_roster,
    make_session,
    words,
)

AWAY = "/ikke-moedt?person=anna-holm"
SURE = "Jeg har læst det"
ASKED = {"called": "yes", "not_reached": "yes"}
ANNA_AWAY = NoShow(
    person="anna-holm",
    date=TUESDAY,
    by="Mette Lund",
    at=local("09.00"),
    why="Ringet. Ikke truffet.",
)
NO_SHOW = {"person": "anna-holm", "dato": "3-11-2026", **ASKED}


@pytest.fixture
def nine(workshop: Workshop) -> Workshop:
    """Let it be nine; the reader has listened all morning."""
    workshop.stand_at("09.00")
    workshop.listen(180)
    return workshop


def test_the_page_asks_once_more_before_it_writes(
    nine: Workshop, mette: Browser
) -> None:
    """With the name of who writes; a click on the link alone writes nothing."""
    told = mette.get("/meldt?person=anna-holm").text
    assert 'href="/ikke-moedt?person=anna-holm"' in told
    page = mette.see(AWAY)

    assert "Det bliver skrevet i dit navn, Mette Lund" in page
    assert SURE not in page
    assert nine.written() == []


def test_a_confirmed_no_show_is_written_and_can_be_undone(
    nine: Workshop, mette: Browser
) -> None:
    """One entry; then a void, and both stay."""
    words_of_anna = {"asked": "yes", "not_reached": "", "why": "Vil ikke komme."}
    answer = mette.submit(AWAY, "/ikke-moedt", **{**NO_SHOW, **words_of_anna})
    assert (answer.status_code, answer.location) == (303, "/")
    written = nine.written()
    assert written == [
        NoShow(
            person="anna-holm",
            date=TUESDAY,
            by="Mette Lund",
            at=local("09.00"),
            why="Ringet, spurgt på stedet. Svar: Vil ikke komme.",
        )
    ]
    page = mette.see()
    assert "Anna Holm: skrevet som ikke mødt. Fortryd" in page
    assert "Ikke mødt – ingen besked fundet 1 Anna Holm skrevet af Mette Lund" in page
    assert "2 ikke registreret endnu" in page
    mette.submit("/skrevet", "/fortryd", seq=nine.newest())

    assert [type(one) for one in nine.written()] == [NoShow, Void]
    assert "3 ikke registreret endnu" in mette.see()


def test_it_cannot_be_written_before_the_session_begins(
    workshop: Workshop, mette: Browser
) -> None:
    """At 08.10 nobody has stayed away from 08.15."""
    answer = mette.submit(AWAY, "/ikke-moedt", **NO_SHOW)

    assert answer.status_code == 422
    assert "Mødetiden er ikke begyndt endnu" in words(answer)
    assert workshop.written() == []


@pytest.mark.parametrize(
    ("missing", "field"), [("called", "called"), ("not_reached", "why")]
)
def test_what_was_looked_into_is_needed(
    nine: Workshop, mette: Browser, missing: str, field: str
) -> None:
    """Somebody was asked, and answered or was not reached: U and Enter are no word."""
    half = {key: value for key, value in NO_SHOW.items() if key != missing}
    answer = mette.submit(AWAY, "/ikke-moedt", **half)

    assert answer.status_code == 422
    assert f'id="{field}-wrong"' in answer.text
    assert nine.written() == []


def test_a_first_day_is_not_stayed_away_from_while_it_runs(
    workshop: Workshop,
) -> None:
    """Whoever does not find the door at first may still come; at the end one knows."""
    newcomer = make_person("Anna Holm", first_day=TUESDAY)
    workshop.write_roster(make_roster([newcomer]))
    workshop.stand_at("14.29")
    workshop.listen(500)
    mette = workshop.browser()
    assert "først skrives, når mødetiden er slut kl. 14.30" in mette.see(AWAY)
    early = mette.submit(AWAY, "/ikke-moedt", **NO_SHOW)
    assert early.status_code == 422
    assert workshop.written() == []

    workshop.stand_at("14.30")
    mette.submit(AWAY, "/ikke-moedt", **NO_SHOW)
    assert [type(entry) for entry in workshop.written()] == [NoShow]


def test_nobody_stays_away_from_hours_that_nobody_told(nine: Workshop) -> None:
    """The page says why, and writes nothing: a no-show is of every session that day."""
    anna = make_person("Anna Holm")
    told = make_session(anna, "08.15", "08.45")
    untold = msgspec.structs.replace(
        make_session(anna, "08.50", "14.30"), told_in_time=False
    )
    nine.write_roster(make_roster([anna], expected=[told, untold]))
    mette = nine.browser()

    answer = mette.submit(AWAY, "/ikke-moedt", **NO_SHOW)

    assert answer.status_code == 422
    assert "Borgeren fik først at vide" in answer.text
    assert nine.written() == []


@pytest.mark.parametrize("dato", ["1-11-2026", "4-11-2026", "3-11-2025"])
def test_a_date_without_a_session_is_refused(
    nine: Workshop, mette: Browser, dato: str
) -> None:
    """Nobody stays away from a day that was not theirs."""
    answer = mette.submit(AWAY, "/ikke-moedt", **{**NO_SHOW, "dato": dato})

    assert answer.status_code == 422
    assert f'value="{dato}"' in answer.text
    assert nine.written() == []


def test_who_may_have_been_missed_is_not_written_away_by_one_click(
    workshop: Workshop, mette: Browser
) -> None:
    """The reader was silent: that is told first, and must be ticked."""
    workshop.stand_at("09.00")
    workshop.beat()
    assert "læseren var ikke i gang i 105 minutter siden 07.15" in mette.see(AWAY)
    refused = mette.submit(AWAY, "/ikke-moedt", **{**NO_SHOW, "why": "ringet"})
    assert refused.status_code == 422
    assert "læseren var ikke i gang" in words(refused)
    assert ">ringet</textarea>" in refused.text
    assert workshop.written() == []
    mette.submit(AWAY, "/ikke-moedt", **NO_SHOW, alligevel="ja")

    assert workshop.written() == [ANNA_AWAY]


def test_a_late_arrival_is_asked_about_too(workshop: Workshop, mette: Browser) -> None:
    """The lateness may be ours; an arrival on time needs no question."""
    workshop.stand_at("09.00")
    workshop.beat()
    late = {"person": "anna-holm", "tid": "8.21", "hvorfor": "Kortet virkede ikke"}
    refused = mette.submit("/kom", "/kom", **late)
    assert refused.status_code == 422
    assert SURE in words(refused)
    assert workshop.written() == []
    mette.submit("/kom", "/kom", **{**late, "tid": "8.20"})
    mette.submit("/kom", "/kom", **late, alligevel="ja")

    times = [one.at for one in workshop.written() if isinstance(one, Arrival)]
    assert times == [local("8.20"), local("8.21")]


def test_somebody_who_came_meanwhile_did_not_stay_away(
    nine: Workshop, mette: Browser
) -> None:
    """The page that was open was a moment old."""
    form = {**mette.hidden(AWAY), **NO_SHOW}
    nine.tap(UIDS["Anna Holm"])
    mette.send("/ikke-moedt", form)

    assert NoShow not in map(type, nine.written())
    assert "Anna Holm blev registreret kl. 09.00 i mellemtiden" in mette.see()


def test_two_coordinators_write_one_no_show(nine: Workshop, mette: Browser) -> None:
    """And a double click writes one too."""
    ole = nine.browser("Ole Bach")
    forms = [(one, {**one.hidden(AWAY), **NO_SHOW}) for one in (mette, ole)]
    for browser, form in (*forms, *forms):
        browser.send("/ikke-moedt", form)

    assert nine.written() == [ANNA_AWAY]
    assert "Det skrev Mette Lund kl. 09.00." in ole.see()


def test_whoever_comes_after_all_has_come(nine: Workshop, mette: Browser) -> None:
    """The tap says more than the words."""
    mette.submit(AWAY, "/ikke-moedt", **NO_SHOW)
    nine.tap(UIDS["Anna Holm"])

    page = mette.see()
    assert "09.00 Anna Holm" in page
    assert "stayed" not in mette.get("/live").text


def test_a_lost_session_loses_nothing_that_was_typed(
    nine: Workshop, mette: Browser
) -> None:
    """After the login the note stands there, and nothing was written."""
    form = {**mette.hidden(AWAY), **NO_SHOW, "why": "ringet to gange"}
    mette.submit("/", "/logout")
    answer = mette.send("/ikke-moedt", form)
    assert answer.location == "/login"
    mette.log_in("Mette Lund")

    page = mette.get("/ikke-moedt").text
    assert ">ringet to gange</textarea>" in page
    assert "<b>Anna Holm</b>" in page
    assert nine.written() == []


def test_the_wall_names_nobody_who_stayed_away(nine: Workshop, mette: Browser) -> None:
    """What hangs on a wall shames nobody."""
    mette.submit(AWAY, "/ikke-moedt", **NO_SHOW)
    mette.see()
    nine.tap(STRANGE)

    assert "Anna" not in mette.see("/tavle")
