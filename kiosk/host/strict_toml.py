"""A settings file read strictly: a misspelt key is refused with a hint.

Terminal and central both read theirs with it.
"""

import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from kiosk.errors import BadSettings

Settings = TypeVar("Settings", bound=Struct)


NOTHING_RENAMED: Mapping[str, str] = MappingProxyType({})


def read_toml(path: Path, *, hint: str = "") -> dict[str, Any]:
    """Read what stands in a file under each key.

    Args:
        path: the file.
        hint: what to do where it cannot be read.

    Raises:
        BadSettings: it cannot be read, or is not TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadSettings(f"{path} cannot be read ({error.strerror}){hint}") from error
    except (ValueError, RecursionError) as error:
        raise BadSettings(f"{path} is not TOML: {error}") from error


def read_packaged(name: str) -> dict[str, Any]:
    """Read a TOML file of `kiosk/locales`, which comes with the package."""
    file = resources.files("kiosk") / "locales" / name
    return tomllib.loads(file.read_text(encoding="utf-8"))


def convert(
    found: dict[str, Any],
    kind: type[Settings],
    *,
    path: Path,
    renamed: Mapping[str, str] = NOTHING_RENAMED,
) -> Settings:
    """Check what was found under each key.

    Args:
        found: values by key.
        kind: the struct that knows the keys.
        path: the file, for the messages only.
        renamed: the new names of keys that earlier versions knew.

    Raises:
        BadSettings: a key is not known, or its value cannot be used.
    """
    for key in renamed.keys() & found.keys():
        raise BadSettings(
            f"{path}: the setting {key!r} is called {renamed[key]!r} since this"
            " version: rename it there; nothing was changed"
        )
    _refuse_unknown(found, kind, path)
    try:
        return msgspec.convert(found, kind)
    except msgspec.ValidationError as error:
        raise BadSettings(f"{path}: {error}") from error


def _refuse_unknown(found: dict[str, Any], kind: type[Struct], path: Path) -> None:
    known = {field.name: field.type for field in msgspec.structs.fields(kind)}
    for key, value in found.items():
        if key not in known:
            near = get_close_matches(key, known, n=1)
            hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(known)}"
            raise BadSettings(f"{path}: there is no setting {key!r}; {hint}")
        table = known[key]
        if isinstance(value, dict) and isinstance(table, type(Struct)):
            _refuse_unknown(value, table, path)
