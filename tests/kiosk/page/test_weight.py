"""What the morning meeting weighs, and what a browser keeps of it."""

import gzip
import re

from tests.kiosk.page.workshop import (
    Browser,
    Workshop,
    make_person,
    make_roster,
    words,
)

PAGE_BYTES_MAX = 50_000


def test_a_sheet_is_asked_for_once_and_anew_when_it_changed(mette: Browser) -> None:
    """By what stands in it; under any other address it is asked for each time."""
    found = re.findall(r'(?:href|src)="(/static/[^"]+)"', mette.get("/").text)
    kept = {}
    for path in (*found, "/static/page.css", f"{found[0]}0", "/static/no.css"):
        with mette.get(path) as answer:
            kept[path] = answer.headers["Cache-Control"]

    assert len(found) == 3
    assert kept == {
        **dict.fromkeys(found, "max-age=31536000, immutable"),
        "/static/page.css": "no-cache",
        f"{found[0]}0": "no-cache",
        "/static/no.css": "no-store",
    }


def test_a_full_workshop_fits_in_fifty_kilobytes(workshop: Workshop) -> None:
    """Page, style and script together, with fifty people to clarify."""
    people = [make_person(f"Borger Nummer {number:02}") for number in range(50)]
    workshop.write_roster(make_roster(people))
    mette = workshop.browser()
    answers = [
        mette.get(path)
        for path in ("/", "/static/page.css", "/static/page.js", "/static/icon.svg")
    ]
    weight = sum(len(answer.data) for answer in answers)
    for answer in answers:
        answer.close()

    assert "50 ikke registreret endnu" in words(answers[0])
    assert weight < PAGE_BYTES_MAX


def test_a_living_page_travels_small(workshop: Workshop, mette: Browser) -> None:
    """A browser that reads gzip gets it, another gets the same as it is."""
    people = [make_person(f"Borger Nummer {number:02}") for number in range(50)]
    workshop.write_roster(make_roster(people))
    plain = mette.get("/live")
    small = mette.client.get("/live", headers={"Accept-Encoding": "gzip"})

    assert gzip.decompress(small.data) == plain.data
    assert len(small.data) < len(plain.data) / 5
    assert [small.content_encoding, plain.content_encoding] == ["gzip", None]
