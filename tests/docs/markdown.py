"""Tables and headings of Markdown, from Python values."""

from collections.abc import Iterable, Sequence

GENERATED = "<!-- Generated from the code by `make docs`; change the code instead. -->"


def page(title: str, *parts: str) -> str:
    """Return a whole page: its title, the note that it is generated, its parts."""
    return "\n\n".join([f"# {title}", GENERATED, *filter(None, parts)]) + "\n"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table; a cell may hold several lines of text."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, cells))} |" for cells in lines)


def code(text: str) -> str:
    """Return `text` as code, or nothing where there is none."""
    return f"`{text}`" if text else ""


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
