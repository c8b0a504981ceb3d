"""The long trials of the library: `python -m pytest tests/trials/library.py` (an hour and more).

Not collected by `make test`; a few of each kind are in tests/indexing.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "indexing"))

from library_harmed import STAGES, damaged_copies, fill_disk, small_disk, two_writers
from library_killed import Trials, equals_clean_build

pytestmark = pytest.mark.timeout(4 * 3600)


def test_200_kills(tmp_path: Path) -> None:
    tally = Trials(tmp_path, seed=7).run(200)
    print(f"killed at: {tally.stages}")
    assert (tally.trials, tally.faults) == (200, [])
    assert equals_clean_build(tmp_path)


def test_60_damaged_copies(tmp_path: Path) -> None:
    assert damaged_copies(tmp_path, count=60, seed=2) == []


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("megabytes", [45, 60, 120])
def test_a_disk_of_three_sizes_full_at_each_stage(tmp_path: Path, megabytes: int, stage: str) -> None:
    try:
        with small_disk(tmp_path / "disk", megabytes) as disk:
            assert fill_disk(disk, stage) == []
    except PermissionError as error:
        pytest.skip(f"no small disk can be mounted here: {error}")


def test_100_times_two_writers(tmp_path: Path) -> None:
    assert two_writers(tmp_path, count=100) == []
