"""Who is looking, and how far that person may see."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, false, select, true

from server_sync.central.db.tables import course, judged, municipality, person, staff

ROLE_WORDS: Mapping[str, str] = {
    "driftsleder": "driftsleder",
    "holdleder": "holdleder",
    "koordinator": "koordinator",
    "raadgiver": "rådgiver",
    "leder": "leder",
    "administrator": "administrator",
}
TEAM_LEADER = "holdleder"
SEES_NO_PEOPLE = frozenset({"leder", "administrator"})
"""A leader sees how many, an administrator sets up; neither sees any citizen."""
RUNS_TERMINALS = frozenset({"driftsleder", "koordinator", "administrator"})
WRITES_WHO_CAME = frozenset({"driftsleder", "holdleder", "koordinator"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """A member of staff who is logged in.

    Attributes:
        municipality_id: nothing of another is ever shown.
        site: the one workshop that is seen; None is all of the municipality's.
        team: the one team that a holdleder sees; None is all.
    """

    staff_id: int
    name: str
    login: str
    role: str
    municipality_id: str
    municipality: str
    site: str | None
    team: str | None

    @property
    def role_word(self) -> str:
        """The role as the screen writes it."""
        return ROLE_WORDS.get(self.role, self.role)

    @property
    def sees_people(self) -> bool:
        """Whether citizens are shown by name; a role not known here sees none."""
        return self.role in ROLE_WORDS and self.role not in SEES_NO_PEOPLE

    @property
    def runs_terminals(self) -> bool:
        """Whether the terminals are this person's to look after."""
        return self.role in RUNS_TERMINALS

    @property
    def writes_who_came(self) -> bool:
        """Whether this person works where people come, and may write who did."""
        return self.role in WRITES_WHO_CAME

    def leads(self, team: str | None) -> bool:
        """Whether this person leads that very team."""
        return self.role == TEAM_LEADER and bool(team) and self.team == team

    def may_see_person(self) -> ColumnElement[bool]:
        """The condition on `person` that all who are shown must meet."""
        if not self.sees_people:
            return false()
        mine = person.c.municipality == self.municipality_id
        if self.site is not None:
            here = select(course.c.person).where(course.c.site == self.site)
            mine &= person.c.id.in_(here)
        if self.team is not None:
            mine &= person.c.team == self.team
        return mine

    def may_see_at(self, site_column: ColumnElement[Any]) -> ColumnElement[bool]:
        """The condition on a row's site; the municipality is another condition."""
        return true() if self.site is None else site_column == self.site

    def may_see_session(self) -> ColumnElement[bool]:
        """The condition on `judged`, joined with `person`."""
        mine = judged.c.municipality == self.municipality_id
        return mine & self.may_see_at(judged.c.site) & self.may_see_person()


def find(connection: Connection, *, staff_id: int) -> Viewer | None:
    """Find a member of staff who has not left; None where there is none."""
    asked = (
        select(staff, municipality.c.name.label("municipality_name"))
        .join(municipality, municipality.c.id == staff.c.municipality)
        .where(staff.c.id == staff_id, staff.c.ended_at.is_(None))
    )
    row = connection.execute(asked).one_or_none()
    if row is None:
        return None
    return Viewer(
        staff_id=row.id,
        name=row.name,
        login=row.login,
        role=row.role,
        municipality_id=row.municipality,
        municipality=row.municipality_name,
        site=row.site,
        team=row.team if row.role == "holdleder" else None,
    )
