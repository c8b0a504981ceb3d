"""What can go wrong on the answering side; every message is written for the reader."""

from __future__ import annotations


class AssistantError(Exception):
    """Something asked for cannot be done; the message says what happened and the next step."""


class CitationNotFoundError(AssistantError):
    """No passage of the opened library has this citation id."""


class SettingsError(AssistantError):
    """A setting in the environment is unknown or impossible."""
