"""Forged answers never pass; sound ones do."""

from __future__ import annotations

from collections import Counter

import pytest
from forged_answers import Forged, forged_answers
from grounding_library import LIBRARY, SENTENCES, hit
from sound_answers import SOUND

from assistant.grounding.figures import unborne
from assistant.grounding.gate import check
from assistant.types import CheckedSentence, DraftSentence, Quotation, Withheld

FORGED = tuple(forged_answers())


def test_there_are_enough_cases_of_every_kind() -> None:
    kinds = Counter(forged.how for forged in FORGED)
    assert len(FORGED) >= 200
    assert len(kinds) >= 15
    assert min(kinds.values()) >= 2
    assert len(SOUND) >= 60


@pytest.mark.parametrize("forged", FORGED, ids=lambda forged: forged.how)
def test_a_forged_answer_is_withheld_at_its_level_with_a_reason(forged: Forged) -> None:
    result = check(forged.draft, LIBRARY)
    assert isinstance(result, Withheld), forged.draft
    assert result.level == forged.level, result
    assert result.text == forged.draft.text
    assert result.reason.endswith((".", "…")) or result.level == 1


@pytest.mark.parametrize("forged", FORGED, ids=lambda forged: forged.how)
def test_a_sound_quotation_beside_it_does_not_save_a_forged_answer(forged: Forged) -> None:
    other = Quotation("beside", "General practice is the front door of the health service.")
    draft = DraftSentence(forged.draft.text, (*forged.draft.quotations, other))
    library = (*LIBRARY, hit(other.text, id="beside"))
    if forged.how == "a passage that was never found":
        assert isinstance(check(draft, library), Withheld)
        return
    assert isinstance(check(draft, library), Withheld), draft


@pytest.mark.parametrize("text", SENTENCES)
def test_the_sentences_that_were_forged_pass_as_they_stand(text: str) -> None:
    hit_of = LIBRARY[SENTENCES.index(text)]
    result = check(DraftSentence(text, (Quotation(hit_of.chunk.id, text),)), LIBRARY)
    assert isinstance(result, CheckedSentence)


@pytest.mark.parametrize(("sentence", "quotation"), SOUND)
def test_a_sound_paraphrase_passes(sentence: str, quotation: str) -> None:
    assert unborne(sentence, [quotation]) == ()
    result = check(DraftSentence(sentence, (Quotation("c1", quotation),)), [hit(quotation)])
    assert isinstance(result, CheckedSentence), result
