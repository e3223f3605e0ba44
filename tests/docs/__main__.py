"""`make docs`: write `docs/reference/` from the code."""

import click

from tests.docs.reference import FOLDER, PAGES


def main() -> None:
    """Write each page that is not as the code says; name those that changed."""
    FOLDER.mkdir(exist_ok=True)
    for name, build in PAGES.items():
        file, text = FOLDER / name, build()
        if not file.exists() or file.read_text() != text:
            file.write_text(text)
            click.echo(f"{file} changed")


main()
