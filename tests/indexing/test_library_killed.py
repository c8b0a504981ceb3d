"""`kill -9` at any moment of adding, removing and indexing: nothing acknowledged is lost or comes back."""

from __future__ import annotations

from pathlib import Path

import pytest
from library_killed import Trials, equals_clean_build

KILLS = 20


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_no_document_is_lost_however_a_run_is_killed(tmp_path: Path) -> None:
    tally = Trials(tmp_path, seed=20261122).run(KILLS)
    assert tally.faults == []
    assert tally.trials == KILLS
    assert len(tally.stages) > 2, tally.stages
    assert equals_clean_build(tmp_path)
