"""The rights at the door: one table of roles, and one of what each page needs.

A team leader alone can run a morning: see who is here, write who came and who gave
notice, receive somebody new. Cards, and corrections of others' entries or of earlier
days, could be used against somebody later. They are for coordinators and site managers.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from kiosk.roster.roster import StaffMember


class Role(StrEnum):
    """The roles at a workshop, in central's words. Other roles have no rights here."""

    SITE_MANAGER = "driftsleder"
    COORDINATOR = "koordinator"
    TEAM_LEADER = "holdleder"


class Right(StrEnum):
    """What somebody may do; on screen the value follows "er ikke sat til at"."""

    SEE_BOARD = "se, hvem der er her"
    CLARIFY = "skrive, hvem der er kommet, og hvem der har meldt fravær"
    RECEIVE = "tage imod nye"
    CARDS = "give og spærre kort"
    CORRECT = "tage det tilbage, som andre har skrevet, eller som ikke er fra i dag"
    EARLIER_DAYS = "skrive om tidligere dage"
    EVERY_WEEK = "se alle holds uge"


RIGHTS_OF_EVERYBODY = frozenset({Right.SEE_BOARD, Right.CLARIFY, Right.RECEIVE})
RIGHTS_OF_ROLE: Mapping[str, frozenset[Right]] = {
    Role.SITE_MANAGER: frozenset(Right),
    Role.COORDINATOR: frozenset(Right),
    Role.TEAM_LEADER: RIGHTS_OF_EVERYBODY,
}
ROUTES: Mapping[str, Right | None] = {
    "access.log_out": None,  # everybody may log out
    "board.show": Right.SEE_BOARD,
    "board.wall": Right.SEE_BOARD,
    "board.live": Right.SEE_BOARD,
    "board.events": Right.SEE_BOARD,
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
    "evacuation.show": Right.SEE_BOARD,
    "evacuation.team": Right.SEE_BOARD,
    "lists.paper": Right.SEE_BOARD,
    "lists.from_paper": Right.CLARIFY,
    "lists.write_from_paper": Right.CLARIFY,
    "mend.list_written": Right.CLARIFY,  # one's own; with CORRECT, everybody's
    "mend.undo": Right.CLARIFY,  # likewise
    "mend.show": Right.CLARIFY,  # likewise
    "mend.take_back": Right.CLARIFY,  # likewise
    "newcomers.wait": Right.RECEIVE,
    "newcomers.waiting": Right.RECEIVE,
    "newcomers.name": Right.RECEIVE,
    "newcomers.lend": Right.RECEIVE,
    "unknown.show": Right.CLARIFY,
    "unknown.resolve": Right.CLARIFY,
    "week.show": Right.SEE_BOARD,  # one's own team; with EVERY_WEEK, all of them
    "week.one": Right.SEE_BOARD,  # likewise
    "week.substitute": Right.EVERY_WEEK,  # nobody lets others see more than they see
    "welcome.show": Right.RECEIVE,
    "welcome.receive": Right.RECEIVE,
    "welcome.leaflet": Right.RECEIVE,
}
"""What each page behind the login asks for. One that is not here lets nobody in."""


def has(role: str, right: Right) -> bool:
    """Return True if the role has the right."""
    return right in RIGHTS_OF_ROLE.get(role, frozenset())


def may_open(role: str, endpoint: str) -> bool:
    """Return True if the role may open that page, or press that button."""
    if endpoint not in ROUTES:
        return False
    right = ROUTES[endpoint]
    return right is None or has(role, right)


def who_may(right: Right, staff: Iterable[StaffMember]) -> tuple[str, ...]:
    """Return the names of staff who have the right, in alphabetical order."""
    return tuple(sorted(member.name for member in staff if has(member.role, right)))
