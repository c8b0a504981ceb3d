"""The PDFs that a benchmark is given, each content once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

DIGITS = 16
"""Digits of its SHA-256 by which judgements name a file."""


def pdfs_by_hash(paths: Iterable[Path]) -> dict[str, Path]:
    """The PDFs at or below the paths, in the order of their names, by the beginning of their SHA-256; of
    equal files the first. Raises OSError where one cannot be read."""
    found: dict[str, Path] = {}
    for path in paths:
        for file in [path] if path.is_file() else sorted(path.rglob("*.pdf")):
            found.setdefault(hashlib.sha256(file.read_bytes()).hexdigest()[:DIGITS], file)
    return found
