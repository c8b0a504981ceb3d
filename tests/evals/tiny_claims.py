"""Tiny files of claims in our own form."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

OWN = [
    {
        "claim": "The list stood at 7 million.",
        "evidence": ["In May the list stood at 7 million."],
        "label": True,
    },
    {
        "claim": "The list stood at 9 million.",
        "evidence": ["In May the list stood at 7 million."],
        "label": False,
    },
    {"claim": "Spending fell.", "evidence": "Spending rose.", "label": False, "group": "money"},
    {"claim": "Spending rose.", "evidence": ["Spending rose."], "label": True, "group": "money"},
]


def write(path: Path, lines: Iterable[Mapping[str, object]]) -> Path:
    """JSON Lines in a folder that is made where needed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def own_file(folder: Path, split: str = "dev") -> Path:
    """The claims above as the claims.jsonl of a folder."""
    return write(folder / "claims.jsonl", [line | {"split": split} for line in OWN])
