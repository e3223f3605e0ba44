"""Locks under which sessions are judged: one for each site, and one for a rebuild.

PostgreSQL has advisory locks, which end with the transaction. SQLite has one writer at
a time, so its write queue does the same and nothing needs to be asked.
"""

from sqlalchemy import Connection, text

from server_sync.central.db.pipeline import Statement, execute_pipelined

# The shared lock waits for a rebuild, which takes the same one alone. Each of a site's
# questions is planned once: planning the large ones takes longer than answering them.
# The setting ends with the transaction, so that pages are planned as PostgreSQL plans.
SITE = text(
    "SELECT pg_advisory_xact_lock_shared(836101),"
    " pg_advisory_xact_lock(836101, hashtext(:site)),"
    " set_config('plan_cache_mode', 'force_generic_plan', true)"
)
ALL_SITES = text("SELECT pg_advisory_xact_lock(836101)")
FORMS = text("SELECT pg_advisory_xact_lock(836102, hashtext(:municipality))")


def site_lock(connection: Connection, site: str) -> list[Statement]:
    """Return the statement that waits until nobody else judges that site.

    A transaction takes it for one site, or for several in sorted order, so that two
    that need the same sites never wait for each other in a circle.
    """
    on_postgresql = connection.dialect.name == "postgresql"
    return [Statement(SITE, {"site": site})] if on_postgresql else []


def lock_all_sites(connection: Connection) -> None:
    """Wait until nobody judges, and let nobody begin before this transaction ends."""
    if connection.dialect.name == "postgresql":
        execute_pipelined(connection, Statement(ALL_SITES, {}))


def lock_forms(connection: Connection, municipality: str) -> None:
    """Let the forms of one municipality be written one after another.

    A form that is sent twice at once finds the first one's facts the second time.
    """
    if connection.dialect.name == "postgresql":
        execute_pipelined(connection, Statement(FORMS, {"municipality": municipality}))
