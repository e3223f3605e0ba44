"""What every page is shown with: who looks, the menu, the words, and as of when."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from flask import abort, render_template

from server_sync.central.accounts.viewer import Viewer
from server_sync.central.facts.people import COPENHAGEN
from server_sync.central.request_context import now
from server_sync.central.rules.calendar import zone_of
from server_sync.central.web.auth.guard import viewer

MENU = (
    ("pages.prompt_list", "Til gennemsyn"),
    ("pages.people", "Borgere"),
    ("pages.newcomers", "Midlertidige kort"),
    ("pages.terminals", "Kortlæsere"),
    ("pages.overview", "Overblik"),
)


def as_of() -> datetime:
    """Give this instant on the municipality's own clock."""
    return datetime.fromtimestamp(now(), zone_of(COPENHAGEN))


def of_zone(zone: str) -> Callable[[int], datetime]:
    """Give what puts an instant on the clock of a zone."""
    place = zone_of(zone)
    return lambda instant: datetime.fromtimestamp(instant, place)


def today() -> date:
    """Give the date of this instant."""
    return as_of().date()


def show(template: str, *, section: str, **more: Any) -> str:
    """Render a page with what all pages have."""
    who = viewer()
    return render_template(
        template,
        staff=who,
        menu=MENU,
        may=lambda endpoint: _may_open(who, endpoint),
        section=section,
        as_of=as_of(),
        **more,
    )


def _may_open(who: Viewer, endpoint: str) -> bool:
    if endpoint == "pages.terminals":
        return who.runs_terminals
    if endpoint == "pages.newcomers":
        return who.writes_who_came
    return who.sees_people or endpoint == "pages.overview"


def demand_writer() -> None:
    """Answer 404 unless this person may write who came."""
    if not viewer().writes_who_came:
        abort(404)
