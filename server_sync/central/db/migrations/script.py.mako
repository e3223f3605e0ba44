"""${message}."""

import sqlalchemy as sa
from alembic import op

revision = "${up_revision}"
down_revision = "${down_revision}"

COMPATIBLE = False
"""True if the program of version ${down_revision} works on this schema as well."""


def upgrade() -> None:
    """Bring version ${down_revision} up to ${up_revision}."""
    ${upgrades if upgrades else "pass"}
