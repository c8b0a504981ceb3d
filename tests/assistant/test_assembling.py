"""From checked sentences to an answer: outcome, lead, gaps, disagreement, notes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from note_samples import publication, sentence
from small_library import SmallLibrary

from assistant.assembling import assemble, numbered_for
from assistant.types import (
    Answer,
    AnswerType,
    CheckedSentence,
    Draft,
    DraftDiffer,
    Gap,
    Outcome,
    Query,
    Quotation,
    Reading,
    Withheld,
)
from corpus.types import Disagreement
from indexing.types import Filters

QUERY = Query("q", "q", AnswerType.NUMBER, ("q",))
OLD, NEW = publication("old", "2015-06-10"), publication("new", "2023-02-01")
OLDER, NEWER = sentence(OLD, "There were 60 nurses."), sentence(NEW, "There were 51 nurses.")
FORGED = Withheld("There were 99 nurses.", "99 is not there", 3)
TOPIC = Disagreement("t", "conflict", "how many", (), ("a", "b"), (("a",), ("b",)), "why they differ", "how")


def made(
    small: SmallLibrary, *results: CheckedSentence | Withheld, query: Query = QUERY, **draft: object
) -> Answer:
    drafted = replace(Draft(query, ()), **draft)  # type: ignore[arg-type]
    return assemble(query, drafted, results, small.retrieval, {"write": 1.0})


def test_a_refusal_and_a_choice_need_no_draft(small: SmallLibrary) -> None:
    declined = assemble(replace(QUERY, refusal="No."), None, (), small.retrieval, {})
    assert (declined.outcome, declined.message, declined.sentences) == (Outcome.DECLINED, "No.", ())
    query = replace(QUERY, readings=(Reading("A", "a?", "a"), Reading("B", "b?", "b")))
    asked_back = assemble(query, None, (), small.retrieval, {})
    assert asked_back.outcome is Outcome.WHICH_ONE
    assert asked_back.message
    with pytest.raises(ValueError, match="draft"):
        assemble(QUERY, None, (), small.retrieval, {})


def test_every_part_answered_is_answered(small: SmallLibrary) -> None:
    answer = made(small, NEWER)
    assert (answer.outcome, answer.message, answer.missing_parts) == (Outcome.ANSWERED, "", ())
    assert answer.sentences == (NEWER,)
    assert answer.timings_ms == {"write": 1.0}


def test_a_part_without_a_sentence_is_said(small: SmallLibrary) -> None:
    answer = made(small, NEWER, gaps=(Gap("and in Wales", "Nothing on Wales."),))
    assert answer.outcome is Outcome.PARTLY_ANSWERED
    assert answer.missing_parts == ("and in Wales",)
    assert "Nothing on Wales." in answer.message


def test_nothing_that_passed_is_no_answer_and_says_why(small: SmallLibrary) -> None:
    nothing = made(small, gaps=(Gap("q", "Nothing on Wales."),))
    assert nothing.outcome is Outcome.NOT_IN_EVIDENCE
    assert "Nothing on Wales." in nothing.message
    withheld = made(small, FORGED)
    assert withheld.outcome is Outcome.NOT_IN_EVIDENCE
    assert withheld.withheld == (FORGED,)
    assert withheld.sentences == ()
    assert "checks" in withheld.message


def test_a_part_whose_only_sentence_was_withheld_is_not_answered(small: SmallLibrary) -> None:
    query = replace(QUERY, parts=("first part", "second part"))
    answer = made(small, NEWER, FORGED, query=query)
    assert answer.outcome is Outcome.PARTLY_ANSWERED


def test_what_came_near_goes_through_the_gate_too(small: SmallLibrary) -> None:
    hits = small.retrieval.search("bed days lost to delayed discharges in March 2021", Filters(), 3)
    chunk = hits[0].chunk
    good = Quotation(chunk.id, chunk.sentences[0].text)
    gap = Gap("q", "No.", (good, Quotation(chunk.id, "Words that nobody wrote."), good), ("a", "b", "c"))
    answer = made(small, hits=hits, gaps=(gap,))
    assert [(n.citation.quotation, n.why_not) for n in answer.nearest] == [(good.text, "a")]


def test_a_filter_that_leaves_nothing_is_named(small: SmallLibrary) -> None:
    nobody = replace(QUERY, filters=Filters(publishers=("Nobody",)))
    answer = made(small, query=nobody, gaps=(Gap("q", "No."),))
    assert answer.message.startswith("No report in this library is published by Nobody.")
    assert answer.filtered == "published by Nobody"
    some = replace(QUERY, filters=Filters(kinds=("press",)))
    told = made(small, query=some, gaps=(Gap("q", "No."),)).message
    assert told == "Not found in the one report the filters leave (of the kind press). No."


def test_what_a_filter_left_out_for_want_of_knowledge_is_noted(small: SmallLibrary) -> None:
    undated = replace(QUERY, filters=Filters(since=date(2000, 1, 1)))
    assert any("date filter" in note for note in made(small, NEWER, query=undated).notes)
    assert not any("filter" in note for note in made(small, NEWER).notes)


def test_the_lead_counts_reports_and_independent_origins(small: SmallLibrary) -> None:
    assert made(small, NEWER).lead == "From one report: Report on new (Institute new, 1 February 2023)."
    two = made(small, OLDER, NEWER).lead
    assert two.startswith("From 2 reports.")
    assert "most recent is Report on new" in two
    copy = sentence(publication("copy", "2024", origin="new"), "There were 51.")
    assert made(small, NEWER, copy).lead.startswith("From 2 reports, 1 independent.")
    undated = sentence(publication("undated", None, publisher=None), "There were 51.")
    assert "Publisher not seen, date not seen" in made(small, undated).lead


def test_the_lead_holds_nothing_of_the_evidence(small: SmallLibrary) -> None:
    assert "51" not in made(small, NEWER).lead


def test_sides_are_told_newest_first_by_the_sentences_that_passed(small: SmallLibrary) -> None:
    differ = (DraftDiffer(TOPIC, (0, 1, 2)),)
    (found,) = made(small, FORGED, OLDER, NEWER, differ=differ).differ
    assert found.sentences == (1, 0)
    assert (found.topic, found.kind, found.why, found.how) == (
        "how many",
        "conflict",
        "why they differ",
        "how",
    )


def test_one_side_alone_is_no_disagreement(small: SmallLibrary) -> None:
    differ = (DraftDiffer(TOPIC, (0, 1)),)
    assert made(small, OLDER, FORGED, differ=differ).differ == ()
    single = replace(TOPIC, sides=(("a", "b"),))
    assert len(made(small, OLDER, differ=(DraftDiffer(single, (0,)),)).differ) == 1


def test_notes_tell_of_a_false_premise_a_later_edition_low_trust_and_what_a_date_left_out(
    small: SmallLibrary,
) -> None:
    first = sentence(publication("lantern-2015", superseded_by=("lantern-2023",)), "There were 60.")
    assert any("Second Lantern Review" in n for n in made(small, first).notes)
    as_of = replace(QUERY, filters=Filters(as_of=date(2016, 1, 1)))
    notes = made(small, first, query=as_of, premise="Not borne out.").notes
    assert "Not borne out." in notes
    assert any("date filter" in n for n in notes)
    assert not any("Second Lantern Review" in n for n in notes)
    assert made(small, NEWER).notes == ()


@pytest.mark.parametrize(
    ("text", "kind", "numbers"),
    [
        ("It fell by 12% to 40 beds in 2021.", AnswerType.PERCENT, ("12%",)),
        ("It cost £2 million in 2021.", AnswerType.MONEY, ("£2 million",)),
        ("It opened on 3 June 2018.", AnswerType.DATE, ("3 June 2018",)),
        ("It fell by 12% in 2021.", AnswerType.FINDING, ("12%",)),
        ("It fell.", AnswerType.NUMBER, ()),
    ],
)
def test_the_figures_of_the_kind_asked_for_are_picked_out(
    text: str, kind: AnswerType, numbers: tuple[str, ...]
) -> None:
    result = numbered_for(sentence(NEW, text), kind)
    assert isinstance(result, CheckedSentence)
    assert result.numbers == numbers
    assert numbered_for(FORGED, kind) is FORGED
