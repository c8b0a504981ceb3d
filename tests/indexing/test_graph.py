"""The model as a graph: as good as PyTorch's vectors, kept once, refused when damaged, and silent."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from indexing.embedding import Embedder
from indexing.graph import AGREEMENT, GRAPH, LEAST_AGREEMENT, Agreement, Precision, read_agreement

TEXTS = [
    "The waiting list for hospital treatment grew to 7.6 million.",
    "Who commissioned the review?",
    "Neighbourhood teams bring district nurses, social workers and general practices together. " * 30,
    "£131 for every £1 spent",
]


@pytest.fixture(scope="module")
def graphs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the real model has been exported."""
    folder = tmp_path_factory.mktemp("graphs")
    assert Embedder(graphs=folder).way.startswith("OpenVINO")
    return folder


def kept(graphs: Path) -> Path:
    (folder,) = graphs.iterdir()
    return folder


@pytest.mark.slow
def test_vectors_of_the_graph_stand_for_those_of_pytorch(graphs: Path) -> None:
    embedder = Embedder(graphs=graphs)
    reference = Embedder().embed(TEXTS)
    assert np.sum(embedder.embed(TEXTS) * reference, axis=1).min() > 0.99999
    many = np.zeros_like(reference)

    def keep(indices: object, vectors: object) -> None:
        many[indices] = vectors

    embedder.embed_in_batches(TEXTS, keep, batch=2)
    assert np.sum(many * reference, axis=1).mean() >= LEAST_AGREEMENT
    assert np.linalg.norm(many, axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-3)


@pytest.mark.slow
def test_a_short_text_has_the_same_vector_whatever_it_is_embedded_with(graphs: Path) -> None:
    embedder = Embedder(graphs=graphs)
    alone = embedder.embed(TEXTS[1:2])[0]
    assert float(alone @ embedder.embed(TEXTS)[1]) > 0.99999


@pytest.mark.slow
def test_the_graph_is_exported_once(graphs: Path) -> None:
    before = (kept(graphs) / GRAPH).stat().st_mtime_ns
    assert Embedder(graphs=graphs).way.startswith("OpenVINO")
    assert (kept(graphs) / GRAPH).stat().st_mtime_ns == before
    assert [p.name for p in graphs.iterdir()] == [kept(graphs).name]  # nothing half-written is left


@pytest.mark.slow
def test_a_damaged_graph_or_another_processor_is_noticed(graphs: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    folder.mkdir()
    for path in kept(graphs).iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    assert read_agreement(folder) is not None
    record = json.loads((folder / AGREEMENT).read_text())
    (folder / AGREEMENT).write_text(json.dumps(record | {"processor": "another"}))
    assert read_agreement(folder) is None
    (folder / AGREEMENT).write_text(json.dumps(record))
    weights = (folder / GRAPH).with_suffix(".bin")
    weights.write_bytes(b"\x00" * 64 + weights.read_bytes()[64:])
    assert read_agreement(folder) is None


def test_a_precision_that_does_not_agree_is_not_used() -> None:
    found = Agreement("a", "b", "c", {"f32": 1.0, "bf16": 0.998})
    assert found.allows(Precision.FLOAT32)
    assert not found.allows(Precision.BFLOAT16)
    assert not Agreement("a", "b", "c", {}).allows(Precision.FLOAT32)


@pytest.mark.slow
def test_where_no_graph_can_be_kept_pytorch_computes(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    embedder = Embedder(graphs=tmp_path / "file" / "graphs")
    assert embedder.way == "PyTorch f32"
    assert embedder.embed(TEXTS[:1]).shape == (1, 384)


@pytest.mark.slow
def test_openvino_reports_nothing_to_anyone(graphs: Path) -> None:
    """An audit hook in a fresh process sees no connection and no name looked up."""
    script = (
        "import sys\n"
        "sys.addaudithook(lambda e, a: sys.exit(f'{e} {a}') if e in "
        "('socket.connect', 'socket.getaddrinfo', 'socket.gethostbyname') else None)\n"
        "from pathlib import Path\n"
        "from indexing.embedding import Embedder\n"
        f"print(Embedder(graphs=Path({str(graphs)!r})).embed(['waiting lists']).shape)\n"
        "print('torch' in sys.modules, 'sentence_transformers' in sys.modules)\n"
    )
    child = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120)
    assert child.returncode == 0, child.stderr
    assert child.stdout.split("\n")[:2] == ["(1, 384)", "False False"]
