"""The citizen's screen in a real browser."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlsplit

import msgspec
import pytest
from playwright.sync_api import Page, expect

from kiosk.door.decide import Decision, Greeting
from kiosk.door.texts import Texts
from kiosk.journal.contents import Language
from kiosk.web.display.screen import message
from tests.browser.conftest import Served, serve
from tests.browser.doorway import (
    ANNA,
    JOHN,
    LAYLA,
    OLENA,
    PEOPLE,
    first_line,
    hang,
    says,
    tap,
    until,
)
from tests.kiosk.web.workshop import STRANGE, Workshop, local, make_person

SIZES = [
    (800, 480),
    (720, 1280),
    *(
        pytest.param(size, marks=pytest.mark.long)
        for size in ((1920, 1080), (1024, 600))
    ),
]
TEXTS = Texts.load()
LEAST_MS, ALONE_MS, LOST_MS, MINUTE_MS = 4000, 8000, 10_000, 60_000


@pytest.mark.parametrize(
    ("uid", "language", "lines"),
    [
        (ANNA, "da", ["Velkommen.", "Du er registreret kl. 08.10."]),
        (JOHN, "en", ["John", "Welcome.", "You are checked in at 08.10."]),
        (LAYLA, "ar", ["Layla", "أهلاً بك.", "تم تسجيل حضورك في الساعة 08.10."]),
        (OLENA, "uk", ["Вітаємо.", "Вас зареєстровано о 08.10."]),
        (
            STRANGE,
            "da",
            [
                "Vi kender ikke kortet endnu.",
                "Kom bare ind – en medarbejder hjælper dig.",
                *(
                    TEXTS.text("unknown_card", language)
                    for language in ("en", "ar", "uk")
                ),
            ],
        ),
    ],
)
def test_a_tap_is_answered_in_the_cards_language(
    served: Served, phone: Page, uid: str, language: str, lines: Sequence[str]
) -> None:
    """Told to a screen reader at once, written from its own side, with its shape."""
    hang(phone, served)
    tap(phone, served, uid)
    alert = phone.get_by_role("alert")

    assert [line for line in says(phone).split("\n") if line] == lines
    assert alert.get_attribute("lang") == language
    assert alert.get_attribute("aria-live") == "assertive"
    icon = "#person" if uid == STRANGE else "#tick"
    assert phone.locator("#icon use").get_attribute("href") == icon
    direction = "rtl" if language == "ar" else "ltr"
    assert alert.get_attribute("dir") == direction
    seen = phone.evaluate(
        """() => [getComputedStyle(document.getElementById("says")).direction,
                  getComputedStyle(document.getElementById("message")).direction,
                  document.getElementById("icon").getBoundingClientRect().left > 400]"""
    )
    assert seen == [direction, direction, direction == "rtl"]
    font = alert.evaluate("one => getComputedStyle(one).fontFamily.split(',')[0]")
    assert font == ('"Noto Sans Arabic"' if language == "ar" else '"Noto Sans"')


def test_an_answer_stays_four_seconds_whoever_comes(
    served: Served, phone: Page
) -> None:
    """Then the next one does; and with nobody waiting it stays longer."""
    hang(phone, served)
    tap(phone, served, ANNA)
    phone.clock.run_for(1500)
    tap(phone, served, JOHN)
    phone.clock.run_for(LEAST_MS - 1500 - 50)
    early = first_line(phone)
    phone.clock.run_for(100)
    then = first_line(phone)
    phone.clock.run_for(ALONE_MS - 200)
    still = first_line(phone)
    phone.clock.run_for(300)

    assert (early, then, still) == ("Velkommen.", "John", "John")
    assert says(phone) == ""
    expect(phone.locator("body")).not_to_have_attribute("data-answer", "")
    expect(phone.locator("#clock")).to_be_visible()


def test_an_answer_that_had_its_time_makes_room_at_once(
    served: Served, phone: Page
) -> None:
    """After four seconds the next person does not wait."""
    hang(phone, served)
    tap(phone, served, ANNA)
    phone.clock.run_for(LEAST_MS + 500)
    stays = first_line(phone)
    tap(phone, served, JOHN)

    assert (stays, first_line(phone)) == ("Velkommen.", "John")


def test_ten_taps_in_a_second_do_not_starve_the_newest(
    served: Served, phone: Page
) -> None:
    """The first, whoever needs a person, then the newest: after eight seconds."""
    hang(phone, served)
    tap(phone, served, ANNA)
    tap(phone, served, OLENA, LAYLA, STRANGE, LAYLA, OLENA, ANNA, OLENA, LAYLA)
    tap(phone, served, JOHN)
    seen = [first_line(phone)]
    for _ in range(4):
        phone.clock.run_for(LEAST_MS + 50)
        seen.append(first_line(phone))

    assert seen == [
        "Velkommen.",
        "Vi kender ikke kortet endnu.",
        "John",
        "John",
        "",
    ]


def test_many_welcomes_leave_the_newest_after_four_seconds(
    served: Served, phone: Page
) -> None:
    """Nobody reads another's answer of half a minute ago as their own."""
    hang(phone, served)
    tap(phone, served, ANNA, *[OLENA, LAYLA] * 4, JOHN)
    before = first_line(phone)
    waiting = phone.evaluate("waiting.length")
    phone.clock.run_for(LEAST_MS + 50)

    assert (before, waiting, first_line(phone)) == ("Velkommen.", 1, "John")


