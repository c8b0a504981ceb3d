"""Whether a passage or a citation holds a gold span, and what an index knows of one."""

from __future__ import annotations

import pytest
from sample_items import (
    BEFORE,
    CHAIRS,
    GROWTH,
    HUBS,
    NOISE,
    POSTS,
    TRUST,
    VACANT,
    VIEW,
    cited,
    evidence,
    found,
    nugget,
)

from evals.responses import Place
from evals.scoring.locating import hits_span, holds, nuggets_hit, resembles, same_page

# Ten words: the, waiting, list, grew, to, 7, 6, million, cases, in - 60% are six in a row.
TEN = "The waiting list grew to 7.6 million cases in"


@pytest.mark.parametrize(
    ("passage", "held"),
    [
        (f"Before. {TEN} June. After.", True),
        ("In all, grew to 7.6 million cases.", True),  # grew, to, 7, 6, million, cases: six
        ("In all, to 7.6 million cases it came.", False),  # five
        ("The waiting list grew, and to 7.6 million cases.", False),  # four, then five
        ("The waiting list grew to 7.6\nmillion cases in", True),
        ("THE WAITING LIST GREW TO 7.6 MILLION CASES IN", True),
        ("The waiting  list grew to 7.6 mil-\nlion cases in", True),  # a word broken at a line end
        ("The wating list grew t0 7.6 milion cases in June", True),  # over 90% alike, letter by letter
        ("Something else entirely, at some length, about 7.6 beds.", False),
        ("", False),
    ],
)
def test_a_passage_holds_most_of_a_quotation_in_one_run(passage: str, held: bool) -> None:
    assert holds(passage, TEN) is held


def test_a_passage_without_the_quotations_numbers_does_not_hold_it() -> None:
    quote = "In 2024 59% were dissatisfied with care in hospitals"
    other_year = "In 2023 52% were dissatisfied with care in hospitals."
    assert resembles(other_year, quote)  # six of nine words in a row
    assert not holds(other_year, quote)
    assert holds("Of adults 59% were dissatisfied with care in hospitals in 2024.", quote)


def test_a_short_quotation_has_to_stand_there_whole() -> None:
    assert holds("It cost £4,213 in all.", "4,213")
    assert not holds("It cost £3,213 and 4 more.", "4,213")
    assert holds("A list of 7.6 million.", "7.6 million")
    assert not holds("A list of 3.6 million and 7 more.", "7.6 million")
    assert not holds("A million.", "a million people")


def test_a_quotation_without_words_is_held_by_nothing() -> None:
    assert not holds("Anything.", "–")


def test_a_span_is_hit_in_its_own_publication_only() -> None:
    assert hits_span(found(GROWTH), evidence(GROWTH))
    assert hits_span(found(GROWTH), evidence(BEFORE))  # the same passage
    assert not hits_span(found(TRUST), evidence(GROWTH))
    assert not hits_span(Place("nurses-2023", "Size", None, GROWTH.text), evidence(GROWTH))


def test_a_place_is_the_gold_page_or_where_there_is_none_the_gold_section() -> None:
    assert same_page(found(BEFORE), evidence(GROWTH))
    assert not same_page(found(TRUST), evidence(GROWTH))
    assert same_page(cited(POSTS), evidence(POSTS))
    assert not same_page(cited(VACANT), evidence(POSTS))  # the same section on another page
    assert not same_page(Place("waits-2024", "Numbers", 3), evidence(POSTS))


def test_each_passage_tells_the_nuggets_it_proves_by_any_of_their_evidence() -> None:
    wanted = [nugget(GROWTH, POSTS, id="a"), nugget(BEFORE, id="b"), nugget(HUBS, id="c")]
    hit = nuggets_hit([NOISE, found(POSTS), found(GROWTH)], wanted)
    assert hit == [frozenset(), {"a"}, {"a", "b"}]


def test_the_corpus_tells_what_is_indexed() -> None:
    assert VIEW.indexed(evidence(GROWTH))
    assert not VIEW.indexed(evidence(CHAIRS))  # in the report, but in no passage
    assert not VIEW.indexed(evidence(GROWTH).model_copy(update={"publication": "gone"}))
    assert len(VIEW.passages("waits-2024")) == 3
    assert VIEW.passages("gone") == ()


def test_a_citation_resolves_to_a_page_or_section_that_is_there() -> None:
    assert VIEW.resolves(cited(POSTS))
    assert VIEW.resolves(cited(CHAIRS))  # in the report, whether indexed or not
    assert VIEW.resolves(Place("waits-2024", "", None))  # the publication as a whole
    assert not VIEW.resolves(Place("nurses-2023", "Numbers", 9))
    assert not VIEW.resolves(Place("waits-2024", "Nowhere", None))
    assert not VIEW.resolves(Place("gone", "Size", None))


def test_a_quotation_is_exact_at_its_own_place_only() -> None:
    assert VIEW.exact(cited(GROWTH))
    assert VIEW.exact(cited(GROWTH, "waiting list  grew to 7.6 million"))  # white space does not count
    assert VIEW.exact(cited(GROWTH, f"{GROWTH.text}\n\n{BEFORE.text}"))  # over two paragraphs
    assert not VIEW.exact(cited(GROWTH, "waiting list grew to 7.4 million"))
    assert not VIEW.exact(cited(TRUST, GROWTH.text))  # another section
    assert not VIEW.exact(cited(VACANT, POSTS.text))  # another page
    assert not VIEW.exact(cited(GROWTH, " "))


def test_the_corpus_knows_its_publications() -> None:
    titles = {p.id: p.title for p in VIEW.publications}
    assert titles["nurses-2023"] == "Counting community nurses"
