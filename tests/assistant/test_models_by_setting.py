"""Other models by setting, from digests to answers: a folder, a server, a reranker, and what goes wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from scripted_embeddings import ScriptedEmbeddings
from small_library import DIGESTS, WordEmbedder, assistant_over, write_files
from tiny_models import PROMPTS, write_cross_encoder, write_embedder, write_settings_of_model

from assistant.compose import open_assistant
from assistant.embeddings import EmbeddingsError
from assistant.errors import SettingsError
from assistant.keeping import build_index, library_status
from assistant.retrieval import Retrieval
from assistant.settings import Settings
from assistant.types import Outcome
from corpus.catalogue import load_catalogue
from corpus.digests import read_digests
from indexing.embedding import Vectors
from indexing.search import Library
from indexing.sync import fingerprint, sync
from indexing.types import Filters, IndexForeignError

WALES = "How many people were on the treatment waiting list in Wales in January 2024?"
KEY = "sk-abcdefghijklmnop0123456789"


@pytest.fixture
def server() -> Iterator[ScriptedEmbeddings]:
    with ScriptedEmbeddings() as running:
        yield running


def settings(folder: Path, **more: Any) -> Settings:
    """The settings of a library of the small digests."""
    if not (folder / "digests").exists():
        write_files(folder)
    return Settings(
        home=folder / "home",
        digests=folder / "digests",
        catalogue=folder / "catalogue.toml",
        disagreements=folder / "disagreements.toml",
        **more,
    )


def remote(folder: Path, server: ScriptedEmbeddings, **more: Any) -> Settings:
    given: dict[str, Any] = {
        "embedder": "openai:scripted", "embedder_base_url": server.url, "embedder_api_key": SecretStr(KEY),
        "embedder_max_retries": 0,
    }  # fmt: skip
    return settings(folder, **{**given, **more})


def test_a_library_is_indexed_and_asked_through_a_server(tmp_path: Path, server: ScriptedEmbeddings) -> None:
    chosen = remote(tmp_path, server)
    summary = build_index(chosen)
    assert (summary.added, summary.embedded) == (len(DIGESTS), summary.chunks)
    assert library_status(chosen).ways == ("openai:scripted by LangChain",)
    assert build_index(chosen).no_op
    answer = open_assistant(chosen).ask(WALES)
    assert answer.outcome is Outcome.ANSWERED
    assert "wales-2024" in {c.publication.id for c in answer.citations}
    assert WALES in server.texts()


def test_another_model_needs_a_rebuild(tmp_path: Path, server: ScriptedEmbeddings) -> None:
    build_index(remote(tmp_path, server))
    other = remote(tmp_path, server, embedder="openai:other")
    for refused in (open_assistant, build_index):
        with pytest.raises(IndexForeignError, match=r"model.*evidence index --rebuild"):
            refused(other)
    assert "--rebuild" in (library_status(other).problem or "")
    assert build_index(other, rebuild=True).embedded > 0
    assert open_assistant(other).ask(WALES).outcome is Outcome.ANSWERED


def test_indexing_goes_on_after_a_failed_call(tmp_path: Path, server: ScriptedEmbeddings) -> None:
    chosen = remote(tmp_path, server)
    server.fails_after = 1  # the size of the vectors is told, then nothing
    with pytest.raises(EmbeddingsError, match=r"EVIDENCE_EMBEDDER.*\[key\]"):
        build_index(chosen)
    server.fails_after = None
    assert build_index(chosen).embedded > 0
    assert open_assistant(chosen).ask(WALES).outcome is Outcome.ANSWERED


def test_a_server_that_is_gone_when_a_question_comes_is_told_in_words(tmp_path: Path) -> None:
    with ScriptedEmbeddings() as server:
        chosen = remote(tmp_path, server)
        build_index(chosen)
        assistant = open_assistant(chosen)
        assistant.warm_up()
    with pytest.raises(EmbeddingsError, match=r"\(EVIDENCE_EMBEDDER\) did not answer") as caught:
        assistant.ask(WALES)
    assert KEY not in str(caught.value)
    with pytest.raises(EmbeddingsError, match="EVIDENCE_EMBEDDER_BASE_URL"):
        open_assistant(chosen)
    status = library_status(chosen)
    assert "did not answer" in (status.problem or "")
    assert status.reports == len(DIGESTS)


def test_folders_that_hold_no_model_are_told_at_opening_by_the_setting(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(SettingsError, match=r"EVIDENCE_EMBEDDER: .*empty .*lacks modules\.json"):
        build_index(settings(tmp_path, embedder=str(tmp_path / "empty")))
    with pytest.raises(SettingsError, match=r"EVIDENCE_RERANKER: .*empty .*lacks config\.json"):
        open_assistant(settings(tmp_path, reranker=tmp_path / "empty"))
    write_settings_of_model(tmp_path / "embedder")
    with pytest.raises(SettingsError, match=r"EVIDENCE_RERANKER: .* holds"):
        open_assistant(settings(tmp_path, reranker=tmp_path / "embedder"))


class AsymmetricEmbedder(WordEmbedder):
    """Keeps apart what it was given as questions and what as passages."""

    name = "hashed words, asymmetric"
    is_asymmetric = True

    def __init__(self) -> None:
        super().__init__()
        self.queries: list[str] = []
        self.passages: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.passages += texts
        return super().embed(texts)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        self.queries += texts
        return super().embed(texts)


def test_a_question_is_never_embedded_as_a_passage(tmp_path: Path) -> None:
    write_files(tmp_path)
    reports, _ = read_digests(tmp_path / "digests", load_catalogue(tmp_path / "catalogue.toml"))
    embedder = AsymmetricEmbedder()
    sync(tmp_path / "home", reports, embedder)
    library = Library(tmp_path / "home", embedder, fingerprint(embedder))
    answer = assistant_over(tmp_path, library, Retrieval(library)).ask(WALES)
    library.close()
    assert answer.outcome is Outcome.ANSWERED
    assert WALES in embedder.queries
    assert not [text for text in embedder.passages if text.endswith("?")]
    assert not [text for text in embedder.queries if "700,000" in text]


@pytest.mark.slow
def test_a_model_and_a_reranker_of_folders_answer(tmp_path: Path) -> None:
    model = write_embedder(tmp_path / "model", PROMPTS, pools_prompt=False)  # none that is exported first
    chosen = settings(tmp_path, embedder=str(model))
    assert build_index(chosen).embedded > 0
    before = open_assistant(chosen)
    hits = before.library.search(WALES, Filters(), 30)
    assert "wales-2024" in {h.publication.id for h in before.search(WALES, Filters(), 5)}
    reranker = write_cross_encoder(tmp_path / "reranker")
    after = open_assistant(chosen.model_copy(update={"reranker": reranker}))
    after.warm_up()
    again = after.library.search(WALES, Filters(), 30)
    assert [h.score for h in again] == [h.score for h in hits]
    assert [h.chunk.id for h in again] != [h.chunk.id for h in hits]
    with pytest.raises(IndexForeignError, match="--rebuild"):
        open_assistant(settings(tmp_path))
