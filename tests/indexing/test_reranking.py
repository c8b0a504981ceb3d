"""The second look at the best passages: their new order, their scores, and folders that hold no reranker."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from hash_embedder import HashEmbedder
from tiny_models import write_cross_encoder, write_embedder, write_settings_of_model

from indexing.embedding import Vectors
from indexing.model_folder import ModelError
from indexing.reranking import RERANKED, Reranker
from indexing.search import Library
from indexing.sync import fingerprint
from indexing.types import Filters, Hit, Wording

QUESTION = "How many people wait?"


class ToldReranker(Reranker):
    """Finds passages as relevant as it is told by a word in them; `asked` keeps what it was asked."""

    def __init__(self, told: Mapping[str, float]) -> None:
        self.told = told
        self.asked: list[tuple[str, tuple[str, ...]]] = []

    def relevance(self, question: str, texts: Sequence[str]) -> Vectors:
        self.asked.append((question, tuple(texts)))
        found = [max((v for word, v in self.told.items() if word in t), default=0.0) for t in texts]
        return np.asarray(found, np.float32)


def opened(home: Path, reranker: Reranker | None) -> Library:
    return Library(home, HashEmbedder(), fingerprint(HashEmbedder()), reranker)


def found(home: Path, reranker: Reranker | None, top_k: int = 10) -> tuple[Hit, ...]:
    library = opened(home, reranker)
    try:
        return library.search(QUESTION, Filters(), top_k)
    finally:
        library.close()


def test_relevant_passages_come_first_and_scores_are_given_out_anew(shared_home: Path) -> None:
    before = found(shared_home, None)
    last = before[-1].chunk
    reranker = ToldReranker({last.embedded_text: 1.0})
    after = found(shared_home, reranker)
    assert [h.chunk.id for h in after] == [last.id, *(h.chunk.id for h in before[:-1])]
    assert [h.score for h in after] == [h.score for h in before]
    assert {h.chunk.id: (h.cosine, h.share) for h in after} == {
        h.chunk.id: (h.cosine, h.share) for h in before
    }
    assert reranker.asked == [(QUESTION, tuple(h.chunk.embedded_text for h in before))]


def test_relevance_and_score_count_as_much_as_each_other(shared_home: Path) -> None:
    first, second = found(shared_home, None)[:2]
    lead = first.score - second.score
    for more, leader in ((lead + 0.01, second), (lead - 0.01, first)):
        told = {first.chunk.embedded_text: 0.5, second.chunk.embedded_text: 0.5 + more}
        assert found(shared_home, ToldReranker(told))[0].chunk.id == leader.chunk.id


def test_a_passage_beyond_those_asked_for_may_come_first(shared_home: Path) -> None:
    before = found(shared_home, None)
    (best,) = found(shared_home, ToldReranker({before[-1].chunk.embedded_text: 1.0}), top_k=1)
    assert best.chunk.id == before[-1].chunk.id
    assert best.score == before[0].score


def test_only_the_first_are_looked_at(shared_home: Path) -> None:
    hit = found(shared_home, None)[0]
    many = [hit] * (RERANKED + 5)
    reranker = ToldReranker({})
    assert reranker.reranked(QUESTION, many) == tuple(many)
    assert len(reranker.asked[0][1]) == RERANKED
    assert reranker.reranked(QUESTION, many[:1]) == (hit,)
    assert reranker.reranked(QUESTION, []) == ()
    assert len(reranker.asked) == 1  # one passage needs no order


def test_of_several_wordings_the_heaviest_is_read(shared_home: Path) -> None:
    reranker = ToldReranker({})
    library = opened(shared_home, reranker)
    library.search([Wording("And there?"), Wording("Who waits?", "RTT", 2.0)], Filters(), 3)
    library.close()
    assert reranker.asked[0][0] == "Who waits?"


@pytest.mark.slow
def test_a_cross_encoder_gives_the_sigmoid_of_its_score(tmp_path: Path, shared_home: Path) -> None:
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    folder = write_cross_encoder(tmp_path / "model")
    reranker = Reranker(folder)
    reranker.load()
    texts = ["Many people wait.", "Care", "The list of the hospital. " * 300]
    given = reranker.relevance(QUESTION, texts)
    pairs = AutoTokenizer.from_pretrained(folder)(
        [QUESTION] * 3, texts, padding=True, truncation=True, max_length=512, return_tensors="pt"
    )
    with torch.no_grad():
        scores = AutoModelForSequenceClassification.from_pretrained(folder)(**pairs).logits[:, 0].numpy()
    assert given == pytest.approx(1 / (1 + np.exp(-scores)), abs=1e-4)
    assert len(set(given.round(4))) == 3
    before = {h.chunk.id: h.score for h in found(shared_home, None)}
    after = found(shared_home, reranker)
    relevance = reranker.relevance(QUESTION, [h.chunk.embedded_text for h in after])
    order = [0.5 * r + 0.5 * before[h.chunk.id] for h, r in zip(after, relevance, strict=True)]
    assert order == sorted(order, reverse=True)


@pytest.mark.slow
def test_a_folder_of_another_model_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="gives 3 scores"):
        Reranker(write_cross_encoder(tmp_path / "three", labels=3))
    with pytest.raises(ModelError, match="it holds BertModel"):
        Reranker(write_embedder(tmp_path / "embedder"))


def test_it_is_told_from_another_by_name_and_weights(tmp_path: Path) -> None:
    one = {"config.json": {"architectures": ["BertForSequenceClassification"], "id2label": {"0": "x"}}}
    first = Reranker(write_settings_of_model(tmp_path / "a", files=one))
    other = Reranker(write_settings_of_model(tmp_path / "b" / "a", files=one, weights=b"weightz"))
    assert first.mark == f"a {hashlib.sha256(hashlib.sha256(b'weights').digest()).hexdigest()[:16]}"
    assert other.mark.startswith("a ")
    assert other.mark != first.mark


def test_a_folder_without_a_model_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"lacks config\.json"):
        Reranker(tmp_path)
    with pytest.raises(ModelError, match="it holds something else"):
        Reranker(write_settings_of_model(tmp_path))
    two = {"config.json": {"architectures": ["BertForSequenceClassification"]}}
    with pytest.raises(ModelError, match="gives 2 scores"):
        Reranker(write_settings_of_model(tmp_path, files=two))


def test_weights_that_cannot_be_loaded_are_told(tmp_path: Path) -> None:
    one = {"config.json": {"architectures": ["BertForSequenceClassification"], "id2label": {"0": "x"}}}
    with pytest.raises(ModelError, match="cannot be loaded"):
        Reranker(write_settings_of_model(tmp_path, files=one)).load()
