"""The coordinator's morning in a real browser."""

from playwright.sync_api import Page, expect

from kiosk.journal.contents import Arrival, Notice, Reason
from tests.browser.conftest import Served, log_in
from tests.browser.reloads import never_reloaded, watch_reloads
from tests.kiosk.web.workshop import (
    STRANGE,
    TUESDAY,
    UIDS,
    local,
    make_person,
    make_roster,
)


def test_a_wrong_pin_is_told_and_the_name_stays(served: Served, phone: Page) -> None:
    """The sentence has the focus, so that it is read; the second try needs the PIN."""
    phone.goto(served.url)
    phone.get_by_label("Navn").fill("Mette Lund")
    phone.get_by_label("PIN").fill("0000")
    phone.get_by_role("button", name="Log ind").click()

    expect(phone.get_by_role("alert")).to_have_text(
        "Navn og PIN passer ikke sammen. Prøv igen."
    )
    expect(phone.get_by_role("alert")).to_be_focused()
    expect(phone.get_by_label("Navn")).to_have_value("Mette Lund")


def test_whoever_taps_is_there_within_a_second(served: Served, phone: Page) -> None:
    """Without a reload, and a screen reader is told."""
    log_in(phone, served.url)
    watch_reloads(phone)
    awaited = phone.locator("#awaited")
    served.workshop.write(
        Arrival(person="carla-ørsted", at=local("08.09"), by="Ole Bach", why="x")
    )
    expect(phone.locator("#announce")).to_have_text("Carla Ørsted er registreret.")
    with phone.expect_response("**/live", timeout=1000):
        served.workshop.tap(UIDS["Anna Holm"])

    expect(phone.locator("#came")).to_contain_text("08.10 Anna Holm", timeout=1000)
    expect(awaited).not_to_contain_text("Anna Holm")
    expect(phone.locator("#announce")).to_have_text("Anna Holm er registreret.")
    never_reloaded(phone)


def test_fifty_taps_at_once_are_all_there(served: Served, phone: Page) -> None:
    """The rush at a quarter past eight."""
    people = [make_person(f"Borger Nummer {number:02}") for number in range(50)]
    served.workshop.write_roster(make_roster(people))
    log_in(phone, served.url)
    for person in people:
        served.workshop.write(
            Arrival(person=person.id, at=local("08.09"), by="Mette Lund", why="x")
        )

    expect(phone.locator(".count b")).to_have_text("50", timeout=5000)
    expect(phone.locator("#awaited")).to_contain_text("Alle er kommet")


def test_one_click_says_that_somebody_is_ill(served: Served, phone: Page) -> None:
    """The row goes, the next one has the focus, and a slip has ten seconds."""
    log_in(phone, served.url)
    watch_reloads(phone)
    phone.get_by_role("button", name="Meldt syg Anna Holm").click()

    expect(phone.locator("#notes")).to_contain_text("Anna Holm er meldt fravær.")
    expect(phone.locator("#awaited")).not_to_contain_text("Anna Holm")
    expect(phone.get_by_role("button", name="Meldt syg Bent Krogh")).to_be_focused()
    assert served.workshop.written() == [
        Notice(
            person="anna-holm",
            first=TUESDAY,
            last=TUESDAY,
            reason=Reason.ILL,
            reported_at=local("08.10"),
            by="Mette Lund",
        )
    ]
    phone.get_by_role("button", name="Fortryd").click()
    expect(phone.locator("#awaited")).to_contain_text("Anna Holm")
    expect(phone.locator("#notes")).to_contain_text("Det er taget tilbage: Anna Holm.")
    never_reloaded(phone)


def test_three_are_clarified_with_the_keyboard_alone(
    served: Served, phone: Page
) -> None:
    """Enter on the first, and the next has the focus, down to the last."""
    log_in(phone, served.url)
    phone.get_by_role("button", name="Meldt syg Anna Holm").focus()
    for left in (2, 1, 0):
        phone.keyboard.press("Enter")
        expect(phone.locator("#awaited .row:not(.empty)")).to_have_count(left)

    expect(phone.locator("#told .row")).to_have_count(3)


def test_a_double_click_is_one_click(served: Served, phone: Page) -> None:
    """Also for an eager finger."""
    log_in(phone, served.url)
    phone.get_by_role("button", name="Meldt syg Anna Holm").dblclick()

    expect(phone.locator("#told .row")).to_contain_text("Anna Holm")
    told = [one for one in served.workshop.written() if isinstance(one, Notice)]
    assert [notice.person for notice in told].count("anna-holm") == 1


def test_the_menu_has_the_other_reasons(served: Served, phone: Page) -> None:
    """One tap opens it, one tap is the answer."""
    log_in(phone, served.url)
    phone.get_by_role("link", name="Andet Bent Krogh").click()
    menu = phone.get_by_role("dialog", name="Bent Krogh")
    menu.get_by_role("button", name="Jobsamtale hos arbejdsgiver").click()

    expect(menu).to_be_hidden()
    expect(phone.locator("#told")).to_contain_text("Bent Krogh")
    told = served.workshop.written()[0]
    assert isinstance(told, Notice)
    assert (told.person, told.reason) == ("bent-krogh", Reason.JOB_INTERVIEW)


