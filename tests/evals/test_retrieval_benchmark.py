"""The retrieval benchmark from command to report, and how costs are measured."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from tiny_collection import DOCUMENTS, StemEmbedder, write_collection

from evals.benchmarks.asking import Asked, Bench, Built, ensure_built, sampled
from evals.benchmarks.beir import CollectionError, QueryLine
from evals.benchmarks.measuring import disk_bytes, in_own_process, percentile
from evals.benchmarks.retrieval import main
from evals.benchmarks.retrieval_report import Measured, cost_table, difference_table, quality_table, scored
from evals.provenance import own_memory_bytes, peak_memory_bytes

RANKED = {
    "q1": ["beds", "wait", "hubs"],
    "q2": ["nurse"],
    "q3": [f"x{i}" for i in range(10)] + ["title-only"],
}
GRADES = {"q1": {"wait": 2, "beds": 1}, "q2": {"nurse": 1, "hubs": 0}, "q3": {"title-only": 1}}
QUERIES = [QueryLine(_id=i, text=i) for i in RANKED]


def asked(rankings: dict[str, list[str]]) -> Asked:
    return Asked(rankings, (1.0, 2.0, 3.0), (10.0, 30.0, 20.0), 0.5, 200_000_000)


def measured(rankings: dict[str, list[str]]) -> Measured:
    found = asked(rankings)
    return Measured(Built(6, 12.34, None, 5_000_000), found, scored(QUERIES, GRADES, found))


def test_scores_are_of_every_query_by_hand() -> None:
    scores = scored(QUERIES, GRADES, asked(RANKED))
    # q1: (1/log2 2 + 2/log2 3) / (2/log2 2 + 1/log2 3) = 2.26186 / 2.63093
    assert scores["nDCG@10"] == pytest.approx((0.859719, 1.0, 0.0), abs=1e-6)
    assert scores["recall@10"] == (1.0, 1.0, 0.0)
    assert scores["recall@100"] == (1.0, 1.0, 1.0)
    assert scores["MRR@10"] == (1.0, 1.0, 0.0)


def test_tables_show_means_differences_and_costs() -> None:
    both = {"product": measured(RANKED), "bm25": measured(RANKED | {"q1": ["hubs"], "q2": ["hubs"]})}
    quality = quality_table(both, list(RANKED)).splitlines()
    assert quality[2].startswith("| product: share of terms and cosine, topics widened | 0.620 [")
    assert " 0.667 [" in quality[2]
    assert " | 1.000 [1.000, 1.000] | " in quality[2]
    (row,) = difference_table(both, list(RANKED)).splitlines()[2:]
    assert row.startswith("| BM25 alone (product's term index) | −0.620 [")
    # two of three queries differ: 2 of the 4 ways to swap are as extreme
    assert row.count("p = 0.500") == 3
    cost = cost_table(both).splitlines()[2]
    # totals 11, 32, 23: nearest rank of 0.5 is the second, of 0.95 the third
    assert cost.endswith("| 6 | 12.3 | 5 | 0.5 | 23.0 | 32.0 | 2.0 | 3.0 | 200 | – |")


def test_a_system_that_ranks_alike_differs_by_nothing() -> None:
    same = {"product": measured(RANKED), "rrf": measured(RANKED)}
    assert difference_table(same, list(RANKED)).count("0.000 [0.000, 0.000], p = 1.000") == 3


def test_a_sample_is_the_same_every_time_and_all_where_no_limit_is() -> None:
    queries = tuple(QueryLine(_id=str(i), text="x") for i in range(50))
    assert sampled(queries, None) == sampled(queries, 50) == sampled(queries, 99) == queries
    few = sampled(queries, 5)
    assert few == sampled(queries, 5)
    assert len({q.id for q in few}) == 5


def test_percentiles_are_values_that_were_measured() -> None:
    times = [float(n) for n in range(1, 101)]
    assert (percentile(times, 0.5), percentile(times, 0.95), percentile(times, 1.0)) == (50.0, 95.0, 100.0)
    assert percentile([7.0], 0.95) == 7.0


def test_peak_memory_is_read_from_the_system_or_not_told(tmp_path: Path) -> None:
    status = tmp_path / "status"
    status.write_text("Name:\tx\nVmPeak:\t  999 kB\nVmHWM:\t  2048 kB\n", encoding="ascii")
    assert peak_memory_bytes(status) == 2_097_152
    status.write_text("Name:\tx\n", encoding="ascii")
    assert peak_memory_bytes(status) is peak_memory_bytes(tmp_path / "none") is None
    status.write_text("VmHWM:\t  2048 kB\nRssAnon:\t  1024 kB\n", encoding="ascii")
    assert own_memory_bytes(status) == 1_048_576
    assert own_memory_bytes(tmp_path / "none") is None


def test_disk_is_every_file_below(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "c").write_bytes(b"123")
    (tmp_path / "d").write_bytes(b"4567")
    assert disk_bytes(tmp_path) == 7


def test_a_process_of_its_own_gives_its_result_and_its_error() -> None:
    assert in_own_process(os.getpid) != os.getpid()
    with pytest.raises(ValueError, match="invalid literal"):
        in_own_process(int, "x")


def bench(folder: Path, home: Path) -> Bench:
    return Bench(folder, "test", home, None, StemEmbedder)


def test_an_index_is_built_once_for_the_same_documents(tmp_path: Path) -> None:
    folder, home = write_collection(tmp_path / "tiny"), tmp_path / "home"
    built = ensure_built(bench(folder, home), "reference_bm25")
    assert built.passages == 6
    assert built.disk_bytes == disk_bytes(home / "reference_bm25") > 0
    mark = home / "reference_bm25" / "mark"
    mark.touch()
    assert ensure_built(bench(folder, home), "reference_bm25") == built
    assert mark.exists()
    write_collection(folder, DOCUMENTS[:5])
    assert ensure_built(bench(folder, home), "reference_bm25").passages == 5
    assert not mark.exists()


def test_an_index_whose_building_was_stopped_is_built_anew(tmp_path: Path) -> None:
    folder, home = write_collection(tmp_path / "tiny"), tmp_path / "home"
    ensure_built(bench(folder, home), "reference_bm25")
    record = home / "reference_bm25.json"
    kept = json.loads(record.read_text(encoding="utf-8"))
    record.write_text(json.dumps(kept | {"built": None}), encoding="utf-8")
    (home / "reference_bm25" / "half").touch()
    assert ensure_built(bench(folder, home), "reference_bm25").passages == 6
    assert not (home / "reference_bm25" / "half").exists()


def test_a_folder_that_is_not_the_benchmarks_is_never_removed(tmp_path: Path) -> None:
    folder, home = write_collection(tmp_path / "tiny"), tmp_path / "home"
    (home / "product").mkdir(parents=True)
    with pytest.raises(CollectionError, match="was not made by this benchmark"):
        ensure_built(bench(folder, home), "product")
    assert (home / "product").is_dir()


@pytest.mark.slow
def test_one_command_measures_side_by_side_and_writes_its_section(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_collection(tmp_path / "Tiny")
    page = tmp_path / "benchmarks.md"
    given = [str(folder), "--systems", "product,rrf,reference_bm25", "--write", str(page)]
    assert main([*given, "--home", str(tmp_path / "home")], StemEmbedder) == 0
    out = capsys.readouterr().out
    assert "`python -m evals.benchmarks.retrieval …/Tiny --systems product,rrf,reference_bm25`" in out
    assert "6 documents; n = 3 queries of qrels.test.tsv; model hashed stems" in out
    for label in ("product: share of terms", "reciprocal-rank fusion", "reference BM25"):
        assert out.count(f"| {label}") == (2 if label == "product: share of terms" else 3)
    assert page.read_text(encoding="utf-8") == (
        f"# Benchmarks\n\n<!-- begin retrieval tiny -->\n{out.strip()}\n<!-- end retrieval tiny -->\n"
    )
    assert main([*given[:1], "--systems", "product", "--limit-queries", "2"], StemEmbedder) == 0
    assert "n = 2 queries of qrels.test.tsv; model hashed stems" in (out := capsys.readouterr().out)
    assert "a fixed sample of its 3 queries" in out


def test_what_cannot_be_measured_is_told_with_exit_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path / "nowhere")], StemEmbedder) == 2
    assert "corpus.jsonl cannot be read" in capsys.readouterr().err
    for wrong in (["--systems", "product,elastic"], ["--limit-queries", "0"]):
        with pytest.raises(SystemExit) as stopped:
            main([str(tmp_path), *wrong], StemEmbedder)
        assert stopped.value.code == 2
    assert "no such system: elastic; there are product, " in capsys.readouterr().err
