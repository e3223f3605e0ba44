"""Print the project's figures, each beside something from the same run.

`make bench` writes them to bench.json; `make bench-long` adds what takes minutes.
A figure is {"name", "value", "unit", "beside", "beside_value", "ratio"}.
"""

import argparse
import importlib
import json
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from tests.bench.figure import Figure

SHORT = ("spi", "journal", "memory", "terminal", "page")
LONG = ("ingest", "drain", "year", "turns")
TARGET = Path("bench.json")


def main() -> None:
    """Measure, print a table, and write bench.json with what other runs measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--long", action="store_true", help="what takes minutes")
    modules = LONG if parser.parse_args().long else SHORT
    figures: list[Figure] = []
    for module in modules:
        measured = figures_of(module)
        for figure in measured:
            print(line_of(figure), flush=True)
        figures += measured
        save(TARGET, figures)


def figures_of(name: str) -> list[Figure]:
    """Run one of the measurements in this folder."""
    measured: list[Figure] = module_of(name).figures()
    return measured


def module_of(name: str) -> ModuleType:
    """Import one of the measurements in this folder."""
    return importlib.import_module(f"tests.bench.{name}")


def save(target: Path, figures: Sequence[Figure]) -> None:
    """Write the figures to a file; figures of other names stay in it."""
    stored: list[Figure] = json.loads(target.read_text()) if target.exists() else []
    measured = {figure["name"] for figure in figures}
    others = [figure for figure in stored if figure["name"] not in measured]
    target.write_text(json.dumps([*others, *figures], indent=1) + "\n")


def line_of(figure: Figure) -> str:
    """Give the figure's line of the table."""
    beside = "-" if figure["beside_value"] is None else f"{figure['beside_value']:,.6g}"
    ratio = "" if figure["ratio"] is None else f"ratio {figure['ratio']:.3g}"
    return (
        f"{figure['name']:32} {figure['value']:>12,.6g} {figure['unit']:12}"
        f" {figure['beside'] or '-':44} {beside:>12} {ratio}"
    )


if __name__ == "__main__":
    main()
