"""The citizen's screen as it is served."""

import re
from pathlib import Path

import msgspec
import pytest
from werkzeug.test import TestResponse

from kiosk.errors import BadSettings
from kiosk.settings import KioskSettings
from kiosk.web.display.views import SCREENS_MAX, may_see
from tests.kiosk.web.workshop import UIDS, Workshop, words
from tests.paths import ROOT

BYTES_MAX = 20_000
STATIC = ROOT / "kiosk" / "web" / "static"


def see(
    workshop: Workshop,
    path: str = "/display",
    *,
    address: str = "127.0.0.1",
    headers: dict[str, str] | None = None,
) -> TestResponse:
    """Open the screen on that machine."""
    client = workshop.app.test_client()
    return client.get(
        path, environ_base={"REMOTE_ADDR": address}, headers=headers or {}
    )


def test_the_screen_rests_without_a_login(workshop: Workshop) -> None:
    """Clock, date, next meeting time; strict headers, and no cookie is set."""
    workshop.beat()
    answer = see(workshop)

    assert answer.status_code == 200
    assert words(answer) == (
        "Mødt ved døren 08.10 tirsdag 3. november Hold kortet mod læseren"
        " Næste mødetid: i dag kl. 08.15"
        " Skærmen venter på terminalen. Lyset ved læseren gælder."
    )
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none';")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


def test_nothing_of_anybody_stands_in_its_source(workshop: Workshop) -> None:
    """No name, no card, no id, no number of an entry, nor anything inline."""
    workshop.beat()
    workshop.tap(UIDS["Anna Holm"])
    html = see(workshop).text

    for secret in ("Anna", "anna-holm", "Grønt", *UIDS.values(), "door-1"):
        assert secret not in html
    assert not re.search(r"<style|<script(?! src)| on\w+=|style=", html)
    assert set(re.findall(r'(?:src|href)="([^"?]+)(?:\?v=\w+)?"', html)) == {
        "/static/look/icon.svg",
        "/static/display.css",
        "/static/display.js",
        "#hand",
        "#tick",
    }


def test_all_of_it_is_small(workshop: Workshop) -> None:
    """Page, style and script together, without compression; and no web font."""
    css = (STATIC / "display.css").read_text()
    script = (STATIC / "display.js").read_text()

    assert len((see(workshop).text + css + script).encode()) < BYTES_MAX
    assert not re.search(r"url\(|@import|@font-face|https?:", css + script)
    assert "prefers-reduced-motion: reduce" in css


@pytest.mark.parametrize("path", ["/display", "/display/events"])
@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("192.168.1.20", {}),
        ("fe80::1%eth0", {}),
        ("127.0.0.1", {"X-Forwarded-For": "192.168.1.20"}),
        ("127.0.0.1", {"Forwarded": "for=192.168.1.20"}),
    ],
)
def test_another_machine_is_told_where_the_screen_is(
    workshop: Workshop, path: str, address: str, headers: dict[str, str]
) -> None:
    """In a sentence; a proxy on the terminal does not make it this machine."""
    answer = see(workshop, path, address=address, headers=headers)

    assert answer.status_code == 403
    assert "Skærmen til døren vises kun på terminalen selv." in words(answer)
    assert "08.15" not in answer.text


@pytest.mark.parametrize(
    ("address", "networks", "may"),
    [
        ("127.0.0.1", (), True),
        ("::1", (), True),
        ("::ffff:127.0.0.1", (), True),
        ("::ffff:192.168.1.20", ("192.168.1.20",), True),
        ("192.168.1.20", ("10.0.0.0/8", "192.168.1.0/24"), True),
        ("192.168.2.20", ("192.168.1.0/24",), False),
        ("fd00::7", ("192.168.1.0/24",), False),
        ("fd00::7", ("fd00::/8",), True),
        ("", (), False),
        (None, (), False),
    ],
)
def test_who_may_show_it(
    address: str | None, networks: tuple[str, ...], may: bool
) -> None:
    """This machine, and those that the settings name."""
    assert may_see(address, networks) is may


def test_a_machine_that_the_settings_name_may_show_it(workshop: Workshop) -> None:
    """So that an old tablet can hang at the door."""
    workshop.settings = msgspec.structs.replace(
        workshop.settings, display_from=("192.168.1.20",)
    )
    workshop.app = workshop.new_page()

    assert see(workshop, address="192.168.1.20").status_code == 200
    assert see(workshop, address="192.168.1.21").status_code == 403


@pytest.mark.parametrize("network", ["the tablet", "192.168.1.300", "192.168.1.5/24"])
def test_an_address_that_is_none_is_refused_at_the_start(network: str) -> None:
    """And not when the screen stays dark."""
    found = {"device": "door-1", "display_from": [network]}

    with pytest.raises(BadSettings, match=re.escape(network)):
        KioskSettings.parse(found, path=Path("kiosk.toml"))


def test_the_screens_have_places_of_their_own(workshop: Workshop) -> None:
    """One too many waits its turn; one that goes leaves its place, but once."""
    listening = [see(workshop, "/display/events") for _ in range(SCREENS_MAX)]
    refused = see(workshop, "/display/events").status_code
    listening[0].close()
    listening[0].close()
    again = [see(workshop, "/display/events").status_code for _ in range(2)]

    assert (refused, again) == (503, [200, 503])
    assert listening[1].mimetype == "text/event-stream"
    for one in listening:
        one.close()


def test_the_page_stays_closed_to_whoever_sees_the_screen(workshop: Workshop) -> None:
    """The screen lets nobody into the coordinators' page."""
    client = workshop.app.test_client()
    client.get("/display")

    assert client.get("/").status_code == 303
    assert client.get("/live").status_code == 401
    assert client.post("/display").status_code in {400, 405}


def test_nothing_on_the_screen_is_red() -> None:
    """Nobody who comes is a fault, whenever it is."""
    css = (STATIC / "display.css").read_text()
    colours = set(re.findall(r"#[0-9a-f]{6}\b", css))
    red = {
        colour
        for colour in colours
        if int(colour[1:3], 16) > 1.3 * max(int(colour[3:5], 16), int(colour[5:], 16))
    }

    assert len(colours) > 5
    assert red == set()
    assert not re.search(r"\b(red|crimson|tomato|salmon|orange)\b", css)
