"""The site's own calendar: local time to instant and back, public holidays (2)."""

from datetime import UTC, date, datetime, time
from functools import cache, lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import holidays

from server_sync.central.rules.facts import Instant

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECONDS_PER_DAY = 86400


@cache
def zone_of(name: str) -> ZoneInfo:
    """Read a time zone from the `tzdata` that is installed with us.

    Never from the machine's own: the version kept beside what is derived must be the
    one it was derived with, and another machine must rebuild the same.

    Raises:
        ZoneInfoNotFoundError: there is no zone of that name.
    """
    try:
        with files("tzdata.zoneinfo").joinpath(name).open("rb") as kept:
            return ZoneInfo.from_file(kept, key=name)
    except (OSError, ValueError) as error:
        raise ZoneInfoNotFoundError(f"no time zone is called {name!r}") from error


@lru_cache(maxsize=1 << 16)
def instant_of(day: date, clock: time, zone: str) -> Instant:
    """Read a local time; fractions of a second are cut off.

    One that exists twice means the first. One that does not exist is read by the
    offset before the change. Both are what `fold=0` means.
    """
    aware = datetime.combine(day, clock.replace(fold=0), tzinfo=zone_of(zone))
    since = aware - EPOCH
    return Instant(since.days * SECONDS_PER_DAY + since.seconds)


@lru_cache(maxsize=1 << 16)
def local_of(instant: Instant, zone: str) -> datetime:
    """Say what the clock on the site's wall reads at that instant."""
    return datetime.fromtimestamp(instant, tz=zone_of(zone))


def date_of(instant: Instant, zone: str) -> date:
    """Say which date it is at the site at that instant."""
    return local_of(instant, zone).date()


@lru_cache(maxsize=512)
def public_holidays(year: int) -> frozenset[date]:
    """Name the days of a year on which nobody is expected (section 2, rule 2).

    The law can change them, so they are data: the `holidays` package knows when
    Store bededag ended.
    """
    return frozenset(holidays.country_holidays("DK", years=year))
