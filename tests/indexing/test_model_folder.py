"""What a model's folder says of itself: prompts, window, size of vectors, and what tells it from another."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from tiny_models import write_settings_of_model

from indexing.embedding import Embedder
from indexing.model_folder import ModelError, ModelFolder, read_model_folder

CONFIG = "config_sentence_transformers.json"


def read(folder: Path, **other: Any) -> ModelFolder:
    return read_model_folder(write_settings_of_model(folder, **other))


def test_the_shipped_model_is_told_by_its_weights_and_tokenizer_alone() -> None:
    """So that indexes which were made before other models could be used stay good."""
    embedder = Embedder()
    files = [embedder.folder / name for name in ("model.safetensors", "tokenizer.json")]
    digests = b"".join(hashlib.sha256(f.read_bytes()).digest() for f in files)
    assert embedder.fingerprint == hashlib.sha256(digests).hexdigest()
    assert (embedder.name, embedder.dimension, embedder.most_pieces) == ("all-MiniLM-L6-v2", 384, 256)
    assert not embedder.is_asymmetric


def test_another_model_is_called_by_its_folder(tmp_path: Path) -> None:
    embedder = Embedder(write_settings_of_model(tmp_path / "bge-tiny"))
    assert (embedder.name, embedder.dimension) == ("bge-tiny", 8)


@pytest.mark.parametrize(
    ("config", "query", "passage"),
    [
        ({}, "", ""),
        ({"prompts": {"query": "q: ", "passage": "p: "}}, "q: ", "p: "),
        # What sentence-transformers 6 writes for the model of the line before, and would then overlook.
        ({"prompts": {"query": "q: ", "document": "", "passage": "p: "}}, "q: ", "p: "),
        ({"prompts": {"query": "q: ", "document": "d: ", "passage": "p: "}}, "q: ", "d: "),
        ({"prompts": {"query": "q: "}}, "q: ", ""),
        ({"prompts": {"all": "a: ", "passage": "p: "}, "default_prompt_name": "all"}, "a: ", "p: "),
        ({"prompts": {"all": "a: "}, "default_prompt_name": "all"}, "a: ", "a: "),
        ({"prompts": {"query": None}, "default_prompt_name": None}, "", ""),
    ],
)
def test_prompts_are_those_of_the_model(tmp_path: Path, config: Any, query: str, passage: str) -> None:
    found = read(tmp_path, files={CONFIG: config})
    assert (found.query_prompt, found.passage_prompt) == (query, passage)
    assert found.is_asymmetric == (query != passage)


@pytest.mark.parametrize(
    ("files", "window"),
    [
        ({}, 256),
        ({"sentence_bert_config.json": {}}, 300),
        ({"sentence_bert_config.json": {}, "tokenizer_config.json": {"model_max_length": 128}}, 128),
        ({"sentence_bert_config.json": {}, "tokenizer_config.json": {"model_max_length": 10**30}}, 300),
        ({"sentence_bert_config.json": {}, "config.json": {"hidden_size": 8}}, 512),
    ],
)
def test_the_window_is_what_the_model_takes(tmp_path: Path, files: Any, window: int) -> None:
    assert read(tmp_path, files=files).window == window


def test_vectors_are_as_long_as_what_is_pooled(tmp_path: Path) -> None:
    two = {"pooling_mode_mean_tokens": True, "pooling_mode_max_tokens": True, "include_prompt": True}
    assert read(tmp_path / "two", pooling=two).dimension == 16
    assert read(tmp_path / "new", pooling={"pooling_mode": "lasttoken"}).dimension == 8
    assert read(tmp_path / "cut", files={CONFIG: {"truncate_dim": 4}}).dimension == 4
    dense = read(tmp_path / "dense", modules=("Transformer", "Pooling", "Dense"))
    assert dense.dimension is None  # only the loaded model knows
    assert not dense.is_exportable


def test_a_prompt_that_is_not_pooled_keeps_a_model_from_being_a_graph(tmp_path: Path) -> None:
    pooling = {"pooling_mode": "mean", "include_prompt": False}
    assert read(tmp_path / "none", pooling=pooling).is_exportable
    prompted = read(tmp_path / "some", pooling=pooling, files={CONFIG: {"prompts": {"query": "q: "}}})
    assert not prompted.is_exportable


def test_what_gives_other_vectors_has_another_fingerprint(tmp_path: Path) -> None:
    given: list[dict[str, Any]] = [
        {},
        {"weights": b"weightz"},
        {"files": {"tokenizer.json": {"version": "2.0"}}},
        {"files": {CONFIG: {"prompts": {"query": "q: "}}}},
        {"files": {CONFIG: {"prompts": {"passage": "q: "}}}},
        {"files": {CONFIG: {"truncate_dim": 4}}},
        {"files": {"sentence_bert_config.json": {"max_seq_length": 128}}},
        {"pooling": {"pooling_mode": "cls"}},
        {"modules": ("Transformer", "Pooling", "Dense")},
        {
            "modules": ("Transformer", "Pooling", "Dense"),
            "files": {"2_Dense/config.json": {"activation_function": "torch.nn.modules.activation.Tanh"}},
        },
    ]
    found = [read(tmp_path / str(n), **other).fingerprint() for n, other in enumerate(given)]
    assert len(set(found)) == len(given)
    same = {"pooling": {"pooling_mode": "mean"}}  # as newer versions write it
    assert read(tmp_path / "again", **same).fingerprint() == found[0]


def test_every_module_has_its_part_in_the_fingerprint(tmp_path: Path) -> None:
    modules = ("Transformer", "Pooling", "Dense", "Dense")
    found = []
    for n, (two, three) in enumerate([(b"a", b"b"), (b"x", b"b"), (b"a", b"x")]):
        folder = write_settings_of_model(
            tmp_path / str(n), modules=modules, files={"2_Dense/config.json": {}, "3_Dense/config.json": {}}
        )
        (folder / "2_Dense" / "model.safetensors").write_bytes(two)
        (folder / "3_Dense" / "model.safetensors").write_bytes(three)
        (folder / "onnx").mkdir()
        (folder / "onnx" / "other.bin").write_bytes(bytes(n))  # no part of the model as it is loaded
        found.append(read_model_folder(folder))
    assert len({f.fingerprint() for f in found}) == 3
    assert len(found[0].files) == 4


def test_a_model_with_ways_of_their_own_for_questions_and_passages(tmp_path: Path) -> None:
    ways = {
        f"{way}_0_Transformer/{name}": content
        for way, window in (("query", 100), ("document", 200))
        for name, content in {
            "tokenizer.json": {},
            "tokenizer_config.json": {"model_max_length": window},
        }.items()
    }
    folder = write_settings_of_model(tmp_path, modules=("Router",), files=ways)
    for way in ("query", "document"):
        (folder / f"{way}_0_Transformer" / "model.safetensors").write_bytes(way.encode())
    found = read_model_folder(folder)
    assert found.is_asymmetric
    assert not found.is_exportable
    assert (found.window, found.dimension) == (100, None)
    assert [f.parent.name for f in found.files if f.suffix == ".safetensors"][-2:] == [
        "document_0_Transformer",
        "query_0_Transformer",
    ]


def test_a_folder_without_a_model_is_told_with_what_it_lacks(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"lacks modules\.json"):
        read_model_folder(tmp_path)
    write_settings_of_model(tmp_path / "empty")
    (tmp_path / "empty" / "model.safetensors").unlink()
    with pytest.raises(ModelError, match=r"lacks model\.safetensors"):
        read_model_folder(tmp_path / "empty")
    with pytest.raises(ModelError, match=r"takes 64 word-pieces .* 100"):
        read(tmp_path / "short", files={"sentence_bert_config.json": {"max_seq_length": 64}})
    (tmp_path / "short" / CONFIG).write_text("{", encoding="utf-8")
    with pytest.raises(ModelError, match=f"{CONFIG} cannot be read"):
        read_model_folder(tmp_path / "short")


@pytest.mark.parametrize("wrong", [[{"path": ""}], [1], {"type": "x"}, [], "text"])
def test_settings_of_an_unknown_form_are_told(tmp_path: Path, wrong: object) -> None:
    with pytest.raises(ModelError, match=str(tmp_path)):
        read(tmp_path, files={"modules.json": wrong})
