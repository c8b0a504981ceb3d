"""Contrast of every pair of colours the page uses for text, measured as WCAG 2.2 defines it."""

from __future__ import annotations

import re

import pytest

from ui import theme

CSS = theme.STYLE.read_text(encoding="utf-8")


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb`."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def css_colour(name: str, dark: bool) -> str:
    """A colour of the style sheet, in light or dark."""
    found = re.findall(rf"--{name}: (#[0-9a-f]{{6}})", CSS)
    return str(found[1 if dark else 0])


@pytest.mark.parametrize("dark", [False, True])
def test_text_can_be_read(dark: bool) -> None:
    colours = {**theme._plain(), **theme._boxes(), **theme._buttons()}
    pick = {name: pair[int(dark)] for name, pair in colours.items()}
    grounds = [pick["body_background_fill"], pick["background_fill_secondary"], pick["panel_background_fill"]]
    inks = [pick[n] for n in ("body_text_color", "body_text_color_subdued", "link_text_color")]
    pairs = [(ink, ground) for ink in inks for ground in grounds]
    for kind in ("primary", "secondary"):
        for state in ("", "_hover"):
            ink, fill = f"button_{kind}_text_color{state}", f"button_{kind}_background_fill{state}"
            pairs.append((pick[ink], pick[fill]))
    pairs.append((pick["input_placeholder_color"], pick["input_background_fill"]))
    pairs.append((pick["body_text_color"], css_colour("mark", dark)))
    pairs += [(css_colour("warn", dark), ground) for ground in grounds]
    assert min(contrast(*pair) for pair in pairs) >= 4.5


@pytest.mark.parametrize("dark", [False, True])
def test_edges_of_boxes_can_be_seen(dark: bool) -> None:
    pick = {name: pair[int(dark)] for name, pair in {**theme._plain(), **theme._boxes()}.items()}
    assert contrast(pick["input_border_color"], pick["body_background_fill"]) >= 3
    assert contrast(pick["input_border_color"], pick["input_background_fill"]) >= 3
