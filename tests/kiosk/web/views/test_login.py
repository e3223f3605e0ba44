"""Staff get in, nobody else does, and nobody locks a workshop out."""

import re

import msgspec
import pytest

from kiosk.web.auth.hashing import hash_secret
from tests.kiosk.web.workshop import PIN, Workshop, make_roster, words

PAGES = ["/", "/tavle", "/kom", "/meldt", "/skrevet", "/kort/1", "/ret/1"]
HOUR = 3600


@pytest.mark.parametrize("path", PAGES)
def test_no_page_is_shown_without_a_login(workshop: Workshop, path: str) -> None:
    """Not one name leaves the page."""
    answer = workshop.browser(None).get(path)

    assert (answer.status_code, answer.location) == (303, "/login")
    assert "Anna" not in answer.text


@pytest.mark.parametrize("path", ["/live", "/events"])
def test_nothing_live_is_told_without_a_login(workshop: Workshop, path: str) -> None:
    """A script learns of it by its status."""
    assert workshop.browser(None).get(path).status_code == 401


@pytest.mark.parametrize(
    "path", ["/kom", "/meldt?person=anna-holm&grund=ill", "/ret/1"]
)
def test_nothing_is_written_without_a_login(workshop: Workshop, path: str) -> None:
    """Whatever is sent."""
    answer = workshop.browser(None).client.post(path, data={"person": "anna-holm"})

    assert (answer.status_code, answer.location) == (303, "/login")
    assert workshop.written() == []


def test_every_view_is_behind_the_login_but_few(workshop: Workshop) -> None:
    """A view that is added later is too."""
    open_to_all = {"/login", "/login/central", "/health", "/static/<path:filename>"}
    open_to_all |= {"/static/look/<path:filename>"}
    open_to_all |= {"/display", "/display/events"}  # to the screen on the wall only
    rules = workshop.app.url_map.iter_rules()
    methods = {rule.rule: rule.methods or set() for rule in rules}
    client = workshop.browser(None).client
    tried = {
        path: client.open(
            re.sub(r"<[^>]*>", "1", path),
            method="GET" if "GET" in methods[path] else "POST",
        ).status_code
        for path in methods.keys() - open_to_all
    }

    assert set(tried.values()) <= {303, 401}


def test_a_name_may_be_typed_in_a_hurry(workshop: Workshop) -> None:
    """Small letters and a space too many are no wrong name."""
    answer = workshop.browser(None).log_in("  mette   LUND ")

    assert (answer.status_code, answer.location) == (303, "/")


@pytest.mark.parametrize(
    ("name", "pin"),
    [("Mette Lund", "1111"), ("Mette Lund", ""), ("Nobody", PIN), ("", "")],
)
def test_a_wrong_login_says_the_same_whatever_was_wrong(
    workshop: Workshop, name: str, pin: str
) -> None:
    """Nobody learns from it who works here; the name that was typed stays."""
    browser = workshop.browser(None)
    answer = browser.log_in(name, pin)

    assert answer.status_code == 401
    assert "Navn og PIN passer ikke sammen." in words(answer)
    assert f'name="name" value="{name}"' in answer.text
    assert browser.get("/").location == "/login"


def test_guessing_waits_and_others_do_not(workshop: Workshop) -> None:
    """The one who guesses at Mette's PIN keeps neither Ole nor another machine out."""
    guesser = workshop.browser(None)
    codes = [guesser.log_in("Mette Lund", "0000").status_code for _ in range(4)]
    told = guesser.log_in("Mette Lund")
    other = workshop.browser(None)
    other.client.environ_base["REMOTE_ADDR"] = "192.168.1.77"

    assert codes == [401, 401, 401, 429]
    assert (told.status_code, told.headers["Retry-After"]) == (429, "3")
    assert "Vent 3 sekunder" in words(told)
    assert guesser.log_in("Ole Bach").status_code == 303
    assert other.log_in("Mette Lund").status_code == 303
    workshop.clock.advance(3)
    assert guesser.log_in("Mette Lund").status_code == 303


def test_a_login_ends_after_twelve_hours(workshop: Workshop) -> None:
    """However busy somebody was."""
    mette = workshop.browser("Mette Lund")
    for _ in range(11):
        workshop.clock.advance(HOUR)
        assert mette.get("/").status_code == 200
    workshop.clock.advance(HOUR - 1)
    before = mette.get("/").status_code
    workshop.clock.advance(1)

    assert (before, mette.get("/").status_code) == (200, 303)


def test_a_login_ends_after_two_idle_hours(workshop: Workshop) -> None:
    """A screen that refreshes itself is idle too."""
    mette = workshop.browser("Mette Lund")
    for _ in range(7):
        workshop.clock.advance(HOUR / 4)
        assert mette.get("/live").status_code == 200
    workshop.clock.advance(HOUR / 4)

    assert mette.get("/live").status_code == 401


def test_a_cookie_from_the_future_is_worth_nothing(workshop: Workshop) -> None:
    """Turning the clock back lengthens no login."""
    workshop.clock.advance(HOUR)
    mette = workshop.browser("Mette Lund")
    workshop.clock.set_wall_ns(workshop.clock.now().wall_ns - HOUR * 10**9)

    assert mette.get("/").status_code == 303


