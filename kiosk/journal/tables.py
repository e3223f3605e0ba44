"""The journal's tables, and SQLite set so that no commit is lost."""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlcipher3 import dbapi2

from kiosk.errors import JournalUnavailable

SQLITE_MIN = (3, 51, 3)
BUSY_SECONDS = 5
FULL = 2

metadata = sa.MetaData()

chain = sa.Table(
    "chain",
    metadata,
    sa.Column("one", sa.Integer, sa.CheckConstraint("one = 1"), primary_key=True),
    sa.Column("device", sa.String, nullable=False),
    sa.Column("chain", sa.LargeBinary, nullable=False),
)

entries = sa.Table(
    "entries",
    metadata,
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("wall_ns", sa.Integer, nullable=False, index=True),
    sa.Column("boot_ns", sa.Integer, nullable=False),
    sa.Column("boot_id", sa.LargeBinary, nullable=False),
    sa.Column("clock", sa.String, nullable=False),
    sa.Column("commitment", sa.LargeBinary, nullable=False),
    sa.Column("hash", sa.LargeBinary, nullable=False),
    sa.Column("salt", sa.LargeBinary),
    sa.Column("content", sa.LargeBinary),
)

receipts = sa.Table(
    "receipts",
    metadata,
    sa.Column("no", sa.Integer, primary_key=True),
    sa.Column("through_seq", sa.Integer, nullable=False),
    sa.Column("hash", sa.LargeBinary, nullable=False),
    sa.Column("incarnation", sa.LargeBinary, nullable=False),
    sa.Column("raw", sa.LargeBinary, nullable=False),
    sa.Column("wall_ns", sa.Integer, nullable=False),
)

# The number of the last head. The signed heads are stored until central has them.
heads = sa.Table("heads", metadata, sa.Column("no", sa.Integer, primary_key=True))

signed_heads = sa.Table(
    "signed_heads",
    metadata,
    sa.Column("no", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("raw", sa.LargeBinary, nullable=False),
)


def _guard(name: str, on: str, *, unless: str = "", why: str) -> str:
    when = f" WHEN NOT ({unless})" if unless else ""
    return (
        f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE {on}{when}"
        f" BEGIN SELECT RAISE(ABORT, '{why}'); END"
    )


_FIXED = tuple(
    name for column in entries.c if (name := column.name) not in {"salt", "content"}
)
_ERASED = " AND ".join(
    (
        "NEW.salt IS NULL",
        "NEW.content IS NULL",
        *(f"NEW.{x} IS OLD.{x}" for x in _FIXED),
    )
)
_FOLLOWS = "NEW.seq = (SELECT COALESCE(MAX(seq), 0) + 1 FROM entries)"

# Salt and content may only be erased together; the hash does not need them.
GUARDS = (
    _guard("entries_stay", "DELETE ON entries", why="an entry is never deleted"),
    _guard(
        "entries_stand",
        "UPDATE ON entries",
        unless=_ERASED,
        why="an entry is never changed",
    ),
    _guard(
        "entries_follow",
        "INSERT ON entries",
        unless=_FOLLOWS,
        why="an entry follows the last one",
    ),
    _guard("chain_stays", "DELETE ON chain", why="a journal keeps its chain"),
    _guard("chain_stands", "UPDATE ON chain", why="a journal keeps its chain"),
)


def refuse_lossy(version: tuple[int, ...]) -> None:
    """Refuse an SQLite that can lose commits in WAL mode with two connections.

    Raises:
        JournalUnavailable: it is older than 3.51.3, which mended that.
    """
    if version < SQLITE_MIN:
        found = ".".join(str(part) for part in version)
        raise JournalUnavailable(
            f"SQLite {found} can lose commits in WAL mode (mended in 3.51.3):"
            " install sqlcipher3 0.6.4 or later, which brings its own"
        )


def engine_for(path: Path) -> sa.Engine:
    """Open the file; connections with the option `writing` may write.

    A writing transaction starts with BEGIN IMMEDIATE, so that no other process writes
    between reading the chain's end and appending to it.
    """
    refuse_lossy(dbapi2.sqlite_version_info)
    engine = sa.create_engine(
        f"sqlite:///{path}",
        module=dbapi2,
        connect_args={"timeout": BUSY_SECONDS},
    )
    sa.event.listen(engine, "connect", _set_up)
    sa.event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: Any, _record: object) -> None:
    connection.isolation_level = (
        None  # else the module begins transactions itself, and too late
    )
    cursor = connection.cursor()
    mode = cursor.execute("PRAGMA journal_mode = WAL").fetchone()[0]
    cursor.execute("PRAGMA synchronous = FULL")
    synchronous = cursor.execute("PRAGMA synchronous").fetchone()[0]
    cursor.close()
    if (mode, synchronous) != ("wal", FULL):
        raise JournalUnavailable(
            f"SQLite answers journal_mode {mode} and synchronous {synchronous} where"
            " wal and 2 were asked for: taps could be lost in a power cut"
        )


def _begin(connection: sa.Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
