"""A run that is killed: acknowledged rows stay, what was half written is asked again, one process writes."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from sample_runs import sample_row
from scripted_runs import CONFIG, IDS, LINES, SCRIPT, ask, go_on, quiet, score, whole_run

from evals.run_folder import ROWS, RunError, append, drop_torn_row, read_rows, read_run, start
from evals.subjects import Subject

HERE = Path(__file__).parent
KILLS = 3
SLOW = """
import sys
from pathlib import Path
from scripted_runs import go_on, quiet, score, slowly
from evals.subjects import Subject
go_on(Path(sys.argv[1]), Subject(slowly, score), quiet)
"""
HOLD = """
import sys
from pathlib import Path
from evals.run_folder import only_writer
with only_writer(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def child(code: str, folder: Path) -> subprocess.Popen[str]:
    """A process of its own that works on a run folder."""
    path = os.pathsep.join([str(HERE.parents[1]), str(HERE), str(HERE.parent)])
    return subprocess.Popen(
        [sys.executable, "-c", code, str(folder)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": path},
    )  # fmt: skip


def ids(folder: Path) -> list[str]:
    return [row.id for row in read_rows(folder)]


@pytest.mark.slow
def test_a_killed_run_keeps_what_it_acknowledged_and_ends_as_an_unbroken_one(tmp_path: Path) -> None:
    whole = whole_run(tmp_path / "whole")
    folder, chance = tmp_path / "run", random.Random(20261122)  # noqa: S311 - moments of a test
    start(folder, CONFIG, LINES)
    for _ in range(KILLS):
        with child(SLOW, folder) as run:
            assert run.stdout is not None
            told = [run.stdout.readline().strip() for _ in range(3)]
            time.sleep(chance.random() / 10)
            run.kill()
            told += run.stdout.read().split()
        assert run.returncode == -9
        # The one told last was being asked: those told before it are on the disk.
        before = IDS.index(told[-1])
        assert ids(folder)[:before] == IDS[:before]
        assert len(ids(folder)) <= before + 1
        with pytest.raises(RunError, match=rf"stopped after \d+ of {len(IDS)} items"):
            read_run(folder)
    ended = go_on(folder, SCRIPT, quiet)
    assert ended.run.rows == whole.run.rows == read_run(folder).rows
    assert (folder / ROWS).read_bytes() == (tmp_path / "whole" / ROWS).read_bytes()
    assert ended.summary.figures[0] == whole.summary.figures[0]


def test_a_half_written_last_row_is_taken_away_and_asked_again(tmp_path: Path) -> None:
    whole_run(tmp_path / "whole")
    content = (tmp_path / "whole" / ROWS).read_bytes()
    lines = content.splitlines(keepends=True)
    before = len(content) - len(lines[-1])
    for cut in (before, before + 1, before + 20, content.index("£".encode(), before) + 1, len(content) - 1):
        folder = tmp_path / f"cut-{cut}"
        start(folder, CONFIG, LINES)
        (folder / ROWS).write_bytes(content[:cut])
        assert ids(folder) == IDS[:-1]
        assert (folder / ROWS).read_bytes() == content[:cut], "reading changes nothing"
        asked: list[str] = []

        def noting(item: Any, asked: list[str] = asked) -> Any:
            asked.append(item.id)
            return ask(item)

        go_on(folder, Subject(noting, score), quiet)
        assert asked == IDS[-1:]
        assert (folder / ROWS).read_bytes() == content


def test_a_torn_row_is_dropped_only_where_there_is_one(tmp_path: Path) -> None:
    drop_torn_row(tmp_path)
    assert not (tmp_path / ROWS).exists()
    append(tmp_path, sample_row("q-1"))
    whole = (tmp_path / ROWS).read_bytes()
    drop_torn_row(tmp_path)
    assert (tmp_path / ROWS).read_bytes() == whole
    (tmp_path / ROWS).write_bytes(b'{"id"')
    drop_torn_row(tmp_path)
    assert (tmp_path / ROWS).read_bytes() == b""


def test_a_second_writer_is_refused(tmp_path: Path) -> None:
    start(tmp_path / "run", CONFIG, LINES)
    with child(HOLD, tmp_path / "run") as other:
        assert other.stdout is not None
        assert other.stdin is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(RunError, match=r"Another process is writing to .*run\. Wait for it to end\."):
            go_on(tmp_path / "run", SCRIPT, quiet)
        assert ids(tmp_path / "run") == []
        other.stdin.close()
    assert len(go_on(tmp_path / "run", SCRIPT, quiet).run.rows) == len(IDS)


def test_a_reader_beside_the_writer_takes_nothing_away(tmp_path: Path) -> None:
    start(tmp_path, CONFIG, LINES)
    append(tmp_path, sample_row(IDS[0]))
    with (tmp_path / ROWS).open("ab") as half:
        half.write(b'{"id": "q-02", ')
        half.flush()
        with pytest.raises(RunError, match="stopped after 1 of 12"):
            read_run(tmp_path)
        half.write(b'"the rest": 0}\n')
    assert (tmp_path / ROWS).read_bytes().endswith(b'{"id": "q-02", "the rest": 0}\n')
