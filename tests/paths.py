"""Where the project's own files lie, for the tests that read them."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
SCENARIOS = sorted((ROOT / "tests" / "scenarios").glob("*.json"))
