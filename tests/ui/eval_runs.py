"""Gold questions over the library of the command line tests, and one finished run of them."""

from __future__ import annotations

import atexit
import json
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from click.testing import Result
from test_cli_library import FEW, built, evidence

from evals.gold import read_set
from evals.types import Answerability, Question

ASKED = 11
HOSTILE = "\x1b[31mred\x07\n\u202efirst \u200bline"


def evaluated(*args: str | Path, folder: Path | None = None, home: Path | None = None) -> Result:
    """`evidence eval …` in this process; whatever it says, it ends in order."""
    result = evidence(home or built(), "eval", *map(str, args), folder=folder)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    assert "\x1b" not in result.output
    return result


@cache
def room() -> Path:
    """A folder for this session."""
    made = Path(tempfile.mkdtemp(prefix="evidence-eval-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


@cache
def questions() -> tuple[Question, ...]:
    """Shipped questions whose evidence stands in the few digests, each in a group of its own."""
    few = set(FEW)
    return tuple(
        q.model_copy(update={"group": q.id})
        for q in read_set("core").questions
        if {e.publication for e in q.evidence} | {*q.readings, *q.not_publications} <= few
    )


def gold_file(path: Path, *chosen: Question) -> Path:
    """A file of questions."""
    lines = [q.model_dump_json(exclude_defaults=True) + "\n" for q in chosen]
    path.write_text("".join(lines), "utf-8")
    return path


@cache
def few_questions() -> Path:
    """A set of a few answerable questions and one other, which is quick, at the end."""
    answerable = [q for q in questions() if q.wants_answer and not q.history][: ASKED - 1]
    others = [q for q in questions() if q.answerability is Answerability.DECLINED][:1]
    return gold_file(room() / "few.jsonl", *answerable, *others)


@cache
def first_run() -> Result:
    """The command that makes a run of the few questions, once a session, and what it said."""
    result = evaluated("run", few_questions(), "--out", room() / "run")
    assert result.exit_code == 0, result.output
    return result


def finished_run() -> Path:
    """The folder of that run; nothing may write to it."""
    first_run()
    return room() / "run"


def copied(folder: Path) -> Path:
    """A copy of the finished run that a test may harm."""
    return Path(shutil.copytree(finished_run(), folder))


def worsened(folder: Path) -> Path:
    """A copy in which every answer was lost, in words that a terminal would obey."""
    copied(folder)
    rows = [_lost(json.loads(line)) for line in (folder / "rows.jsonl").read_text("utf-8").splitlines()]
    (folder / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return folder


def stopped(folder: Path) -> Path:
    """The folder as a kill leaves it while the last row is written."""
    (folder / "summary.json").unlink()
    rows = (folder / "rows.jsonl").read_text("utf-8").splitlines(keepends=True)
    (folder / "rows.jsonl").write_text("".join(rows[:-1]) + '{"id": "half a r', "utf-8")
    return folder


def _lost(row: dict[str, Any]) -> dict[str, Any]:
    scored, response = row["scored"], row["response"]
    response |= {"outcome": "not_in_evidence", "sentences": []}
    for name in ("evidence_recall_at_10", "nugget_recall"):
        if name in scored["tallies"]:
            scored["tallies"][name][0] = 0.0
    return row | {"asked": HOSTILE, "scored": scored | {"right": False, "cause": f"lost {HOSTILE}"}}
