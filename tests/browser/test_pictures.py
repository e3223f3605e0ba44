"""The pictures in the documentation are there, small, and each of a screen there is."""

from tests.browser.pictures import AT_CENTRAL, AT_THE_DOOR, AT_THE_WORKSHOP, FOLDER
from tests.paths import DOCS

BYTES_MAX = 1_500_000
PNG = b"\x89PNG\r\n\x1a\n"


def test_every_screen_has_its_picture_and_every_picture_its_screen() -> None:
    """`python -m tests.browser.pictures` takes what is missing."""
    screens = AT_THE_WORKSHOP | AT_THE_DOOR | AT_CENTRAL
    found = {one.name: one.read_bytes() for one in FOLDER.iterdir()}

    assert set(found) == {f"{name}.png" for name in screens}
    assert all(picture.startswith(PNG) for picture in found.values())
    assert sum(map(len, found.values())) < BYTES_MAX


def test_every_picture_is_shown_with_words_for_who_does_not_see_it() -> None:
    """In docs/screens.md, each once."""
    shown = (DOCS / "screens.md").read_text(encoding="utf-8")

    for picture in FOLDER.iterdir():
        assert shown.count(f"](pictures/{picture.name})") == 1, picture.name
    assert "![](" not in shown
