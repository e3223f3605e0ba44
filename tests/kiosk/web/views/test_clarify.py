"""One click, one fact; a second click, none."""

from datetime import timedelta

import pytest

from kiosk.journal.contents import Arrival, Notice, Reason, Tap
from tests.kiosk.web.full_disk import fill_the_disk
from tests.kiosk.web.workshop import TUESDAY, UIDS, Browser, Workshop, local, words

ILL = "/meldt?person=anna-holm"
ANNA_ILL = Notice(
    person="anna-holm",
    first=TUESDAY,
    last=TUESDAY,
    reason=Reason.ILL,
    reported_at=local("08.10"),
    by="Mette Lund",
)


def test_one_click_writes_that_somebody_is_ill(
    workshop: Workshop, mette: Browser
) -> None:
    """With the time of the call and the name of who took it."""
    answer = mette.submit("/", ILL, grund="ill")

    assert (answer.status_code, answer.location) == (303, "/")
    assert workshop.written() == [ANNA_ILL]
    page = mette.see()
    assert "Anna Holm er meldt fravær. Fortryd : Anna Holm er meldt fravær. Ret" in page
    assert "2 ikke registreret endnu" in page


def test_a_second_click_on_a_stale_page_writes_nothing(
    workshop: Workshop, mette: Browser
) -> None:
    """And says so."""
    form = {**mette.hidden("/"), "grund": "ill"}
    mette.send(ILL, form)
    mette.see()
    again = mette.send(ILL, form)

    assert again.status_code == 303
    assert workshop.written() == [ANNA_ILL]
    assert "Det er allerede skrevet" in mette.see()


def test_a_stale_click_does_not_write_again_what_was_undone(
    workshop: Workshop, mette: Browser
) -> None:
    """The same click is the same click also after it was taken back."""
    form = {**mette.hidden("/"), "grund": "ill"}
    mette.send(ILL, form)
    mette.submit("/", "/fortryd", seq="1")
    mette.send(ILL, form)

    assert [type(one).__name__ for one in workshop.written()] == ["Notice", "Void"]


def test_after_an_undo_a_fresh_click_counts(workshop: Workshop, mette: Browser) -> None:
    """A change of mind is allowed twice."""
    for _ in range(2):
        mette.submit("/", ILL, grund="ill")
        seq = str(len(workshop.written()))
        mette.submit("/skrevet", "/fortryd", seq=seq)
    mette.submit("/", ILL, grund="ill")

    kinds = [type(one).__name__ for one in workshop.written()]
    assert kinds == ["Notice", "Void", "Notice", "Void", "Notice"]


def test_two_coordinators_at_once_write_one_fact(workshop: Workshop) -> None:
    """The second is told that it was said, and nothing is written."""
    mette, ole = workshop.browser("Mette Lund"), workshop.browser("Ole Bach")
    pages = [(mette, mette.hidden("/")), (ole, ole.hidden("/"))]
    for browser, form in pages:
        browser.send(ILL, {**form, "grund": "ill"})

    assert workshop.written() == [ANNA_ILL]
    assert "Anna Holm var allerede meldt fravær." in ole.see()


def test_somebody_who_came_meanwhile_is_not_made_ill(
    workshop: Workshop, mette: Browser
) -> None:
    """The page that was clicked was a moment old."""
    form = {**mette.hidden("/"), "grund": "ill"}
    workshop.tap(UIDS["Anna Holm"])
    mette.send(ILL, form)

    assert workshop.written() == [Tap(uid=UIDS["Anna Holm"])]
    assert "Anna Holm blev registreret kl. 08.10 i mellemtiden" in mette.see()


def test_the_whole_form_can_say_that_somebody_went_home_ill(
    workshop: Workshop, mette: Browser
) -> None:
    """Whoever fills it in means it."""
    workshop.tap(UIDS["Anna Holm"])
    mette.submit("/meldt", "/meldt", person="anna-holm", grund="ill", fra="3-11-2026")

    assert workshop.written()[1:] == [ANNA_ILL]


