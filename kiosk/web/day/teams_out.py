"""Which teams are out of the building now, for the evacuation list only.

It is no attendance, so it is not in the journal.
"""

import msgspec

from kiosk.journal.contents import Instant, Name


class TeamOut(msgspec.Struct, frozen=True, kw_only=True):
    """A named person noted that a team left the building, and when."""

    team: Name
    since: Instant
    by: Name