def test_somebody_who_forgot_the_card_is_registered_by_hand(
    served: Served, phone: Page
) -> None:
    """A date that does not exist is told, and what was typed stands there."""
    log_in(phone, served.url)
    phone.get_by_role("link", name="Kom, glemte kortet Carla Ørsted").click()
    expect(phone.get_by_label("Var her til mødetid")).to_be_focused()
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("alert")).to_be_focused()
    expect(phone.get_by_role("alert")).to_contain_text("Vælg, hvornår borgeren kom")
    assert served.workshop.written() == []
    phone.get_by_label("Kom klokken").fill("8.02")
    phone.get_by_label("Dato").fill("31-11-2026")
    phone.get_by_role("button", name="Gem").click()

    expect(phone.locator("#dato-wrong")).to_contain_text(
        "Den 31. november 2026 findes ikke."
    )
    expect(phone.get_by_label("Kom klokken")).to_have_value("8.02")
    assert served.workshop.written() == []
    phone.get_by_label("Dato").fill("3-11-2026")
    phone.get_by_role("button", name="Gem").click()
    expect(phone.locator("#came")).to_contain_text("08.02 Carla Ørsted")
    assert served.workshop.written() == [
        Arrival(
            person="carla-ørsted",
            at=local("08.02"),
            by="Mette Lund",
            why="Glemte kortet",
        )
    ]


def test_an_unknown_card_gets_its_name(served: Served, phone: Page) -> None:
    """It appears by itself, and two taps answer it."""
    log_in(phone, served.url)
    served.workshop.tap(STRANGE)
    phone.get_by_role("link", name="Hvem var det?").click()
    phone.get_by_label("Carla Ørsted").check()
    phone.get_by_role("button", name="Gem").click()

    expect(phone.locator("#came")).to_contain_text("08.10 Carla Ørsted")
    expect(phone.locator("#cards")).to_have_count(0)


def test_the_morning_prints_all_of_its_names(served: Served, phone: Page) -> None:
    """Also those far below what the screen shows; buttons stay off the paper."""
    people = [make_person(f"Borger Nummer {number:02}") for number in range(50)]
    served.workshop.write_roster(make_roster(people))
    log_in(phone, served.url)
    painted = """() => [...document.querySelectorAll("#awaited .row b")]
      .filter(one => one.checkVisibility({contentVisibilityAuto: true})).length"""
    assert phone.evaluate(painted) < 50
    phone.emulate_media(media="print")

    assert phone.evaluate(painted) == 50
    expect(phone.locator("#awaited .acts").first).to_be_hidden()
    expect(phone.locator("header")).to_be_hidden()


def test_a_name_is_found_and_stays_found_while_others_come(
    served: Served, phone: Page
) -> None:
    """Somebody rings: two letters are enough, and the list does not jump back."""
    log_in(phone, served.url)
    phone.get_by_label("Find navn").fill("ør")
    expect(phone.locator("#awaited .row:visible")).to_have_count(1)
    served.workshop.tap(UIDS["Anna Holm"])
    expect(phone.locator(".count b")).to_have_text("1")

    expect(phone.locator("#awaited .row:visible")).to_contain_text(["Carla Ørsted"])
    expect(phone.get_by_label("Find navn")).to_have_value("ør")


def test_nothing_sticks_out_on_a_small_phone_or_at_double_size(
    served: Served, phone: Page
) -> None:
    """360 pixels wide, and a desktop at 200 %: nobody scrolls sideways."""
    served.workshop.tap(STRANGE)
    served.workshop.beat("no_chip")
    log_in(phone, served.url)
    for width in (360, 640):
        phone.set_viewport_size({"width": width, "height": 640})
        for path in ("/", "/tavle", "/kom", "/meldt", "/skrevet", "/kort/2"):
            phone.goto(served.url + path)
            wide = phone.evaluate("document.documentElement.scrollWidth")
            assert (path, wide) == (path, width)


def test_every_target_is_large_enough_for_a_thumb(served: Served, phone: Page) -> None:
    """At least 44 by 44 CSS pixels, but for links inside a sentence."""
    served.workshop.tap(STRANGE)
    served.workshop.tap(UIDS["Anna Holm"])
    log_in(phone, served.url)
    for path in ("/", "/kom", "/meldt", "/kort/2"):
        phone.goto(served.url + path)
        small = phone.evaluate(
            """() => [...document.querySelectorAll(
                 "main button, main a, main input:not([type=hidden]):not([type=radio]),"
                 + "main select, main summary, main label:has([type=radio]), header a,"
                 + "header button")]
               .filter((one) => one.checkVisibility())
               .map((one) => [one.textContent.trim(), one.getBoundingClientRect()])
               .filter(([, box]) => box.width < 44 || box.height < 44)
               .map(([text]) => text)"""
        )
        assert (path, small) == (path, [])
