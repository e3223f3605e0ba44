"""Write some settings into `kiosk.toml` and leave the rest as it is."""

import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

from kiosk.errors import BadSettings
from kiosk.host.files import atomic_write
from kiosk.settings import KioskSettings

A_TABLE = re.compile(r"^\s*\[")


def with_values(text: str, values: Mapping[str, str]) -> str:
    r"""Return the text of a TOML file with these values set or replaced.

    >>> with_values('a = "1" # why\n[pins]\ngreen = 3\n', {"a": "2", "b": "4"})
    'a = "2"\nb = "4"\n[pins]\ngreen = 3\n'
    """
    lines = text.splitlines()
    behind = next(
        (at for at, line in enumerate(lines) if A_TABLE.match(line)), len(lines)
    )
    top = lines[:behind]
    for name, value in values.items():
        new = f"{name} = {json.dumps(value)}"
        is_it = re.compile(rf"^\s*{re.escape(name)}\s*=")
        at = next((at for at, line in enumerate(top) if is_it.match(line)), None)
        if at is None:
            top.append(new)
        else:
            top[at] = new
    return "\n".join([*top, *lines[behind:]]) + "\n"


def write_values(path: Path, values: Mapping[str, str]) -> None:
    """Change the file, whole or not at all; create it if it is missing.

    Raises:
        BadSettings: the file cannot be changed like that; it stays as it is.
    """
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    after = with_values(before, values)
    try:
        found = tomllib.loads(after)
        expected = tomllib.loads(before) | dict(values)
    except ValueError as error:
        raise BadSettings(f"{path} is not TOML: {error}") from error
    if found != expected:
        raise BadSettings(
            f"{path} cannot be changed here: write {dict(values)} into it"
        )
    KioskSettings.parse(found, path=path)
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
    atomic_write(path, after.encode(), mode=mode)
