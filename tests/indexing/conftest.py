"""What the tests of indexing share: an embedder without a model, the tokenizer, a built library."""

from __future__ import annotations

from pathlib import Path

import pytest
from hash_embedder import HashEmbedder
from sample_reports import LIBRARY

from corpus.catalogue import load_catalogue
from corpus.digests import SHIPPED_DIGESTS, read_digests
from corpus.types import Report
from indexing.embedding import Embedder
from indexing.sync import sync


@pytest.fixture
def embedder() -> HashEmbedder:
    return HashEmbedder()


@pytest.fixture(scope="session")
def tokenizer() -> Embedder:
    """Counts word-pieces as the real model does; its weights are not loaded for that."""
    return Embedder()


@pytest.fixture(scope="session")
def shipped_reports() -> tuple[Report, ...]:
    reports, problems = read_digests(SHIPPED_DIGESTS, load_catalogue())
    assert not problems
    return reports


@pytest.fixture(scope="session")
def shared_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of three reports that tests only read."""
    home = tmp_path_factory.mktemp("shared") / "home"
    sync(home, LIBRARY, HashEmbedder())
    return home
