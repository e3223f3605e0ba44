"""The way in: a name, a password, and a cookie that is worth nothing elsewhere."""

from sqlalchemy import func, select, update

from server_sync.central.accounts.throttle import TRIES_HERE, WINDOW_SECONDS
from server_sync.central.db import tables
from server_sync.central.facts import people
from server_sync.central.facts.provenance import Provenance
from server_sync.central.web.auth.sessions import IDLE_SECONDS, LIFETIME_SECONDS
from tests.town import PASSWORD, PASSWORD_HASH, Town, post


def test_the_right_password_opens_the_pages(town: Town) -> None:
    """Whoever logs in sees the pages; whoever does not is sent to the way in."""
    stranger = town.client(None)
    sent_on = stranger.get("/people/anna")

    assert (sent_on.status_code, sent_on.headers["Location"]) == (
        302,
        "/login?next=/people/anna",
    )
    assert town.client().get("/").status_code == 200


def test_a_wrong_password_and_a_wrong_name_look_the_same(town: Town) -> None:
    """The answer does not tell which names exist, and nobody is let in."""
    client = town.client(None)
    wrong_password = town.log_in(client, "Mette", "gættet")
    wrong_name = town.log_in(client, "Nobody", "gættet")

    assert (wrong_password.status_code, wrong_name.status_code) == (401, 401)
    said = wrong_password.get_data(as_text=True)
    assert "Navn og kode passer ikke sammen" in said
    assert "gættet" not in said
    assert client.get("/").status_code == 302


def test_guessing_is_slowed_down_and_then_ends(town: Town) -> None:
    """After some failures even the right password waits; later it is taken again."""
    client = town.client(None)
    for _ in range(TRIES_HERE):
        assert town.log_in(client, "Mette", "gættet").status_code == 401
    held_up = town.log_in(client, "Mette")

    assert held_up.status_code == 429
    assert int(held_up.headers["Retry-After"]) == WINDOW_SECONDS
    assert "Vent 15 min." in held_up.get_data(as_text=True)
    assert client.get("/").status_code == 302

    town.clock.advance(WINDOW_SECONDS)
    assert town.log_in(client, "Mette").status_code == 302


def test_a_guesser_locks_out_neither_colleagues_nor_the_person_elsewhere(
    town: Town,
) -> None:
    """The wait is for that name at that address."""
    client = town.client(None)
    for _ in range(TRIES_HERE):
        town.log_in(client, "Mette", "gættet")

    assert town.log_in(town.client(None), "Hanne").status_code == 302
    elsewhere = town.app.test_client()
    elsewhere.environ_base["REMOTE_ADDR"] = "10.0.0.7"
    assert town.log_in(elsewhere, "Mette").status_code == 302


def test_failures_are_forgotten_with_the_window(town: Town) -> None:
    """Who failed to log in, and from where, is not kept longer than it counts."""
    client = town.client(None)
    town.log_in(client, "Mette", "gættet")
    town.clock.advance(WINDOW_SECONDS)
    town.log_in(client, "Hanne", "gættet")

    with town.engine.begin() as connection:
        kept = connection.scalars(select(tables.login_failure.c.login)).all()
    assert kept == ["Hanne"]


def test_after_logging_out_a_copied_cookie_is_worth_nothing(town: Town) -> None:
    """Logging out ends the login itself, not only this browser's memory of it."""
    client = town.client()
    cookie = client.get_cookie("moedt_central")
    assert cookie is not None
    post(client, "/logout", page="/overview")
    thief = town.app.test_client()
    thief.set_cookie("moedt_central", cookie.value)

    assert thief.get("/").status_code == 302


def test_a_login_ends_when_nobody_uses_it(town: Town) -> None:
    """A screen left alone for an hour asks again; one that is used does not."""
    client = town.client()
    for _ in range(3):
        town.clock.advance(IDLE_SECONDS)
        assert client.get("/overview").status_code == 200
    town.clock.advance(IDLE_SECONDS + 1)

    assert client.get("/overview").status_code == 302


