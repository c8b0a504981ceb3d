"""The real model over the shipped digests: a few questions from typing to answer."""

from __future__ import annotations

import pytest
from small_library import cited_ids, digest_files, plain, shown_quotations

from assistant.chain import Assistant
from assistant.compose import open_assistant
from assistant.keeping import build_index
from assistant.settings import Settings
from assistant.types import Answer, Outcome
from corpus.catalogue import load_disagreements
from corpus.digests import SHIPPED_DIGESTS
from corpus.types import Disagreement

pytestmark = pytest.mark.slow

TOPICS = {t.id: t for t in load_disagreements()}
DISAGREEMENTS = {
    "darzi-pages": "How many pages is the 2024 Darzi report?",
    "100-131": "Does spending £100 on community care save £131 in hospital?",
    "hull-effect": "How much has the Jean Bishop centre in Hull cut emergency attendances and admissions?",
    "vanguards": "Did the vanguards reduce emergency admissions?",
    "nnhip-sites": "How many sites are in the national neighbourhood health implementation programme?",
}


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """The assistant over what ships, built as a user builds it."""
    settings = Settings(home=tmp_path_factory.mktemp("home"))
    assert build_index(settings).problems == ()
    return open_assistant(settings)


@pytest.fixture(scope="module")
def digests() -> dict[str, str]:
    """The text of the shipped digests."""
    return digest_files(SHIPPED_DIGESTS)


def assert_verbatim(answer: Answer, digests: dict[str, str]) -> None:
    for publication_id, quotation in shown_quotations(answer):
        assert plain(quotation) in digests[publication_id]


def sides_shown(topic: Disagreement, answer: Answer) -> int:
    """How many sides of a topic the sentences of an answer speak for."""
    facts = {c.source.fact_id for c in answer.citations if c.source}
    return sum(bool(facts & set(side)) for side in topic.sides)


def test_what_lord_darzi_found_is_told_from_his_report(shipped: Assistant, digests: dict[str, str]) -> None:
    answer = shipped.ask("What did Lord Darzi find about waiting lists?")
    assert answer.outcome is Outcome.ANSWERED
    assert cited_ids(answer)[0] == "darzi-iinhs-2024"
    assert answer.sentences[0].citations[0].heading_path == ("Elective waiting list and waiting times",)
    assert_verbatim(answer, digests)
    for citation in answer.citations:
        assert shipped.show(citation.id).citation == citation


def test_what_darzi_recommended_depends_on_the_review(shipped: Assistant) -> None:
    answer = shipped.ask("What did Darzi recommend?")
    assert answer.outcome is Outcome.WHICH_ONE
    assert len({r.publication_id for r in answer.query.readings}) >= 2


def test_his_final_reviews_are_among_what_darzi_recommended(shipped: Assistant) -> None:
    readings = shipped.ask("What did Darzi recommend?").query.readings
    assert {"darzi-hqca-2008", "darzi-ippr-2018"} <= {r.publication_id for r in readings}
    assert Outcome.ANSWERED in {shipped.ask(r.question).outcome for r in readings}


@pytest.mark.parametrize(
    "question",
    [
        "How many people are waiting for hospital treatment in Scotland?",
        "What is the evidence on asteroid mining in the Quokka valley?",
    ],
)
def test_what_the_digests_do_not_hold_is_not_answered(
    shipped: Assistant, digests: dict[str, str], question: str
) -> None:
    answer = shipped.ask(question)
    assert answer.outcome is Outcome.NOT_IN_EVIDENCE
    assert answer.message
    assert_verbatim(answer, digests)


@pytest.mark.parametrize(("topic", "question"), DISAGREEMENTS.items(), ids=list(DISAGREEMENTS))
def test_a_known_disagreement_brings_at_least_two_sides_and_the_reason(
    shipped: Assistant, digests: dict[str, str], topic: str, question: str
) -> None:
    answer = shipped.ask(question)
    assert answer.outcome is Outcome.ANSWERED
    assert sides_shown(TOPICS[topic], answer) >= 2
    assert TOPICS[topic].why in {d.why for d in answer.differ}
    assert_verbatim(answer, digests)
