"""Find what an address names, or answer 404: what one may not see is not there."""

from datetime import date
from typing import Any

from flask import abort
from sqlalchemy import Connection, Row, select

from server_sync.central.db.tables import person
from server_sync.central.request_context import now
from server_sync.central.terminals import status
from server_sync.central.terminals.status import Terminal
from server_sync.central.web.auth.guard import viewer


def person_or_404(connection: Connection, person_id: str) -> Row[Any]:
    """Find a person of this viewer's own municipality, sites and teams."""
    asked = select(person).where(person.c.id == person_id, viewer().may_see_person())
    found = connection.execute(asked).one_or_none()
    if found is None:
        abort(404)
    return found


def terminal_or_404(connection: Connection, device: str) -> Terminal:
    """Find a terminal that this viewer looks after."""
    demand_who_runs_terminals()
    found = status.find(connection, viewer(), terminal=device, now=now())
    if found is None:
        abort(404)
    return found


def demand_who_runs_terminals() -> None:
    """Answer 404 unless this person looks after terminals."""
    if not viewer().runs_terminals:
        abort(404)


def day_or_404(text: str) -> date:
    """Read the date in an address."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        abort(404)
