"""Parts of the support score by hand: alignment, absent figures and names, polarity."""

from __future__ import annotations

import pytest

from assistant.grounding.absent import Evidence, absent_figures, absent_names
from assistant.grounding.alignment import BEST, THREE, align, read_passage, read_sentence
from assistant.grounding.figures import read_figures
from assistant.grounding.polarity import compare
from indexing.vocabulary import words

LIST = "In March 2024 the waiting list stood at 7.54 million, according to NHS England."
STANDARD = "The NAO found that 40% of trusts did not meet the four-hour standard in 2023."
SPENDING = "Spending on community services rose from £10.2 billion in 2019 to £11.9 billion in 2023."
PLAN = "The Department of Health and Social Care said it might publish a plan in the autumn."
EVIDENCE = (LIST, STANDARD, SPENDING, PLAN)


def test_wording_by_hand():
    # Content stems: communiti, nurs, visit, patient. Sentence 1 has two, sentence 2 one more, none has visit.
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


def test_rounding_goes_one_way():
    held = Evidence(["96 people came and £104 was raised."])

    def absent(claim: str) -> list[str]:
        return [figure.raw for figure in absent_figures(read_figures(claim), held)]

    assert absent("More than 100 people came.") == ["100"]
    assert absent("Nearly 100 people came.") == []
    assert absent("More than £100 was raised.") == []
    assert absent("Almost £100 was raised.") == ["£100"]


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


def test_more_evidence_for_a_claim_never_lowers_its_wording():
    claim = read_sentence("Spending on community services rose, and the waiting list stood at 7.54 million.")
    held = [[*read_passage(" ".join(EVIDENCE[:n]))] for n in (1, 2, 3, 4)]
    found = [align(claim, sentences) for sentences in held]
    assert [one.three for one in found] == sorted(one.three for one in found)
    assert [one.trigrams for one in found] == sorted(one.trigrams for one in found)


def test_stronger_words():
    stronger = compare("All trusts must publish.", ["Trusts publish."]).stronger
    assert [reason.split("”")[0] for reason in stronger] == ["The claim says “All", "The claim says “must"]
    assert compare("It fell in May.", ["It fell in May 2024."]).stronger == ()


def test_a_word_of_direction_is_contrary_only_where_the_evidence_has_the_opposite_alone():
    def contrary(claim: str, *evidence: str) -> bool:
        return bool(compare(claim, evidence).contrary)

    assert contrary("Waits fell.", "Waits rose.")
    assert contrary("The list went up.", "The list saw its largest fall.")
    assert contrary("The number of practices grew.", "London lost a fifth of its practices.")
    assert contrary("Care improved.", "Care got worse.")
    assert not contrary("Waits fell.", "Waits rose, then fell.")
    assert not contrary("Waits fell.", "Waits are long.")
