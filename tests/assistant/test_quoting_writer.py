"""The quoting writer: verbatim sentences for each part, the gaps, and the other sides."""

from __future__ import annotations

from dataclasses import replace

import pytest
from small_library import SmallLibrary

from assistant.types import AnswerType, Draft, Query
from assistant.writers.quoting import QuotingWriter
from corpus.catalogue import load_disagreements
from indexing.types import Filters

BEDS_2021 = "How many bed days did hospitals lose to delayed discharges in March 2021?"
HULL = "How far did the frailty hub in Hull cut emergency admissions?"


@pytest.fixture(scope="module")
def writer(small: SmallLibrary) -> QuotingWriter:
    """The writer over the small library and its known disagreements."""
    known = load_disagreements(small.folder / "disagreements.toml")
    return QuotingWriter(small.library, known, "Lady Ashgrove Gladstone")


def written(small: SmallLibrary, writer: QuotingWriter, *parts: str, **changes: object) -> Draft:
    query = replace(Query(parts[0], parts[0], AnswerType.FINDING, parts), **changes)  # type: ignore[arg-type]
    allowed = small.retrieval.allowed(query.filters)
    return writer.write(query, small.retrieval.hits_for(query), allowed)


def test_every_sentence_is_a_whole_sentence_of_the_passage_it_cites(
    small: SmallLibrary, writer: QuotingWriter
) -> None:
    draft = written(small, writer, BEDS_2021, HULL)
    held = {c.id: c for c in small.library.chunks()}
    assert draft.sentences
    for sentence in draft.sentences:
        (quotation,) = sentence.quotations
        assert sentence.text == quotation.text
        assert sentence.text in [s.text for s in held[quotation.chunk_id].sentences]
        assert quotation.chunk_id in {h.chunk.id for h in draft.hits}


def test_the_sentence_of_the_date_asked_for_comes_first(small: SmallLibrary, writer: QuotingWriter) -> None:
    assert "300,000" in written(small, writer, BEDS_2021).sentences[0].text
    assert "450,000" in written(small, writer, BEDS_2021.replace("2021", "2022")).sentences[0].text


def test_each_part_has_its_own_sentences_or_its_own_gap(small: SmallLibrary, writer: QuotingWriter) -> None:
    draft = written(small, writer, BEDS_2021, "When did the frailty hub in Glasgow open")
    assert {s.part for s in draft.sentences} == {0}
    (gap,) = draft.gaps
    assert gap.part == "When did the frailty hub in Glasgow open"
    assert "Glasgow" in gap.reason
    assert len(gap.nearest) == len(gap.why_not) > 0


def test_a_sentence_that_serves_two_parts_is_given_once(small: SmallLibrary, writer: QuotingWriter) -> None:
    texts = [s.text for s in written(small, writer, BEDS_2021, BEDS_2021).sentences]
    assert len(texts) == len(set(texts))


def test_a_comparison_of_dates_gives_each_and_says_which_is_missing(
    small: SmallLibrary, writer: QuotingWriter
) -> None:
    both = written(
        small, writer, "How did bed days lost to delayed discharges in March 2021 compare with March 2022?"
    )
    assert {"300,000", "450,000"} <= {w for s in both.sentences for w in s.text.split()}
    assert both.gaps == ()
    one = written(
        small, writer, "How did bed days lost to delayed discharges in March 2021 compare with March 2019?"
    )
    assert "300,000" in one.sentences[0].text
    assert [gap.part for gap in one.gaps] == ["March 2019"]
    assert "March 2019" in one.gaps[0].reason


def test_a_name_that_nobody_mentions_leaves_a_gap_unless_it_is_known(
    small: SmallLibrary, writer: QuotingWriter
) -> None:
    def asked(name: str) -> Draft:
        return written(small, writer, BEDS_2021.replace("hospitals", f"{name} hospitals"))

    assert asked("Quokka").sentences == ()
    assert "Quokka" in asked("Quokka").gaps[0].reason
    assert asked("Gladstone").sentences


def test_both_sides_of_a_disagreement_are_given(small: SmallLibrary, writer: QuotingWriter) -> None:
    draft = written(small, writer, HULL)
    assert {"12%", "50%,"} <= {w for s in draft.sentences for w in s.text.split()}
    (differ,) = draft.differ
    assert differ.topic.id == "hull-effect"
    assert len(differ.sentences) == 2


def test_a_side_that_filters_leave_out_is_not_brought_back(
    small: SmallLibrary, writer: QuotingWriter
) -> None:
    draft = written(small, writer, HULL, filters=Filters(kinds=("self-reported case study",)))
    assert draft.sentences
    assert all("50%" not in s.text for s in draft.sentences)
    assert draft.differ == ()


@pytest.mark.parametrize(("verb", "noted"), [("rise", True), ("fall", False), ("change", False)])
def test_a_false_premise_is_noted(small: SmallLibrary, writer: QuotingWriter, verb: str, noted: bool) -> None:
    draft = written(small, writer, f"Why did the number of training places for district matrons {verb}?")
    assert "fell by 70" in draft.sentences[0].text
    assert (draft.premise is not None) is noted


def test_without_passages_there_is_only_a_gap(small: SmallLibrary, writer: QuotingWriter) -> None:
    draft = writer.write(Query(HULL, HULL, AnswerType.FINDING, (HULL,)), ())
    assert draft.sentences == ()
    assert len(draft.gaps) == 1


def test_candidates_come_best_first(small: SmallLibrary, writer: QuotingWriter) -> None:
    hits = small.retrieval.search(BEDS_2021, Filters(), 10)
    want = writer.wanted(Query(BEDS_2021, BEDS_2021, AnswerType.NUMBER, (BEDS_2021,)), BEDS_2021)
    found = writer.candidates(want, [(h, s) for h in hits for s in h.chunk.sentences])
    assert [c.score for c in found] == sorted((c.score for c in found), reverse=True)
    assert "300,000" in found[0].sentence.text
    assert writer.candidates(want, []) == []


def test_the_year_of_a_named_publication_is_its_edition_not_the_date_of_a_figure(
    writer: QuotingWriter,
) -> None:
    question = "How many bed days were lost in 2022?"
    query = Query(question, question, AnswerType.NUMBER, (question,), named=frozenset({"beds-2022"}))
    want = writer.wanted(query, question)
    assert (want.dates, [d.year for d in want.edition]) == ((), [2022])
    month = "How many bed days were lost in March 2022?"
    assert [str(d) for d in writer.wanted(query, month).dates] == ["March 2022"]
    assert [d.year for d in writer.wanted(replace(query, named=frozenset()), question).dates] == [2022]
