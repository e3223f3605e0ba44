"""A copy of central's database, whole and of one moment, while central works.

The keys in central's folder are not in it, so that a copy that is lost tells nobody
how to sign a receipt or to open a sealed number. Keep them apart.
"""

import subprocess
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlcipher3 import dbapi2

from kiosk.host.files import OWNER_ONLY, sync
from server_sync.central.errors import BackupFailed

COPIES_KEPT = 28
NS = 10**9


def back_up(database_url: str, folder: Path, *, now_ns: int) -> Path:
    """Copy the database to a new file in `folder`; delete all but the newest copies.

    The copy appears whole or not at all.

    Raises:
        BackupFailed: there is no copy; the ones before it stay.
    """
    on_sqlite = database_url.startswith("sqlite")
    at = datetime.fromtimestamp(now_ns // NS, UTC)
    made = folder / f"central-{at:%Y%m%dT%H%M%SZ}.{'db' if on_sqlite else 'dump'}"
    _copy_to(made, database_url)
    for old in sorted(folder.glob(f"central-*Z{made.suffix}"))[:-COPIES_KEPT]:
        old.unlink()
    return made


def copy_beside(url: URL, *, name: str, now: int) -> Path | None:
    """Copy a SQLite file into its own folder; None for every other database.

    Another connection may hold the file's write lock meanwhile.

    Args:
        url: where the database is.
        name: what the copy's name says of it.
        now: whole seconds, which the copy's name says, too.

    Raises:
        BackupFailed: there is no copy.
    """
    if url.get_backend_name() != "sqlite" or not url.database:
        return None
    file = Path(url.database)
    at = datetime.fromtimestamp(now, UTC)
    made = file.with_name(f"{file.name}.{name}-{at:%Y%m%dT%H%M%SZ}")
    _copy_to(made, url.render_as_string(hide_password=False))
    return made


def _copy_to(made: Path, database_url: str) -> None:
    on_sqlite = database_url.startswith("sqlite")
    half = made.with_name(made.name + ".half")
    half.unlink(missing_ok=True)
    try:
        (_copy_sqlite if on_sqlite else _dump_postgres)(database_url, half)
        half.chmod(OWNER_ONLY)
        sync(half)
        half.rename(made)
        sync(made.parent)
    except (dbapi2.Error, OSError, subprocess.SubprocessError) as error:
        half.unlink(missing_ok=True)
        raise BackupFailed(f"no copy was made: {error}") from error


def _copy_sqlite(database_url: str, target: Path) -> None:
    source = Path(make_url(database_url).database or "")
    connection = dbapi2.connect(f"file:{source}?mode=rw", uri=True)
    try:
        connection.execute("VACUUM INTO ?", (str(target),))
    finally:
        connection.close()
    copy = dbapi2.connect(f"file:{target}?mode=ro&immutable=1", uri=True)
    try:
        if copy.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise BackupFailed("the copy is damaged: check the database, too")
    finally:
        copy.close()


def _dump_postgres(database_url: str, target: Path) -> None:
    subprocess.run(  # noqa: S603 - no part of it comes from outside
        ["/usr/bin/pg_dump", "--format=custom", "--file", str(target)],
        env={"PATH": "/usr/bin:/bin", **postgres_environment(database_url)},
        check=True,
        capture_output=True,
    )


def postgres_environment(database_url: str) -> dict[str, str]:
    """Return the environment variables that tell PostgreSQL's tools which database.

    Everybody on the machine could read them as arguments, the password, too.

    >>> postgres_environment("postgresql://moedt@db.example/moedt")
    {'PGDATABASE': 'moedt', 'PGUSER': 'moedt', 'PGHOST': 'db.example'}
    """
    url = make_url(database_url)
    variables = {
        "PGDATABASE": url.database,
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGHOST": url.host or url.query.get("host"),
        "PGPORT": url.port,
        "PGSSLMODE": url.query.get("sslmode"),
    }
    return {name: str(value) for name, value in variables.items() if value}
