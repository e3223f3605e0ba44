"""The same people with central's password, where central can be reached."""

import logging
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest

from kiosk.roster.roster import StaffMember
from kiosk.web.auth.central_login import OUT_OF_REACH, Credentials, LoginReply, ask
from kiosk.web.page_context import EXTENSION
from server_sync.uplink.door_logins import door_logins
from tests.kiosk.web.workshop import PIN, Workshop, make_roster, words

PASSWORD = "stille-åer-hemmelig"  # noqa: S105 - of made-up people
LOGIN = "/login?central="
SEND = "/login/central"


@contextmanager
def uplink(
    workshop: Workshop, answer: Callable[[Credentials], LoginReply] | LoginReply
) -> Iterator[list[Credentials]]:
    """Answer the page as the uplink does; give what was asked."""
    heard: list[Credentials] = []

    def say(shown: Credentials) -> LoginReply:
        heard.append(shown)
        return answer if isinstance(answer, LoginReply) else answer(shown)

    logins = door_logins(workshop.settings.login_path, ask=say)
    logins.start()
    try:
        yield heard
    finally:
        logins.close()


def central(shown: Credentials) -> LoginReply:
    """Know Mette by her login and her password."""
    right = (shown.login, shown.password) == ("mlu", PASSWORD)
    return (
        LoginReply(answer="right", name="Mette Lund")
        if right
        else LoginReply(answer="wrong")
    )


def test_whom_central_knows_is_let_in_under_the_name_of_the_roster(
    workshop: Workshop,
) -> None:
    """Central knows a login, and what is written at the door carries the name."""
    browser = workshop.browser(None)
    assert "Log ind med adgangskoden til central" in browser.see("/login")
    with uplink(workshop, central) as heard:
        answer = browser.submit(LOGIN, SEND, name="mlu", adgangskode=PASSWORD)

    assert (answer.status_code, answer.location) == (303, "/")
    assert heard == [Credentials(login="mlu", password=PASSWORD)]
    assert "Mette Lund" in browser.see()


def test_the_password_stays_nowhere(
    workshop: Workshop, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """In no file, no log, no answer and no cookie; right or wrong."""
    caplog.set_level(logging.DEBUG)
    browser = workshop.browser(None)
    answers = []
    with uplink(workshop, central):
        for name in ("mlu", "ole"):
            sent = browser.submit(LOGIN, SEND, name=name, adgangskode=PASSWORD)
            answers.append(sent)

    kept = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    told = [*(one.text for one in answers), *(str(one.headers) for one in answers)]
    assert [raw for raw in kept if PASSWORD.encode() in raw] == []
    assert [text for text in (*told, caplog.text) if PASSWORD in text] == []
    assert PASSWORD not in repr(Credentials(login="mlu", password=PASSWORD))


def test_a_wrong_password_is_said_and_the_name_stays(workshop: Workshop) -> None:
    """Nobody is let in."""
    browser = workshop.browser(None)
    with uplink(workshop, central):
        answer = browser.submit(LOGIN, SEND, name="mlu", adgangskode="forkert")

    assert answer.status_code == 401
    assert "passer ikke sammen hos central" in words(answer)
    assert 'value="mlu"' in answer.text
    assert browser.get("/").location == "/login"


@pytest.mark.parametrize("runs", [True, False])
def test_without_central_the_pin_is_the_way(workshop: Workshop, *, runs: bool) -> None:
    """Whether the uplink runs and reaches nobody, or does not run at all."""
    browser = workshop.browser(None)
    if runs:
        with uplink(workshop, OUT_OF_REACH):
            answer = browser.submit(LOGIN, SEND, name="Mette Lund", adgangskode="x")
    else:
        answer = browser.submit(LOGIN, SEND, name="Mette Lund", adgangskode="x")

    assert answer.status_code == 503
    assert "Central kan ikke nås lige nu. Log ind med din PIN" in words(answer)
    assert 'name="pin"' in answer.text
    assert 'value="Mette Lund"' in answer.text
    assert browser.log_in("Mette Lund").location == "/"


def test_guessing_waits_here_and_the_pin_does_not(workshop: Workshop) -> None:
    """After three wrong ones central is not even asked; the PIN's tries are others."""
    guesser = workshop.browser(None)
    with uplink(workshop, central) as heard:
        statuses = [
            guesser.submit(
                LOGIN, SEND, name="Mette Lund", adgangskode=str(guess)
            ).status_code
            for guess in range(5)
        ]

    assert statuses == [401, 401, 401, 429, 429]
    assert len(heard) == 3
    assert workshop.browser(None).log_in("Mette Lund").location == "/"
    assert workshop.browser(None).log_in("Ole Bach").location == "/"


def test_central_may_ask_to_wait(workshop: Workshop) -> None:
    """Its own count holds, and is told in seconds."""
    with uplink(workshop, LoginReply(answer="wait", seconds=700)):
        answer = workshop.browser(None).submit(LOGIN, SEND, name="mlu", adgangskode="x")

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "700")


def test_no_more_than_two_wait_for_central(workshop: Workshop) -> None:
    """The next are told to use their PIN, and no thread is lost to them."""
    asking = workshop.app.extensions[EXTENSION].central_login
    shown = Credentials(login="mlu", password=PASSWORD)

    def ask_again(_shown: Credentials) -> LoginReply:
        taken = [asking._places.acquire(blocking=False) for _ in range(2)]  # noqa: SLF001 - nothing shows it
        assert taken == [True, False]
        third = asking.ask(shown)
        asking._places.release()  # noqa: SLF001
        return LoginReply(answer="wrong" if third == OUT_OF_REACH else "right")

    with uplink(workshop, ask_again) as heard:
        assert asking.ask(shown) == LoginReply(answer="wrong")
    assert len(heard) == 1


def test_whoever_has_no_pin_comes_in_by_central_alone(tmp_path: Path) -> None:
    """A hash that is none is that of no PIN, not even of an empty one."""
    staff = StaffMember(name="Mette Lund", role="koordinator", pin_hash="-")
    workshop = Workshop(tmp_path, make_roster(staff=[staff]))
    for pin in (PIN, "-", ""):
        assert workshop.browser(None).log_in("Mette Lund", pin).status_code == 401
    browser = workshop.browser(None)
    with uplink(workshop, central):
        browser.submit(LOGIN, SEND, name="mlu", adgangskode=PASSWORD)
    assert browser.get("/").status_code == 200


def test_somebody_not_on_the_list_yet_is_told_so(workshop: Workshop) -> None:
    """Central knows more people than the terminal has heard of."""
    with uplink(workshop, LoginReply(answer="right", name="Ny Leder")):
        answer = workshop.browser(None).submit(LOGIN, SEND, name="nyl", adgangskode="x")

    assert answer.status_code == 401
    assert "du står ikke på terminalens liste endnu" in words(answer)


@pytest.mark.parametrize("said", [b"", b"{}\n", b'{"answer": "yes"}\n', b"x" * 9000])
def test_what_is_no_answer_is_out_of_reach(tmp_path: Path, said: bytes) -> None:
    """Nobody is let in by noise."""
    path = tmp_path / "login.sock"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
        listening.listen()

        def answer() -> None:
            line, _ = listening.accept()
            with line:
                line.recv(1000)
                line.sendall(said)

        thread = Thread(target=answer)
        thread.start()
        assert ask(path, Credentials(login="mlu", password=PASSWORD)) == OUT_OF_REACH
        thread.join()
