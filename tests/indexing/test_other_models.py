"""Embedders other than the shipped one: small real models, prompts, graphs, an index of theirs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hash_embedder import HashEmbedder
from sample_reports import LIBRARY
from tiny_models import PROMPTS, WIDTH, WINDOW, write_cross_encoder, write_embedder

from indexing.embedding import Embedder, Vectors
from indexing.model_folder import ModelError
from indexing.search import Library
from indexing.store import Store
from indexing.sync import fingerprint, sync
from indexing.types import Filters, IndexForeignError

pytestmark = pytest.mark.slow  # PyTorch is imported and models are exported

TEXTS = ["Waiting lists in the hospital", "care", "The list of care, in words that go on. " * 20]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that wants prompts and takes the vector of a text's first piece."""
    return write_embedder(tmp_path_factory.mktemp("models") / "prompted", PROMPTS)


@pytest.fixture(scope="module")
def graphs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("graphs")


def plainly(folder: Path, texts: list[str]) -> Vectors:
    """Unit vectors of texts as sentence-transformers makes them without being told of any prompt."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    vectors = np.asarray(model.encode(texts, prompt=""), np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


def test_questions_and_passages_get_the_prompts_of_the_model(folder: Path, graphs: Path) -> None:
    for embedder in (Embedder(folder), Embedder(folder, graphs)):
        queries, passages = embedder.embed_queries(TEXTS), embedder.embed(TEXTS)
        assert np.allclose(queries, plainly(folder, [f"query: {t}" for t in TEXTS]), atol=1e-4)
        assert np.allclose(passages, plainly(folder, [f"passage: {t}" for t in TEXTS]), atol=1e-4)
        assert np.sum(queries * passages, axis=1)[:2].max() < 0.999
        assert np.linalg.norm(passages, axis=1) == pytest.approx(np.ones(3), abs=1e-5)
        assert embedder.embed_queries([]).shape == (0, WIDTH)


def test_a_model_that_pools_in_another_way_is_a_graph_too(folder: Path, graphs: Path) -> None:
    embedder = Embedder(folder, graphs)
    assert embedder.way.startswith("OpenVINO")
    many = np.zeros((len(TEXTS), WIDTH), np.float32)

    def keep(indices: object, vectors: object) -> None:
        many[indices] = vectors

    embedder.embed_in_batches(TEXTS, keep)
    assert np.sum(many * embedder.reference().embed(TEXTS), axis=1).min() > 0.99


def test_a_prompt_that_the_model_does_not_pool_is_left_to_pytorch(tmp_path: Path) -> None:
    """Its vector is of the first piece after the prompt, which a graph does not know of."""
    unpooled = write_embedder(tmp_path / "unpooled", PROMPTS, pools_prompt=False)
    embedder = Embedder(unpooled, tmp_path / "graphs")
    assert embedder.way == "PyTorch f32"
    assert not (tmp_path / "graphs").exists()
    pooled = Embedder(write_embedder(tmp_path / "pooled", PROMPTS))
    assert not np.allclose(embedder.embed(TEXTS), pooled.embed(TEXTS), atol=1e-2)


def test_passages_leave_room_for_the_prompt_in_a_small_window(folder: Path, tmp_path: Path) -> None:
    embedder = Embedder(folder)
    assert embedder.most_pieces == WINDOW - 2  # `passage` and `:`
    sync(tmp_path, LIBRARY, embedder)
    store = Store.open(tmp_path)
    sizes = [embedder.count_pieces(t) for t in store.vectors.texts(store.vectors.missing("none")).values()]
    store.close()
    assert WINDOW // 2 < max(sizes) <= WINDOW - 2


def test_an_index_is_made_and_searched_and_belongs_to_its_model(folder: Path, tmp_path: Path) -> None:
    embedder = Embedder(folder)
    sync(tmp_path, LIBRARY, embedder)
    library = Library(tmp_path, embedder, fingerprint(embedder))
    try:
        question = "How many people are on the waiting list?"
        hits = library.search(question, Filters(), 5)
        (asked,) = embedder.embed_queries([question])
        texts = embedder.embed([h.chunk.embedded_text for h in hits])
        assert [h.cosine for h in hits] == pytest.approx((texts @ asked).tolist(), abs=2e-3)
        assert np.array_equal(library.embed_queries([question])[0], asked)
        assert not np.allclose(library.embed([question])[0], asked, atol=1e-3)
    finally:
        library.close()
    with pytest.raises(IndexForeignError, match=r"model.*evidence index --rebuild"):
        Library(tmp_path, HashEmbedder(), fingerprint(HashEmbedder()))
    with pytest.raises(IndexForeignError, match="--rebuild"):
        sync(tmp_path, LIBRARY, HashEmbedder())
    assert sync(tmp_path, LIBRARY, HashEmbedder(), rebuild=True).embedded > 0


ASKING_NOBODY = """
import sys
events = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname")
sys.addaudithook(lambda e, a: sys.exit(f"{e} {a}") if e in events else None)
from pathlib import Path
from indexing.embedding import Embedder
from indexing.reranking import Reranker
print(Embedder(Path(sys.argv[1])).embed(["care"]).shape)
print(Reranker(Path(sys.argv[2])).relevance("care?", ["care"]).shape)
"""


def test_loading_a_model_asks_no_hub(folder: Path, tmp_path: Path) -> None:
    """An audit hook in a fresh process sees no connection and no name looked up."""
    reranker = write_cross_encoder(tmp_path / "reranker")
    child = subprocess.run(
        [sys.executable, "-c", ASKING_NOBODY, str(folder), str(reranker)],
        capture_output=True, text=True, timeout=200,
    )  # fmt: skip
    assert child.returncode == 0, child.stderr
    assert child.stdout.split("\n")[:2] == [f"(1, {WIDTH})", "(1,)"]


def test_a_model_that_cannot_be_loaded_is_told(folder: Path, tmp_path: Path) -> None:
    for file in folder.rglob("*"):
        if file.is_file():
            (tmp_path / file.relative_to(folder)).parent.mkdir(exist_ok=True)
            (tmp_path / file.relative_to(folder)).write_bytes(file.read_bytes())
    (tmp_path / "model.safetensors").write_bytes(b"not weights")
    with pytest.raises(ModelError, match="cannot be loaded"):
        Embedder(tmp_path).embed(["care"])
