"""A whole evaluation over a small real library: what is written, what is counted, what is refused."""

from __future__ import annotations

import contextlib
import json
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from small_gold import (
    IDS,
    briefs_set,
    claims_set,
    finished,
    questions_set,
    stored_ids,
    timeless,
)
from small_library import SmallLibrary, WordEmbedder, assistant_over

from assistant.condensing import Condenser
from assistant.retrieval import Retrieval
from assistant.types import Draft, Query
from assistant.writers.quoting import QuotingWriter
from evals.gold_copy import read_gold_copy
from evals.provenance import revision, versions
from evals.run import Request, compare_folders, planned
from evals.run_folder import CONFIG, GOLD, ROWS, SUMMARY, RunError, ordered_rows, read_config, read_run
from indexing.embedding import Vectors
from indexing.reranking import Reranker
from indexing.search import Library
from indexing.sync import fingerprint
from indexing.types import Hit

FILES = {CONFIG, GOLD, ROWS, SUMMARY, "report.html", "report.md", "junit.xml", "rows.csv"}


class FallingWriter(QuotingWriter):
    """A writer with a fault: it falls over Leeds."""

    def write(self, query: Query, hits: Sequence[Hit], allowed: frozenset[str] | None = None) -> Draft:
        if "Leeds" in query.standalone:
            raise ZeroDivisionError("no letter \udc80 of Leeds can be divided")
        return super().write(query, hits, allowed)


@pytest.fixture
def gold(small: SmallLibrary, tmp_path: Path) -> Path:
    """Seven questions over the small library."""
    return questions_set(tmp_path / "gold", small)


def test_every_file_is_there_and_every_question_is_a_row(
    small: SmallLibrary, gold: Path, tmp_path: Path
) -> None:
    ended = finished(small.assistant, gold, tmp_path / "run")
    assert {p.name for p in (tmp_path / "run").iterdir()} - {".lock"} == FILES
    assert stored_ids(tmp_path / "run") == IDS
    assert ended.summary.sentence.startswith("7 of 7 items of mine came out right (100%; 95% interval ")
    assert ended.comparison is None
    assert read_run(tmp_path / "run").rows == ended.run.rows
    outcomes = {row.id: row.response.outcome for row in ended.run.rows}
    assert outcomes["t-leeds"] == "answered"
    assert outcomes["d-dentists"] == outcomes["t-france"] == "not_in_evidence"
    assert outcomes["d-lantern"] == "which_one"
    summary = json.loads((tmp_path / "run" / SUMMARY).read_text("utf-8"))
    figures = {figure["metric"]: figure for figure in summary["figures"]}
    assert figures["nugget_recall"]["value"] == 1
    assert figures["nugget_recall"]["n"] == 4
    assert figures["false_answers"]["value"] == 0
    assert figures["false_answers"]["n"] == 2
    assert figures["position_recall"]["value"] is None


def test_config_holds_all_that_a_run_can_be_repeated_from(
    small: SmallLibrary, gold: Path, tmp_path: Path
) -> None:
    finished(small.assistant, gold, tmp_path / "run", split="dev", every=2)
    config = read_config(tmp_path / "run")
    assert (config.set_name, config.set_version, config.kind) == ("mine", "1", "questions")
    assert config.split == "dev"
    assert config.items == ("d-beds", "d-dentists")
    assert config.command == f"evidence eval run {gold} --split dev --every 2"
    assert config.index == dict(small.library.manifest.fingerprint)
    assert config.versions == versions()
    assert config.revision == revision()
    assert config.publications == 7
    again = finished(small.assistant, gold, tmp_path / "again", split="dev", every=2).run
    assert again.config.differences(config) == []
    assert list(map(timeless, again.rows)) == list(map(timeless, read_run(tmp_path / "run").rows))


