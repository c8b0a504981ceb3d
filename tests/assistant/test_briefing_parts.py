"""The parts of a note that come from metadata alone: themes, dates, origins, gaps; and its lint."""

from __future__ import annotations

from datetime import date

import pytest
from note_samples import (
    TODAY,
    TOPIC,
    A,
    B,
    ScriptedAssistant,
    answer,
    cited,
    hit,
    hub_assistant,
    note_on,
    publication,
    sentence,
)

from assistant.briefing_dates import figure_date, latest_day, plain_date
from assistant.briefing_lint import lint
from assistant.briefing_metadata import issue_line, origin_of, standing_gaps
from assistant.briefing_themes import MAX_THEMES, plan_themes
from assistant.types import CheckedSentence
from corpus.types import FactSource, Kind, Trust
from indexing.types import Filters


def test_no_more_themes_than_the_limit_and_no_figures_in_a_grouped_heading() -> None:
    words = "nurses buildings transport rents visits diets sports schools".split()
    hits = [hit(A, w.title(), f"community hubs {w}") for w in words]
    assert len(plan_themes(TOPIC, hits)) == MAX_THEMES - 1
    grouped = plan_themes(TOPIC, [hit(A, "Rents of £5 million", TOPIC), hit(B, "Rents paid", TOPIC)])
    assert [t.heading for t in grouped] == ["Rents paid"]


@pytest.mark.parametrize(
    ("as_at", "published", "shown"),
    [
        ("2025-07-03", "2026", "3 July 2025"),
        ("January 2026", None, "January 2026"),
        ("2011-12", None, "2011-12"),
        ("2010-2019", None, "2010 to 2019"),
        ("undated", "2024-09", "published September 2024"),
        ("undated", None, "not dated"),
        ("pilot", "2018", "pilot (published 2018)"),
        ("pilot", None, "pilot (not dated)"),
        ("undated (after 2025)", None, "not dated"),
    ],
)
def test_a_figure_is_dated_by_its_source_else_by_its_publication(
    as_at: str, published: str | None, shown: str
) -> None:
    assert figure_date(cited(publication("p", published), "x", as_at)) == shown


def test_dates_put_evidence_in_order() -> None:
    said = ["2014", "2022 to 2023", "Feb 2024", "September 2024", "2025-02", "2025", "January 2026"]
    days = [latest_day(cited(A, "x", text)) for text in said]
    assert days == sorted(days)
    assert latest_day(cited(publication("p", None), "x", "pilot")) == date.min
    assert plain_date("2025-13") == "2025-13"


def test_a_copy_is_not_an_independent_origin() -> None:
    first = publication("nao")
    copy = publication("pac", origin="nao")
    press = publication("bbc", origin="pac", kind=Kind.PRESS)
    library = (first, copy, press)
    assert {origin_of(p, library) for p in library} == {"nao"}
    loop = (publication("x", origin="y"), publication("y", origin="x"))
    assert origin_of(loop[0], loop) in {"x", "y"}
    line = issue_line("x", [cited(p, "q") for p in library], library)
    assert (
        "3 publications from 1 independent origin, by Institute nao, Institute pac and Institute bbc" in line
    )
    gaps = standing_gaps([cited(p, "q") for p in library], library, Filters(), TODAY)
    assert "All the publications go back to one origin, so they do not confirm each other." in gaps


def test_standing_gaps_are_proved_by_metadata() -> None:
    press = publication("bbc", None, kind=Kind.PRESS, nation="England", superseded_by=("new",))
    low = FactSource("f", False, "item", None, "cache", "undated", Trust.LOW)
    library = (press, publication("new"))
    filters = Filters(kinds=("press",), nations=("England",))
    gaps = " ".join(standing_gaps([cited(press, "q", source=low)], library, filters, TODAY))
    for part in (
        "Only part of the library was searched: reports of the kind press; about England.",
        "Everything here comes from a single publication, “Report on bbc”.",
        "Only press reports were found",
        "1 publication carries no date: “Report on bbc”.",
        "nothing was found on Scotland, Wales or Northern Ireland",
        "“Report on bbc” (by “Report on new”)",
        "All the quotations are from this library’s own digests",
        "All the quotations are known from another’s account",
        "1 quotation was read on a page of low reliability",
    ):
        assert part in gaps, part
    assert standing_gaps([], library, Filters(), TODAY) == ()
    (nothing,) = standing_gaps([], library, Filters(nations=("Wales",)), TODAY)
    assert nothing.startswith("No report in this library is about Wales.")


def test_lint_names_what_an_editor_would_send_back() -> None:
    uncited = CheckedSentence("Hubs cost £5.", ())
    undated = CheckedSentence("Hubs saved 7%.", (cited(publication("p", None), "x", "pilot"),))
    vague = sentence(A, "Hubs recently grew under ICB rules.")
    long = sentence(A, " ".join(["word"] * 31))
    note = note_on(TOPIC, ScriptedAssistant({TOPIC: answer(uncited, undated, vague, long)}))
    problems = lint(note)
    assert "A figure without a source: “Hubs cost £5.”" in problems
    assert "A figure without a date: “Hubs saved 7%.”" in problems
    assert "“recently” without a date: “Hubs recently grew under ICB rules.”" in problems
    assert "1 sentence is over 30 words; the longest has 31." in problems
    assert "Not spelt out anywhere: ICB." in problems
    assert lint(note_on(TOPIC, hub_assistant())) == ()
