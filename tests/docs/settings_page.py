"""`docs/reference/settings.md`: every setting of every process."""

import msgspec
from msgspec import Struct

from kiosk.settings import KioskSettings, PinNumbers
from server_sync.central.settings import CentralSettings
from tests.docs.docstrings import attributes_of, summary_of
from tests.docs.environment import VARIABLES
from tests.docs.markdown import code, page, table
from tests.docs.struct_types import default_of, fields_of, words_of

HEADER = ("setting", "type", "default", "what it does")
FILES: dict[str, type[Struct]] = {
    "kiosk.toml: the terminal, its page and its uplink": KioskSettings,
    "PinNumbers": PinNumbers,
    "central.toml: the central service": CentralSettings,
}
ABOUT = """\
Both files are TOML and are read once, when a process starts. A key that is not listed
here is refused with a hint, and nothing starts. A setting without a default must be
given. `moedt ... --settings FILE` names another file than `$DATA/kiosk.toml` or
`$DATA/central.toml`."""


def settings() -> str:
    """Return the page."""
    parts = [
        part for title, struct in FILES.items() for part in _section(title, struct)
    ]
    rows = [(code(name), where, does) for name, (where, does) in VARIABLES.items()]
    environment = table(("variable", "set by", "what it does"), rows)
    return page("Settings", ABOUT, *parts, "## Environment variables", environment)


def undocumented() -> list[str]:
    """Name the settings of which no docstring says what they do."""
    return [
        f"{struct.__name__}.{field.name}"
        for struct in FILES.values()
        for field in msgspec.structs.fields(struct)
        if field.name not in attributes_of(struct)
    ]


def _section(title: str, struct: type[Struct]) -> tuple[str, str, str]:
    described, does = fields_of(struct), attributes_of(struct)
    rows = [
        (
            code(field.name),
            words_of(described[field.name].type),
            default_of(field),
            does.get(field.name, ""),
        )
        for field in msgspec.structs.fields(struct)
    ]
    return f"## {title}", summary_of(struct), table(HEADER, rows)
