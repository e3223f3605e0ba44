"""Which teams are out of the building just now: for the evacuation list, nothing else.

It says nothing of who came, so it is no entry of the journal.
"""

import msgspec

from kiosk.journal.contents import Instant, Name


class TeamOut(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody said that a team left the building, and when."""

    team: Name
    since: Instant
    by: Name
