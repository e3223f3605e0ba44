"""Team leaders who stand in for another today, and so see that team's week.

Staff who see every team's week appoint them by name. What they open is logged as usual,
and it ends with the day.
"""

import msgspec

from kiosk.journal.contents import Name
from kiosk.roster.roster import Roster, StaffMember
from kiosk.web.auth.rights import Role


class Substitute(msgspec.Struct, frozen=True, kw_only=True):
    """A team leader who may see another team's week for the day."""

    leader: Name
    team: Name
    by: Name

    @property
    def key(self) -> str:
        """Identifies it: a leader stands in for a team once."""
        return f"{self.leader}\n{self.team}"


def possible_substitutes(team: str, roster: Roster) -> list[StaffMember]:
    """Return the team leaders who cannot see that team's week themselves."""
    leaders = (member for member in roster.staff if member.role == Role.TEAM_LEADER)
    return [leader for leader in leaders if leader.team not in {None, team}]
