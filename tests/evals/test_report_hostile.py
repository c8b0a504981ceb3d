"""The HTML report holds text that people and sources wrote: nothing in it can act, hide or reach outside."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from html_page import page_of, read_page, report
from sample_runs import (
    HOSTILE,
    crashed,
    gold_question,
    mixed_rows,
    sample_row,
    sample_run,
    with_gold,
    worse_comparison,
)

from evals.responses import Place, Response, Said
from evals.run_folder import Run
from evals.types import Message

CSP = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def hostile_run(folder: Path) -> Run:
    """Every field that people or sources write is hostile."""
    rows = []
    for i, text in enumerate(HOSTILE):
        said = Said(text, (Place(text, text, 1, text),))
        response = Response("answered", text, (said,), withheld=(said,), timings_ms={text: 1.0})
        row = sample_row(f"h-{i}", f"cause {text}", response, tags=(text,), split=text, asked=text)
        rows.append(row)
    rows.append(replace(sample_row("h-x", "the system crashed", crashed(" ".join(HOSTILE))), id=HOSTILE[0]))
    told = {text: text for text in HOSTILE}
    run = sample_run(
        rows, set_name=HOSTILE[1], set_version=HOSTILE[4], split=HOSTILE[0], revision=HOSTILE[0],
        command=HOSTILE[6], started=HOSTILE[0], index=told, settings=told, versions=told,
    )  # fmt: skip
    gold = [
        gold_question(f"h-{i}", reference_answer=text, history=(Message(role="user", text=text),))
        for i, text in enumerate(HOSTILE)
    ]
    return with_gold(run, folder, gold)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> str:
    return report(hostile_run(tmp_path_factory.mktemp("runs") / HOSTILE[5].strip("\x00")[:4]))


def test_hostile_text_is_shown_and_does_nothing(hostile: str) -> None:
    page = read_page(hostile)
    assert not page.all(
        "script", "img", "iframe", "object", "embed", "link", "form", "base", "b", "foreignobject"
    )
    for node in page.all():
        assert not [name for name in node.attributes if name.startswith("on")], node.attributes
        assert not [v for v in node.attributes.values() if "javascript:" in v.lower()]
    text = page.one("items").text
    assert "<script>alert(1)</script>" in text
    assert '"><img src=x onerror=alert(2)>' in text
    assert "&lt; {{ 7 * 7 }} ${8}" in text


def test_what_turns_or_hides_text_is_shown_as_its_code_point(hostile: str) -> None:
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b\ufeff\x00-\x08\x0b-\x1f]", hostile)
    text = read_page(hostile).one("items").text
    assert "⟨U+202E⟩right to left⟨U+202C⟩ ⟨U+2066⟩isolated⟨U+2069⟩ hid⟨U+200B⟩den ⟨U+FEFF⟩mark" in text
    assert "⟨U+0007⟩⟨U+001B⟩[31m ⟨U+0000⟩" in text


def test_text_from_data_is_isolated_from_the_direction_of_the_page(hostile: str) -> None:
    page = read_page(hostile)
    for node in page.one("items").all("li", "summary", "dd", "q"):
        for part in node.parts:
            assert not isinstance(part, str) or "alert(" not in part, "text outside <bdi>"


def test_nothing_refers_outside_the_page(hostile: str) -> None:
    comparison = worse_comparison()
    for page in (read_page(hostile), page_of(comparison.b, comparison)):
        ids = {node.attributes["id"] for node in page.all() if "id" in node.attributes}
        for node in page.all():
            for name in ("src", "href", "xlink:href", "srcset", "action", "data", "poster", "background"):
                value = node.attributes.get(name, "#verdict")
                assert value.startswith("#"), (node.tag, name, value)
                assert value[1:] in ids, f"{value} leads nowhere"
            assert "url(" not in re.sub(r"url\(#[\w.-]+\)", "", node.attributes.get("style", ""))
            assert "http" not in "".join(node.attributes.values())
        styles = "".join(node.text for node in page.all("style"))
        assert "url(" not in styles
        assert "@import" not in styles


def test_the_page_forbids_itself_everything_but_its_styles() -> None:
    single = page_of(sample_run(mixed_rows()))
    head = single.all("head")[0]
    policies = [n for n in head.all("meta") if n.attributes.get("http-equiv") == "Content-Security-Policy"]
    assert [n.attributes["content"] for n in policies] == [CSP]
    assert head.children.index(policies[0]) < head.children.index(head.all("style")[0])
    assert single.all("script") == []
