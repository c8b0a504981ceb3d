"""The gate lets a sentence through with its citations, or withholds it at a level with a reason."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest
from grounding_library import SOURCE, hit, publication

from assistant.grounding.gate import check, citation_id
from assistant.grounding.quotations import normalise
from assistant.types import AnswerType, CheckedSentence, DraftSentence, Quotation, Withheld
from corpus.types import PartialDate
from indexing.types import Hit, Sentence

TEXT = "The share of spending on hospitals rose from 47% in 2006 to 58% in 2021."
HIT = hit(TEXT)


def draft(text: str, *quotations: str, id: str = "c1") -> DraftSentence:
    return DraftSentence(text, tuple(Quotation(id, quotation) for quotation in quotations), part=2)


def passed(sentence: DraftSentence, *hits: Hit) -> CheckedSentence:
    result = check(sentence, hits)
    assert isinstance(result, CheckedSentence), result
    return result


def stopped(sentence: DraftSentence, *hits: Hit) -> Withheld:
    result = check(sentence, hits)
    assert isinstance(result, Withheld), result
    return result


def test_a_sentence_that_is_borne_passes_with_its_citation() -> None:
    result = passed(draft("Hospitals' share was 58% in 2021.", TEXT), HIT)
    assert (result.text, result.part, result.numbers) == ("Hospitals' share was 58% in 2021.", 2, ())
    (citation,) = result.citations
    assert citation.quotation == TEXT
    assert citation.publication is HIT.publication
    assert citation.heading_path == ("Waiting", "Elective care")
    assert citation.page == HIT.chunk.page
    assert citation.is_digest is True
    assert citation.source is SOURCE
    assert citation.id == citation_id("darzi-2024", TEXT)


def test_the_citation_holds_the_words_as_they_stand_in_the_passage() -> None:
    held = hit("The o\ufb03ce said that the share\nrose\u00a0to 58% in 2021\u201322.")
    result = passed(draft("The share rose to 58%.", "the share rose to 58% in 2021-22"), held)
    assert result.citations[0].quotation == "the share\nrose\u00a0to 58% in 2021\u201322"


def test_the_source_is_that_of_the_sentence_the_quotation_begins_in() -> None:
    other = replace(SOURCE, fact_id="darzi-02")
    held = hit(
        Sentence("It is so. ", 0, SOURCE),
        Sentence("It is so.", 0, other),
        Sentence("Four words are here.", 1),
    )
    assert passed(draft("It is so.", "It is so."), held).citations[0].source is SOURCE
    across = passed(draft("It is so.", "is so. Four words"), held)
    assert across.citations[0].source is other
    assert passed(draft("They are here.", "words are here"), held).citations[0].source is None


def test_the_id_of_a_citation_is_of_the_publication_and_the_normalised_words() -> None:
    digest = hashlib.sha256(normalise("a  “b”").encode()).hexdigest()[:8]
    assert citation_id("darzi-2024", "a  “b”") == f"darzi-2024#{digest}"
    assert citation_id("darzi-2024", 'a "b"') == f"darzi-2024#{digest}"
    assert citation_id("darzi-2024", 'a "c"') != f"darzi-2024#{digest}"


def test_the_figures_asked_for_are_given_where_an_answer_type_is() -> None:
    sentence = draft("The share was 58% in 2021.", TEXT)
    result = check(sentence, [HIT], answer_type=AnswerType.PERCENT)
    assert isinstance(result, CheckedSentence)
    assert result.numbers == ("58%",)


def test_two_quotations_bear_a_sentence_together_and_are_both_cited() -> None:
    second = hit("By June 2024 some 40 beds had closed.", id="c2")
    both = DraftSentence(
        "The share was 58%, and some 40 beds had closed.",
        (Quotation("c1", TEXT), Quotation("c2", "some 40 beds had closed"), Quotation("c1", TEXT)),
    )
    assert len(passed(both, HIT, second).citations) == 2
    assert stopped(replace(both, quotations=both.quotations[:1]), HIT, second).level == 3


@pytest.mark.parametrize("quotations", [(), (Quotation("c9", TEXT),), (Quotation("", TEXT),)])
def test_a_sentence_without_a_passage_that_was_found_is_withheld(quotations: tuple[Quotation, ...]) -> None:
    result = stopped(DraftSentence("The share rose.", quotations), HIT)
    assert (result.level, result.reason) == (
        1,
        "The sentence cites no passage that was found for the question.",
    )


def test_a_quotation_whose_passage_was_not_found_is_left_out_where_another_bears_the_sentence() -> None:
    sentence = DraftSentence(
        "The share was 58%.", (Quotation("c9", "Made up words here."), Quotation("c1", TEXT))
    )
    assert len(passed(sentence, HIT).citations) == 1


def test_an_empty_sentence_is_withheld() -> None:
    assert stopped(draft(" \n", TEXT), HIT).level == 1


@pytest.mark.parametrize(
    "added",
    [
        "https://a.example/x",
        "//a.example/x",
        "www.example.org",
        "a.example.com",
        "[more](x)",
        "[more][1]",
        "![x](y)",
        "<b>",
        "</b>",
        "<img src=x",
        "<!-- x -->",
        "javascript:alert(1)",
        "data:text/html,x",
        "mailto:a@b.example",
        "a@b.example",
        "&lt;",
        "&#60;",
        "[more]: x",
        "a\u200bb",
        "a\u202eb",
        "a\x00b",
    ],
)
def test_links_markup_and_hidden_characters_of_its_own_are_withheld(added: str) -> None:
    result = stopped(draft(f"{TEXT} {added}", TEXT), HIT)
    assert result.level == 1
    assert "not in the passage" in result.reason


@pytest.mark.parametrize(
    "held", ["on gov.uk today", "with A&E [sic] and R&D", "at <18 weeks > 5", "soft\u00adly"]
)
def test_what_the_passage_itself_holds_is_not_withheld(held: str) -> None:
    text = f"It is listed {held} as before."
    passed(draft(text, text), hit(text))


@pytest.mark.parametrize(
    ("quotation", "reason"),
    [
        ("", "The quotation is empty."),
        ("the share fell", "The words quoted, “the share fell”, do not stand in the passage cited from"),
        ("share of spending on hospital", "do not stand in the passage"),
        ("rose from 47% in 2006 to 59%", "do not stand in the passage"),
        ("58% in", "too few to be evidence"),
    ],
)
def test_a_quotation_that_does_not_stand_in_its_passage_is_withheld(quotation: str, reason: str) -> None:
    result = stopped(draft("The share rose.", quotation), HIT)
    assert result.level == 2
    assert reason in result.reason


def test_one_quotation_that_does_not_stand_there_is_enough_to_withhold() -> None:
    assert stopped(draft("The share was 58%.", TEXT, "words that are not there"), HIT).level == 2


def test_a_quotation_too_short_to_count_is_not_cited() -> None:
    result = passed(draft("The share was 58% in 2021.", TEXT, "58% in"), HIT)
    assert [citation.quotation for citation in result.citations] == [TEXT]


def test_a_quotation_that_leaves_the_hedge_out_is_withheld() -> None:
    held = hit("Press reports gave up to 40 closures of centres by 2013.")
    result = stopped(draft("There were 40 closures.", "40 closures of centres"), held)
    assert (result.level, "breaks off inside a figure" in result.reason) == (2, True)


def test_every_reason_of_a_figure_is_told() -> None:
    result = stopped(draft("The share fell to 59% in 2022.", TEXT), HIT)
    assert result.level == 3
    for told in ("59%", "2022", "“fell”"):
        assert told in result.reason


def test_the_dates_of_the_publication_and_of_the_fact_may_be_said() -> None:
    held = hit("The share of spending was 58% on last count.")
    passed(draft("The share was 58% in September 2024.", held.chunk.text), held)
    passed(draft("The share was 58% in 2024.", held.chunk.text), held)
    assert stopped(draft("The share was 58% in 2023.", held.chunk.text), held).level == 3
    dated = replace(publication(), published=None, evidence_to=PartialDate.parse("2023"))
    held = hit(Sentence(held.chunk.text, 0, replace(SOURCE, as_at="2022-11")), of=dated)
    passed(draft("The share was 58% in 2023.", held.chunk.text), held)
    passed(draft("The share was 58% in November 2022.", held.chunk.text), held)
    assert stopped(draft("The share was 58% in 2024.", held.chunk.text), held).level == 3


@pytest.mark.parametrize("as_at", ["c.2020s", "first year", "2022-19", ""])
def test_an_as_at_that_is_no_date_does_no_harm(as_at: str) -> None:
    held = hit(Sentence(TEXT, 0, replace(SOURCE, as_at=as_at)))
    passed(draft("The share was 58% in 2021.", TEXT), held)


def test_a_name_with_a_number_may_come_from_the_title_of_what_is_cited() -> None:
    plan = publication("plan", "Fit for the Future: 10 Year Health Plan for England")
    passed(draft("The 10 Year Health Plan puts it at 58%.", TEXT), hit(TEXT, of=plan))
    assert stopped(draft("The 10 Year Health Plan puts it at 58%.", TEXT), HIT).level == 3
