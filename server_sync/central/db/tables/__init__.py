"""What central keeps, one module a thing; `metadata` knows all of it.

Instants are BIGINT, whole seconds since 1970 in UTC (`..._ns` are nanoseconds), dates
are DATE, weeks are JSON as in a scenario file: {"mon": [["08:15", "14:30"]]}. The
same tables stand in SQLite and in PostgreSQL.
"""

from server_sync.central.db.tables.access import access_log, api_token, look, staff
from server_sync.central.db.tables.base import metadata
from server_sync.central.db.tables.derived import (
    anchor,
    check_in,
    judged,
    prompt,
    prompt_event,
    site_judged,
    stale,
    stretch,
    tap,
    unknown_card,
)
from server_sync.central.db.tables.evidence import (
    central_key,
    receipt,
    stamp,
    terminal_key,
)
from server_sync.central.db.tables.facts import (
    arrival,
    card,
    delay,
    newcomer,
    no_show,
    notice,
    resolution,
    void,
    welcome,
)
from server_sync.central.db.tables.findings import looked_at
from server_sync.central.db.tables.law import law
from server_sync.central.db.tables.ledger import (
    chain,
    conflict,
    entry,
    head,
    incarnation,
    quarantine,
)
from server_sync.central.db.tables.login import login_failure, web_session
from server_sync.central.db.tables.people import municipality, person, site, terminal
from server_sync.central.db.tables.planned import (
    closure,
    course,
    course_end,
    exception,
    plan,
)
from server_sync.central.db.tables.support import support_note
from server_sync.central.db.tables.terminal_reports import report

__all__ = [
    "access_log",
    "anchor",
    "api_token",
    "arrival",
    "card",
    "central_key",
    "chain",
    "check_in",
    "closure",
    "conflict",
    "course",
    "course_end",
    "delay",
    "entry",
    "exception",
    "head",
    "incarnation",
    "judged",
    "law",
    "login_failure",
    "look",
    "looked_at",
    "metadata",
    "municipality",
    "newcomer",
    "no_show",
    "notice",
    "person",
    "plan",
    "prompt",
    "prompt_event",
    "quarantine",
    "receipt",
    "report",
    "resolution",
    "site",
    "site_judged",
    "staff",
    "stale",
    "stamp",
    "stretch",
    "support_note",
    "tap",
    "terminal",
    "terminal_key",
    "unknown_card",
    "void",
    "web_session",
    "welcome",
]
