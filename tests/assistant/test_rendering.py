"""An answer as Markdown, plain text, provenance card and record."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant import records, rendering
from assistant.types import (
    Answer,
    AnswerType,
    CheckedSentence,
    Citation,
    Nearest,
    Outcome,
    Query,
    Reading,
    SourcesDiffer,
    Withheld,
)
from corpus.types import FactSource, Kind, PageRef, PartialDate, Publication, Role, Trust
from indexing.types import Filters

REVIEW = Publication(
    id="review-2024",
    title="Independent Investigation",
    kind=Kind.INDEPENDENT_REVIEW,
    nation="England",
    role=Role.PUBLICATION,
    topics=("darzi reviews",),
    document_type="report",
    publisher="Department of Health and Social Care",
    commissioner="Secretary of State",
    published=PartialDate.parse("2024-09-12"),
    evidence_from=PartialDate.parse("2010"),
    evidence_to=PartialDate.parse("2024-06"),
    superseded_by=("review-2030",),
    licence="OGL v3.0",
    landing_url="https://www.gov.uk/review",
    landing_is_publisher=True,
)
PRESS = replace(
    REVIEW,
    id="press",
    title="A *starred* story",
    publisher=None,
    published=None,
    superseded_by=(),
    landing_url=None,
    landing_is_publisher=True,
)
READ = FactSource("f-1", False, "waiting lists", "https://example.org/a_b_c", None, "March 2010", Trust.LOW)
DIGEST = Citation("c1", REVIEW, "The list stood at 7.6 million.", ("Waits", "Lists"), None, True, READ)
ORIGINAL = Citation("c2", PRESS, "It is 7.6 million, not 17.6 million.", (), PageRef(12, "x"), False, None)
SENTENCES = (
    CheckedSentence("The list stood at 7.6 million.", (DIGEST,), 0, ("7.6 million",)),
    CheckedSentence("It is 7.6 million, not 17.6 million.", (ORIGINAL, DIGEST), 0, ("7.6 million",)),
)


def query(asked: str = "How long is the list?", **more: object) -> Query:
    return replace(Query(asked, asked, AnswerType.NUMBER, (asked,)), **more)


FULL = Answer(
    query(standalone="How long is the NHS waiting list?", carried="the NHS, from before"),
    Outcome.PARTLY_ANSWERED,
    "Part of it is answered.",
    "From two publications:",
    SENTENCES,
    (Withheld("It is huge.", "no quotation", 3),),
    (),
    (SourcesDiffer("Size of the list", "different dates", (0, 1), "Other months.", "Give both dates."),),
    ("the list in Wales",),
    ("2 passages, 1 independent origin",),
    {"search": 3.5},
)


def test_markdown_holds_everything_a_reader_needs_in_order() -> None:
    shown = rendering.to_markdown(FULL)
    expected = (
        "**Question:** How long is the list?",
        "**Understood as:** How long is the NHS waiting list? (the NHS, from before)",
        "Partly answered",
        "From two publications:",
        "1. The list stood at **7.6 million**. [1]",
        "2. It is **7.6 million**, not 17.6 million. [2][1]",
        "## Sources differ",
        "Size of the list.",
        "Compare sentences 1 and 2.",
        "## What we could not find",
        "the list in Wales",
        "1 sentence was withheld",
        "## Sources",
        "[1] **Independent Investigation**. Department of Health and Social Care, 12 September 2024",
        "“The list stood at 7.6 million.”",
        "Section: Waits › Lists",
        "our own short account, not the publication itself",
        "Figure as at: March 2010",
        "Read in: a report of the publication, waiting lists, https://example.org/a_b_c",
        "Reliability of that page: low",
        "Link: https://www.gov.uk/review",
        "Publisher not seen, date not seen",
        "page 12 (printed as x)",
        rendering.STANDING_LINE,
    )
    at = 0
    for part in expected:
        assert part in shown[at:], part
        at = shown.index(part, at)


def test_plain_text_has_no_markdown_signs_of_ours() -> None:
    shown = rendering.to_text(FULL)
    assert "**" not in shown
    assert "##" not in shown
    assert "1. The list stood at 7.6 million. [1]" in shown
    assert "A *starred* story" in shown, "the words of a report are left alone"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60))
def test_markdown_shows_a_sentence_word_for_word(raw: str) -> None:
    words = " ".join(raw.split())
    answer = Answer(query(), Outcome.ANSWERED, "", "", (CheckedSentence(f"Say {raw}", (DIGEST,)),))
    line = next(part for part in rendering.to_markdown(answer).split("\n") if part.startswith("1. "))
    tokens = MarkdownIt("commonmark").parse(line)
    inline = next(token for token in tokens if token.type == "inline")
    assert inline.children is not None
    assert {child.type for child in inline.children} <= {"text", "text_special"}
    assert "".join(child.content for child in inline.children) == f"Say {words} [1]".replace("Say  ", "Say ")


@pytest.mark.parametrize(
    ("text", "numbers", "bold"),
    [
        ("It fell to 24%.", ("24%",), ["24%"]),
        ("From 7.6 to 17.6", ("7.6",), ["7.6"]),
        ("1,300,000 or 300,000", ("300,000",), ["300,000"]),
        ("7.6 million in all", ("7.6", "7.6 million"), ["7.6 million"]),
        ("No figures", (), []),
        ("No figures", ("9",), []),
    ],
)
def test_figures_asked_for_are_found_whole(text: str, numbers: tuple[str, ...], bold: list[str]) -> None:
    pieces = rendering.figure_spans(text, numbers)
    assert "".join(piece for piece, _ in pieces) == text
    assert [piece for piece, is_bold in pieces if is_bold] == bold


def test_an_answer_that_is_not_in_evidence_lists_the_nearest_with_its_reason() -> None:
    answer = Answer(
        query(),
        Outcome.NOT_IN_EVIDENCE,
        "Nothing on that.",
        nearest=(Nearest(DIGEST, "It is about England."),),
    )
    shown = rendering.to_markdown(answer)
    assert "does not answer this" in shown
    assert "- [1] It is about England." in shown
    assert "“The list stood at 7.6 million.”" in shown


def test_readings_are_listed_with_what_they_ask() -> None:
    readings = (Reading("The 2007 review", "What did the 2007 review find?", "r7"),)
    shown = rendering.to_text(Answer(query(readings=readings), Outcome.WHICH_ONE, "Several fit."))
    assert "- The 2007 review: What did the 2007 review find?" in shown
    assert rendering.STANDING_LINE not in shown


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_has_its_line(outcome: Outcome) -> None:
    assert rendering.OUTCOME_LINES[outcome] in rendering.to_text(Answer(query(), outcome, "A message."))


def test_the_card_says_what_was_seen_and_what_was_not() -> None:
    rows = dict(rendering.card(DIGEST, {"review-2030": "The 2030 review"}))
    assert rows["Publisher"] == "Department of Health and Social Care"
    assert rows["Evidence period"] == "2010 to June 2024"
    assert rows["Newer edition"] == "The 2030 review"
    assert rows["Figure as at"] == "March 2010"
    assert "a report of the publication" in rows["Where we read it"]
    assert rows["Reliability of that page"].startswith("low")
    other = dict(rendering.card(ORIGINAL))
    assert (other["Publisher"], other["Published"], other["Link"]) == (
        "not seen",
        "date not seen",
        "not seen",
    )
    assert other["Digest or original"] == "the publication itself"
    assert not {"Newer edition", "Figure as at", "Where we read it", "Reliability of that page"} & set(other)


@pytest.mark.parametrize(
    ("given_as", "said"),
    [("2024-09-12", "12 September 2024"), ("undated", "date not seen"), ("Sept 2023", "Sept 2023")],
)
def test_the_date_of_a_figure_is_put_in_words(given_as: str, said: str) -> None:
    rows = dict(rendering.card(replace(DIGEST, source=replace(READ, as_at=given_as))))
    assert rows["Figure as at"] == said


def test_the_filters_in_force_are_told_with_the_answer() -> None:
    filters = Filters(nations=("Wales",), latest_only=True)
    filtered = replace(FULL, query=replace(FULL.query, filters=filters), filtered="about Wales")
    assert records.to_record(filtered, "1")["filters"] == {"nations": ["Wales"], "latest_only": True}
    assert "Filters used: reports about Wales\n" in rendering.to_text(filtered)
    assert "**Filters used:** reports about Wales\n" in rendering.to_markdown(filtered)
    assert "Filters used" not in rendering.to_text(FULL)


def test_the_record_is_complete_and_plain_json() -> None:
    record = records.to_record(FULL, "q-1")
    assert (
        list(record)
        == (
            "id question read_as repairs filters outcome text lead sentences withheld nearest readings "
            "differ missing_parts notes timings_ms rewritten"
        ).split()
    )
    read = records.to_record(replace(FULL, query=replace(FULL.query, repairs=(("waitng", "waiting"),))), "1")
    assert read["repairs"] == [{"written": "waitng", "read_as": "waiting"}]
    assert record["text"].startswith("From two publications: The list stood at 7.6 million.")
    first = record["sentences"][0]["citations"][0]
    assert list(first) == (
        "id publication_id title page section quotation table published as_at trust is_digest link".split()
    )
    assert (first["published"], first["section"], first["trust"]) == ("2024-09-12", "Waits › Lists", "low")
    assert record["sentences"][1]["citations"][0]["page"] == 12
    assert json.loads(json.dumps(record)) == record


@pytest.mark.parametrize("written", ["2024", "2024-02", "2024-12", "2024-09-12"])
def test_the_record_gives_a_date_as_exactly_as_it_is_known(written: str) -> None:
    dated = replace(DIGEST, publication=replace(REVIEW, published=PartialDate.parse(written)))
    answer = Answer(query(), Outcome.ANSWERED, "", "", (CheckedSentence("x", (dated,)),))
    assert records.to_record(answer, "a")["sentences"][0]["citations"][0]["published"] == written
    assert date.fromisoformat((written + "-01-01")[:10])


def test_what_was_said_is_the_message_where_there_are_no_sentences() -> None:
    assert rendering.said(Answer(query(), Outcome.DECLINED, "That is outside its purpose.")) == (
        "That is outside its purpose."
    )