def test_a_login_ends_with_the_working_day(town: Town) -> None:
    """However much it is used, a login does not last longer than a day's work."""
    client = town.client()
    for _ in range(LIFETIME_SECONDS // IDLE_SECONDS):
        town.clock.advance(IDLE_SECONDS)
        assert client.get("/overview").status_code == 200
    town.clock.advance(1)

    assert client.get("/overview").status_code == 302


def test_who_has_left_is_out_at_once(town: Town) -> None:
    """A login of somebody who no longer works there opens nothing more."""
    client = town.client()
    with town.engine.begin() as connection:
        left = update(tables.staff).where(tables.staff.c.login == "Mette")
        connection.execute(left.values(ended_at=1))

    assert client.get("/").status_code == 302
    assert town.log_in(town.client(None), "Mette").status_code == 401


def test_the_secret_in_the_cookie_is_not_in_the_database(town: Town) -> None:
    """Whoever reads the database can log in as nobody."""
    client = town.client()
    with client.session_transaction() as session:
        secret = session["secret"]
    with town.engine.begin() as connection:
        kept = connection.scalars(select(tables.web_session.c.secret_hash)).all()

    assert len(kept) == 1
    assert secret.encode() not in kept


def test_logins_that_ran_out_are_forgotten(town: Town) -> None:
    """Who was logged in long ago is kept nowhere."""
    town.client("Hanne")
    town.clock.advance(LIFETIME_SECONDS + 1)
    town.client("Mette")

    with town.engine.begin() as connection:
        count = select(func.count()).select_from(tables.web_session)
        assert connection.scalar(count) == 1


def test_two_of_one_name_are_told_apart_in_the_log(town: Town) -> None:
    """Where the login is not the name, the log says both."""
    with town.engine.begin() as connection:
        people.add_staff(
            connection,
            municipality="nordby",
            name="Mette",
            login="mette2",
            role="raadgiver",
            provenance=Provenance(by="Mette", at=0),
            password_hash=PASSWORD_HASH,
        )
    town.client("mette2")

    with town.engine.begin() as connection:
        assert connection.scalars(select(tables.access_log.c.who)).all() == [
            "Mette (mette2), rådgiver"
        ]


def test_the_cookie_keeps_to_itself(town: Town) -> None:
    """No script reads it, no other site sends it, and it is not the kiosk's."""
    town.app.config["SESSION_COOKIE_SECURE"] = True
    client = town.app.test_client()
    given = client.get("/login", base_url="https://central.example")

    assert given.headers["Set-Cookie"].startswith("moedt_central=")
    for habit in ("Secure", "HttpOnly", "SameSite=Strict", "Path=/"):
        assert habit in given.headers["Set-Cookie"]


def test_a_form_from_elsewhere_does_nothing(town: Town) -> None:
    """A form without this page's own token is refused, also the way in."""
    client = town.client()
    bare = client.post("/logout")

    assert bare.status_code == 400
    assert "Siden var for gammel" in bare.get_data(as_text=True)
    assert client.get("/").status_code == 200
    guess = town.client(None).post(
        "/login", data={"name": "Mette", "password": PASSWORD}
    )
    assert guess.status_code == 400


def test_nobody_is_sent_on_to_another_site(town: Town) -> None:
    """After the login one lands on a page of ours, whatever the address said."""
    for wanted in ("//evil.example", "https://evil.example", "/\\evil.example"):
        client = town.client(None)
        sent = post(client, f"/login?next={wanted}", name="Mette", password=PASSWORD)
        assert sent.headers["Location"] == "/"
    client = town.client(None)
    sent = post(client, "/login?next=/people/anna", name="Mette", password=PASSWORD)
    assert sent.headers["Location"] == "/people/anna"


def test_who_has_only_a_pin_logs_in_with_it(town: Town) -> None:
    """Without a password of its own, the pin of the door opens the pages too."""
    with town.engine.begin() as connection:
        mette = tables.staff.c.login == "Mette"
        kept = connection.scalar(select(tables.staff.c.password_hash).where(mette))
        pin_only = update(tables.staff).where(mette)
        connection.execute(pin_only.values(password_hash=None, pin_hash=kept))

    assert town.log_in(town.client(None), "Mette").status_code == 302


def test_logging_in_and_out_is_in_the_log(town: Town) -> None:
    """The log tells who came in and went; a failed try names nobody there."""
    client = town.client()
    town.log_in(town.client(None), "Mette", "gættet")
    post(client, "/logout", page="/overview")

    with town.engine.begin() as connection:
        log = tables.access_log.c
        asked = select(log.who, log.what).where(log.what.like("logged%"))
        lines = [tuple(row) for row in connection.execute(asked.order_by(log.id))]
        failures = connection.scalar(
            select(func.count()).select_from(tables.login_failure)
        )
    assert lines == [
        ("Mette, koordinator", "logged_in"),
        ("Mette, koordinator", "logged_out"),
    ]
    assert failures == 1
