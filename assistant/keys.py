"""Keys of providers kept out of what people read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import SecretStr

SHORTEST_KEY = 8
"""Shorter values are taken for placeholders: taking those out of a text could spoil it."""
LONGEST_CAUSE = 300


def secrets_in(fields: Mapping[str, Any]) -> tuple[str, ...]:
    """The keys among the options or fields of a model, whoever put them there."""
    values = [v.get_secret_value() for v in fields.values() if isinstance(v, SecretStr)]
    return tuple(v for v in values if len(v) >= SHORTEST_KEY)


def redacted(text: str, secrets: Sequence[str]) -> str:
    """The text with every key in it taken out."""
    for secret in secrets:
        text = text.replace(secret, "[key]")
    return text


def cause(text: str, secrets: Sequence[str]) -> str:
    """What a provider said went wrong, on one line, shortened, without keys."""
    return " ".join(redacted(text, secrets).split())[:LONGEST_CAUSE]
