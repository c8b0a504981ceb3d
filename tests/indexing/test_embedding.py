"""The embedder: unit vectors in the order asked, and word-pieces counted as the model sees them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hash_embedder import HashEmbedder
from tiny_models import write_settings_of_model

from indexing.embedding import Embedder, Vectors


def test_counting_includes_the_two_special_tokens(tokenizer: Embedder) -> None:
    assert tokenizer.count_pieces("") == 2
    assert tokenizer.count_pieces("care") == 3
    assert tokenizer.count_pieces("Care in the community.") == 7


@pytest.mark.parametrize("words", [250, 254, 255, 1_000, 5_000])
def test_counting_is_never_cut_short(tokenizer: Embedder, words: int) -> None:
    assert tokenizer.count_pieces("care " * words) == words + 2


def test_counting_does_not_pad(tokenizer: Embedder) -> None:
    before = tokenizer.count_pieces("care")
    tokenizer.count_pieces("care " * 300)
    assert tokenizer.count_pieces("care") == before


def test_the_fingerprint_follows_weights_and_tokenizer(tmp_path: Path) -> None:
    write_settings_of_model(tmp_path)

    def fingerprint(weights: bytes, tokens: bytes) -> str:
        (tmp_path / "model.safetensors").write_bytes(weights)
        (tmp_path / "tokenizer.json").write_bytes(tokens)
        return Embedder(tmp_path).fingerprint

    first = fingerprint(b"weights", b"tokens")
    assert fingerprint(b"weights", b"tokens") == first
    assert len({first, fingerprint(b"weightz", b"tokens"), fingerprint(b"weights", b"tokenz")}) == 3
    assert fingerprint(b"weightst", b"okens") != first


@pytest.mark.parametrize("batch", [1, 2, 3, 7, 64])
@pytest.mark.parametrize("count", [0, 1, 2, 7])
def test_many_texts_are_embedded_shortest_first_and_kept_where_they_belong(count: int, batch: int) -> None:
    embedder = HashEmbedder()
    texts = [f"text {'long ' * ((i * 5) % 7)}{i}" for i in range(count)]
    kept = np.zeros((count, embedder.dimension), np.float32)
    calls: list[list[int]] = []

    def keep(indices: Sequence[int], vectors: Vectors) -> None:
        calls.append(list(indices))
        kept[list(indices)] = vectors

    embedder.embed_in_batches(texts, keep, batch)
    assert np.array_equal(kept, HashEmbedder().embed(texts))
    assert embedder.asked == sorted(texts, key=len)
    assert sorted(i for call in calls for i in call) == list(range(count))
    assert all(len(call) == batch for call in calls[:-1])
    assert all(0 < len(call) <= batch for call in calls)


def test_what_was_embedded_before_a_stop_was_kept() -> None:
    kept: list[int] = []

    def keep(indices: Sequence[int], vectors: Vectors) -> None:
        if len(kept) >= 4:
            raise KeyboardInterrupt
        kept.extend(indices)

    with pytest.raises(KeyboardInterrupt):
        HashEmbedder().embed_in_batches([f"text {i}" for i in range(9)], keep, batch=2)
    assert kept == [0, 1, 2, 3]


@pytest.mark.slow
def test_the_real_model_gives_unit_vectors_in_which_like_is_near_like() -> None:
    embedder = Embedder()
    texts = [
        "Waiting lists for hospital treatment grew.",
        "More patients wait for an operation.",
        "Cats like milk.",
    ]
    vectors = embedder.embed(texts)
    assert (vectors.shape, vectors.dtype) == ((3, 384), np.float32)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    likeness = vectors @ vectors.T
    assert likeness[0, 1] > likeness[0, 2] + 0.2
    assert embedder.embed([]).shape == (0, 384)
    alone = np.vstack([embedder.embed([t]) for t in texts])
    assert np.allclose(alone, vectors, atol=1e-5)


@pytest.mark.slow
def test_the_real_model_reads_as_many_pieces_as_a_chunk_may_have() -> None:
    embedder = Embedder()
    head = "care " * 247
    assert embedder.count_pieces(head + "hospital") == 250
    vectors = embedder.embed([head + "hospital", head + "elephant"])
    assert not np.allclose(vectors[0], vectors[1], atol=1e-4)
