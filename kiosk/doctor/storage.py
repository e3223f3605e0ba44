"""Check what the terminal stores: the journal, the roster, the contact to central."""

from contextlib import closing
from datetime import datetime
from pathlib import Path

import msgspec
from sqlcipher3 import dbapi2

from firmware.moment import Moment
from kiosk.doctor.check import Check, fail, ok, warn
from kiosk.door.heartbeat import BEAT_SECONDS_MAX
from kiosk.errors import KioskFault
from kiosk.host.local_time import instant
from kiosk.journal.chain import Journal
from kiosk.journal.contents import Heartbeat, Kind, Start, decode_content
from kiosk.journal.damage import is_damaged
from kiosk.journal.receipts import StoredReceipt
from kiosk.roster.roster import Roster
from kiosk.settings import KioskSettings

NS_PER_SECOND = 10**9
ROSTER_HOURS_MAX = 24
RECEIPT_SECONDS_MAX = 15 * 60
NEWEST_ENTRIES = 500
CONTACT_FILE = "uplink.json"


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """What the uplink last wrote about its contact to central."""

    state: str
    since: datetime
    why: str = ""


def roster(settings: KioskSettings, now: Moment) -> Check:
    """Read the roster and check its age."""
    if not settings.roster_path.exists():
        return warn("roster", "none")
    found = Roster.read(settings.roster_path)
    age = instant(now.wall_ns) - found.made_at
    hours = round(age.total_seconds() / 3600, 1)
    judge = ok if hours <= ROSTER_HOURS_MAX else warn
    key = "fresh" if hours <= ROSTER_HOURS_MAX else "old"
    return judge("roster", key, people=len(found.people), hours=hours)


def journal(settings: KioskSettings, now: Moment) -> list[Check]:
    """Verify the journal, and report what it says of the reader and of central."""
    path = settings.journal_path
    if not path.exists():
        return [fail("journal", "none", path=str(path))]
    try:
        if is_damaged(path):
            return [fail("journal", "damaged")]
        with closing(Journal.open(path, device=settings.device)) as opened:
            receipt = opened.latest_receipt()
            return [
                chain(opened, path),
                reader(opened, now),
                central(settings, receipt, now),
            ]
    except (KioskFault, dbapi2.Error, OSError) as error:
        return [fail("journal", "refused", why=str(error))]


def chain(journal: Journal, path: Path) -> Check:
    """Verify the chain of hashes from the beginning."""
    broken = journal.first_broken()
    if broken is not None:
        return fail("journal", "broken", seq=broken)
    last = journal.last()
    values = {"entries": last.seq if last else 0, "sqlite": dbapi2.sqlite_version}
    damaged_files = sorted(
        damaged.name for damaged in path.parent.glob(f"{path.stem}.damaged-*.db")
    )
    if damaged_files:
        return warn("journal", "put_aside", files=", ".join(damaged_files), **values)
    # Opening it asserts both, and refuses an SQLite that could lose commits.
    return ok("journal", "whole", mode="WAL", synchronous="FULL", **values)


def reader(journal: Journal, now: Moment) -> Check:
    """Say what the terminal last wrote of its reader; only it may ask the chip."""
    last = journal.last()
    newest = journal.after(
        max(0, (last.seq if last else 0) - NEWEST_ENTRIES), NEWEST_ENTRIES
    )
    for entry in reversed(newest):
        if entry.kind not in {Kind.HEARTBEAT, Kind.START} or entry.content is None:
            continue
        content = decode_content(entry.kind, entry.content)
        if isinstance(content, Heartbeat | Start):
            seconds = (now.wall_ns - entry.wall_ns) // NS_PER_SECOND
            return judge_reader(content.reader, seconds)
    return warn("reader", "nothing")


def judge_reader(state: str, seconds: int) -> Check:
    """Judge the reader's reported state and its age."""
    if seconds > 2 * BEAT_SECONDS_MAX:
        return fail("reader", "silent", seconds=seconds)
    if not state.startswith("ok"):
        return fail("reader", "deaf", state=state)
    return ok("reader", "listens", seconds=seconds)


def central(
    settings: KioskSettings, receipt: StoredReceipt | None, now: Moment
) -> Check:
    """Report the latest receipt, and the uplink's contact to central."""
    if not settings.central_url:
        return ok("central", "not_set")
    contact = read_contact(settings.folder / CONTACT_FILE)
    if contact is not None and contact.state in {"not_accepted", "conflict"}:
        since = f"{contact.since:%Y-%m-%d %H:%M} UTC"
        return warn("central", contact.state, since=since, why=contact.why)
    if receipt is None:
        return warn("central", "no_receipt", why=contact.why if contact else "-")
    seconds = (now.wall_ns - receipt.wall_ns) // NS_PER_SECOND
    if seconds <= RECEIPT_SECONDS_MAX:
        return ok("central", "holds", seq=receipt.through_seq, seconds=seconds)
    why = contact.why if contact else "-"
    return warn("central", "out", seq=receipt.through_seq, seconds=seconds, why=why)


def read_contact(path: Path) -> Contact | None:
    """Return what the uplink wrote; None if there is nothing, or it is unreadable."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Contact)
    except (OSError, msgspec.DecodeError):
        return None