def test_days_ahead_are_told_and_shown(workshop: Workshop, mette: Browser) -> None:
    """The sentence says until when."""
    mette.submit(
        "/meldt",
        "/meldt",
        person="anna-holm",
        grund="holiday",
        fra="4-11-2026",
        til="6-11-2026",
    )

    assert (
        "Anna Holm er meldt fravær onsdag 4. november 2026"
        " til og med fredag 6. november 2026."
    ) in mette.see()
    said = workshop.written()[0]
    assert isinstance(said, Notice)
    assert said.last - said.first == timedelta(days=2)


def test_an_arrival_by_hand_is_written(workshop: Workshop, mette: Browser) -> None:
    """With the time that was typed and the name of who typed it."""
    answer = mette.submit(
        "/kom",
        "/kom",
        person="bent-krogh",
        tid="8.02",
        dato="3/11",
        hvorfor="Glemte kortet",
    )

    assert answer.location == "/"
    assert workshop.written() == [
        Arrival(
            person="bent-krogh",
            at=local("08.02"),
            by="Mette Lund",
            why="Glemte kortet",
        )
    ]
    assert "Bent Krogh er registreret kl. 08.02." in mette.see()
    assert "08.02 Bent Krogh skrevet af Mette Lund" in mette.see()


def test_what_was_typed_wrong_is_told_and_nothing_is_lost(
    workshop: Workshop, mette: Browser
) -> None:
    """Every field stands as it was typed, with its sentence."""
    answer = mette.submit(
        "/kom",
        "/kom",
        person="bent-krogh",
        tid="25.10",
        dato="30-2-2026",
        hvorfor="Kortet virkede ikke",
        forsinkelse="toget & bussen",
    )

    assert answer.status_code == 422
    assert workshop.written() == []
    assert "Klokken 25.10 findes ikke." in words(answer)
    assert "Den 30. februar 2026 findes ikke." in words(answer)
    for kept in (
        '<option value="bent-krogh" selected>',
        'name="tid" value="25.10"',
        'name="dato" value="30-2-2026"',
        "<option selected>Kortet virkede ikke</option>",
        'name="forsinkelse" value="toget &amp; bussen"',
    ):
        assert kept in answer.text


def test_a_full_disk_loses_nothing_that_was_typed(
    workshop: Workshop, mette: Browser
) -> None:
    """The page says what to do, and the same form can be sent again."""
    form = {
        **mette.hidden("/kom"),
        "person": "bent-krogh",
        "tid": "08.02",
        "hvorfor": "Glemte kortet",
        "forsinkelse": "bussen",
    }
    with pytest.MonkeyPatch.context() as patch:
        fill_the_disk(patch)
        full = mette.send("/kom", form)
    again = mette.send("/kom", form)

    assert full.status_code == 503
    assert "Det blev ikke gemt" in words(full)
    assert "papirlisten" in words(full)
    assert 'name="tid" value="08.02"' in full.text
    assert 'name="forsinkelse" value="bussen"' in full.text
    assert again.status_code == 303
    assert len(workshop.written()) == 1


def test_a_full_disk_keeps_one_click_as_a_form(
    workshop: Workshop, mette: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Person and reason stand in it, ready to be sent again."""
    fill_the_disk(monkeypatch)
    answer = mette.submit("/", ILL, grund="ill")

    assert answer.status_code == 503
    assert '<option value="anna-holm" selected>' in answer.text
    assert 'value="ill" required checked' in answer.text
    assert workshop.written() == []


def test_an_uncertain_clock_asks_for_another_watch(workshop: Workshop) -> None:
    """Before somebody trusts the time that is prefilled."""
    mette = workshop.browser()
    workshop.uncertain()

    assert "Skriv klokkeslættet fra et andet ur." in mette.see("/kom")
    assert "Skriv klokkeslættet fra et andet ur." in mette.see("/meldt")


def test_somebody_who_is_not_on_the_roster_is_not_written(
    workshop: Workshop, mette: Browser
) -> None:
    """The page invents nobody."""
    answer = mette.submit("/", "/meldt?person=nobody", grund="ill")

    assert answer.status_code == 422
    assert "Vælg, hvem det drejer sig om." in words(answer)
    assert workshop.written() == []


def test_far_too_much_text_is_refused_before_it_is_read(
    workshop: Workshop, mette: Browser
) -> None:
    """A form is small."""
    answer = mette.submit("/kom", "/kom", forsinkelse="x" * 100_000)

    assert answer.status_code in {400, 413}
    assert workshop.written() == []
