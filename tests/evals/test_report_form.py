"""The HTML report can be read by everybody: structure, names, colours. The same run gives the same bytes."""

from __future__ import annotations

import re
from itertools import pairwise

import matplotlib
import pytest
from html_page import Node, page_of, read_page, report
from sample_runs import (
    mixed_rows,
    sample_row,
    sample_run,
    worse_comparison,
)


@pytest.fixture(scope="module")
def single() -> Node:
    return page_of(sample_run(mixed_rows()))


@pytest.fixture(scope="module")
def compared() -> Node:
    comparison = worse_comparison()
    return page_of(comparison.b, comparison)


def test_the_same_run_gives_the_same_bytes() -> None:
    run = sample_run(mixed_rows())
    first = report(run)
    with matplotlib.rc_context({"font.size": 30, "svg.hashsalt": None, "svg.fonttype": "path"}):
        assert report(run) == first


def test_headings_landmarks_and_names_are_in_order(single: Node, compared: Node) -> None:
    for page in (single, compared):
        assert page.all("html")[0].attributes["lang"] == "en-GB"
        levels = [int(n.tag[1]) for n in page.all("h1", "h2", "h3", "h4", "h5", "h6")]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))
        assert [len(page.all(tag)) for tag in ("main", "nav", "header", "footer")] == [1, 1, 1, 1]
        assert page.all("body")[0].children[0].attributes == {"class": "skip", "href": "#main"}
        ids = [node.attributes["id"] for node in page.all() if "id" in node.attributes]
        assert len(set(ids)) == len(ids)
        for node in page.all():
            assert set(node.attributes.get("aria-labelledby", "").split()) <= set(ids)


def test_tables_have_captions_headers_and_can_be_scrolled_by_keyboard(single: Node, compared: Node) -> None:
    for page in (single, compared):
        for table in page.all("table"):
            assert table.children[0].tag == "caption"
            assert table.children[0].text
            assert all(th.attributes.get("scope") in ("col", "row", "rowgroup") for th in table.all("th"))
            width = len(table.all("thead")[0].all("th"))
            for row in table.all("tr"):
                assert row.children[0].tag == "th"
                assert sum(int(c.attributes.get("colspan", 1)) for c in row.children) == width
            holder = table.parent
            assert holder is not None
            assert holder.attributes["role"] == "region"
            assert holder.attributes["tabindex"] == "0"
            assert holder.attributes["aria-labelledby"] == table.children[0].attributes["id"]


def test_charts_are_named_pictures_with_text_and_their_own_ids(single: Node) -> None:
    charts = single.all("svg")
    assert [c.parent.tag for c in charts if c.parent] == ["figure"] * 4
    for chart in charts:
        title, description = chart.children[:2]
        assert [title.tag, description.tag] == ["title", "desc"]
        name = title.attributes["id"].removesuffix("-title")
        assert chart.attributes["aria-labelledby"] == f"{name}-title {name}-description"
        assert all(n.attributes["id"].startswith(name) for n in chart.all() if "id" in n.attributes)
        assert len(chart.all("text")) >= 3
        assert not chart.all("style", "metadata", "image")


def css_colours(dark: bool) -> dict[str, str]:
    css = read_page(report(sample_run([sample_row("q-1")]))).all("style")[0].text
    blocks = re.findall(r":root \{([^}]*)\}", css)
    return dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", blocks[1 if dark else 0]))


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio as WCAG 2.2 defines it, from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_of_black_on_white_is_21() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("dark", [False, True])
def test_text_can_be_read_and_lines_seen(dark: bool) -> None:
    colours = css_colours(dark)
    grounds = [colours["paper"], colours["soft"]]
    inks = [colours[name] for name in ("ink", "quiet", "accent", "good", "bad")]
    pairs = [(ink, ground) for ink in inks for ground in grounds]
    pairs += [(colours[name], colours["mark"]) for name in ("ink", "quiet")]
    assert min(contrast(*pair) for pair in pairs) >= 4.5
    assert min(contrast(colours["line"], ground) for ground in grounds) >= 3


def test_better_and_worse_are_told_in_words_and_signs(compared: Node) -> None:
    coloured = [
        n for n in compared.all() if n.attributes.get("class", "").split()[-1:] in (["better"], ["worse"])
    ]
    assert coloured
    for node in coloured:
        assert re.search("[▲▼✓✗]", node.text), node.text
