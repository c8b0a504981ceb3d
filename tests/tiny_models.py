"""Models of a few thousand random weights, built and saved as sentence-transformers saves real ones."""

from __future__ import annotations

import json
import string
from pathlib import Path
from typing import Any

PROMPTS = {"query": "query: ", "passage": "passage: "}
WORDS = ("waiting", "list", "lists", "care", "hospital", "in", "the", "of", "query", "passage")
WIDTH, WINDOW = 32, 128


def vocabulary() -> dict[str, int]:
    """Word-pieces of which every English text can be made: letters, figures, some words."""
    signs = [*string.ascii_lowercase, *string.digits]
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *string.punctuation]
    return {piece: n for n, piece in enumerate([*special, *signs, *(f"##{sign}" for sign in signs), *WORDS])}


def write_embedder(
    folder: Path,
    prompts: dict[str, str] | None = None,
    pools_prompt: bool = True,
    seed: int = 0,
) -> Path:
    """A model of two layers that takes the vector of a text's first piece; without a module that makes
    unit vectors, as many real ones are."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertModel

    torch.manual_seed(seed)
    parts = folder.with_name(f"{folder.name} parts")
    _save(BertModel(_config(WINDOW)), parts)
    modules = [Transformer(str(parts), max_seq_length=WINDOW), Pooling(WIDTH, "cls", pools_prompt)]
    SentenceTransformer(modules=modules, prompts=prompts, device="cpu").save_pretrained(str(folder))
    return folder


def write_cross_encoder(folder: Path, labels: int = 1) -> Path:
    """A cross-encoder of one layer in `folder`, with so many scores."""
    import torch
    from transformers import BertForSequenceClassification

    torch.manual_seed(2)
    _save(BertForSequenceClassification(_config(512, layers=1, num_labels=labels)), folder)
    return folder


def _config(positions: int, layers: int = 2, **more: Any) -> Any:
    from transformers import BertConfig

    # Weights far from zero, so that texts differ in more than the last places of their vectors.
    return BertConfig(
        vocab_size=200, hidden_size=WIDTH, num_hidden_layers=layers, num_attention_heads=2,
        intermediate_size=64, max_position_embeddings=positions, initializer_range=0.5, **more,
    )  # fmt: skip


def _save(model: Any, folder: Path) -> None:
    from transformers import BertTokenizerFast

    folder.mkdir(parents=True)
    tokenizer = BertTokenizerFast(vocab=vocabulary())
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def write_settings_of_model(folder: Path, **other: Any) -> Path:
    """The settings of a model as files, with weights and tokenizer that only their hashes tell apart."""
    kinds = other.get("modules", ("Transformer", "Pooling"))
    pooling = other.get("pooling", {"word_embedding_dimension": 8, "pooling_mode_mean_tokens": True})
    places = ["", *(f"{n}_{kind}" for n, kind in enumerate(kinds) if n)]
    files = {
        "modules.json": [
            {"idx": n, "type": f"sentence_transformers.models.{kind}", "path": place}
            for n, (kind, place) in enumerate(zip(kinds, places, strict=True))
        ],
        "config.json": {"hidden_size": 8, "max_position_embeddings": 300},
        "sentence_bert_config.json": {"max_seq_length": 256},
        "config_sentence_transformers.json": {"prompts": {}},
        "1_Pooling/config.json": pooling,
        "tokenizer.json": {"version": "1.0"},
    } | other.get("files", {})
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(json.dumps(content), encoding="utf-8")
    (folder / "model.safetensors").write_bytes(other.get("weights", b"weights"))
    return folder
