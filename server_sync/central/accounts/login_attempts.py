"""Attempts to log in: slowed down, checked, and counted where they fail."""

from dataclasses import dataclass, field

from sqlalchemy import Connection, delete, insert, select

from kiosk.web.auth.hashing import is_right
from server_sync.central.accounts.throttle import (
    TRIES_ANYWHERE,
    TRIES_HERE,
    WINDOW_SECONDS,
    wait_seconds,
)
from server_sync.central.db.tables import login_failure, staff


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginAttempt:
    """Which login somebody tries, from which address, and when (whole seconds)."""

    login: str
    address: str
    now: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginRecord:
    """Whose login it is, and the stored hash; both are None for an unknown login."""

    staff_id: int | None
    password_hash: str | None = field(repr=False)

    def staff_id_if(self, password: str) -> int | None:
        """Return the staff id if the password fits; None otherwise.

        Takes equally long for unknown logins, so timing reveals nothing.
        """
        return self.staff_id if is_right(password, self.password_hash) else None


def seconds_to_wait(connection: Connection, attempt: LoginAttempt) -> int:
    """Return how many seconds must pass before the next attempt is checked."""
    asked = select(login_failure.c.address, login_failure.c.at).where(
        login_failure.c.login == attempt.login,
        login_failure.c.at > attempt.now - WINDOW_SECONDS,
    )
    failures = connection.execute(asked).all()
    here = [failure.at for failure in failures if failure.address == attempt.address]
    anywhere = [failure.at for failure in failures]
    return max(
        wait_seconds(here, now=attempt.now, tries=TRIES_HERE),
        wait_seconds(anywhere, now=attempt.now, tries=TRIES_ANYWHERE),
    )


def find_login(connection: Connection, *, login: str) -> LoginRecord:
    """Find who has this login, and the hash to check against.

    Staff without a password at central log in with their PIN of the door.
    """
    asked = select(staff).where(staff.c.login == login, staff.c.ended_at.is_(None))
    row = connection.execute(asked).one_or_none()
    if row is None:
        return LoginRecord(staff_id=None, password_hash=None)
    return LoginRecord(staff_id=row.id, password_hash=row.password_hash or row.pin_hash)


def record_failure(connection: Connection, attempt: LoginAttempt) -> None:
    """Store a failed attempt, and delete those that are too old to count."""
    connection.execute(
        insert(login_failure).values(
            login=attempt.login, address=attempt.address, at=attempt.now
        )
    )
    old = login_failure.c.at <= attempt.now - WINDOW_SECONDS
    connection.execute(delete(login_failure).where(old))