def test_a_page_that_was_restarted_answers_again_by_itself(
    tmp_path: Path, phone: Page
) -> None:
    """It says that it waits, hides a clock that stands still, and mends itself."""
    workshop = Workshop(tmp_path)
    workshop.beat()
    with serve(workshop.app) as url:
        hang(phone, Served(workshop=workshop, url=url))
        phone.evaluate("window.still = 'here'")
        workshop.tap(ANNA)
        expect(phone.get_by_role("alert")).to_contain_text("Velkommen.")
    until(phone, "losing !== null")
    phone.clock.run_for(ALONE_MS + LOST_MS)
    expect(phone.locator("#lost")).to_be_visible()
    expect(phone.locator("#clock")).to_be_hidden()
    with serve(workshop.new_page(), port=urlsplit(url).port or 0):
        phone.clock.run_for(3000)
        expect(phone.locator("#lost")).to_be_hidden()
        shown_again = phone.evaluate("showing")
        workshop.tap(STRANGE)
        expect(phone.get_by_role("alert")).to_contain_text("Vi kender ikke kortet")

    assert shown_again is None
    assert phone.evaluate("[window.still, marks.length]") == ["here", 2]


def test_a_reader_that_is_down_stands_there_until_it_works(
    served: Served, phone: Page
) -> None:
    """In four languages, each with its own direction; then the clock is back."""
    hang(phone, served)
    served.workshop.beat("no_chip")
    down = phone.locator("#down-says p")
    expect(down).to_have_count(len(get_args(Language)))
    expect(phone.locator("#calm")).to_be_hidden()
    expect(down.first).to_contain_text("Læseren virker ikke lige nu.")
    directions = down.evaluate_all(
        "all => all.map((p) => getComputedStyle(p).direction)"
    )
    served.workshop.beat()
    expect(phone.locator("#calm")).to_be_visible()

    assert directions == ["ltr", "ltr", "rtl", "ltr"]
    expect(phone.locator("#down")).to_be_hidden()


def test_it_asks_nobody_else_and_tells_nobodys_number(
    served: Served, phone: Page
) -> None:
    """Every request goes to the terminal; after a tap the page holds words only."""
    hosts: set[str] = set()
    phone.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    hang(phone, served)
    tap(phone, served, JOHN)
    source = phone.content()

    assert hosts == {urlsplit(served.url).netloc}
    for secret in (*PEOPLE, "Smith", "john-smith", "Anna", "door-1"):
        assert secret not in source


def test_nothing_stands_on_the_same_pixels(served: Served, phone: Page) -> None:
    """It moves a little each minute, and gently unless no motion is wanted."""
    hang(phone, served)
    places = []
    for _ in range(3):
        phone.clock.run_for(MINUTE_MS)
        places.append(phone.evaluate("document.getElementById('rest').style.translate"))
    rests = "getComputedStyle(document.getElementById('rest')).transitionDuration"
    moving = phone.evaluate(rests)
    phone.emulate_media(reduced_motion="reduce")

    assert len(set(places)) == 3
    assert max(abs(float(part[:-4])) for place in places for part in place.split()) <= 3
    assert (moving, phone.evaluate(rests)) == ("3s", "0s")


def every_answer(language: Language) -> list[Mapping[str, Any]]:
    """Make every answer that can stand there, with a long first name."""
    person = make_person("Aleksandrina Holm", language=language, first_name_shown=True)
    answers = [
        Decision(
            greeting=greeting,
            person=person,
            at=local("08.10"),
            clock_trusted=True,
            after_start=late,
            next_session=coming,
        )
        for greeting in Greeting
        for late, coming in [(False, None), (True, None), (False, local("08.15"))]
        if (coming is None) or greeting is Greeting.GOODBYE
    ]
    return [
        msgspec.to_builtins(
            message(answer, texts=TEXTS, language=language, offline=offline)
        )
        for answer in answers
        for offline in (False, True)
    ]


@pytest.mark.parametrize("size", SIZES)
def test_every_answer_fits_and_can_be_read_from_two_metres(
    served: Served, phone: Page, size: tuple[int, int]
) -> None:
    """Nothing sticks out in any language; letters are 5 % of the glass or more."""
    width, height = size
    hang(phone, served)
    phone.set_viewport_size({"width": width, "height": height})
    for language in get_args(Language):
        for answer in every_answer(language):
            seen = phone.evaluate(
                """(answer) => {
                  put(answer);
                  const says = document.getElementById("says");
                  const box = says.getBoundingClientRect();
                  const icon = document.getElementById("icon").getBoundingClientRect();
                  const sizes = [...says.children].map(
                    (one) => parseFloat(getComputedStyle(one).fontSize));
                  return {top: Math.min(box.top, icon.top), left: box.left,
                          bottom: box.bottom, right: box.right,
                          wide: says.scrollWidth - says.clientWidth,
                          small: Math.min(...sizes)};
                }""",
                answer,
            )
            told = (language, answer["lines"])
            assert seen["top"] >= 0, told
            assert seen["bottom"] <= height, told
            assert seen["left"] >= 0, told
            assert seen["right"] <= width, told
            assert (told, seen["wide"]) == (told, 0)
            assert seen["small"] >= 0.05 * min(width, height)