def test_a_login_survives_a_restart_of_the_page(workshop: Workshop) -> None:
    """An update at 08.10 sends nobody to look for their PIN."""
    mette = workshop.browser("Mette Lund")
    cookie = mette.client.get_cookie("moedt_page")
    restarted = workshop.new_page().test_client()
    assert cookie is not None
    restarted.set_cookie("moedt_page", cookie.value)

    assert restarted.get("/").status_code == 200


def test_a_copied_cookie_ends_with_the_login(workshop: Workshop) -> None:
    """Logging out ends it everywhere, and for good."""
    mette = workshop.browser("Mette Lund")
    cookie = mette.client.get_cookie("moedt_page")
    assert cookie is not None
    answer = mette.submit("/", "/logout")
    thief = workshop.new_page().test_client()
    thief.set_cookie("moedt_page", cookie.value)

    assert (answer.status_code, answer.location) == (303, "/login")
    assert "Du er logget ud." in mette.see("/login")
    assert thief.get("/").status_code == 303


def test_whoever_is_taken_off_the_staff_is_out_at_once(workshop: Workshop) -> None:
    """With the next roster, and the others stay in."""
    mette, ole = workshop.browser("Mette Lund"), workshop.browser("Ole Bach")
    workshop.write_roster(make_roster(staff=["Ole Bach"]))

    assert (mette.get("/").status_code, ole.get("/").status_code) == (303, 200)


def test_a_changed_pin_ends_the_old_logins(workshop: Workshop) -> None:
    """Whoever changed it because somebody saw it is rid of that somebody."""
    mette = workshop.browser("Mette Lund")
    roster = make_roster()
    changed = [
        msgspec.structs.replace(staff, pin_hash=hash_secret("1357"))
        for staff in roster.staff
    ]
    workshop.write_roster(msgspec.structs.replace(roster, staff=tuple(changed)))

    assert mette.get("/").status_code == 303
    assert mette.log_in("Mette Lund", PIN).status_code == 401
    assert mette.log_in("Mette Lund", "1357").status_code == 303


def test_a_right_pin_forgives_the_wrong_ones(workshop: Workshop) -> None:
    """Two slips each morning never add up."""
    for _ in range(3):
        browser = workshop.browser(None)
        codes = [browser.log_in("Mette Lund", pin).status_code for pin in ("1", "2")]
        codes.append(browser.log_in("Mette Lund").status_code)

        assert codes == [401, 401, 303]


def test_what_is_kept_past_a_login_is_what_was_typed(workshop: Workshop) -> None:
    """And no token: an old one has no business in a new login."""
    mette = workshop.browser("Mette Lund")
    form = mette.hidden("/kom")
    workshop.clock.advance(13 * HOUR)
    mette.send("/kom", {**form, "person": "bent-krogh"})

    with mette.client.session_transaction() as session:
        assert session["kept"] == {"path": "/kom", "typed": {"person": "bent-krogh"}}
        assert "login" not in session


def test_what_was_typed_outlives_the_login(workshop: Workshop) -> None:
    """After logging in again, the form stands there as it was."""
    mette = workshop.browser("Mette Lund")
    form = mette.hidden("/kom")
    workshop.clock.advance(13 * HOUR)
    typed = {"person": "bent-krogh", "tid": "08.03", "forsinkelse": "bussen"}
    lost = mette.send("/kom", {**form, **typed})
    back = mette.log_in("Mette Lund")
    page = mette.get("/kom").text

    assert (lost.location, back.location) == ("/login", "/kom")
    assert workshop.written() == []
    assert '<option value="bent-krogh" selected>' in page
    assert 'name="tid" value="08.03"' in page
    assert 'name="forsinkelse" value="bussen"' in page


def test_without_the_pages_own_token_nothing_is_written(workshop: Workshop) -> None:
    """Another site cannot click for us; what was typed is kept all the same."""
    mette = workshop.browser("Mette Lund")
    answer = mette.send("/kom", {"person": "bent-krogh", "tid": "08.03"})

    assert answer.status_code == 400
    assert "Siden var for gammel" in words(answer)
    assert workshop.written() == []
    assert 'name="tid" value="08.03"' in mette.get("/kom").text


def test_another_site_cannot_send_forms(workshop: Workshop) -> None:
    """The browser says where it came from; nothing of it is even kept."""
    mette = workshop.browser("Mette Lund")
    form = {**mette.hidden("/kom"), "person": "bent-krogh", "tid": "08.03"}
    answer = mette.client.post(
        "/kom", data=form, headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert answer.status_code == 403
    assert workshop.written() == []


def test_the_cookies_are_kept_from_scripts_and_other_sites(workshop: Workshop) -> None:
    """Both of them."""
    answer = workshop.browser(None).log_in("Mette Lund")
    cookies = answer.headers.getlist("Set-Cookie")

    assert len(cookies) == 2
    assert all("HttpOnly" in one and "SameSite=Strict" in one for one in cookies)


def test_before_the_first_roster_the_login_says_why(workshop: Workshop) -> None:
    """Nobody searches for a typing error that is none."""
    workshop.settings.roster_path.unlink()

    assert "har ikke fået sin liste fra central endnu" in workshop.browser(None).see(
        "/login"
    )


def test_this_machine_remembers_the_name_and_not_the_pin(workshop: Workshop) -> None:
    """Next morning only the PIN is typed."""
    mette = workshop.browser("Mette Lund")
    mette.submit("/", "/logout")
    page = mette.get("/login").text

    assert 'value="Mette Lund"' in page
    assert PIN not in page
