"""Colours, type and spacing. Every pair of colours used for text has a measured contrast of 4.5 or more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ui.quiet import gr

STATIC = Path(__file__).parent / "static"
STYLE = STATIC / "page.css"
SCRIPT = STATIC / "page.js"

_INK, _PAPER, _SOFT, _LINE, _QUIET = "#16191d", "#ffffff", "#f3f5f7", "#7a838c", "#4a525a"
_INK_DARK, _PAPER_DARK, _SOFT_DARK, _LINE_DARK, _QUIET_DARK = (
    "#eceff2",
    "#14181c",
    "#1f252b",
    "#84909b",
    "#b4bec8",
)
_MAIN, _MAIN_OVER, _MAIN_DARK, _MAIN_OVER_DARK = "#1b4f72", "#143c57", "#9bcdf0", "#bfe0f7"


def page_theme() -> Any:
    """The theme, in light and dark, from fonts that are on the reader's machine."""
    font = [gr.themes.Font(name) for name in ("system-ui", "Segoe UI", "Arial", "sans-serif")]
    mono = [gr.themes.Font("ui-monospace"), gr.themes.Font("monospace")]
    base = gr.themes.Base(
        font=font, font_mono=mono, text_size="lg", spacing_size="md", radius_size="sm", neutral_hue="slate"
    )
    both = {**_plain(), **_boxes(), **_buttons()}
    light = {name: colours[0] for name, colours in both.items()}
    dark = {f"{name}_dark": colours[1] for name, colours in both.items()}
    return base.set(button_large_text_size="16px", button_large_text_weight="600", **light, **dark)


def _plain() -> dict[str, tuple[str, str]]:
    return {
        "body_background_fill": (_PAPER, _PAPER_DARK),
        "body_text_color": (_INK, _INK_DARK),
        "body_text_color_subdued": (_QUIET, _QUIET_DARK),
        "background_fill_primary": (_PAPER, _PAPER_DARK),
        "background_fill_secondary": (_SOFT, _SOFT_DARK),
        "border_color_primary": (_LINE, _LINE_DARK),
        "border_color_accent": (_MAIN, _MAIN_DARK),
        "color_accent_soft": (_SOFT, _SOFT_DARK),
        "link_text_color": (_MAIN, _MAIN_DARK),
        "link_text_color_hover": (_MAIN_OVER, _MAIN_OVER_DARK),
        "link_text_color_visited": (_MAIN, _MAIN_DARK),
        "link_text_color_active": (_MAIN_OVER, _MAIN_OVER_DARK),
    }


def _boxes() -> dict[str, tuple[str, str]]:
    return {
        "block_background_fill": (_PAPER, _PAPER_DARK),
        "block_border_width": ("0px", "0px"),
        "block_label_text_color": (_INK, _INK_DARK),
        "block_title_text_color": (_INK, _INK_DARK),
        "block_info_text_color": (_QUIET, _QUIET_DARK),
        "input_background_fill": (_PAPER, _SOFT_DARK),
        "input_background_fill_focus": (_PAPER, _SOFT_DARK),
        "input_border_color": (_LINE, _LINE_DARK),
        "input_border_color_focus": (_INK, _INK_DARK),
        "input_border_width": ("1px", "1px"),
        "input_placeholder_color": (_QUIET, _QUIET_DARK),
        "checkbox_border_color": (_LINE, _LINE_DARK),
        "checkbox_border_color_hover": (_INK, _INK_DARK),
        "checkbox_border_color_focus": (_INK, _INK_DARK),
        "checkbox_border_color_selected": (_MAIN, _MAIN_DARK),
        "checkbox_background_color_selected": (_MAIN, _MAIN),
        "panel_background_fill": (_SOFT, _SOFT_DARK),
        "table_border_color": (_LINE, _LINE_DARK),
    }


def _buttons() -> dict[str, tuple[str, str]]:
    return {
        "button_primary_background_fill": (_MAIN, _MAIN_DARK),
        "button_primary_background_fill_hover": (_MAIN_OVER, _MAIN_OVER_DARK),
        "button_primary_text_color": (_PAPER, _PAPER_DARK),
        "button_primary_text_color_hover": (_PAPER, _PAPER_DARK),
        "button_primary_border_color": (_MAIN, _MAIN_DARK),
        "button_secondary_background_fill": (_SOFT, _SOFT_DARK),
        "button_secondary_background_fill_hover": ("#e2e7ec", "#2b333b"),
        "button_secondary_text_color": (_INK, _INK_DARK),
        "button_secondary_text_color_hover": (_INK, _INK_DARK),
        "button_secondary_border_color": (_LINE, _LINE_DARK),
        "button_border_width": ("1px", "1px"),
    }
