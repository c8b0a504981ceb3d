"""Fixtures of the evaluation tests: a small real library and gold sets over it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from small_library import SmallLibrary, build_small_library


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallLibrary]:
    """Seven hand-made digests, indexed and opened; tests only read it."""
    built = build_small_library(tmp_path_factory.mktemp("small"))
    yield built
    built.library.close()
