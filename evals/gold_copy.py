"""The gold items of a run, read back from the copy in its folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from evals.gold import GoldItem
from evals.run_folder import GOLD, RunError
from evals.types import Claim, Commission, Question

_KINDS: Mapping[str, type[Question] | type[Claim] | type[Commission]] = {
    "questions": Question,
    "claims": Claim,
    "briefs": Commission,
}


def read_gold_copy(folder: Path, kind: str) -> dict[str, GoldItem]:
    """Item id → gold item of a set of this kind (questions, claims, briefs), in the order of the run.

    Raises RunError where the folder has no copy, or, by line number, where it was changed into something that
    is no gold item.
    """
    path = folder / GOLD
    if not path.is_file():
        raise RunError(f"{folder} has no copy of its gold items ({GOLD}). Start a new run.")
    items = [
        _parsed(line, kind, f"{path}:{number}")
        for number, line in enumerate(path.read_bytes().split(b"\n"), 1)
        if line.strip()
    ]
    return {item.id: item for item in items}


def _parsed(line: bytes, kind: str, place: str) -> GoldItem:
    try:
        content = dict(json.loads(line))
        content.pop("split", None)
        return _KINDS[kind].model_validate(content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        why = f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    except (ValueError, TypeError, RecursionError) as error:
        why = str(error)
    raise RunError(
        f"{place} is not a gold item of a set of {kind} ({why}). "
        "The copy was changed after the run began: start a new run."
    )
