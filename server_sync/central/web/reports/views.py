"""How many were offered a course, came at least once, or are not known of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import request
from sqlalchemy import Connection, Row, Select, and_, case, func, select

from kiosk.look.form import Form
from server_sync.central.accounts.viewer import Viewer
from server_sync.central.db.tables import course, judged, site
from server_sync.central.facts.access_log import What
from server_sync.central.facts.not_voided import not_voided
from server_sync.central.rules.figures import ShareMet
from server_sync.central.rules.status import PRESENT, Status
from server_sync.central.web.auth.guard import viewer
from server_sync.central.web.render import show, today
from server_sync.central.web.transactions import log_view, snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteShare:
    """The three counts of one workshop."""

    site: str
    share: ShareMet


def overview() -> tuple[str, int]:
    """Show the three counts beside each other, never merged, and the share."""
    form = Form(request.args if "first" in request.args else _this_year())
    first, last = form.day("first"), form.day("last")
    if first and last and first > last:
        form.wrong["last"] = "Sidste dag ligger før den første."
    shares: Sequence[SiteShare] = ()
    with snapshot() as connection:
        if first and last and not form.wrong:
            shares = of_sites(connection, viewer(), first=first, last=last)
    log_view(What.SAW_OVERVIEW)
    whole = ShareMet(
        offered=sum(found.share.offered for found in shares),
        met=sum(found.share.met for found in shares),
        not_known=sum(found.share.not_known for found in shares),
    )
    page = show(
        "reports/overview.html",
        section="pages.overview",
        form=form,
        first=first,
        last=last,
        whole=whole,
        shares=shares,
    )
    return page, 422 if form.wrong else 200


def of_sites(
    connection: Connection, viewer: Viewer, *, first: date, last: date
) -> list[SiteShare]:
    """Count the courses that begin in the period, by workshop, up to today."""
    until = min(last, today())
    counted = _courses(viewer, first=first, until=until).subquery()
    came = counted.c.came > 0
    unheard = (counted.c.came == 0) & (counted.c.told == 0)
    asked = (
        select(
            counted.c.name,
            func.count().label("offered"),
            func.sum(case((came, 1), else_=0)).label("met"),
            func.sum(case((unheard, 1), else_=0)).label("not_known"),
        )
        .group_by(counted.c.name)
        .order_by(counted.c.name)
    )
    return [_share(row) for row in connection.execute(asked)]


def _courses(viewer: Viewer, *, first: date, until: date) -> Select[Any]:
    """Select each course with how many sessions had an arrival, and how many tell."""
    offered = not_voided(course).subquery("offered")
    present = judged.c.status.in_([status.value for status in PRESENT])
    silent = (Status.UNKNOWN.value, Status.PENDING.value)
    tells = judged.c.status.not_in(silent)
    settled = and_(
        judged.c.site == offered.c.site,
        judged.c.person == offered.c.person,
        judged.c.course == offered.c.key,
        judged.c.date <= today(),
    )
    return (
        select(
            offered.c.key,
            site.c.name,
            func.sum(case((present, 1), else_=0)).label("came"),
            func.sum(case((tells, 1), else_=0)).label("told"),
        )
        .join(site, site.c.id == offered.c.site)
        .outerjoin(judged, settled)
        .where(offered.c.municipality == viewer.municipality_id)
        .where(viewer.may_see_at(offered.c.site))
        .where(offered.c.first.between(first, until))
        .group_by(offered.c.key, site.c.name)
    )


def _share(row: Row[Any]) -> SiteShare:
    counts = ShareMet(offered=row.offered, met=row.met, not_known=row.not_known)
    return SiteShare(site=row.name, share=counts)


def _this_year() -> dict[str, str]:
    return {"first": f"01-01-{today().year}", "last": f"{today():%d-%m-%Y}"}
