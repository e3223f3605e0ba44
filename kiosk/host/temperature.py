"""Read the temperature of the processor."""

from pathlib import Path

ZONE = "sys/class/thermal/thermal_zone0/temp"


def celsius(root: Path = Path("/")) -> float | None:
    """Return the temperature, to a tenth of a degree; None if it cannot be read."""
    try:
        return round(int((root / ZONE).read_text(encoding="ascii")) / 1000, 1)
    except (OSError, ValueError):
        return None
