"""What every page is shown with: who looks, the menu, the words, and as of when."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import abort, render_template
from sqlalchemy import Connection, Row

from server_sync.central.access.ground import now
from server_sync.central.access.guard import viewer
from server_sync.central.jobcentre import words
from server_sync.central.pages import people
from server_sync.central.people import COPENHAGEN

MENU = (
    ("pages.look", "Til gennemsyn"),
    ("pages.people", "Borgere"),
    ("pages.overview", "Overblik"),
)


def as_of() -> datetime:
    """Give this instant on the municipality's own clock."""
    return datetime.fromtimestamp(now(), ZoneInfo(COPENHAGEN))


def today() -> date:
    """Give the date of this instant."""
    return as_of().date()


def show(template: str, *, section: str, **more: Any) -> str:
    """Render a page with what all pages have."""
    who = viewer()
    menu = MENU if who.sees_people else MENU[-1:]
    return render_template(
        template,
        staff=who,
        menu=menu,
        section=section,
        words=words,
        as_of=as_of(),
        **more,
    )


def person_or_404(connection: Connection, person_id: str) -> Row[Any]:
    """Find the person; another municipality's is not there, rather than forbidden."""
    found = people.find(connection, viewer(), person_id=person_id)
    if found is None:
        abort(404)
    return found


def day_or_404(text: str) -> date:
    """Read the date in an address."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        abort(404)
