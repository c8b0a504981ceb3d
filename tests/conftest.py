"""What the tests of more than one room use; pytest puts this folder on the path, so its modules are found."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from scripted_model import ScriptedModel


@pytest.fixture
def scripted_model() -> Iterator[ScriptedModel]:
    """A chat model's server on loopback that answers from a script."""
    with ScriptedModel() as server:
        yield server