def test_a_chat_model_that_words_follow_ups_is_part_of_what_was_run(
    small: SmallLibrary, gold: Path, tmp_path: Path
) -> None:
    condenser = Condenser(lambda prompt: "", "openai:x")
    asker = assistant_over(small.folder, small.library, small.retrieval, condenser=condenser)
    with_model = finished(asker, gold, tmp_path / "run", split="dev").run.config
    assert with_model.settings == {"writer": "quoting", "chat_model": "openai:x"}
    without = finished(small.assistant, gold, tmp_path / "other", split="dev").run.config
    assert without.settings == {"writer": "quoting"}
    assert with_model.differences(without) == ["settings"]


class SameReranker(Reranker):
    """Finds every passage as relevant as any other."""

    mark = "same 0123456789abcdef"

    def __init__(self) -> None:
        """There is no folder."""

    def load(self) -> None:
        """Nothing to load."""

    def relevance(self, question: str, texts: Sequence[str]) -> Vectors:
        """Zero each."""
        return np.zeros(len(texts), np.float32)


def test_a_reranker_is_part_of_what_was_run(small: SmallLibrary, gold: Path, tmp_path: Path) -> None:
    embedder = WordEmbedder()
    library = Library(small.folder / "home", embedder, fingerprint(embedder), SameReranker())
    asker = assistant_over(small.folder, library, Retrieval(library))
    run = finished(asker, gold, tmp_path / "run", split="dev").run
    assert run.config.settings == {"writer": "quoting", "reranker": "same 0123456789abcdef"}
    without = finished(small.assistant, gold, tmp_path / "other", split="dev").run
    assert run.config.differences(without.config) == ["settings"]
    library.close()


def test_the_copy_of_the_gold_items_reads_again(small: SmallLibrary, gold: Path, tmp_path: Path) -> None:
    ended = finished(small.assistant, gold, tmp_path / "run")
    plan = planned(tmp_path, Request(str(gold)))
    assert read_gold_copy(ended.run.folder, "questions") == {line.item.id: line.item for line in plan.lines}
    splits = [json.loads(line)["split"] for line in (ended.run.folder / GOLD).read_text("utf-8").splitlines()]
    assert splits == ["dev"] * 4 + ["test"] * 3


def test_no_path_of_the_machine_is_written(small: SmallLibrary, gold: Path, tmp_path: Path) -> None:
    with contextlib.chdir(tmp_path):
        finished(small.assistant, Path("gold"), Path("run"), against=None)
        finished(small.assistant, Path("gold"), Path("next"), against=Path("run"))
    here = {str(tmp_path), str(Path.home()), str(Path(__file__).parents[2]), sys.prefix, str(small.folder)}
    for path in (*(tmp_path / "run").iterdir(), *(tmp_path / "next").iterdir()):
        written = path.read_text("utf-8")
        assert not [place for place in here if place in written], path.name
    assert read_config(tmp_path / "next").command == "evidence eval run gold"


def test_a_set_whose_name_has_spaces_is_quoted_in_commands(
    small: SmallLibrary, gold: Path, tmp_path: Path
) -> None:
    with contextlib.chdir(tmp_path):
        shutil.copytree("gold", "my gold")
        config = finished(small.assistant, Path("my gold"), Path("run")).run.config
    assert config.resume_command(Path("a run")) == "evidence eval run 'my gold' --resume 'a run'"


def test_a_question_that_crashes_is_a_failure_and_the_run_goes_on(
    small: SmallLibrary, gold: Path, tmp_path: Path
) -> None:
    ended = finished(small.with_writer(FallingWriter), gold, tmp_path / "run")
    rows = {row.id: row for row in ended.run.rows}
    assert list(rows) == IDS
    assert rows["t-leeds"].response.outcome == "error"
    assert rows["t-leeds"].response.error == "ZeroDivisionError: no letter ? of Leeds can be divided"
    assert rows["t-leeds"].scored.cause == "the system crashed"
    assert rows["t-wales"].scored.right
    figures = {figure.metric: figure for figure in ended.summary.figures}
    assert figures["errors"].value == pytest.approx(1 / 7)
    assert figures["nugget_recall"].value == pytest.approx(3 / 4)
    assert figures["over_refusal"].value == pytest.approx(1 / 4)
    assert ended.summary.sentence.endswith("; 1 made the system fail.")
    assert 'errors="1"' in (tmp_path / "run" / "junit.xml").read_text("utf-8")


