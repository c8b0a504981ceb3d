"""Fixtures of the answering tests: a small real library, built once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from small_library import SmallLibrary, build_small_library

from assistant.chain import Assistant


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallLibrary]:
    """Seven hand-made digests, indexed and opened."""
    built = build_small_library(tmp_path_factory.mktemp("small"))
    yield built
    built.library.close()


@pytest.fixture(scope="session")
def asker(small: SmallLibrary) -> Assistant:
    """The assistant over the small library."""
    return small.assistant
