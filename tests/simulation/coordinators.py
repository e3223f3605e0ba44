"""A coordinator at the door's page: the real pages, forms and undo, in made-up time."""

import re
from functools import cache
from pathlib import Path

from werkzeug.test import TestResponse

from kiosk.journal.contents import Entry
from kiosk.settings import KioskSettings
from kiosk.web.app import create_app
from kiosk.web.auth.hashing import hash_secret
from tests.simulation.terminals import Terminal

PIN = "2468"
COORDINATOR = "Mette Lund"
HIDDEN = re.compile(r'type="hidden" name="(\w+)" value="([^"]*)"')
SEE_OTHER = 303
STAFF_ENTRIES_MAX = 20


@cache
def pin_hash() -> str:
    """Hash the coordinator's PIN, once."""
    return hash_secret(PIN)


class Coordinator:
    """One browser at the page of one terminal's memory card."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self.folder = terminal.folder
        settings = KioskSettings(
            device=terminal.device, data_dir=str(_data_folder(self.folder))
        )
        app = create_app(settings, clock=terminal.clock)
        app.testing = True
        self._browser = app.test_client()

    def log_in(self) -> bool:
        """Log in, if the roster that knows the coordinator has come."""
        answer = self._send("/login", "/login", name=COORDINATOR, pin=PIN)
        return answer.status_code == SEE_OTHER and answer.location == "/"

    def write(self, path: str, *, twice: bool = False, **typed: str) -> list[Entry]:
        """Fill a form and send it; give what was written.

        A login that has ended is renewed first. A page that warns is read, and sent
        with the tick that it asks for.

        Args:
            path: the form's address.
            twice: it is clicked twice.
            typed: what is typed into the fields.
        """
        before = self._terminal.last_seq()
        if not self.is_logged_in() and not self.log_in():
            return []
        fields = {**self._hidden(path), **typed}
        answer = self._browser.post(path, data=fields)
        if twice:
            answer = self._browser.post(path, data=fields)
        if "alligevel" in answer.text:
            self._browser.post(path, data={**fields, "alligevel": "ja"})
        return self._terminal.journal.after(before, STAFF_ENTRIES_MAX)

    def undo(self, seq: int) -> list[Entry]:
        """Take back at once what was just written; give what that wrote."""
        before = self._terminal.last_seq()
        self._browser.post("/fortryd", data={**self._hidden("/"), "seq": str(seq)})
        return self._terminal.journal.after(before, STAFF_ENTRIES_MAX)

    def is_logged_in(self) -> bool:
        """Say whether the page still knows who it is."""
        return bool(self._browser.get("/").status_code == 200)

    def has_field(self, path: str, name: str) -> bool:
        """Say whether a form asks for that."""
        return f'name="{name}"' in self._browser.get(path).text

    def _send(self, page: str, action: str, **typed: str) -> TestResponse:
        return self._browser.post(action, data={**self._hidden(page), **typed})

    def _hidden(self, page: str) -> dict[str, str]:
        return dict(HIDDEN.findall(self._browser.get(page).text))


def _data_folder(card: Path) -> Path:
    """Give the folder in which the page expects a terminal's files in `kiosk`."""
    folder = card / "page"
    folder.mkdir(exist_ok=True)
    link = folder / "kiosk"
    if not link.exists():
        link.symlink_to(card.resolve())
    return folder
