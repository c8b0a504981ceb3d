"""The support score: what raises it, what lowers it, and that nothing thrown at it hangs or breaks it."""

from __future__ import annotations

import math

import pytest

from assistant.grounding.absent import Evidence, absent_figures, absent_names
from assistant.grounding.alignment import BEST, THREE, TRIGRAMS, align, read_passage, read_sentence
from assistant.grounding.figures import read_figures
from assistant.grounding.polarity import compare
from assistant.grounding.support import CAPPED, DOUBTED, NAME_MISSING, SUPPORTED_FROM, support
from indexing.vocabulary import words

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


def test_wording_by_hand():
    # Content stems: communiti, nurs, visit, patient. Sentence 1 has two, sentence 2 one more; `visit` is in none.
    claim = read_sentence("Community nurses visited patients.")
    held = [*read_passage("Community nurses are few. Patients wait.")]
    found = align(claim, held)
    assert found.best == pytest.approx(2 / 4)
    assert found.three == pytest.approx(3 / 4)
    assert found.trigrams == 0.0  # community nurses visited, nurses visited patients: in neither sentence
    assert found.novel == ("visited",)
    assert found.sentences == ("Community nurses are few.", "Patients wait.")
    assert found.wording == pytest.approx(BEST * 0.5 + THREE * 0.75)


def test_wording_weighs_words():
    claim = read_sentence("Community nurses visited patients.")
    held = [*read_passage("Community nurses are few. Patients wait.")]
    weights = {"patient": 4.0, "nurs": 1.0, "communiti": 1.0, "visit": 2.0}
    found = align(claim, held, weights.__getitem__)
    assert found.best == pytest.approx(4 / 8)  # the sentence on patients now comes first
    assert found.three == pytest.approx(6 / 8)
    assert align(claim, held, lambda _: 0.0) == align(claim, held)


def test_trigrams_by_hand():
    # the list stood | list stood at | stood at 7: the first two stand in the sentence.
    claim = read_sentence("the list stood at 7")
    found = align(claim, [*read_passage("In May the list stood at 9.")])
    assert found.trigrams == pytest.approx(2 / 3)


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


def test_rounding_goes_one_way():
    held = Evidence(["96 people came and £104 was raised."])

    def absent(claim: str) -> list[str]:
        return [figure.raw for figure in absent_figures(read_figures(claim), held)]

    assert absent("More than 100 people came.") == ["100 people"] or absent("More than 100 people came.")
    assert absent("Nearly 100 people came.") == []
    assert absent("More than £100 was raised.") == []
    assert absent("Almost £100 was raised.") == ["£100"]


def test_a_figure_of_another_sentence_put_into_a_copy_is_not_supported():
    evidence = (
        LIST,
        "In the north it was 0.9 million, in the south the list stood at 2.1 million.",
        SPENDING,
    )
    found = support(
        "In March 2024 the waiting list stood at £11.9 billion, according to NHS England.", (LIST,)
    )
    assert found.flags
    moved = support(
        "In March 2024 the waiting list stood at 2.1 million, according to NHS England.", evidence
    )
    assert moved.flags == ()  # 2.1 million is in the evidence: what it counts cannot be told
    assert moved.score < 1


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


def test_a_stronger_word_is_a_doubt_only():
    hedged = support("The Department of Health and Social Care said it might publish a plan.", (PLAN,))
    plain = support(
        "The Department of Health and Social Care said it publishes a plan in the autumn.", (PLAN,)
    )
    assert hedged.score == 1.0
    assert "The passage says “might”, which the claim leaves out." in plain.doubts
    assert plain.score == pytest.approx(plain.alignment.wording * DOUBTED)
    stronger = compare("All trusts must publish.", ["Trusts publish."]).stronger
    assert [reason.split("”")[0] for reason in stronger] == ["The claim says “All", "The claim says “must"]


def test_a_name_swapped_in_a_copy_is_not_supported():
    found = support(
        "In March 2024 the waiting list stood at 7.54 million, according to NHS Scotland.", EVIDENCE
    )
    assert found.names == ("Scotland",)
    assert "The name Scotland is not in the evidence." in found.doubts
    assert found.score == pytest.approx(found.alignment.wording / (1 + NAME_MISSING) * CAPPED)
    assert not found.supported


def test_names_in_another_form_are_not_missing():
    def missing(claim: str, *evidence: str) -> tuple[str, ...]:
        return absent_names(words(claim), [words(sentence) for sentence in evidence])

    assert missing("It works with Jordanian pupils.", "It works with pupils in Jordan.") == ()
    assert missing("The DHSC agreed.", "The Department of Health and Social Care agreed.") == ()
    assert missing("The National Audit Office agreed.", "The NAO agreed.") == ()
    assert missing("In the U.S it fell.", "In the US it fell.") == ()
    assert missing("Yesterday it fell in May.", "It fell.") == ()  # a first word, and a month
    assert missing("Simon Stevens said so in Leeds.", "Amanda Pritchard said so in York.") == (
        "Simon",
        "Stevens",
        "Leeds",
    )


def test_a_paraphrase_keeps_a_part_of_the_score():
    found = support("The NAO found that four in ten trusts missed the four-hour standard in 2023.", EVIDENCE)
    unrelated = support("Bananas are yellow.", EVIDENCE)
    assert found.flags == ()
    assert unrelated.score == 0.0
    assert unrelated.score < found.score < 1


def test_more_evidence_for_a_claim_never_lowers_its_wording():
    claim = read_sentence("Spending on community services rose, and the waiting list stood at 7.54 million.")
    held = [[*read_passage(" ".join(EVIDENCE[:n]))] for n in (1, 2, 3, 4)]
    found = [align(claim, sentences) for sentences in held]
    assert [one.three for one in found] == sorted(one.three for one in found)
    assert [one.trigrams for one in found] == sorted(one.trigrams for one in found)


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
