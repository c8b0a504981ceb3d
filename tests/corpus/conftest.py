"""What the tests of the corpus share: the shipped catalogue, and a digest that may ship."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.catalogue import load_catalogue
from corpus.types import Kind, PartialDate, Publication, Role


@pytest.fixture(scope="session")
def shipped_catalogue() -> dict[str, Publication]:
    """The catalogue that ships, read once."""
    return load_catalogue()


@pytest.fixture
def toml_file(tmp_path: Path) -> Callable[[str], Path]:
    """Writes a TOML text to a file."""

    def write(text: str) -> Path:
        path = tmp_path / "catalogue.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def plan() -> Publication:
    """The publication that `digest_text` is about."""
    return Publication(
        id="plan-2024",
        title="A plan for care",
        kind=Kind.GUIDANCE,
        nation="England",
        role=Role.PUBLICATION,
        topics=("plans",),
        document_type="guidance",
        publisher="A Department",
        published=PartialDate.parse("2024-09"),
        landing_url="https://www.example.org/plan",
        landing_is_publisher=True,
    )
