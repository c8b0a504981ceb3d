"""What people judged from page images, as files of JSON lines."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

JudgedT = TypeVar("JudgedT", bound=BaseModel)


def read_judged(path: Path, kind: type[JudgedT]) -> list[JudgedT]:
    """The judgements of a file, one a line after the first, which says how they came. Raises ValueError."""
    lines = path.read_text(encoding="utf-8").splitlines()[1:]
    return [kind.model_validate_json(line) for line in lines if line.strip()]
