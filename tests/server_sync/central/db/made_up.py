"""Folders of versions with a made-up one more, as a later program would have it."""

import shutil
from pathlib import Path

from server_sync.central.db.migrate import MIGRATIONS, newest_version

NEWEST = newest_version()
LATER = f"{int(NEWEST.version) + 1:04}"
"""The version after the newest, which is made up."""
LATEST = f"{int(NEWEST.version) + 2:04}"

HEAD = '''
"""A made-up version."""

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = "{before}"
COMPATIBLE = {compatible}


def upgrade() -> None:
    """Bring it up."""
'''
ADD = 'op.add_column("site", sa.Column("planted", sa.Integer()))'
REMAKE = """
with op.batch_alter_table("site") as site:
    site.alter_column("phone", nullable=True, existing_type=sa.Text())
"""
FAIL = 'op.execute("INSERT INTO law (nothing) VALUES (1)")'
DIE = """
import os, signal
os.kill(os.getpid(), signal.SIGKILL)
"""
ORPHAN = """op.execute("DELETE FROM municipality WHERE id = 'id 1'")"""


def versions_with(folder: Path, *steps: str, compatible: bool = False) -> Path:
    """Copy the released versions there, and add `LATER`, which takes these steps."""
    made = folder / f"migrations-{len(list(folder.iterdir()))}"
    shutil.copytree(MIGRATIONS, made, ignore=shutil.ignore_patterns("__pycache__"))
    add_version(made, *steps, before=NEWEST.version, compatible=compatible)
    return made


def add_version(
    migrations: Path, *steps: str, before: str, compatible: bool = False
) -> None:
    """Add the version after `before` to a folder of versions."""
    revision = f"{int(before) + 1:04}"
    head = HEAD.format(revision=revision, before=before, compatible=compatible)
    body = "\n".join(
        f"    {line}" for step in steps for line in step.strip().splitlines()
    )
    (migrations / "versions" / f"v{revision}_made_up.py").write_text(
        f"{head.strip()}\n{body}\n"
    )
