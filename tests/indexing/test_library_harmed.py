"""A few of the trials of damage, full disks and two writers; all of them: tests/trials/library.py."""

from __future__ import annotations

from pathlib import Path

import pytest
from library_harmed import STAGES, damaged_copies, fill_disk, small_disk, two_writers

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


def test_damage_is_noticed_and_repaired_without_embedding(tmp_path: Path) -> None:
    assert damaged_copies(tmp_path, count=15, seed=1) == []


@pytest.mark.parametrize("stage", STAGES[2:])
def test_a_disk_that_fills_up_loses_nothing(tmp_path: Path, stage: str) -> None:
    try:
        with small_disk(tmp_path / "disk", 60) as disk:
            assert fill_disk(disk, stage) == []
    except PermissionError as error:
        pytest.skip(f"no small disk can be mounted here: {error}")


def test_of_two_writers_one_is_told_and_nothing_is_harmed(tmp_path: Path) -> None:
    assert two_writers(tmp_path, count=3) == []