def test_against_a_run_of_the_unchanged_product(small: SmallLibrary, gold: Path, tmp_path: Path) -> None:
    finished(small.assistant, gold, tmp_path / "a")
    ended = finished(small.assistant, gold, tmp_path / "b", against=tmp_path / "a")
    assert ended.comparison is not None
    assert ended.comparison.passed
    assert ended.comparison.sentence == "Unchanged: every item came out as before."
    assert "Unchanged: every item came out as before." in (tmp_path / "b" / "report.md").read_text("utf-8")


def test_a_comparison_is_written_into_the_report_where_it_is_wanted(
    small: SmallLibrary, gold: Path, tmp_path: Path
) -> None:
    finished(small.assistant, gold, tmp_path / "a")
    finished(small.with_writer(FallingWriter), gold, tmp_path / "b")
    report, before = tmp_path / "b" / "report.md", (tmp_path / "b" / SUMMARY).read_text("utf-8")
    alone = report.read_text("utf-8")
    assert [c.after.id for c in compare_folders(tmp_path / "a", tmp_path / "b").changed] == ["t-leeds"]
    assert report.read_text("utf-8") == alone
    compare_folders(tmp_path / "a", tmp_path / "b", write=True)
    assert "Right in the baseline, wrong now." in report.read_text("utf-8")
    assert (tmp_path / "b" / SUMMARY).read_text("utf-8") == before


@pytest.mark.parametrize("stopped_at", [1, 3, 7])
def test_a_stopped_run_goes_on_where_it_was(
    small: SmallLibrary, gold: Path, tmp_path: Path, stopped_at: int
) -> None:
    whole = finished(small.assistant, gold, tmp_path / "whole")

    def stop(stage: str, done: int, total: int) -> None:
        assert total == 7
        if done == stopped_at:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        finished(small.assistant, gold, tmp_path / "run", stop)
    assert stored_ids(tmp_path / "run") == IDS[: stopped_at - 1]
    with pytest.raises(RunError, match=f"stopped after {stopped_at - 1} of 7 items"):
        read_run(tmp_path / "run")
    ended = finished(small.assistant, gold, tmp_path / "run", resume=True)
    assert list(map(timeless, ended.run.rows)) == list(map(timeless, whole.run.rows))
    assert ended.summary.as_json()["figures"] == whole.summary.as_json()["figures"]


def test_a_run_killed_while_its_reports_were_written_is_finished_without_asking(
    small: SmallLibrary, gold: Path, tmp_path: Path
) -> None:
    finished(small.assistant, gold, tmp_path / "run")
    (tmp_path / "run" / SUMMARY).unlink()
    (tmp_path / "run" / "report.html.new").write_text("half a rep", "utf-8")
    with pytest.raises(RunError, match="stopped after 7 of 7 items"):
        read_run(tmp_path / "run")
    written = (tmp_path / "run" / ROWS).read_bytes()
    ended = finished(small.with_writer(FallingWriter), gold, tmp_path / "run", resume=True)
    assert all(row.response.error is None for row in ended.run.rows)
    assert (tmp_path / "run" / ROWS).read_bytes() == written


def test_claims_and_briefs_run_the_same_way(small: SmallLibrary, tmp_path: Path) -> None:
    claims = finished(small.assistant, claims_set(tmp_path / "claims"), tmp_path / "checked")
    assert claims.summary.sentence.startswith("2 of 2 items of mine came out right")
    assert claims.summary.calibration is None
    briefs = finished(small.assistant, briefs_set(tmp_path / "briefs"), tmp_path / "written")
    assert {figure.metric: figure.value for figure in briefs.summary.figures}["nugget_recall"] == 1
    for folder in (tmp_path / "checked", tmp_path / "written"):
        assert {p.name for p in folder.iterdir()} - {".lock"} == FILES
        assert ordered_rows(folder, read_config(folder)) == read_run(folder).rows
