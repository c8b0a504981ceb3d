"""The benchmark of term look-ups at a small size: its ways find the same, and one command tells of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tiny_collection import DOCUMENTS, StemEmbedder, write_collection

from evals.benchmarks.beir import DocumentLine
from evals.benchmarks.growth_material import Material, cut, grown_reports
from evals.benchmarks.term_lookup import main, measure
from evals.benchmarks.term_ways import WAYS
from indexing.chunking import chunk_report
from indexing.types import Chunk

QUERIES = ["waiting list", "community nurses", "zebra"]


@pytest.fixture(scope="module")
def chunks() -> list[Chunk]:
    none = np.zeros((0, 0), np.float32)
    sources = cut([DocumentLine.model_validate(d) for d in DOCUMENTS], StemEmbedder())
    material = Material(sources, none, (), none)
    reports = grown_reports(material, 80)
    return [c for r in reports for c in chunk_report(r, StemEmbedder().count_pieces)]


@pytest.mark.parametrize("way", WAYS)
def test_each_way_scores_the_chunks_that_hold_a_word(tmp_path: Path, chunks: list[Chunk], way: str) -> None:
    ask = WAYS[way](tmp_path, chunks)
    scores = ask("waiting list")
    assert len(scores) == len(chunks)
    held = [("waiting" in text or "list" in text) for text in (c.embedded_text.lower() for c in chunks)]
    assert [bool(score) for score in scores] == held
    assert not ask("zebra").any()


def test_ways_are_measured_together(tmp_path: Path, chunks: list[Chunk]) -> None:
    measured = measure(chunks, QUERIES, tmp_path)
    assert [m.way for m in measured] == list(WAYS)
    assert all(len(m.ms) == 3 and min(m.ms) > 0 and m.seconds > 0 and m.disk > 1_000 for m in measured)
    alike = {m.way: m.alike for m in measured}
    assert alike["product"] == 1.0
    assert alike["bm25s"] == 1.0
    assert alike["tantivy"] > 0.6


def test_one_command_tells(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, page = write_collection(tmp_path / "tiny"), tmp_path / "benchmarks.md"
    assert main([str(folder), "--sizes", "60,120", "--write", str(page)], StemEmbedder) == 0
    out = capsys.readouterr().out
    for way in WAYS:
        assert f"| {way} | 60 |" in out
        assert f"| {way} | 120 |" in out
    assert "<!-- begin terms -->" in page.read_text(encoding="utf-8")
    assert main([str(tmp_path / "nowhere")], StemEmbedder) == 2
    assert "corpus.jsonl cannot be read" in capsys.readouterr().err
