"""What is known of each terminal: heard, listening, its clock, how far it is here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select

from kiosk.look import danish
from server_sync.central.accounts.viewer import Viewer
from server_sync.central.db import tables
from server_sync.central.db.rows import ChainRow, ReportRow, columns_of, row_of, rows_of
from server_sync.central.ingest import gaps
from server_sync.central.ingest.gaps import Gap
from server_sync.central.rules.calendar import zone_of
from server_sync.central.terminals.status_rows import (
    TerminalAtSite,
    chains_of,
    last_entry,
    terminals_of,
)
from server_sync.protocol.keys import fingerprint

NS = 10**9
NOT_APPROVED = "Venter på, at dens nøgle bliver godkendt"
FRESH = timedelta(minutes=20)
LOOKED_BACK = timedelta(days=31)
HOT_CELSIUS = 75
CLOCKS = {
    "synced": "Går rigtigt",
    "unsynced": "Ikke stillet endnu. Tiderne regnes ud, når uret bliver kendt",
    "unknown": "Læseren ved ikke, om uret går rigtigt",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """One journal of a terminal: a new memory card begins another one.

    Attributes:
        through: received without a gap so far.
        known: the last number that the terminal itself has told of.
    """

    name: str
    since: datetime
    through: int
    known: int
    gaps: Sequence[Gap]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terminal:
    """A terminal as it is shown; every sentence is ready to read.

    Attributes:
        well: it listens, and nothing waits for a person.
        silent: which meeting times it was silent across; "" if none.
        version: what it said that it runs; "" if it never did.
        queued: what it said of what waits there; "" likewise.
        warmth: how warm it said that it is; "" where it did not say.
        open_quarantined: events that cannot be used and that nobody has looked at.
    """

    row: TerminalAtSite
    heard: datetime | None
    listening: str
    in_use: bool
    well: bool
    silent: str
    clock: str
    version: str
    queued: str
    warmth: str
    chains: Sequence[Chain]
    fingerprint: str
    open_quarantined: int

    @property
    def device(self) -> str:
        """Its name."""
        return str(self.row.device)

    @property
    def gaps(self) -> int:
        """How many gaps there are in what it has sent."""
        return sum(len(chain.gaps) for chain in self.chains)


def listed(connection: Connection, viewer: Viewer, *, now: int) -> list[Terminal]:
    """Read all terminals that somebody looks after, by site and name."""
    query = terminals_of(viewer).order_by(tables.site.c.name, tables.terminal.c.device)
    rows = rows_of(connection, TerminalAtSite, query)
    return [_terminal(connection, row, now) for row in rows]


def find(
    connection: Connection, viewer: Viewer, *, terminal: str, now: int
) -> Terminal | None:
    """Find one; None where there is none that this viewer looks after."""
    asked = terminals_of(viewer).where(tables.terminal.c.device == terminal)
    row = row_of(connection, TerminalAtSite, asked)
    return None if row is None else _terminal(connection, row, now)


def sites(connection: Connection, viewer: Viewer) -> dict[str, str]:
    """Give the sites that somebody sees, by id, in the order of their names."""
    site = tables.site.c
    asked = (
        select(site.id, site.name)
        .where(site.municipality == viewer.municipality_id)
        .where(viewer.may_see_at(site.id))
    )
    rows = [(row.id, row.name) for row in connection.execute(asked)]
    return dict(sorted(rows, key=lambda row: danish.in_alphabet(row[1])))


def _terminal(connection: Connection, row: TerminalAtSite, now: int) -> Terminal:
    zone = zone_of(row.zone)
    at = datetime.fromtimestamp(now, zone)
    found = chains_of(connection, row.device)
    last = last_entry(connection, found[0].id) if found else None
    heard = _heard(connection, found, zone)
    until = _listened_until(connection, row.device, zone)
    invited = row.code_until is not None and row.approved_at is None
    ended = row.revoked_at is not None or (row.until or now + 1) <= now
    in_use = not invited and not ended
    chains = [_chain(connection, chain, zone) for chain in found]
    open_quarantined = _open_quarantined(connection, [chain.id for chain in found])
    report = _report(connection, row.device)
    fresh = until is not None and at - until <= FRESH
    return Terminal(
        row=row,
        heard=heard,
        listening=(
            NOT_APPROVED
            if invited and not ended
            else _listening(in_use=in_use, at=at, heard=heard, until=until)
        ),
        in_use=in_use,
        well=(fresh or not in_use)
        and not open_quarantined
        and not any(one.gaps for one in chains),
        silent=_silent(connection, row, until, at) if in_use and not fresh else "",
        clock=CLOCKS.get(last.clock, "Ukendt") if last else "Ukendt",
        version=report.version if report else "",
        queued=_queued(report, zone) if report else "",
        warmth=_warmth(report) if report else "",
        chains=chains,
        fingerprint=fingerprint(bytes(row.public_key)) if row.public_key else "",
        open_quarantined=open_quarantined,
    )


def _report(connection: Connection, terminal: str) -> ReportRow | None:
    named = tables.report.c.device == terminal
    query = columns_of(ReportRow, tables.report).where(named)
    return row_of(connection, ReportRow, query)


def _queued(report: ReportRow, zone: ZoneInfo) -> str:
    at = datetime.fromtimestamp(report.received_ns // NS, zone)
    said = f"Det sagde den {danish.moment(at)}"
    if report.queued == 0:
        return f"Intet ventede. {said}"
    waiting = danish.count(report.queued, "hændelse", "hændelser")
    return f"{waiting} ventede på at blive sendt. {said}"


def _warmth(report: ReportRow) -> str:
    if report.celsius is None:
        return ""
    hot = ". Det er varmt: giv den luft" if report.celsius >= HOT_CELSIUS else ""
    return f"{report.celsius} °C{hot}"


def _heard(
    connection: Connection, chains: Sequence[ChainRow], zone: ZoneInfo
) -> datetime | None:
    head = tables.head.c
    told = [
        connection.scalar(
            select(head.received_ns)
            .where(head.chain == chain.id)
            .order_by(head.head_no.desc())
            .limit(1)
        )
        for chain in chains
    ]
    entries = [last_entry(connection, chain.id) for chain in chains]
    instants = [instant for instant in told if instant is not None]
    instants += [entry.received_ns for entry in entries if entry is not None]
    return datetime.fromtimestamp(max(instants) // NS, zone) if instants else None


def _listened_until(
    connection: Connection, terminal: str, zone: ZoneInfo
) -> datetime | None:
    stretch = tables.stretch.c
    until = connection.scalar(
        select(func.max(stretch.until)).where(stretch.terminal == terminal)
    )
    return None if until is None else datetime.fromtimestamp(until, zone)


def _listening(
    *, in_use: bool, at: datetime, heard: datetime | None, until: datetime | None
) -> str:
    """Say whether it listens; what is not proved is not said."""
    if not in_use:
        return "Ude af brug"
    if until is None:
        return "Har ikke lyttet endnu"
    since = danish.moment(until)
    if at - until <= FRESH:
        return f"Lytter. Bekræftet frem til kl. {danish.clock(until)}"
    if heard is not None and at - heard <= FRESH:
        return (
            f"Lytter ikke siden {since}, men svarer. Se efter, om læseren sidder fast"
        )
    return f"Ukendt siden {since}. Se efter, om der er strøm og net"


def _silent(
    connection: Connection, row: TerminalAtSite, until: datetime | None, at: datetime
) -> str:
    """Say which meeting times it has told nothing of."""
    zone = zone_of(row.zone)
    in_use = datetime.fromtimestamp(row.since or row.added_at, zone)
    since = max(until or in_use, in_use, at - LOOKED_BACK)
    judged = tables.judged.c
    asked = select(func.count(), func.min(judged.start)).where(
        judged.site == row.site,
        judged.start <= int(at.timestamp()),
        judged.end > int(since.timestamp()),
    )
    number, first = connection.execute(asked).one()
    if not number:
        return ""
    begun = datetime.fromtimestamp(first, zone)
    meetings = danish.count(number, "mødetid", "mødetider")
    return (
        f"Læseren har været tavs hen over {meetings}, den første "
        f"{danish.short_day(begun)} kl. {danish.clock(begun)}. Dagene tæller ikke mod "
        "nogen, og borgerne skal ikke gøre noget."
    )


def _chain(connection: Connection, row: ChainRow, zone: ZoneInfo) -> Chain:
    head = tables.head.c
    told = connection.scalar(select(func.max(head.seq)).where(head.chain == row.id))
    found = gaps.of_chain(connection, row.id, through=row.through_seq)
    return Chain(
        name=bytes(row.chain).hex(),
        since=datetime.fromtimestamp(row.first_seen_ns // NS, zone),
        through=row.through_seq,
        known=max(told or 0, row.through_seq, *(gap.last + 1 for gap in found), 0),
        gaps=found,
    )


def _open_quarantined(connection: Connection, chains: Sequence[int]) -> int:
    number = 0
    for table in (tables.quarantine, tables.conflict):
        asked = select(func.count()).where(
            table.c.chain.in_(chains), table.c.resolved_at.is_(None)
        )
        if table is tables.quarantine:
            asked = asked.where(table.c.used_at.is_(None))
        number += connection.scalar(asked) or 0
    return number
