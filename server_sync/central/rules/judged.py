"""What the rules say of one session, as a value that can be kept and read back."""

from datetime import date

from msgspec import Struct

from server_sync.central.rules.facts import Instant, PersonId
from server_sync.central.rules.status import Cause, Source, Status, Told

SECONDS_PER_MINUTE = 60


class Judged(Struct, frozen=True, kw_only=True, array_like=True):
    """One session and all that figures and prompts ask of it.

    Attributes:
        arrived: the arrival's instant; that of an uncertain tap is its `lo`.
        uncertain: the arrival is a tap whose clock was not known.
        seconds_late: counted from `start`; None unless the status is late.
        cause: why the session is unknown; None for every other status.
        standing_cause: a cause of unknown that stands, whatever the status.
        notice: the shown notice was before or after the start, whatever the status;
            None where no notice covers the date.
        reason: that of the shown notice.
        noted_delay: a tap or manual arrival in the window carries a delay.
        is_excused: the session has a noted delay as section 3 means it.
        came_without_card: the arrival was written by a named person, or is a code.
        missing: the condition of the prompt `missing_registration` holds.
        next_change: the earliest later instant at which this answer, or what prompts
            make of it on that date, could change although no new fact comes in; None
            when time alone changes nothing.
    """

    person: PersonId
    date: date
    start: Instant
    end: Instant
    status: Status
    arrived: Instant | None = None
    uncertain: bool = False
    source: Source | None = None
    seconds_late: int | None = None
    cause: Cause | None = None
    standing_cause: Cause | None = None
    notice: Told | None = None
    reason: str | None = None
    noted_delay: bool = False
    missing: bool = False
    next_change: Instant | None = None

    @property
    def minutes_late(self) -> int | None:
        """Whole minutes from the start, cut off."""
        if self.seconds_late is None:
            return None
        return self.seconds_late // SECONDS_PER_MINUTE

    @property
    def is_excused(self) -> bool:
        """Tell whether a delay is noted, or a notice covers the date (section 3)."""
        return self.noted_delay or self.notice is not None

    @property
    def came_without_card(self) -> bool:
        """Tell whether the arrival is manual or a code (section 6, `card_problem`)."""
        return self.source in {Source.MANUAL, Source.CODE}

    @property
    def counts_as(self) -> Status:
        """The status as two prompts count it (section 6).

        A notice says nothing of who came: where a cause of unknown stands, it
        counts as unknown.
        """
        if self.status is Status.NOTIFIED and self.standing_cause is not None:
            return Status.UNKNOWN
        return self.status
