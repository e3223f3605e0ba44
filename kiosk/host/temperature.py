"""How warm the processor is."""

from pathlib import Path

ZONE = "sys/class/thermal/thermal_zone0/temp"


def celsius(root: Path = Path("/")) -> float | None:
    """Ask the kernel, in whole and tenths of a degree; None where it cannot tell."""
    try:
        return round(int((root / ZONE).read_text(encoding="ascii")) / 1000, 1)
    except (OSError, ValueError):
        return None
