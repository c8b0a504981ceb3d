"""The support score: what raises it, what lowers it, and that nothing thrown at it hangs or breaks it."""

from __future__ import annotations

import math

import pytest

from assistant.grounding.alignment import BEST, THREE, TRIGRAMS
from assistant.grounding.support import CAPPED, NAME_MISSING, SUPPORTED_FROM, support

LIST = "In March 2024 the waiting list stood at 7.54 million, according to NHS England."
STANDARD = "The NAO found that 40% of trusts did not meet the four-hour standard in 2023."
SPENDING = "Spending on community services rose from £10.2 billion in 2019 to £11.9 billion in 2023."
PLAN = "The Department of Health and Social Care said it might publish a plan in the autumn."
EVIDENCE = (LIST, STANDARD, SPENDING, PLAN)


def test_the_parts_of_the_wording_sum_to_one():
    assert math.isclose(BEST + THREE + TRIGRAMS, 1.0)
    assert CAPPED < SUPPORTED_FROM


def test_a_claim_that_stands_in_the_evidence_scores_one():
    for claim in EVIDENCE:
        found = support(claim, EVIDENCE)
        assert (found.score, found.flags, found.supported) == (1.0, (), True)
    assert support("the waiting list stood at 7.54 million", EVIDENCE).score == 1.0


def test_part_of_a_figure_is_not_word_for_word():
    found = support("At the end of March 2024 the list stood at 54 million", (LIST,))
    assert not found.supported
    assert support("the waiting list stood at 7.54", (LIST,)).score < 1


def test_a_claim_of_two_sentences_is_given_two_sentences():
    claim = "The waiting list stood at 7.54 million. Spending on community services rose."
    found = support(claim, EVIDENCE)
    assert found.alignment.best == pytest.approx(1.0)
    assert found.supported


@pytest.mark.parametrize(
    ("claim", "reason"),
    [
        ("In March 2024 the waiting list stood at 7.62 million.", "7.62 million"),
        ("In March 2024 the waiting list stood at 7.54 billion.", "7.54 billion"),
        ("In May 2024 the waiting list stood at 7.54 million.", "May 2024"),
        ("In March 2022 the waiting list stood at 7.54 million.", "March 2022"),
        ("In March 2023 the waiting list stood at 7.54 million.", "March 2023"),
        ("On 3 March 2024 the waiting list stood at 7.54 million.", "3 March 2024"),
        ("The NAO found that 60% of trusts did not meet the standard in 2023.", "60%"),
        ("Spending on community services rose from £10.2 billion to £19 billion.", "£19 billion"),
    ],
)
def test_a_figure_or_date_that_the_evidence_lacks_is_a_hard_failure(claim: str, reason: str):
    found = support(claim, EVIDENCE)
    assert len(found.flags) == 1
    assert reason in found.flags[0]
    assert found.score <= CAPPED
    assert not found.supported


def test_a_flag_says_what_the_evidence_has():
    assert support("In March 2024 the waiting list stood at 7.62 million.", (LIST,)).flags == (
        "The figure 7.62 million is not in the passage it cites, which says 7.54 million.",
    )


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("It opened on 9 November 2018.", "9 November: opening. All dates are of 2018."),
        ("It opened on 9 November 2018.", "It opens on November 9, the page of 2018-10-02 says."),
        ("In 2018-19 it opened.", "It opened in 2018-2019."),
        ("The school took 31 pupils.", "The school took thirty-one pupils."),
        ("Some 1,600 patients waited.", "In all 1, 600 patients waited."),
        ("It was right in 98.7% of cases.", "It was right in 98. 7% of cases."),
        ("About 40% waited.", "39.5% waited."),
        ("More than 100 people came.", "104 people came."),
    ],
)
def test_a_figure_in_another_form_is_no_hard_failure(claim: str, evidence: str):
    assert support(claim, (evidence,)).flags == ()


def test_a_figure_of_a_sentence_that_was_not_copied_is_not_supported():
    # It is in the evidence, but the sentence that the claim copies says 7.54 million there.
    claim = "In March 2024 the waiting list stood at 2.1 million, according to NHS England."
    found = support(claim, (LIST, "Sight tests: £2.1 million."))
    assert found.flags == ()
    assert not found.supported
    assert found.alignment.nearest == (LIST,)
    assert support(
        "In March 2024 the waiting list, according to NHS England, stood at 7.54 million.", (LIST,)
    ).supported


