"""All generated pages of the documentation."""

from collections.abc import Callable, Mapping

from tests.docs.api_page import api
from tests.docs.metrics_page import metrics
from tests.docs.settings_page import settings
from tests.docs.structs_page import the_journal, the_wire
from tests.docs.tables_page import the_tables
from tests.paths import DOCS

FOLDER = DOCS / "reference"
PAGES: Mapping[str, Callable[[], str]] = {
    "settings.md": settings,
    "api.md": api,
    "wire.md": the_wire,
    "tables.md": the_tables,
    "metrics.md": metrics,
    "journal.md": the_journal,
}
