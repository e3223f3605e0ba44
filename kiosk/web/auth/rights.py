"""Who may what at the door: one table of roles, and one of what each page asks for.

One team leader alone can run a morning at ten past eight: see who is here, write who
came and who told, receive somebody new. What can be used against somebody afterwards,
cards and corrections of what others wrote or of earlier days, is the coordinator's and
the site manager's.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from kiosk.roster.roster import Staff


class Role(StrEnum):
    """Who works at a workshop, in central's words. Others have no rights here."""

    SITE_MANAGER = "driftsleder"
    COORDINATOR = "koordinator"
    TEAM_LEADER = "holdleder"


class Right(StrEnum):
    """What somebody may do; on screen the value follows "er ikke sat til at"."""

    LOOK = "se, hvem der er her"
    CLARIFY = "skrive, hvem der er kommet, og hvem der har meldt fravær"
    RECEIVE = "tage imod nye"
    CARDS = "give og spærre kort"
    MEND = "tage det tilbage, som andre har skrevet, eller som ikke er fra i dag"
    EARLIER = "skrive om tidligere dage"
    EVERY_WEEK = "se alle holds uge"


EVERYBODY = frozenset({Right.LOOK, Right.CLARIFY, Right.RECEIVE})
MAY: Mapping[str, frozenset[Right]] = {
    Role.SITE_MANAGER: frozenset(Right),
    Role.COORDINATOR: frozenset(Right),
    Role.TEAM_LEADER: EVERYBODY,
}
ROUTES: Mapping[str, Right | None] = {
    "access.log_out": None,  # whoever is in may go out
    "board.show": Right.LOOK,
    "board.wall": Right.LOOK,
    "board.live": Right.LOOK,
    "board.events": Right.LOOK,
    "clarify.came": Right.CLARIFY,
    "clarify.write_came": Right.CLARIFY,
    "clarify.told": Right.CLARIFY,
    "clarify.write_told": Right.CLARIFY,
    "clarify.no_show": Right.CLARIFY,
    "clarify.write_no_show": Right.CLARIFY,
    "handing.people": Right.RECEIVE,
    "handing.wait": Right.CARDS,
    "handing.waiting": Right.CARDS,
    "handing.hand_out": Right.CARDS,
    "handing.end": Right.CARDS,
    "evacuation.show": Right.LOOK,
    "evacuation.team": Right.LOOK,
    "lists.paper": Right.LOOK,
    "lists.from_paper": Right.CLARIFY,
    "lists.write_from_paper": Right.CLARIFY,
    "mend.list_written": Right.CLARIFY,  # one's own; with MEND, everybody's
    "mend.undo": Right.CLARIFY,  # likewise
    "mend.show": Right.CLARIFY,  # likewise
    "mend.take_back": Right.CLARIFY,  # likewise
    "newcomers.wait": Right.RECEIVE,
    "newcomers.waiting": Right.RECEIVE,
    "newcomers.name": Right.RECEIVE,
    "newcomers.lend": Right.RECEIVE,
    "unknown.show": Right.CLARIFY,
    "unknown.resolve": Right.CLARIFY,
    "week.show": Right.LOOK,  # one's own team; with EVERY_WEEK, all of them
    "week.one": Right.LOOK,  # likewise
    "week.substitute": Right.EVERY_WEEK,  # nobody lends out more than they see
    "welcome.show": Right.RECEIVE,
    "welcome.receive": Right.RECEIVE,
    "welcome.leaflet": Right.RECEIVE,
}
"""What each page behind the login asks for. One that is not here lets nobody in."""


def has(role: str, right: Right) -> bool:
    """Say whether somebody in that role may do it."""
    return right in MAY.get(role, frozenset())


def may_open(role: str, endpoint: str) -> bool:
    """Say whether somebody in that role may open that page, or press that button."""
    if endpoint not in ROUTES:
        return False
    right = ROUTES[endpoint]
    return right is None or has(role, right)


def who_may(right: Right, staff: Iterable[Staff]) -> tuple[str, ...]:
    """Name whom to ask at this workshop, in the order of the alphabet."""
    return tuple(sorted(one.name for one in staff if has(one.role, right)))
