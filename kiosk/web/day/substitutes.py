"""Which team leaders stand in for another today, and so see that team's week.

Who sees every team's week lets them, by name. What they look at is written down
as everybody's looks are, and the next day they see their own team again.
"""

import msgspec

from kiosk.journal.contents import Name
from kiosk.roster.roster import Roster, StaffMember
from kiosk.web.auth.rights import Role


class Substitute(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody let a team leader see another team's week for the day."""

    leader: Name
    team: Name
    by: Name

    @property
    def key(self) -> str:
        """Name it: each leader stands in for a team once."""
        return f"{self.leader}\n{self.team}"


def possible_substitutes(team: str, roster: Roster) -> list[StaffMember]:
    """Give the team leaders who do not see that team's week by themselves."""
    leaders = (member for member in roster.staff if member.role == Role.TEAM_LEADER)
    return [leader for leader in leaders if leader.team not in {None, team}]
