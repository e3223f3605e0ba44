"""A try to log in: throttled, checked, and kept where it failed."""

from dataclasses import dataclass, field

from sqlalchemy import Connection, delete, insert, select

from server_sync.central.accounts import passwords
from server_sync.central.accounts.throttle import (
    TRIES_ANYWHERE,
    TRIES_HERE,
    WINDOW_SECONDS,
    wait_seconds,
)
from server_sync.central.db.tables import login_failure, staff


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """Who somebody says to be, and from where."""

    login: str
    address: str
    now: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Whose login it is, and the hash that is kept; both None where nobody's."""

    staff_id: int | None
    kept: str | None = field(repr=False)

    def staff_id_if(self, password: str) -> int | None:
        """Give whose it is if the password fits; as slow for nobody as for somebody."""
        return self.staff_id if passwords.fits(password, self.kept) else None


def wait(connection: Connection, tried: Try) -> int:
    """Say how many seconds must pass before the next try is looked at."""
    asked = select(login_failure.c.address, login_failure.c.at).where(
        login_failure.c.login == tried.login,
        login_failure.c.at > tried.now - WINDOW_SECONDS,
    )
    failures = connection.execute(asked).all()
    here = [failure.at for failure in failures if failure.address == tried.address]
    anywhere = [failure.at for failure in failures]
    return max(
        wait_seconds(here, now=tried.now, tries=TRIES_HERE),
        wait_seconds(anywhere, now=tried.now, tries=TRIES_ANYWHERE),
    )


def find(connection: Connection, *, login: str) -> Known:
    """Find who has this login, and the hash to check against.

    Who has no password here logs in with the pin of the door.
    """
    asked = select(staff).where(staff.c.login == login, staff.c.ended_at.is_(None))
    row = connection.execute(asked).one_or_none()
    if row is None:
        return Known(staff_id=None, kept=None)
    return Known(staff_id=row.id, kept=row.password_hash or row.pin_hash)


def keep_failure(connection: Connection, tried: Try) -> None:
    """Count a failed try, and forget those that count no more."""
    connection.execute(
        insert(login_failure).values(
            login=tried.login, address=tried.address, at=tried.now
        )
    )
    old = login_failure.c.at <= tried.now - WINDOW_SECONDS
    connection.execute(delete(login_failure).where(old))
