"""How far the nugget matcher agrees with people: the figures by hand, and the shipped pairs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.gold import GoldError, Matcher
from evals.scoring.agreement import MatcherAgreement, Pair, agreement, read_pairs
from evals.types import Nugget


def equal(stem: str) -> float:
    return 1.0


def pair(number: int, sentence: str, label: str, origin: str = "digest") -> Pair:
    nugget = {
        "id": "n1",
        "text": "Ten hubs opened in Leeds",
        "numbers": [{"value": 10, "unit": "hubs"}],
        "evidence": [{"publication": "p", "section": "s", "quote": "Ten hubs opened in Leeds"}],
    }
    return Pair.model_validate(
        {"id": f"m-{number}", "split": "dev", "origin": origin, "nugget": nugget,
         "sentences": [sentence], "label": label}
    )  # fmt: skip


def test_figures_by_hand() -> None:
    pairs = [
        pair(1, "Ten hubs opened in Leeds.", "support"),  # the matcher says support
        pair(2, "Ten places for care began work there.", "support", "written"),  # too few words: not
        pair(3, "Nine hubs opened in Leeds.", "not"),  # another figure: not
        pair(4, "In Leeds ten hubs opened.", "not"),  # support, and the person said not
    ]
    found = agreement(pairs, Matcher(), equal)
    # support called twice, once rightly; one of two true ones found; labels alike for 1 and 3
    assert (found.precision, found.recall, found.exact) == (0.5, 0.5, 0.5)
    # by chance: support 2/4·2/4 + not 2/4·2/4 = 0.5, so kappa (0.5 − 0.5) / 0.5
    assert found.kappa == 0.0
    assert (found.quoted, found.written) == ((1, 1), (0, 1))
    assert "1 of 1 points stated in the reports' own words" in found.sentence


def test_perfect_agreement_on_one_label_is_one() -> None:
    assert agreement([pair(1, "Nine hubs.", "not")], Matcher(), equal).kappa == 1.0


def test_without_pairs_nothing_is_claimed() -> None:
    with pytest.raises(ValueError, match="at least one pair"):
        agreement([], Matcher(), equal)


def test_a_bad_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "pairs.jsonl"
    good = pair(1, "Ten hubs.", "partial").model_dump(mode="json")
    path.write_text(
        json.dumps(good) + "\n" + json.dumps(good | {"label": "perhaps"}) + "\n", encoding="utf-8"
    )
    with pytest.raises(GoldError, match=r"pairs\.jsonl:2"):
        read_pairs(path)


def test_the_shipped_pairs_are_enough_and_of_every_sort() -> None:
    pairs = read_pairs()
    assert len(pairs) >= 100
    assert {p.label.value for p in pairs} == {"support", "partial", "not"}
    assert {p.origin for p in pairs} == {"answer", "digest", "written"}
    assert len({p.id for p in pairs}) == len(pairs)
    assert all(isinstance(p.nugget, Nugget) for p in pairs)


def test_sentences_of_the_corpus_are_recognised_and_false_ones_are_not() -> None:
    """With equal weights, which is the harder case: the library's weights favour the telling words."""
    found: MatcherAgreement = agreement(read_pairs(), Matcher(), equal)
    assert found.quoted[0] == found.quoted[1]
    assert found.kappa > 0.2
