"""Search over the small library: filters, named publications, and the LangChain retriever."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from langchain_core.documents import Document
from small_library import SmallLibrary

from assistant.retrieval import EvidenceRetriever, forms
from assistant.types import AnswerType, Query
from indexing.types import Filters, Hit

NURSES = "How many community nurses are there in England?"
BEDS = "How many bed days did hospitals lose to delayed discharges?"


def query(*parts: str, **changes: object) -> Query:
    return Query(parts[0], parts[0], AnswerType.FINDING, parts, **changes)  # type: ignore[arg-type]


def publications(hits: tuple[Hit, ...]) -> set[str]:
    return {h.publication.id for h in hits}


def test_the_best_passage_comes_first_and_as_many_as_asked_for(small: SmallLibrary) -> None:
    hits = small.retrieval.search(BEDS, Filters(), 3)
    assert len(hits) == 3
    assert hits[0].publication.id == "beds-2022"
    assert [h.score for h in hits] == sorted((h.score for h in hits), reverse=True)


@pytest.mark.parametrize(
    ("filters", "left"),
    [
        (Filters(publishers=("lantern",)), {"lantern-2015", "lantern-2023"}),
        (Filters(kinds=("press",)), {"ledger"}),
        (Filters(topics=("hubs",)), {"hull-2021", "leeds-2022", "ledger"}),
        (Filters(publication_ids=("beds-2022",)), {"beds-2022"}),
        (Filters(as_of=date(2021, 12, 31)), {"lantern-2015", "hull-2021"}),
        (Filters(since=date(2023, 1, 1)), {"lantern-2023", "wales-2024"}),
        (Filters(as_of=date(2024, 3, 30), since=date(2024, 1, 1)), set()),
        (Filters(publishers=("nobody",)), set()),
        (Filters(nations=("Wales",)), {"wales-2024"}),
        (Filters(latest_only=True, publishers=("lantern",)), {"lantern-2023"}),
        (Filters(latest_only=True, publishers=("lantern",), as_of=date(2022, 1, 1)), {"lantern-2015"}),
    ],
)
def test_filters_let_through_only_what_certainly_passes(
    small: SmallLibrary, filters: Filters, left: set[str]
) -> None:
    assert small.retrieval.allowed(filters) == left
    assert publications(small.retrieval.search("frailty hub nurses waiting bed days", filters, 50)) == left


def test_without_filters_all_are_allowed(small: SmallLibrary) -> None:
    assert small.retrieval.allowed(Filters()) is None


def test_every_part_of_a_question_is_searched_for_and_a_passage_comes_once(small: SmallLibrary) -> None:
    hits = small.retrieval.hits_for(query(BEDS, "When did the frailty hub in Leeds open?"))
    assert {"beds-2022", "leeds-2022"} <= publications(hits)
    assert len({h.chunk.id for h in hits}) == len(hits)


def test_a_publication_that_is_named_comes_first(small: SmallLibrary) -> None:
    plain = small.retrieval.hits_for(query(BEDS))
    named = small.retrieval.hits_for(query(BEDS, named=frozenset({"wales-2024"})))
    assert plain[0].publication.id == "beds-2022"
    assert named[0].publication.id == "wales-2024"


def test_a_publication_that_is_named_does_not_pass_a_filter(small: SmallLibrary) -> None:
    filters = Filters(kinds=("public audit",))
    hits = small.retrieval.hits_for(query(BEDS, named=frozenset({"wales-2024"}), filters=filters))
    assert publications(hits) == {"beds-2022"}


def test_the_library_is_a_langchain_retriever(small: SmallLibrary) -> None:
    documents = EvidenceRetriever(retrieval=small.retrieval, top_k=2).invoke(NURSES)
    assert len(documents) == 2
    assert all(isinstance(d, Document) for d in documents)
    best = documents[0]
    assert "community nurses in England" in best.page_content
    assert best.metadata["publication_id"].startswith("lantern")
    assert best.metadata["section"] == "Community nurses"
    assert best.metadata["published"] in ("10 June 2015", "1 February 2023")
    assert best.id in {c.id for c in small.library.chunks()}


def test_the_retriever_keeps_to_its_filters(small: SmallLibrary) -> None:
    retriever = EvidenceRetriever(retrieval=small.retrieval, filters=Filters(kinds=("press",)))
    documents = retriever.invoke(NURSES)
    assert {d.metadata["publication_id"] for d in documents} == {"ledger"}
    assert documents[0].metadata["published"] is None


def test_a_question_that_leans_on_nothing_is_searched_as_it_stands() -> None:
    assert forms(query(NURSES)) == [(NURSES, 1.0)]
    assert forms(query(NURSES, asides="Hull")) == [(f"{NURSES} (Hull)", 1.0)]


def test_a_follow_up_is_searched_as_asked_as_read_and_with_the_first_question() -> None:
    follow_up = Query(
        "And in Hull?", "How many nurses in Hull?", AnswerType.NUMBER, ("How many nurses in Hull?",),
        asides="hubs", first=NURSES,
    )  # fmt: skip
    assert forms(follow_up) == [
        ("And in Hull?", 1.0), ("How many nurses in Hull? (hubs)", 2.0), (NURSES, 0.3),
    ]  # fmt: skip
    rewritten = replace(follow_up, rewritten="How many community nurses are there in Hull?")
    assert forms(rewritten) == [
        ("How many community nurses are there in Hull?", 2.0), ("And in Hull?", 1.0),
        ("How many nurses in Hull? (hubs)", 1.0),
    ]  # fmt: skip


def test_where_a_models_wording_is_answered_what_the_rules_read_is_still_searched_for() -> None:
    worded = "How many community nurses are there in Hull?"
    follow_up = Query(
        "And in Hull?", worded, AnswerType.NUMBER, (worded,), first=NURSES, rewritten=worded,
        by_rules="How many nurses in Hull? (hubs)",
    )  # fmt: skip
    assert forms(follow_up) == [
        (worded, 2.0), ("And in Hull?", 1.0), ("How many nurses in Hull? (hubs)", 1.0),
    ]  # fmt: skip


def test_a_wording_by_a_model_finds_what_the_rules_do_not(small: SmallLibrary) -> None:
    bare = Query("And what of it?", "And what of it?", AnswerType.FINDING, ("And what of it?",), first="Beds")
    worded = replace(bare, rewritten="How many community nurses are there in England?")
    assert small.retrieval.hits_for(bare)[0].publication.id == "beds-2022"
    found = small.retrieval.hits_for(worded)
    assert found[0].publication.id.startswith("lantern")
    assert found[0].chunk.heading_path == ("Community nurses",)


def test_wordings_that_are_the_same_count_together() -> None:
    same = Query(
        "What of Hull?", "What of Hull?", AnswerType.FINDING, ("What of Hull?",), first="What of Hull?"
    )
    assert forms(same) == [("What of Hull?", pytest.approx(3.3))]


def test_a_follow_up_finds_what_its_history_is_about(small: SmallLibrary) -> None:
    bare = small.retrieval.hits_for(query("And how many were there?"))
    follow_up = Query(
        "And how many were there?", "How many bed days were lost?", AnswerType.NUMBER,
        ("How many bed days were lost?",), first=BEDS,
    )  # fmt: skip
    hits = small.retrieval.hits_for(follow_up)
    assert hits[0].publication.id == "beds-2022"
    assert hits[0].score > max(h.score for h in bare if h.publication.id == "beds-2022")
