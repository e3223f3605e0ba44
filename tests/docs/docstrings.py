"""What a class says of itself in its docstring."""

import inspect
import re
from types import ModuleType

ATTRIBUTE = re.compile(
    r"^    (\w+): (.*?)(?=^    \w+: |^\S|\Z)", re.MULTILINE | re.DOTALL
)
ATTRIBUTES = "\nAttributes:\n"


def summary_of(documented: type | ModuleType) -> str:
    """Return the docstring up to its list of attributes."""
    return _whole(documented).partition(ATTRIBUTES)[0].strip()


def attributes_of(documented: type) -> dict[str, str]:
    """Return what the docstring says of each attribute, by name."""
    listed = _whole(documented).partition(ATTRIBUTES)[2]
    return {name: " ".join(text.split()) for name, text in ATTRIBUTE.findall(listed)}


def _whole(documented: type | ModuleType) -> str:
    return inspect.cleandoc(documented.__doc__ or "") + "\n"
