"""What a folder of a sentence-transformers model says of itself, read without loading the model."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indexing.types import IndexingError

LEAST_WINDOW = 100
"""Word-pieces that a model must take: title and headings before a passage may have 60 of them."""
LONGEST_WINDOW = 512
"""Where a model names no window of its own."""
PASSAGE_PROMPTS = ("document", "passage", "corpus")
"""Names under which models give the prompt of passages, as sentence-transformers knows them."""
_MINILM: dict[str, Any] = {
    "modules": ["Transformer", "Pooling", "Normalize"],
    "pooling": ["mean"],
    "pools_prompt": True,
    "prompts": ["", ""],
    "window": 256,
    "dimension": 384,
    "others": [],
}
"""What MiniLM's folder says. The fingerprint of a folder that says just this is of weights and tokenizer
alone, so that indexes which were made before other models could be used stay good."""


class ModelError(IndexingError):
    """A folder holds no model of the kind that is needed; the message names the folder and what is wrong."""


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A sentence-transformers model on disk.

    `modules` are the kinds of its modules in order, such as Transformer, Pooling, Normalize. The prompts are
    put before each question and each passage, empty where the model wants none. `window` is how many
    word-pieces it takes, special tokens and prompt included. `dimension` is the size of its vectors, None
    where only the loaded model knows it. `pools_prompt` is False where the prompt's own word-pieces are left
    out of the vector. `files` are weights, then tokenizers; `said` is what else decides its vectors, empty
    where it is what MiniLM's folder says.
    """

    path: Path
    modules: tuple[str, ...]
    query_prompt: str
    passage_prompt: str
    window: int
    dimension: int | None
    pools_prompt: bool
    files: tuple[Path, ...]
    said: str

    @property
    def is_asymmetric(self) -> bool:
        """Whether a question is embedded otherwise than a passage of the same words."""
        return self.query_prompt != self.passage_prompt or "Router" in self.modules

    @property
    def is_exportable(self) -> bool:
        """Whether all it does between word-pieces and vector can be written as a graph (`export_graph`)."""
        return self.dimension is not None and (
            self.pools_prompt or not (self.query_prompt or self.passage_prompt)
        )

    @property
    def tokenizer(self) -> Path | None:
        """The file of its tokenizer, None where only the loaded model has one."""
        return next((f for f in self.files if f.name == "tokenizer.json"), None)

    def fingerprint(self) -> str:
        """SHA-256 of weights and tokenizer, and of prompts, pooling, window and modules where they are others
        than MiniLM's: what gives other vectors has another fingerprint."""
        digest = hashlib.sha256()
        for path in self.files:
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
        digest.update(self.said.encode())
        return digest.hexdigest()


def read_model_folder(path: Path) -> ModelFolder:
    """Read the settings of a model. Raises ModelError where the folder holds no sentence-transformers model,
    or one that takes too short texts."""
    modules = _json(path / "modules.json")
    if not isinstance(modules, list) or not modules:
        raise ModelError(f"{path} is no folder of a sentence-transformers model: it lacks modules.json.")
    try:
        parts = [(str(m["type"]).rsplit(".", 1)[-1], path / str(m.get("path", ""))) for m in modules]
        found = _described(path, parts)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ModelError(f"The settings of the model in {path} cannot be read ({error}).") from None
    if not any(f.suffix in (".safetensors", ".bin") for f in found.files):
        raise ModelError(f"The model in {path} has no weights: it lacks model.safetensors.")
    if found.window < LEAST_WINDOW:
        raise ModelError(
            f"The model in {path} takes {found.window} word-pieces of a text; "
            f"passages need {LEAST_WINDOW} or more."
        )
    return found


