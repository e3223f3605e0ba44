"""Central's pages, served for a browser, with something on each of them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from threading import Thread

from playwright.sync_api import Page
from sqlalchemy import select
from werkzeug.serving import make_server

from server_sync.central.db import tables
from server_sync.central.facts import people, statements
from server_sync.central.facts.provenance import Provenance
from server_sync.central.terminals import enrolment
from tests.browser.every_page import CENTRAL
from tests.server_sync.central.web.broken import CHAIN, put_aside
from tests.town import PASSWORD, PASSWORD_HASH, Town, at, make_town

TEAM = "Træværkstedet"
PROVENANCE = Provenance(by="Mette", at=at("20", "07:50"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Municipality:
    """A town whose central answers at `url`; `keys` name what its staff wrote."""

    town: Town
    url: str
    keys: Mapping[str, str]

    def path(self, page: str) -> str:
        """Give the address of one of central's pages."""
        return CENTRAL[page].format_map(self.keys)


@contextmanager
def serve_town() -> Iterator[Municipality]:
    """Serve a town with one citizen who came on three of ten days."""
    town = make_town()
    town.add_person("anna", name="Anna Åkjær-Christophersen", team=TEAM)
    town.tap("anna", *(at(day, "08:11") for day in ("16", "17", "18")))
    town.tap("nobody", at("20", "08:12"))
    put_aside(town, 8)
    keys = _write(town)
    # One thread: the town's database is in memory, and has one connection.
    server = make_server("127.0.0.1", 0, town.app, threaded=False)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        url = f"http://127.0.0.1:{server.server_port}"
        yield Municipality(town=town, url=url, keys=keys)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def log_in(page: Page, url: str, login: str = "Mette") -> None:
    """Fill in the way in and press the button."""
    page.goto(url)
    page.get_by_label("Navn").fill(login)
    page.get_by_label("Kode").fill(PASSWORD)
    page.get_by_role("button", name="Log ind").click()
    page.wait_for_url(f"{url}/")


def _write(town: Town) -> Mapping[str, str]:
    """Let Mette write a notice, and invite a terminal that shows its key."""
    friday = date(2026, 3, 20)
    with town.engine.begin() as connection:
        notice = statements.add_notice(
            connection,
            person="anna",
            first=friday,
            last=friday,
            reason="ill",
            reported_at=PROVENANCE.at,
            provenance=PROVENANCE,
        )
        people.add_staff(
            connection,
            municipality="nordby",
            name="Grete",
            role="holdleder",
            team=TEAM,
            provenance=PROVENANCE,
            password_hash=PASSWORD_HASH,
        )
        now = at("27", "11:55")
        invited = enrolment.invite(
            connection,
            terminal="nordby-T2",
            site="nordby-site",
            provenance=Provenance(by="Mette", at=now),
        )
        enrolment.claim(
            connection, code=invited.code, public_key=bytes(range(32)), now=now
        )
        newcomer = statements.add_newcomer(
            connection,
            site="nordby-site",
            card="04d1d2d3d4d5d6",
            name="Dorte",
            start=now,
            provenance=Provenance(by="Mette", at=now, entry=f"nordby-T1/{CHAIN}/900"),
        )
        card = connection.scalar(select(tables.card.c.key))
    return {"notice": notice, "card": str(card), "newcomer": newcomer}
