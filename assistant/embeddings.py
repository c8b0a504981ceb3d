"""Any LangChain embeddings as the embedder of the library, opened from the settings.

LangChain's packages are imported, and anything is sent, only where EVIDENCE_EMBEDDER names a provider. Every
passage then goes there, and with each question its wordings and the sentences that were found for it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import SecretStr

from assistant.chat_models import NO_KEY, OPENAI_ADDRESS, not_installed
from assistant.errors import AssistantError, SettingsError
from assistant.keys import cause, secrets_in
from indexing.embedding import Embedder, Vectors
from indexing.types import IndexingError

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

    from assistant.settings import Settings

SETTING = "EVIDENCE_EMBEDDER"
TEXTS_A_CALL = 64
Rows = list[list[float]]
"""Vectors as LangChain gives them, one a text."""
SENT_WHERE_SET = ("base_url", "api_key", "timeout_s", "max_retries")


class EmbeddingsError(AssistantError, IndexingError):
    """A call of the provider failed or gave no vectors. The message names the setting and holds no key."""


class LangChainEmbedder(Embedder):
    """Vectors from a provider, made unit vectors here. Word-pieces are counted by the tokenizer of the model
    that ships with the program, which is near enough to those of others to keep passages short.

    Its fingerprint is of the names of provider and model and of the size of the vectors, for which the
    provider is asked once. Another model under the same name, with vectors of the same size, is not noticed.
    """

    is_asymmetric = True

    def __init__(self, name: str, model: Embeddings, secrets: Sequence[str] = ()) -> None:
        """`name` is PROVIDER:NAME; `secrets` are taken out of every message."""
        super().__init__()
        self.name = name
        self._model = model
        self._secrets = tuple(secrets)

    @cached_property
    def dimension(self) -> int:
        """Numbers in a vector, as the provider gives them. Raises EmbeddingsError."""
        return len(self._answer(lambda: [self._model.embed_query("waiting lists")], 1)[0])

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of name and dimension. Raises EmbeddingsError."""
        return hashlib.sha256(f"{self.name}\x1f{self.dimension}".encode()).hexdigest()

    @property
    def way(self) -> str:
        """Who computes, in words for the manifest and the reader."""
        return f"{self.name} by LangChain"

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a passage. Raises EmbeddingsError."""
        rows: Rows = []
        for start in range(0, len(texts), TEXTS_A_CALL):
            some = list(texts[start : start + TEXTS_A_CALL])
            rows += self._answer(partial(self._model.embed_documents, some), len(some))
        return self._units(rows)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a question. Raises EmbeddingsError."""
        rows: Rows = []
        for text in texts:
            rows += self._answer(lambda text=text: [self._model.embed_query(text)], 1)  # type: ignore[misc]
        return self._units(rows)

    def _units(self, rows: Rows) -> Vectors:
        vectors = np.asarray(rows, np.float32).reshape(len(rows), -1 if rows else self.dimension)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        if vectors.shape[1] != self.dimension or not np.all(np.isfinite(lengths) & (lengths > 0)):
            raise EmbeddingsError(f"The embedder '{self.name}' ({SETTING}) gave vectors that cannot be used.")
        return np.asarray(vectors / lengths, np.float32)

    def _answer(self, call: Callable[[], Rows], count: int) -> Rows:
        failure = ""
        try:
            rows = call()
            if len(rows) == count and len({len(row) for row in rows}) == 1 and len(rows[0]):
                return rows
            failure = f"{len(rows)} vectors came for {count} texts"
        except Exception as error:  # each provider's package raises types of its own
            failure = f"{type(error).__name__}: {error}"
        # Raised out here, the error carries no other that holds the request and its headers.
        said = cause(failure, self._secrets).rstrip(".")
        raise EmbeddingsError(
            f"The embedder '{self.name}' ({SETTING}) did not answer: {said}. "
            f"See that its server can be reached ({SETTING}_BASE_URL), then try again."
        )


def open_embeddings(settings: Settings) -> LangChainEmbedder:
    """The embedder of EVIDENCE_EMBEDDER, which is PROVIDER:NAME there.

    The address, key, time-out and number of retries of the settings are given to the provider's package where
    they are set, the last two to OpenAI's always. Raises SettingsError (package missing, provider unknown, no
    key), with the next command.
    """
    asked = f"The embedder '{settings.embedder}' ({SETTING})"
    provider, name = (settings.embedder or "").split(":", 1)
    if provider == "huggingface":
        raise SettingsError(f"{asked}: name the folder of the model instead; none is fetched by its name.")
    try:
        from langchain.embeddings import init_embeddings
    except ImportError as error:
        raise not_installed(asked, provider, error) from None
    options = _options(settings, provider)
    failure = ""
    try:
        model = init_embeddings(name, provider=provider, **options)
        return LangChainEmbedder(settings.embedder or "", model, secrets_in({**options, **vars(model)}))
    except ImportError as error:
        failure = f"{error}. Install it with: python -m pip install langchain-{provider.replace('_', '-')}"
    except Exception as error:  # each provider's package raises types of its own
        failure = str(error)
    raise SettingsError(f"{asked} cannot be opened: {cause(failure, secrets_in(options))}")


def _options(settings: Settings, provider: str) -> dict[str, Any]:
    given = settings.model_dump(include={f"embedder_{name}" for name in SENT_WHERE_SET})
    options = {
        name.removesuffix("_s"): given[f"embedder_{name}"]
        for name in SENT_WHERE_SET
        if provider == "openai" or f"embedder_{name}" in settings.model_fields_set
    }
    options = {name: value for name, value in options.items() if value is not None}
    if provider in ("openai", "azure_openai"):
        # It would else fetch a table of word-pieces, and send numbers that only OpenAI's own server reads.
        options["check_embedding_ctx_length"] = False
    if provider == "openai":
        # OPENAI_BASE_URL and OPENAI_API_KEY decide neither where texts go nor with what key.
        if settings.embedder_api_key is None and settings.embedder_base_url is None:
            raise SettingsError(f"{SETTING}_API_KEY is not set. Set it to the key of the provider.")
        options.setdefault("base_url", OPENAI_ADDRESS)
        options.setdefault("api_key", SecretStr(NO_KEY))
    return options
