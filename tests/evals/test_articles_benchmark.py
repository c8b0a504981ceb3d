from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from corpus.parsing.types import Format, Parsed
from corpus.types import Block, BlockKind
from evals.benchmarks.articles import (
    ArticlesError,
    Measured,
    f1_of_means,
    main,
    main_text,
    read_articles,
    report,
    shingles,
    tally,
)

STORY = "<p>" + "The waits in all of the places fell again during the autumn. " * 5 + "</p>"


def folder_of(path: Path, lines: list[str]) -> Path:
    (path / "html").mkdir()
    (path / "html/a.html").write_text(
        f"<html><body><h1>Waits fall</h1>{STORY}</body></html>", encoding="utf-8"
    )
    (path / "gold.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return path


def line(html: str = "html/a.html", gold: str = "The waits fell") -> str:
    return json.dumps({"_id": "a", "html": html, "gold_text": gold, "url": "x"})


def test_shingles_are_runs_of_four_words_and_short_texts_are_one() -> None:
    assert shingles("a b, c d a b c d") == {
        ("a", "b", "c", "d"): 2,
        ("b", "c", "d", "a"): 1,
        ("c", "d", "a", "b"): 1,
        ("d", "a", "b", "c"): 1,
    }
    assert shingles("two words") == {("two", "words"): 1}
    assert shingles(" – ") == {}


@pytest.mark.parametrize(
    ("gold", "found", "expected"),
    [
        ("a b c d e", "a b c d e", (1, 1, 1, 1)),
        ("a b c d e", "x a b c d", (0.5, 1, 0.5, 1)),  # a b c d of each two
        ("a b c d e f", "a b c d", (1, 1, 1 / 3, 1)),
        ("a b c d", "", (0, 0, 0, 1)),
        ("", "a b c d", (0, 1, 0, 0)),
    ],
)
def test_the_tally_of_a_page(gold: str, found: str, expected: tuple[float, ...]) -> None:
    assert tally(gold, found) == pytest.approx(expected)


def test_f1_is_of_the_means_over_the_pages_that_count() -> None:
    # Precision (1 + 0.5) / 2, recall (1 + 0.5 + 0) / 3 where one page gave no text at all.
    sums = np.asarray([(1, 1, 1, 1), (0.5, 1, 0.5, 1), (0, 0, 0, 1)], dtype=float).sum(axis=0)[None]
    assert f1_of_means(sums)[0] == pytest.approx(2 * 0.75 * 0.5 / 1.25)


def test_the_title_is_not_counted_as_text() -> None:
    blocks = (
        Block(BlockKind.HEADING, "Title", (), level=1),
        Block(BlockKind.HEADING, "Part", (), level=2),
        Block(BlockKind.PARAGRAPH, "Words.", ()),
    )
    assert main_text(Parsed(Format.HTML, blocks)) == "Part\nWords."


def test_the_report_compares_and_names_pages_without_text() -> None:
    perfect = Measured("ours", ((1.0, 1.0, 1.0, 1.0),) * 2, ())
    half = Measured("theirs", ((1.0, 1.0, 1.0, 1.0), (0.0, 0.0, 0.0, 1.0)), ("b: The file holds no text.",))
    text = report([perfect, half], ["a", "b"])
    assert "| ours | 2 | 1.000 [1.000, 1.000] |" in text
    # Precision 1 over one page, recall 0.5 over two: F1 2/3.
    assert "| theirs | 2 | 0.667 [" in text
    assert "ours − theirs, F1: +0.333" in text
    assert "- theirs: b: The file holds no text." in text


@pytest.mark.parametrize(
    "lines", [[], ["{"], [line(html="html/none.html")], [line(html="../../secret.html")], ['{"_id": "a"}']]
)
def test_a_folder_that_is_no_set_of_articles_is_named(tmp_path: Path, lines: list[str]) -> None:
    with pytest.raises(ArticlesError, match=r"gold\.jsonl"):
        read_articles(folder_of(tmp_path, lines))


def test_both_systems_run_on_a_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gold = "The waits in all of the places fell again during the autumn. " * 5
    folder = folder_of(tmp_path, [line(gold=gold)])
    assert main([str(folder), "--write", str(tmp_path / "benchmarks.md")]) == 0
    assert "| our parser | 1 | 1.000 [" in capsys.readouterr().out
    assert str(tmp_path) not in (tmp_path / "benchmarks.md").read_text(encoding="utf-8")


def test_a_missing_folder_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "none")]) == 2
    assert "gold.jsonl" in capsys.readouterr().err
