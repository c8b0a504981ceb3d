"""A run on disk: rows read as they were written, and what is no run is refused by file and line."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from sample_runs import answered, claim_row, crashed, mixed_rows, refused, sample_config, sample_row
from scripted_runs import CONFIG, IDS, LINES, whole_run

from evals.responses import Place
from evals.run import conclude
from evals.run_folder import CONFIG as CONFIG_FILE
from evals.run_folder import (
    GOLD,
    ROWS,
    SUMMARY,
    Row,
    RunError,
    append,
    only_writer,
    ordered_rows,
    read_config,
    read_rows,
    read_run,
    require_new,
    require_same,
    start,
)


@pytest.mark.parametrize(
    "row",
    [
        *mixed_rows(),
        claim_row("c-1", "true but not passed"),
        sample_row("q-1", "wrong figure", answered("\u2028 “£” 🙂 \x00\x1b[31m\n"), group="g\u202e", turn=3),
        sample_row("q-2", "the system crashed", crashed("KeyError: 'é'")),
    ],
    ids=lambda row: row.id,
)
def test_a_row_reads_as_it_was_written(tmp_path: Path, row: Row) -> None:
    append(tmp_path, row)
    passages = tuple(replace(p, text="") for p in row.response.passages)
    assert read_rows(tmp_path) == (replace(row, response=replace(row.response, passages=passages)),)


def test_the_words_of_passages_are_not_stored(tmp_path: Path) -> None:
    place = Place("nao-2022", "Costs", 12, "The whole passage, which is long.")
    append(tmp_path, sample_row("q-1", response=replace(refused(), passages=(place,))))
    assert "whole passage" not in (tmp_path / ROWS).read_text("utf-8")
    assert read_rows(tmp_path)[0].response.passages == (Place("nao-2022", "Costs", 12),)


def test_half_characters_do_not_stop_a_run(tmp_path: Path) -> None:
    append(tmp_path, sample_row("q-1", "the system crashed", crashed("no file \udcff here")))
    assert read_rows(tmp_path)[0].response.error == "no file ? here"


def test_rows_come_in_the_order_of_the_set(tmp_path: Path) -> None:
    config = sample_config(items=("q-1", "q-2", "q-3"))
    for name in ("q-3", "q-1", "q-2"):
        append(tmp_path, sample_row(name))
    assert [row.id for row in ordered_rows(tmp_path, config)] == ["q-1", "q-2", "q-3"]


@pytest.mark.parametrize("more", ["q-2", "q-9"])
def test_a_row_twice_or_of_another_item_is_refused(tmp_path: Path, more: str) -> None:
    start(tmp_path / "run", sample_config(items=("q-1", "q-2")), ())
    for name in ("q-1", "q-2", more):
        append(tmp_path / "run", sample_row(name))
    with pytest.raises(RunError, match=r"rows of other items, or two of one\. Start a new run"):
        conclude(tmp_path / "run", None)


def test_a_half_written_folder_is_refused_with_the_command_that_goes_on(tmp_path: Path) -> None:
    config = replace(CONFIG, command="evidence eval run sample --split dev --every 2")
    start(tmp_path / "my run", config, LINES)
    append(tmp_path / "my run", sample_row(IDS[0]))
    with pytest.raises(RunError) as caught:
        read_run(tmp_path / "my run")
    assert str(caught.value) == (
        f"{tmp_path / 'my run'} was stopped after 1 of 12 items. "
        f"Go on with: evidence eval run sample --split dev --every 2 --resume '{tmp_path / 'my run'}'"
    )


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"set_sha256": "c" * 64}, "gold set"),
        ({"corpus_sha256": "c" * 64}, "corpus"),
        ({"revision": "fedcba987654"}, "revision"),
        ({"index": {"schema": "1"}, "split": "dev"}, "split, index"),
        ({"versions": {"python": "3.13.0"}}, "versions"),
        ({"settings": {"writer": "other"}, "items": ("q-01",)}, "items, settings"),
    ],
)
def test_a_run_of_something_else_is_not_resumed(tmp_path: Path, changes: dict[str, Any], named: str) -> None:
    start(tmp_path / "run", CONFIG, LINES)
    require_same(tmp_path / "run", replace(CONFIG, started="2026-11-23T00:00:00+00:00", command="other"))
    with pytest.raises(RunError) as caught:
        require_same(tmp_path / "run", replace(CONFIG, **changes))
    assert str(caught.value).endswith(
        f"run was begun with another {named}. Start a new run: leave out --resume."
    )


SOUND = (
    b'{"id": "q-1", "split": "test", "group": "q-1", "tags": [], "asked": "?", "turn": 1, '
    b'"response": {"outcome": "answered"}, "scored": {"tallies": {"right": [1, 1]}, "right": true}}'
)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"{}", "id: Field required"),
        (b"[]", "an object"),
        (b"not JSON", "Invalid JSON"),
        (SOUND[:-1], "Invalid JSON"),
        (SOUND.replace(b'"answered"', b'"\xff"'), "Invalid JSON"),
        (SOUND.replace(b'"turn": 1, ', b""), "turn: Field required"),
        (SOUND.replace(b"[1, 1]", b'["much", 1]'), "scored: tallies: right: 0: "),
        (SOUND.replace(b'"answered"', b'"answered", "confidence": NaN'), "response: "),
        (SOUND.replace(b'"answered"', b'"answered", "confidence": 7'), "confidence is 7.0"),
    ],
)
def test_a_row_of_another_format_is_refused_by_its_line(tmp_path: Path, line: bytes, why: str) -> None:
    (tmp_path / ROWS).write_bytes(SOUND + b"\r\n\n" + SOUND.replace(b"q-1", b"q-2") + b"\n")
    assert [row.id for row in read_rows(tmp_path)] == ["q-1", "q-2"]
    (tmp_path / ROWS).write_bytes(SOUND + b"\n\n" + line + b"\n" + SOUND + b"\n")
    with pytest.raises(RunError) as caught:
        read_rows(tmp_path)
    assert str(caught.value).startswith(f"{tmp_path / ROWS}:3 is not a row of a run (")
    assert why in str(caught.value)
    assert str(caught.value).endswith("Start a new run.")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"format": "evidence-run/2"}, "format: "),
        ({"kind": "riddles"}, "kind: "),
        ({"items": []}, "items: "),
        ({"corpus_sha256": None}, "corpus_sha256: "),
    ],
)
def test_settings_of_another_format_are_refused(tmp_path: Path, changes: dict[str, Any], why: str) -> None:
    content = asdict(CONFIG) | changes
    (tmp_path / CONFIG_FILE).write_text(json.dumps(content), "utf-8")
    with pytest.raises(RunError) as caught:
        read_config(tmp_path)
    assert f"{CONFIG_FILE} is not of a run that can be read here ({why}" in str(caught.value)


@pytest.mark.parametrize("content", ["", "[]", "{", '{"sentence": "cut'])
def test_a_damaged_summary_is_refused(tmp_path: Path, content: str) -> None:
    whole_run(tmp_path / "run")
    (tmp_path / "run" / SUMMARY).write_text(content, "utf-8")
    with pytest.raises(RunError, match=r"summary\.json is not of a run"):
        read_run(tmp_path / "run")


def test_a_folder_without_a_run(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    for folder in (tmp_path, tmp_path / "none", tmp_path / "file"):
        with pytest.raises(RunError, match=r"holds no run \(it has no config\.json\)"):
            read_run(folder)


def test_which_folders_can_become_that_of_a_new_run(tmp_path: Path) -> None:
    require_new(tmp_path)
    require_new(tmp_path / "none")
    with only_writer(tmp_path / "locked"):
        require_new(tmp_path / "locked")
    (tmp_path / "locked" / (GOLD + ".new")).write_text("killed while it began", "utf-8")
    with pytest.raises(RunError, match="is not empty"):
        require_new(tmp_path / "locked")
    start(tmp_path / "run", CONFIG, LINES)
    with pytest.raises(RunError, match=r"holds a run\. .* evidence eval run sample --resume "):
        start(tmp_path / "run", CONFIG, LINES)


def test_json_files_hold_nothing_that_json_has_not(tmp_path: Path) -> None:
    def refuse(word: str) -> None:
        raise AssertionError(f"{word} is not JSON")

    whole_run(tmp_path)
    for name in (CONFIG_FILE, SUMMARY):
        json.loads((tmp_path / name).read_text("utf-8"), parse_constant=refuse)
    for name in (ROWS, GOLD):
        for line in (tmp_path / name).read_text("utf-8").splitlines():
            json.loads(line, parse_constant=refuse)
