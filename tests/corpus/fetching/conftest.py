"""What the tests of fetching share: publishers on loopback, and a run that fetches from them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from publishers import Publishers, make_certificate

from corpus.fetching.fetch import fetch
from corpus.fetching.offers import policy_for
from corpus.fetching.types import FetchLimits, FetchSummary
from corpus.types import Publication


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory, shipped_catalogue: dict[str, Publication]) -> Path:
    """A certificate for the hosts of the shipped catalogue and of example.org."""
    hosts = policy_for(shipped_catalogue.values()).hosts | {"www.example.org", "other.example.org"}
    made = make_certificate(tmp_path_factory.mktemp("certificate"), hosts)
    if made is None:
        pytest.skip("openssl is not installed, so no publisher can be stood up over https")
    return made


@pytest.fixture
def publishers(certificate: Path) -> Iterator[Publishers]:
    """Publishers without a page yet."""
    with Publishers(certificate) as server:
        yield server


@pytest.fixture
def fetch_from(publishers: Publishers, tmp_path: Path) -> Callable[..., FetchSummary]:
    """Fetches publications from the publishers into one folder; keywords set limits, or are fetch's own."""

    def run(*wanted: Publication, progress: Any = None, each: Any = None, **limits: Any) -> FetchSummary:
        policy = policy_for(wanted)
        session = publishers.session(policy.hosts, policy.plain, replace(FetchLimits(), **limits))
        return fetch(wanted, tmp_path / "downloads", session=session, progress=progress, each=each)

    return run


@pytest.fixture
def report(shipped_catalogue: dict[str, Publication]) -> Publication:
    """An entry whose PDF the catalogue names."""
    return shipped_catalogue["nhse-pcarp-2023"]


@pytest.fixture
def web(shipped_catalogue: dict[str, Publication]) -> Publication:
    """An entry whose page is the publication."""
    return shipped_catalogue["pac-backlogs-2023"]
