"""The morning meeting as the browser gets it."""

import re

import pytest

from kiosk.errors import JournalUnavailable
from kiosk.journal.chain import Journal
from kiosk.journal.contents import Entry
from kiosk.web.app import STREAMS_MAX
from tests.kiosk.web.workshop import (
    ANNA,
    STRANGE,
    UIDS,
    Browser,
    Workshop,
    make_person,
    make_roster,
    words,
)


def test_a_tap_is_there_at_the_next_look(workshop: Workshop, mette: Browser) -> None:
    """With name and time, without a reload of anything but the living part."""
    before = mette.see("/live")
    workshop.tap(UIDS["Anna Holm"])
    after = mette.see("/live")

    assert "08.10 Anna Holm" not in before
    assert "08.10 Anna Holm" in after
    assert "1 af de 3, der ventes i dag" in after
    assert "<html" not in mette.get("/live").text


def test_the_page_never_calls_anybody_absent(
    workshop: Workshop, mette: Browser
) -> None:
    """Whoever is not there yet is not registered yet, and that is all."""
    workshop.clock.advance(8 * 3600)
    seen = mette.submit("/login", "/login", name="Mette Lund", pin="2468")
    page = mette.see("/live")

    assert seen.status_code == 303
    assert "3 ikke registreret endnu" in page
    assert not re.search(r"fraværende|mangler at møde|udeblev", page, re.IGNORECASE)


def test_the_reason_is_not_on_the_morning_meeting(mette: Browser) -> None:
    """It stands in no living part and in no message, for others look too."""
    mette.submit("/", "/meldt?person=anna-holm", grund="doctor")

    assert "Anna Holm er meldt fravær." in mette.see()
    assert "Læge" not in mette.see("/live")
    assert "Anna Holm sagt kl. 08.10 til Mette Lund" in mette.see("/live")


def test_the_wall_names_nobody_who_is_missing(
    workshop: Workshop, mette: Browser
) -> None:
    """Only who is here, by team."""
    workshop.tap(UIDS["Anna Holm"])
    mette.submit("/", "/meldt?person=bent-krogh", grund="ill")
    mette.see()
    wall = mette.see("/tavle")

    assert "Anna Holm" in wall
    assert "Bent" not in wall
    assert "Carla" not in wall


def test_a_name_with_script_in_it_is_only_a_name(workshop: Workshop) -> None:
    """On every page that shows it."""
    evil = make_person("<script>alert(1)</script>", id="p1")
    workshop.write_roster(make_roster([evil]))
    mette = workshop.browser()
    pages = [mette.get(path).text for path in ("/", "/kom", "/meldt")]
    mette.submit("/kom", "/kom", person="p1", tid="08.00", hvorfor="<b>x</b>")
    pages += [mette.get(path).text for path in ("/", "/skrevet", "/ret/1", "/tavle")]

    assert all("&lt;script&gt;alert(1)" in page for page in pages)
    assert not any("<script>" in page or "<b>x" in page for page in pages)


def test_nothing_is_run_or_fetched_from_elsewhere(mette: Browser) -> None:
    """No inline script, no inline style, no address but our own."""
    for path in ("/", "/tavle", "/kom", "/meldt", "/skrevet", "/login"):
        page = mette.get(path)
        policy = page.headers["Content-Security-Policy"]

        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert not re.search(r"<script(?! src=)|<style|\sstyle=|\son\w+=", page.text)
        assert not re.search(r"(src|href|action)=\"(https?:)?//", page.text)
        assert page.headers["X-Content-Type-Options"] == "nosniff"
        assert page.headers["X-Frame-Options"] == "DENY"
        assert page.headers["Referrer-Policy"] == "same-origin"
        assert page.headers["Cache-Control"] == "no-store"


def test_a_page_that_repeats_a_request_is_never_squeezed(mette: Browser) -> None:
    """Its length would tell of the secrets beside."""
    answer = mette.client.get("/kom?tid=08.01", headers={"Accept-Encoding": "gzip"})

    assert [answer.status_code, answer.content_encoding] == [200, None]


