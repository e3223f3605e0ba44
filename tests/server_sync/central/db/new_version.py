"""Begin a version of the schema: write the file that brings the one before it up.

`python -m tests.server_sync.central.db.new_version "Add when it was told"` compares
`db/tables` with what the versions make until now, and writes the difference down.
Read what it wrote before you keep it.
"""

import re
import subprocess
import sys

from alembic import command
from alembic.config import Config

from server_sync.central.db.engine import IN_MEMORY, create_engine_for
from server_sync.central.db.migrate import MIGRATIONS, newest_version, run_migrations


def main(says: str) -> None:
    """Write `versions/vNNNN_what_it_says.py`."""
    number = f"{int(newest_version().version) + 1:04}"
    slug = re.sub(r"[^a-z0-9]+", "_", says.lower()).strip("_")
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", f"v{number}_{slug}")
    engine = create_engine_for(IN_MEMORY)
    with engine.begin() as connection:
        run_migrations(connection)
        config.attributes["connection"] = connection
        command.revision(config, message=says, rev_id=number, autogenerate=True)
    for tidy in (["check", "--fix", "--quiet"], ["format", "--quiet"]):
        subprocess.run([sys.executable, "-m", "ruff", *tidy, MIGRATIONS], check=False)


if __name__ == "__main__":
    main(" ".join(sys.argv[1:]))
