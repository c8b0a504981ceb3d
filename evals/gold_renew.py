"""Write into a set's header that it was checked against another corpus."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

import yaml

from corpus.types import Report
from evals.gold import HEADER, SHIPPED_SETS, CorpusMark, GoldError, read_set
from evals.gold_check import corpus_mark, require_sound


def renew(name_or_path: str, reports: Sequence[Report]) -> CorpusMark:
    """Mark a set as written for these reports, comments of its header kept.

    Raises GoldError where a quotation is no longer found (the header then stays as it is), or where the set
    has no header.
    """
    gold = read_set(name_or_path)
    folder = SHIPPED_SETS / name_or_path if (SHIPPED_SETS / name_or_path).is_dir() else Path(name_or_path)
    path = folder / HEADER
    if not path.is_file() or gold.header.corpus is None:
        raise GoldError(f"'{name_or_path}' has no {HEADER} with a corpus, so there is nothing to renew.")
    require_sound(gold, reports, check_corpus=False)
    mark = corpus_mark(reports)
    renewed = path.read_bytes()
    for name, value in mark.model_dump().items():
        field = rf"(?m)((?:^\s+|\{{\s*|,\s*){name}:[ ]*)[^\s,}}]+".encode()
        renewed = re.sub(field, rb"\g<1>" + str(value).encode(), renewed, count=1)
    if yaml.safe_load(renewed).get("corpus") != mark.model_dump():
        raise GoldError(
            f"{HEADER} of '{name_or_path}' is written in a way that cannot be renewed here. Write into its "
            f"corpus: sha256: {mark.sha256}, publications: {mark.publications}"
        )
    beside = path.with_name(HEADER + ".new")
    beside.write_bytes(renewed)
    os.replace(beside, path)
    return mark
