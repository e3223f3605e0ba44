"""Everybody can read the pages: WCAG 2.1 AA asks for 4.5 to 1."""

import re
from pathlib import Path

import pytest

from server_sync.central import web

STYLE = (Path(web.__file__).parent / "static" / "pages.css").read_text()
COLOURS = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", STYLE))
TEXT_MIN = 4.5
SHAPE_MIN = 3.0


def luminance(colour: str) -> float:
    """Compute the relative luminance as WCAG defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Compute the contrast of two colours, from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("ground", ["paper", "surface", "accent-soft", "sand"])
@pytest.mark.parametrize("text", ["ink", "quiet", "accent", "accent-deep"])
def test_text_can_be_read_on_every_ground(text: str, ground: str) -> None:
    """Each colour of text stands out from each ground it may stand on."""
    assert contrast(COLOURS[text], COLOURS[ground]) >= TEXT_MIN


def test_buttons_and_shapes_stand_out() -> None:
    """White on a button is text; the edge of a shape is a shape."""
    assert contrast("#ffffff", COLOURS["accent"]) >= TEXT_MIN
    assert contrast(COLOURS["sand-line"], COLOURS["surface"]) >= SHAPE_MIN
    assert contrast("#7c878f", COLOURS["surface"]) >= SHAPE_MIN


def test_nothing_is_red() -> None:
    """No colour of the pages is a warning at a person."""
    for colour in re.findall(r"#[0-9a-f]{6}", STYLE):
        red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
        assert not (red > 1.6 * green and red > 1.6 * blue), colour