def test_two_dozen_screens_may_listen_and_one_more_is_told_to_wait(
    workshop: Workshop, mette: Browser
) -> None:
    """A place is free again as soon as one of them goes."""
    workshop.beat()
    streams = [mette.client.get("/events") for _ in range(STREAMS_MAX)]
    refused = mette.get("/events").status_code
    streams[0].close()
    again = mette.client.get("/events")

    assert [one.status_code for one in streams] == [200] * STREAMS_MAX
    assert refused == 503
    assert (again.status_code, again.mimetype) == (200, "text/event-stream")
    assert next(iter(again.response)) == b"retry: 1000\n\n"
    for one in (*streams, again):
        one.close()


def test_health_is_good_when_a_card_would_be_seen(workshop: Workshop) -> None:
    """Anybody may ask, and no name is told."""
    workshop.beat()
    answer = workshop.browser(None).get("/health")

    assert (answer.status_code, answer.json) == (200, {"status": "ok", "reasons": []})


def test_health_says_what_is_wrong(workshop: Workshop) -> None:
    """One reason after the other."""
    ask = workshop.browser(None)
    never = ask.get("/health")
    workshop.beat("no_chip")
    chip = ask.get("/health")
    workshop.beat()
    workshop.clock.advance(15 * 60 + 1)
    silent = ask.get("/health")
    workshop.beat()
    workshop.settings.roster_path.write_text("{}")
    damaged = ask.get("/health")
    workshop.settings.roster_path.unlink()
    missing = ask.get("/health")

    answers = (never, chip, silent, damaged, missing)
    assert [one.status_code for one in answers] == [503] * 5
    assert [(one.json or {})["reasons"][0].split(":")[0] for one in answers] == [
        "the terminal never started",
        "the reader said",
        "silent for over 15 minutes",
        "the roster on disk cannot be used",
        "there is no roster yet",
    ]


def test_health_fails_when_the_journal_cannot_be_read(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reason is told, and the page says so in Danish."""
    mette = workshop.browser()

    def refuse(_journal: Journal, _seq: int, _limit: int) -> list[Entry]:
        raise JournalUnavailable("disk I/O error")

    monkeypatch.setattr(Journal, "after", refuse)
    health, page = mette.get("/health"), mette.get("/")

    assert health.status_code == 503
    assert (health.json or {})["reasons"] == [
        "the journal cannot be read: disk I/O error"
    ]
    assert page.status_code == 503
    assert "Brug papirlisten" in words(page)


def test_a_damaged_roster_leaves_the_one_before_in_use(
    workshop: Workshop, mette: Browser
) -> None:
    """Nobody disappears from the page because a file broke."""
    mette.see()
    workshop.settings.roster_path.write_text("{")

    assert "3 ikke registreret endnu" in mette.see()


def test_a_page_that_is_not_there_says_so_in_danish(mette: Browser) -> None:
    """Without a word of servers."""
    answer = mette.get("/findes-ikke")

    assert answer.status_code == 404
    assert "Den side findes ikke." in words(answer)


def test_a_dead_terminal_makes_nobody_missing(
    workshop: Workshop, mette: Browser
) -> None:
    """Above the names it says that they may well have come."""
    workshop.beat("no_chip")

    assert "De, der ikke er registreret, kan godt være kommet." in mette.see()


def test_the_state_line_tells_of_sending_and_of_central(
    workshop: Workshop, mette: Browser
) -> None:
    """From the journal's own watermark."""
    workshop.beat()
    entry = workshop.tap(UIDS["Anna Holm"])
    workshop.tap(STRANGE)
    workshop.terminal.store_receipt(
        through_seq=entry.seq,
        hash=entry.hash,
        incarnation=b"i" * 16,
        raw=b"",
        moment_ns=workshop.clock.now().wall_ns,
    )

    assert (
        "Læseren virker · 1 registrering venter på at blive sendt"
        " · central sidst hørt 08.10"
    ) in mette.see()


def test_a_team_of_one_long_name_stays_whole(workshop: Workshop) -> None:
    """A name of 200 letters is shown, and not cut."""
    name = "Æ" * 200
    workshop.write_roster(make_roster([ANNA, make_person(name, id="long")]))

    assert name in workshop.browser().see()