def _described(path: Path, parts: Sequence[tuple[str, Path]]) -> ModelFolder:
    kinds = tuple(kind for kind, _ in parts)
    if "Router" in kinds:  # questions and passages have modules of their own, in folders below
        folders = [path, *sorted(p for p in path.iterdir() if p.is_dir())]
        readers = [p.parent for p in sorted(path.rglob("tokenizer_config.json"))]
        others = [read_settings(p) for p in sorted(path.rglob("*config.json")) if p.parent != path]
    else:
        folders = [place for _, place in parts]
        readers = folders[:1]
        settled = ("Pooling", "Normalize")
        others = [read_settings(p / "config.json") for kind, p in parts[1:] if kind not in settled]
    pooling = next((read_settings(p / "config.json") for kind, p in parts if kind == "Pooling"), {})
    pools_prompt = bool(pooling.get("include_prompt", True))
    config = read_settings(path / "config_sentence_transformers.json")
    query, passage = _prompts(config)
    window = min(map(_window, readers), default=LONGEST_WINDOW)
    dimension = _dimension(kinds, folders[0], pooling, config)
    said = {
        "modules": list(kinds), "pooling": _modes(pooling), "pools_prompt": pools_prompt,
        "prompts": [query, passage], "window": window, "dimension": dimension, "others": others,
    }  # fmt: skip
    own = "" if said == _MINILM else json.dumps(said, sort_keys=True)
    files = _files([path, *(f for f in folders if f != path)], path)
    return ModelFolder(path, kinds, query, passage, window, dimension, pools_prompt, files, own)


def _prompts(config: Mapping[str, Any]) -> tuple[str, str]:
    """The prompt of questions and that of passages.

    sentence-transformers itself takes `document` also where it is empty and the model's prompt stands under
    `passage`; its version 6 writes such an empty one into every model that it saves.
    """
    known = {str(name): str(text or "") for name, text in (config.get("prompts") or {}).items()}
    otherwise = known.get(str(config.get("default_prompt_name")), "")
    of_passages = [known[name] for name in PASSAGE_PROMPTS if name in known]
    passage = next(filter(None, of_passages), "") if of_passages else otherwise
    return known.get("query", otherwise), passage


def _window(first: Path) -> int:
    """As sentence-transformers takes it: what the model names, at most what it has positions for."""
    named = read_settings(first / "sentence_bert_config.json").get("max_seq_length")
    taken = read_settings(first / "tokenizer_config.json").get("model_max_length")
    positions = read_settings(first / "config.json").get("max_position_embeddings")
    known = [int(n) for n in ([named] if named else [taken, positions]) if n and 0 < n < 10**6]
    return min(known, default=LONGEST_WINDOW)


def _dimension(
    kinds: tuple[str, ...], first: Path, pooling: Mapping[str, Any], config: Mapping[str, Any]
) -> int | None:
    if kinds not in (("Transformer", "Pooling"), ("Transformer", "Pooling", "Normalize")):
        return None
    whole = int(read_settings(first / "config.json").get("hidden_size") or 0) * len(_modes(pooling))
    return min(whole, int(config.get("truncate_dim") or whole)) or None


def _modes(pooling: Mapping[str, Any]) -> list[str]:
    """How pieces are pooled, by the same names for older and newer settings; several ways stand side by side
    in a vector."""
    mode = pooling.get("pooling_mode")
    named = [mode] if isinstance(mode, str) else mode or [n for n, is_on in pooling.items() if is_on is True]
    plain = (re.sub(r"_tokens?$", "", n.removeprefix("pooling_mode_")) for n in named)
    return [n for n in plain if n != "include_prompt"]


def weights_in(folder: Path, pattern: str = "*") -> list[Path]:
    """The files of weights in a folder, in order of name."""
    within = sorted(folder.glob(pattern))
    return [f for f in within if f.suffix == ".safetensors"] or [
        f for f in within if f.suffix == ".bin" and "training" not in f.name
    ]


def _files(folders: Sequence[Path], root: Path) -> tuple[Path, ...]:
    """Weights, then tokenizers, each in order of folder and name."""
    weights: list[Path] = []
    tokenizers: list[Path] = []
    for folder in folders:
        pattern = "*" if folder == root else "**/*"
        weights += weights_in(folder, pattern)
        within = sorted(folder.glob(pattern))
        tokenizers += [f for f in within if f.name == "tokenizer.json"] or [
            f for f in within if f.name in ("vocab.txt", "vocab.json", "merges.txt") or f.suffix == ".model"
        ]
    return tuple(dict.fromkeys([*weights, *tokenizers]))


def read_settings(path: Path) -> Mapping[str, Any]:
    """The settings in a JSON file of a model, none where there is no such file. Raises ModelError where it
    cannot be read."""
    found = _json(path)
    return found if isinstance(found, dict) else {}


def offline() -> None:
    """Keep the libraries that load models from asking any hub, and from drawing bars of progress."""
    os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1", HF_HUB_DISABLE_TELEMETRY="1")
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise ModelError(f"{path} cannot be read ({error}).") from None
