"""Write taps as SQLite does it by default, to be compared with.

`python -m tests.kiosk.journal.default_journal PATH COUNT`: the standard library's
module, a rollback journal, one commit per tap.
"""

import sqlite3
import sys

ROW = (b"tap", 1, 1, bytes(16), b"synced", bytes(32), bytes(32), bytes(16), bytes(50))


def main(path: str, count: int) -> None:
    """Write so many rows like ours."""
    connection = sqlite3.connect(path)
    connection.execute(
        "CREATE TABLE taps (seq INTEGER PRIMARY KEY, kind, wall_ns, boot_ns, boot_id,"
        " clock, commitment, hash, salt, content)"
    )
    connection.execute("CREATE INDEX by_time ON taps (wall_ns)")
    for seq in range(count):
        with connection:
            marks = ", ".join("?" * 10)
            connection.execute(f"INSERT INTO taps VALUES ({marks})", (seq, *ROW))  # noqa: S608 - only marks
    connection.close()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
