"""The pages can be read by everybody, and shame nobody by colour."""

import re
from colorsys import rgb_to_hls
from pathlib import Path

import pytest

from tests.paths import ROOT

LOOK = ROOT / "kiosk" / "look" / "static" / "look.css"
OF_DOOR = ROOT / "kiosk" / "web" / "static"
OF_CENTRAL = ROOT / "server_sync" / "central" / "web" / "static"
SHEETS = (LOOK, OF_DOOR / "page.css", OF_DOOR / "more.css", OF_CENTRAL / "pages.css")


def rules_of(sheet: Path) -> str:
    """Read a sheet without its comments."""
    return re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)


CSS = rules_of(LOOK)
TEXT_CONTRAST = 4.5
EDGE_CONTRAST = 3.0
COLOURS = dict(re.findall(r"--(\w+): (#\w+)", CSS))


def rgb(colour: str) -> tuple[float, float, float]:
    """Read #abc or #aabbcc; what follows is how see-through it is."""
    digits = colour.removeprefix("#")
    if len(digits) in {3, 4}:
        digits = "".join(digit * 2 for digit in digits)
    red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return red, green, blue


def luminance(colour: str) -> float:
    """Compute the relative luminance of WCAG 2.1."""
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in rgb(colour)
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    """Compute the contrast ratio of two named colours."""
    lights = sorted(luminance(COLOURS[name]) for name in (one, other))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


@pytest.mark.parametrize("ground", ["paper", "card", "sky", "mint", "sand"])
@pytest.mark.parametrize("text", ["ink", "soft", "green", "blue", "ochre"])
def test_text_can_be_read_on_every_ground(text: str, ground: str) -> None:
    """WCAG 2.1 AA, 1.4.3."""
    assert contrast(text, ground) >= TEXT_CONTRAST


@pytest.mark.parametrize("ground", ["card", "paper"])
def test_the_edge_of_a_field_can_be_seen(ground: str) -> None:
    """WCAG 2.1 AA, 1.4.11."""
    assert contrast("edge", ground) >= EDGE_CONTRAST


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_nothing_is_red(sheet: Path) -> None:
    """No shade of it, anywhere: somebody who is missing is no fault."""
    css = rules_of(sheet)
    red = set()
    for colour in re.findall(r"#[0-9a-f]{3,8}\b", css):
        hue, light, full = rgb_to_hls(*rgb(colour))
        if (hue < 0.06 or hue > 0.92) and full > 0.25 and 0.15 < light < 0.95:
            red.add(colour)

    assert red == set()
    assert not re.search(r"\b(red|crimson|tomato|firebrick|salmon)\b", css)


@pytest.mark.parametrize("sheet", SHEETS[1:], ids=lambda path: path.name)
def test_the_colours_stand_in_the_common_sheet(sheet: Path) -> None:
    """A sheet of one machine names no colour of its own, so both stay one product."""
    assert not re.search(
        r"--(paper|card|ink|green|mint|sand|blue)\s*:", rules_of(sheet)
    )


def test_whoever_wants_no_motion_gets_none() -> None:
    """The fading of a new name is for those who like it."""
    assert "prefers-reduced-motion: reduce" in CSS
