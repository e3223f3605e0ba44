"""Which sites have dates that have come since they were judged."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, insert, update

from server_sync.central.db import tables
from server_sync.central.facts.recompute_queue import ONE_DAY
from server_sync.central.judging import recompute_queries
from server_sync.central.judging.affected import EVER, TIME, Sites
from server_sync.central.rules.calendar import date_of
from server_sync.central.rules.facts import Instant


class Behind(NamedTuple):
    """A site at which dates have come that were not judged yet."""

    site: str
    through: date | None
    today: date


def behind(connection: Connection, as_of: int, only: str | None = None) -> list[Behind]:
    """Find the sites that are behind, or see whether this one is."""
    asked = (
        recompute_queries.sites_judged
        if only is None
        else recompute_queries.site_judged
    )
    sites = connection.execute(asked(), {"site": only})
    each = (
        Behind(site_id, through, date_of(Instant(as_of), zone))
        for site_id, zone, through in sites
    )
    return [one for one in each if one.through is None or one.through < one.today]


def begun(sites: Sites, late: Iterable[Behind]) -> Sites:
    """Add the dates that have come."""
    for site_id, through, today in late:
        if through is None:
            sites[site_id].add(None, EVER, TIME)
        else:
            sites[site_id].add(None, (through + ONE_DAY, today), TIME)
            sites[site_id].new_day_after(through)
    return sites


def judged_through(connection: Connection, late: Iterable[Behind]) -> None:
    """Keep through which date each site is judged now."""
    for site_id, through, today in late:
        if through is None:
            row = {"site": site_id, "through": today}
            connection.execute(insert(tables.site_judged).values(row))
        else:
            connection.execute(
                update(tables.site_judged)
                .where(tables.site_judged.c.site == site_id)
                .values(through=today)
            )
