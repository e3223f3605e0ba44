"""What the morning meeting weighs, and what a browser keeps of it."""

import gzip
import re
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask, request, url_for

from kiosk.look import face
from tests.kiosk.web.workshop import Browser, Workshop, make_person, make_roster, words

PAGE_BYTES_MAX = 58_000


def test_a_sheet_is_asked_for_once(mette: Browser) -> None:
    """By what stands in it; under any other address it is asked for each time."""
    each_is_kept_as_long_as_it_holds(mette)


def test_a_sheet_that_changed_has_another_address(tmp_path: Path) -> None:
    """Or a browser that keeps it for good would never see the new one."""
    changed_is_elsewhere(tmp_path)


def test_a_sheet_kept_too_long_is_caught(
    mette: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first of these bites where any address is kept for good."""
    monkeypatch.setattr(face, "url_for", lambda *_, **__: request.full_path)

    with pytest.raises(AssertionError):
        each_is_kept_as_long_as_it_holds(mette)


def test_an_address_without_the_content_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second bites where a changed sheet keeps its address."""
    nothing = SimpleNamespace(sha256=lambda _: sha256(b""))
    monkeypatch.setattr(face, "hashlib", nothing)

    with pytest.raises(AssertionError):
        changed_is_elsewhere(tmp_path)


def each_is_kept_as_long_as_it_holds(mette: Browser) -> None:
    """Ask for what the page names, and for what it does not."""
    found = re.findall(r'(?:href|src)="(/static/[^"]+)"', mette.get("/").text)
    kept = {}
    for path in (*found, "/static/page.css", f"{found[0]}0", "/static/no.css"):
        with mette.get(path) as answer:
            kept[path] = answer.headers["Cache-Control"]

    assert len(found) == 4
    assert kept == {
        **dict.fromkeys(found, "max-age=31536000, immutable"),
        "/static/page.css": "no-cache",
        f"{found[0]}0": "no-cache",
        "/static/no.css": "no-store",
    }


def changed_is_elsewhere(folder: Path) -> None:
    """Ask where a sheet stands, before and after a new version was laid there."""
    addresses = set()
    for written in ("old", "new", "new"):
        (folder / "a.css").write_text(written)
        app = Flask(__name__, static_folder=str(folder), static_url_path="/static")
        face.version_files(app)
        with app.test_request_context():
            addresses.add(url_for("static", filename="a.css"))

    assert len(addresses) == 2


def test_a_full_workshop_fits_in_sixty_kilobytes(workshop: Workshop) -> None:
    """Page, style and script together, with fifty people to clarify."""
    people = [make_person(f"Borger Nummer {number:02}") for number in range(50)]
    workshop.write_roster(make_roster(people))
    mette = workshop.browser()
    files = (
        *("/static/look/look.css", "/static/look/icon.svg"),
        *("/static/page.css", "/static/page.js"),
    )
    answers = [mette.get(path) for path in ("/", *files)]
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
