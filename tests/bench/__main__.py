"""Print the project's figures, each beside something from the same run.

`make bench` writes them to bench.json; `make bench-long` adds what takes minutes.
A figure is {"name", "value", "unit", "beside", "beside_value", "ratio"}.
"""

import argparse
import importlib
import json
from pathlib import Path
from typing import Any

SHORT = (
    *("bench_spi", "bench_journal", "bench_memory", "bench_terminal"),
    "bench_page",
)
LONG = ("bench_ingest", "bench_drain", "bench_year")
TARGET = Path("bench.json")


def main() -> None:
    """Measure, print a table and keep the figures of other runs in the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--long", action="store_true", help="what takes minutes")
    modules = LONG if parser.parse_args().long else SHORT
    figures = [figure for name in modules for figure in _measure(name)]
    for figure in figures:
        print(_line(figure))
    kept = json.loads(TARGET.read_text()) if TARGET.exists() else []
    fresh = {figure["name"] for figure in figures}
    kept = [figure for figure in kept if figure["name"] not in fresh]
    TARGET.write_text(json.dumps(kept + figures, indent=1) + "\n")


def _measure(name: str) -> list[dict[str, Any]]:
    measured: list[dict[str, Any]] = importlib.import_module(f"tests.{name}").figures()
    return measured


def _line(figure: dict[str, Any]) -> str:
    beside = "-" if figure["beside_value"] is None else f"{figure['beside_value']:,.6g}"
    ratio = "" if figure["ratio"] is None else f"ratio {figure['ratio']:.3g}"
    return (
        f"{figure['name']:32} {figure['value']:>12,.6g} {figure['unit']:12}"
        f" {figure['beside'] or '-':44} {beside:>12} {ratio}"
    )


if __name__ == "__main__":
    main()
