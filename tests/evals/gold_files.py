"""Gold sets as files, for tests: one item of every kind, written with or without a fault."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evals.gold import HEADER, GoldError, read_set

EVIDENCE = {"publication": "plan-2024", "section": "Staff", "quote": "The plan moves 1,200 nurses."}
NUGGET = {"id": "n1", "text": "1,200 nurses move.", "evidence": [EVIDENCE]}
QUESTION = {
    "id": "q-1", "group": "pub:plan-2024", "tags": ["figure"], "question": "How many nurses move?",
    "answerability": "answerable", "nuggets": [NUGGET],
}  # fmt: skip
CLAIM = {
    "id": "c-1", "group": "c-1", "claim": "1,300 nurses move.", "verdict": "figure_differs",
    "evidence": [EVIDENCE], "correct": "1,200",
}  # fmt: skip
BRIEF = {
    "id": "b-1", "group": "b-1", "topic": "Nurses",
    "nuggets": [NUGGET, NUGGET | {"id": "n2"}, NUGGET | {"id": "n3"}],
}  # fmt: skip
HEADING = """
schema: evidence-gold/1
name: mine
version: "1"
kind: {kind}
about: Questions of my own.
splits:
{splits}
"""


def header(*, kind: str = "questions", splits: str = "  all: {files: [one.jsonl]}", more: str = "") -> str:
    """A header with these parts; splits are indented lines."""
    return HEADING.format(kind=kind, splits=splits) + more


def write_set(folder: Path, *, kind: str = "questions", splits: str = "", **files: str) -> Path:
    """A set in a folder; by default one split with every file."""
    folder.mkdir(exist_ok=True)
    listed = ", ".join(f"{name}.jsonl" for name in files)
    own = splits or f"  all: {{files: [{listed}]}}"
    (folder / HEADER).write_text(header(kind=kind, splits=own), encoding="utf-8")
    for name, content in files.items():
        (folder / f"{name}.jsonl").write_text(content, encoding="utf-8")
    return folder


def lines(*items: dict[str, Any]) -> str:
    """Items as JSON lines."""
    return "".join(json.dumps(item) + "\n" for item in items)


def refused(path: Path | str) -> str:
    """What is said of a set that cannot be read."""
    with pytest.raises(GoldError) as caught:
        read_set(str(path))
    return str(caught.value)