def test_a_negation_the_evidence_lacks():
    plain = support("The waiting list stood at 7.54 million in March 2024.", EVIDENCE)
    negated = support("The waiting list did not stand at 7.54 million in March 2024.", (LIST, SPENDING))
    assert plain.supported
    assert not negated.supported
    assert "“not”" in negated.doubts[0]


def test_a_negation_left_out_of_a_copy():
    found = support("In 2023 40% of trusts do meet the four-hour standard.", EVIDENCE)
    assert not found.supported
    assert found.doubts[0] == "The passage says “not meet”, and the claim leaves out the negation."


def test_a_direction_turned_round():
    found = support("Spending on community services fell between 2019 and 2023.", EVIDENCE)
    assert not found.supported
    assert found.flags == ()
    assert found.doubts == ("The claim says “fell”, and the passage says “rose”.",)
    other = support("Dissatisfaction went up in 2025.", ("Dissatisfaction saw its largest fall in 2025.",))
    assert not other.supported
    assert other.doubts[0] == "The claim says “went up”, and the passage says “fall”."


def test_a_stronger_word_in_a_copy_is_not_supported():
    hedged = support("The Department of Health and Social Care said it might publish a plan.", (PLAN,))
    plain = support("The Department of Health and Social Care said it publishes a plan.", (PLAN,))
    assert hedged.score == 1.0
    assert plain.doubts == ("The passage says “might”, which the claim leaves out.",)
    assert plain.score == pytest.approx(plain.alignment.wording * CAPPED)


def test_a_stronger_word_in_a_free_wording_is_a_doubt_only():
    found = support("A plan comes from the Department of Health in autumn.", (PLAN,))
    assert found.doubts == ("The passage says “might”, which the claim leaves out.",)
    assert found.score == pytest.approx(found.alignment.wording)


def test_a_name_swapped_in_a_copy_is_not_supported():
    found = support(
        "In March 2024 the waiting list stood at 7.54 million, according to NHS Scotland.", EVIDENCE
    )
    assert found.names == ("Scotland",)
    assert "The name Scotland is not in the evidence." in found.doubts
    assert found.score == pytest.approx(found.alignment.wording / (1 + NAME_MISSING) * CAPPED)
    assert not found.supported


def test_a_paraphrase_keeps_a_part_of_the_score():
    found = support("The NAO found that four in ten trusts missed the four-hour standard in 2023.", EVIDENCE)
    unrelated = support("Bananas are yellow.", EVIDENCE)
    assert found.flags == ()
    assert unrelated.score == 0.0
    assert unrelated.score < found.score < 1


def test_no_evidence_and_no_claim():
    for evidence in ((), ("",), (" \n",)):
        found = support("The list grew.", evidence)
        assert (found.score, found.supported) == (0.0, False)
        assert found.flags == ("There is no evidence to hold the claim against.",)
    for claim in ("", "…", " \n"):
        assert support(claim, EVIDENCE).flags == ("The claim has no words.",)


def test_a_claim_too_long_to_be_checked_is_flagged_unless_it_is_quoted():
    long = "The waiting list stood at seven million. " * 60
    assert len(long) > 2000
    found = support(long, EVIDENCE)
    assert found.flags == ("The claim is too long for its figures to be checked.",)
    assert not found.supported
    assert support(long.strip(), (long,)).score == 1.0


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("(" * 1990 + "a", "(" * 20_000),
        ("a" * 2000, "a" * 20_000),
        ("1," * 990, "1," * 10_000),
        ("1." * 990, "1. " * 10_000),
        ("a-" * 990, "a-" * 10_000),
        ("A B " * 490, "C D " * 5_000),
        ("one and a half " * 120, "one and a half " * 1_000),
        ("hundred " * 240, "hundred thousand " * 1_000),
        ("not the the the " * 120, "not the the the " * 1_000),
        ("a" + " " * 1990 + "b", "a" + " " * 20_000 + "b"),
        (r"[a-z]+(.*)*$ \1 {7}", r"(?P<x>.*)\\"),
    ],
)
def test_hostile_text_is_scored_and_does_not_hang(claim: str, evidence: str):
    # pytest-timeout ends a hang; the score only has to be one.
    found = support(claim, (evidence,))
    assert 0.0 <= found.score <= 1.0


def test_the_same_claim_has_the_same_score():
    claim = "In May 2024 the NHS waiting list was said to stand at 7.54 million."
    assert support(claim, EVIDENCE) == support(claim, EVIDENCE)
