"""A coordinator in a hurry writes about the person they meant, and nobody else."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, Route, expect

from kiosk.journal.contents import Notice, Void
from tests.browser.conftest import Served, log_in
from tests.kiosk.web.workshop import STRANGE, UIDS, make_person, make_roster

FORTY = [make_person(f"Borger {number:02}") for number in range(40)]
SLOW_SECONDS = 0.6


@contextmanager
def slow_network(page: Page) -> Iterator[None]:
    """Let each answer take its time."""

    def wait(route: Route) -> None:
        time.sleep(SLOW_SECONDS)
        route.continue_()

    page.route("**/meldt**", wait)
    yield
    page.unroute("**/meldt**", wait)


def notices_not_voided(served: Served) -> list[str]:
    """Return of whom a notice was written that nobody took back."""
    people: list[str] = []
    for entry in served.workshop.written():
        if isinstance(entry, Notice):
            people.append(entry.person)
        elif isinstance(entry, Void):
            people.pop()
    return people


def test_undo_before_the_answer_takes_the_last_one_back(
    served: Served, phone: Page
) -> None:
    """S and Z in one breath: the person before stays as they were."""
    log_in(phone, served.url)
    phone.keyboard.press("ArrowDown")
    phone.keyboard.press("s")
    expect(phone.locator("#told")).to_contain_text("Anna Holm")
    with slow_network(phone):
        phone.keyboard.press("s")
        phone.keyboard.press("z")
        expect(phone.locator("#notes")).to_contain_text("tilbage: Bent Krogh.")

    assert notices_not_voided(served) == ["anna-holm"]


def test_a_key_while_something_is_taken_back_writes_of_nobody(
    served: Served, phone: Page
) -> None:
    """After Z the focus is with that person again; B meant them, and not the next."""
    log_in(phone, served.url)
    phone.keyboard.press("ArrowDown")
    phone.keyboard.press("s")
    expect(phone.locator("#notes [data-undo]")).to_have_count(1)
    phone.keyboard.press("z")
    phone.keyboard.press("b")
    expect(phone.locator("#notes")).to_contain_text("tilbage: Anna Holm.")
    expect(phone.locator("#awaited .row:has(:focus)")).to_contain_text("Anna Holm")
    assert notices_not_voided(served) == []

    phone.keyboard.press("b")
    expect(phone.locator("#told")).to_contain_text("Anna Holm")
    assert notices_not_voided(served) == ["anna-holm"]


def test_who_comes_leaves_a_place_and_no_row_moves(served: Served, phone: Page) -> None:
    """The finger that was on its way to Bent does not hit Carla."""
    log_in(phone, served.url)
    bent = phone.get_by_role("button", name="Meldt syg Bent Krogh")
    before = bent.bounding_box()
    served.workshop.tap(UIDS["Anna Holm"])
    expect(phone.locator("#came")).to_contain_text("Anna Holm")

    after = bent.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(after["y"] - before["y"]) < 1
    expect(phone.locator("#awaited .gone-row")).to_contain_text("Anna Holm")
    expect(phone.locator("#awaited .gone-row")).to_have_count(0)


def test_a_tap_that_follows_a_shift_writes_nothing(served: Served, phone: Page) -> None:
    """When the place is let go, whoever now stands under the finger is not hit."""
    phone.set_viewport_size({"width": 390, "height": 1500})
    log_in(phone, served.url)
    bent = phone.get_by_role("button", name="Meldt syg Bent Krogh")
    where = bent.bounding_box()
    assert where is not None
    served.workshop.tap(UIDS["Anna Holm"])
    expect(phone.locator("#awaited .gone-row")).to_have_count(1)
    hit = phone.evaluate(
        """({x, y}) => new Promise((done) => {
          const list = document.querySelector("#awaited .rows");
          new MutationObserver(() => {
            if (document.querySelector(".gone-row")) return;
            const hit = document.elementFromPoint(x, y).closest("button, a");
            hit.dispatchEvent(new MouseEvent(
              "click", {bubbles: true, cancelable: true, detail: 1}));
            done(hit.textContent);
          }).observe(list, {childList: true});
        })""",
        {"x": where["x"] + 5, "y": where["y"] + 5},
    )
    phone.wait_for_timeout(300)

    assert hit == "Meldt syg Carla Ørsted"
    assert notices_not_voided(served) == []


def test_a_key_after_the_focus_was_moved_on_writes_of_nobody(
    served: Served, phone: Page
) -> None:
    """Anna came while a finger was on S: the key was meant for her."""
    log_in(phone, served.url)
    phone.keyboard.press("ArrowDown")
    served.workshop.tap(UIDS["Anna Holm"])
    expect(phone.locator("#awaited .row:has(:focus)")).to_contain_text("Bent Krogh")
    phone.keyboard.press("s")
    phone.wait_for_timeout(300)
    assert notices_not_voided(served) == []

    phone.keyboard.press("ArrowDown")
    phone.keyboard.press("s")
    expect(phone.locator("#told")).to_contain_text("Carla Ørsted")


def test_a_card_without_a_name_above_moves_no_row(served: Served, phone: Page) -> None:
    """What appears above the list does not push it away under the finger."""
    served.workshop.write_roster(make_roster(FORTY))
    log_in(phone, served.url)
    button = phone.get_by_role("button", name="Meldt syg Borger 20")
    button.scroll_into_view_if_needed()
    phone.wait_for_timeout(100)
    before = button.bounding_box()
    served.workshop.tap(STRANGE)
    expect(phone.locator("#cards")).to_have_count(1)
    phone.wait_for_timeout(100)
    after = button.bounding_box()

    assert before is not None
    assert after is not None
    assert abs(after["y"] - before["y"]) < 5


def test_the_focus_is_on_screen_after_a_form(served: Served, phone: Page) -> None:
    """By mouse, keyboard and touch, far down the list, written or not."""
    served.workshop.write_roster(make_roster(FORTY))
    log_in(phone, served.url)
    for number, leave in ((30, "Tilbage"), (31, "Gem")):
        phone.get_by_role("link", name=f"Kom, glemte kortet Borger {number}").click()
        phone.get_by_label("Var her til mødetid").check()
        phone.get_by_role("link", name="Tilbage").or_(
            phone.get_by_role("button", name="Gem")
        ).filter(has_text=leave).click()
        phone.wait_for_url(f"{served.url}/")
        focused = phone.locator("#awaited .row:has(:focus)")
        expect(focused).to_contain_text("Borger 30" if number == 30 else "Borger 32")
        expect(focused).to_be_in_viewport()


def test_after_the_meeting_time_a_key_asks_when_it_was_told(
    served: Served, phone: Page
) -> None:
    """Nothing is chosen: Enter writes nothing; F is before, E is after."""
    served.workshop.stand_at("09.00")
    log_in(phone, served.url)
    phone.keyboard.press("ArrowDown")
    phone.keyboard.press("s")
    asked = phone.get_by_role("dialog", name="Anna Holm")
    expect(asked).to_contain_text("Syg: blev det sagt før eller efter mødetid?")
    phone.keyboard.press("Enter")
    phone.wait_for_timeout(200)
    assert notices_not_voided(served) == []
    phone.keyboard.press("f")
    expect(phone.locator("#told")).to_contain_text("sagt kl. 08.15")
    phone.get_by_role("button", name="Syg, sagt efter mødetid: Bent Krogh").click()
    expect(phone.locator("#told")).to_contain_text("sagt kl. 09.00")
