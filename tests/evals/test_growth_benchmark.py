"""Libraries grown from real passages, and the growth benchmark's sides at a small size."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tiny_collection import DOCUMENTS, StemEmbedder, write_collection

from evals.benchmarks.beir import CollectionError, DocumentLine
from evals.benchmarks.growth import main
from evals.benchmarks.growth_asking import Timed, time_queries
from evals.benchmarks.growth_exactness import exactness
from evals.benchmarks.growth_material import GrownEmbedder, Material, cut, grown_reports, make_material
from evals.benchmarks.growth_report import Grown, against_langchain, growth_table
from evals.benchmarks.growth_sides import ONLY, SIDES, Built
from indexing.chunking import chunk_report

LINES = [DocumentLine.model_validate(d) for d in DOCUMENTS]
QUERIES = ["waiting list", "community nurses"]


@pytest.fixture
def material(tmp_path: Path) -> Material:
    return make_material(LINES, QUERIES, StemEmbedder(), tmp_path / "kept")


def test_passages_are_cut_into_sentences_that_can_be_recombined() -> None:
    long = DocumentLine(_id="long", text="Short one. " + "word " * 90 + ".")
    sources = cut([*LINES, long], StemEmbedder())
    assert [s.title for s in sources] == ["Waiting", "Nurses", "Beds", "Hubs", "", ""]
    # seven words and five more, each with two special tokens
    assert sources[0].sentences == (("The waiting list for hospital care grew.", 9), ("It shrank later.", 5))
    assert sources[-1].sentences == (("Short one.", 4),)


def test_material_is_embedded_once(tmp_path: Path, material: Material) -> None:
    (kept,) = (tmp_path / "kept").iterdir()
    stamp = kept.stat().st_mtime_ns
    again = make_material(LINES, QUERIES, StemEmbedder(), tmp_path / "kept")
    assert kept.stat().st_mtime_ns == stamp
    assert np.array_equal(again.vectors, material.vectors)
    make_material(LINES[:3], QUERIES, StemEmbedder(), tmp_path / "kept")
    assert len(list((tmp_path / "kept").iterdir())) == 2


def test_too_little_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CollectionError, match="documents with sentences are needed"):
        make_material([DocumentLine(_id="a", title="Title", text="")], QUERIES, StemEmbedder(), tmp_path)


def test_a_library_has_as_many_chunks_as_asked_and_is_the_same_every_time(material: Material) -> None:
    count = GrownEmbedder(material).count_pieces
    reports = list(grown_reports(material, 90))
    chunks = [c for r in reports for c in chunk_report(r, count)]
    assert [len(chunk_report(r, count)) for r in reports] == [40, 40, 10]
    assert len({c.id for c in chunks}) == 90
    assert reports == list(grown_reports(material, 90)) != list(grown_reports(material, 91))
    assert {r.publication.publisher for r in reports} == {"Publisher 0", "Publisher 1", "Publisher 2"}


def test_vectors_lie_near_the_real_ones_and_those_of_queries_are_real(material: Material) -> None:
    embedder = GrownEmbedder(material)
    texts = [
        c.embedded_text for r in grown_reports(material, 40) for c in chunk_report(r, embedder.count_pieces)
    ]
    vectors = embedder.embed(texts)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(40), abs=1e-5)
    assert np.array_equal(GrownEmbedder(material).embed(texts), vectors)
    first = [text.partition("\n")[2] for text in texts]
    own = [
        next(i for i, s in enumerate(material.sources) if any(f.startswith(x) for x, _ in s.sentences))
        for f in first
    ]
    cosines = np.sum(vectors * material.vectors[own], axis=1)
    # 1 / sqrt(1 + 0.5²) where noise is at a right angle; in 384 dimensions it nearly is
    assert cosines == pytest.approx(np.full(40, 0.894), abs=0.08)
    assert np.array_equal(embedder.embed(QUERIES), material.query_vectors)
    assert embedder.seconds > 0


@pytest.mark.parametrize("side", SIDES)
def test_each_side_is_built_and_finds(tmp_path: Path, material: Material, side: str) -> None:
    built = SIDES[side][0](tmp_path / "index", material, 400)
    assert built.chunks == 400
    assert built.seconds > 0
    search = SIDES[side][1](tmp_path / "index", material)
    assert len(search("waiting list", False)) == 10
    found = search("waiting list", True)
    publishers = [
        hit.publication.publisher if side == "product" else hit.metadata["publisher"] for hit in found
    ]
    assert publishers == ["Publisher 3"] * 10


def test_libraries_are_asked_in_turn_each_in_a_process_of_its_own(tmp_path: Path, material: Material) -> None:
    for side in SIDES:
        SIDES[side][0](tmp_path / side, material, 120)
    every = time_queries({tmp_path / side: side for side in SIDES}, material)
    assert list(every) == [tmp_path / side for side in SIDES]
    for timed in every.values():
        assert (len(timed.plain_ms), len(timed.again_ms), len(timed.filtered_ms)) == (2, 2, 2)
        times = (*timed.plain_ms, *timed.again_ms, *timed.filtered_ms)
        assert min(timed.open_seconds, timed.first_ms, *times) > 0
        assert timed.peak
        assert timed.own
        assert timed.peak > timed.own > 10_000_000
    assert every[tmp_path / "product"].own != every[tmp_path / "plain LangChain"].own


def grown(side: str, *ms: float) -> Grown:
    again, filtered = (5.0, 6.0), (3.0, 4.0)
    timed = Timed(1.25, 30.0, ms, again, filtered, 2_500_000_000, None)
    return Grown(side, Built(10_000, 20.0, None), timed, 120_000_000)


def test_a_row_is_one_side_at_one_size() -> None:
    assert growth_table([grown("product", 1.0, 2.0)]).splitlines()[2] == (
        "| product | 10,000 | 20 | 500 | 1.2 | 30 | 1.0 | 2.0 | 5.0 | 6.0 | 3.0 | 4.0 | – | 2,500 | 120 "
        "| 12,000 |"
    )


def test_times_are_compared_by_query() -> None:
    told = against_langchain([grown("product", 1.0, 2.0), grown("plain LangChain", 2.0, 4.0)])
    assert told.splitlines()[-1] == (
        "| 10,000 | 0.500 [0.500, 0.500] | 1.000 [1.000, 1.000] | 1.000 [1.000, 1.000] |"
    )
    assert against_langchain([grown("product", 1.0, 2.0)]) == "Plain LangChain was not measured."


def test_a_small_library_is_searched_exactly(tmp_path: Path, material: Material) -> None:
    SIDES["product"][0](tmp_path / "index", material, 400)
    found = exactness(tmp_path / "index", material, ONLY, 10)
    assert found.plain == found.filtered == (1.0, 1.0)


@pytest.mark.slow
def test_one_command_measures_growth(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_collection(tmp_path / "tiny")
    page = tmp_path / "benchmarks.md"
    home = tmp_path / "home"
    given = [
        str(folder),
        "--sizes",
        "120,240",
        "--without-langchain",
        "--home",
        str(home),
        "--write",
        str(page),
    ]
    assert main(given, StemEmbedder) == 0
    out = capsys.readouterr().out
    assert "| product | 120 |" in out
    assert "From 120 to 240 chunks a query of product takes" in out
    assert "finds: 1.0000 of 120 chunks, 1.0000 with the filter" in out
    kept = (home / "product-240" / "CURRENT").stat()
    assert main(given, StemEmbedder) == 0  # what is kept is asked again
    assert (home / "product-240" / "CURRENT").stat().st_mtime_ns == kept.st_mtime_ns
    (home / "product-120.json").unlink()
    assert main(given, StemEmbedder) == 2
    assert "is no finished library of this benchmark" in capsys.readouterr().err
    assert "nothing here says how good a search is" in out
    assert "<!-- begin growth -->" in page.read_text(encoding="utf-8")
    assert main([str(tmp_path / "nowhere")], StemEmbedder) == 2
    assert "corpus.jsonl cannot be read" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main([str(folder), "--sizes", "5"], StemEmbedder)
