"""The benchmark of indexing speed: every side over the same documents, and what it says of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny_collection import StemEmbedder, write_collection

from evals.benchmarks.beir import CollectionError, QueryLine, read_collection
from evals.benchmarks.indexing import Indexed, agreement, main, measure, speed_table


def indexed(side: str, passages: int, seconds: float, characters: int = 1_000) -> Indexed:
    return Indexed(side, passages, seconds, characters, 50_000_000, "by hand")


def test_the_ratio_is_the_mean_over_repeats() -> None:
    # 100/5 against 50/10 is 4 times by passages; 100/10 against 50/10 is 2 times: 3 on average.
    # By text: the same characters in half the time, then in the same time: 1.5 on average.
    # Of the same passages 100/5 against 100/20 is 4 times, 100/10 against 100/50 is 5: 4.5 on average.
    found = [
        indexed("product", 100, 5), indexed("langchain", 50, 10), indexed("langchain_given", 100, 20),
        indexed("product", 100, 10), indexed("langchain", 50, 10), indexed("langchain_given", 100, 50),
    ]  # fmt: skip
    table = speed_table(found)
    assert "Of the same passages the product indexes 4.500 [4.000, 5.000] times as many" in table
    assert "it is 3.000 [2.000, 4.000] times by passages and 1.500 [1.000, 2.000] times by text" in table
    assert "| product | by hand | 200 | 15.0 | 13.3 | 0.1 | 50 |" in table
    assert "(n = 2 repeats)" in table


def test_too_few_documents_are_refused(tmp_path: Path) -> None:
    write_collection(tmp_path / "tiny")
    collection = read_collection(tmp_path / "tiny", "test", QueryLine)
    with pytest.raises(CollectionError, match="3 times 4 documents are needed, tiny has 6"):
        measure(collection, 4, 3, tmp_path, StemEmbedder, print)


def test_agreement_is_measured_over_the_passages_as_indexed(tmp_path: Path) -> None:
    class Same(StemEmbedder):
        def reference(self) -> StemEmbedder:
            return StemEmbedder()

    write_collection(tmp_path / "tiny")
    mean, least, n = agreement(read_collection(tmp_path / "tiny", "test", QueryLine), Same())
    assert (mean, least, n) == (pytest.approx(1.0), pytest.approx(1.0), 6)


def test_a_folder_that_is_none_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "none")], lambda graphs: StemEmbedder()) == 2
    assert "none" in capsys.readouterr().err


@pytest.mark.slow
def test_every_side_is_built_and_written_down(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("langchain_huggingface")
    write_collection(tmp_path / "tiny")
    arguments = [str(tmp_path / "tiny"), "--documents", "3", "--repeats", "2", "--home", str(tmp_path / "h")]
    assert main(arguments) == 0
    told = capsys.readouterr().out
    assert "plain LangChain recipe" in told
    assert "(n = 2 repeats)" in told
    assert not [p for p in (tmp_path / "h").iterdir() if p.name != "model"]
