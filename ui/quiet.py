"""Gradio, imported only after everything that could call outside has been switched off."""

from __future__ import annotations

import os

_SWITCHED_OFF = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "GRADIO_SHARE": "False",
    "GRADIO_MCP_SERVER": "False",
    "GRADIO_RUN_HISTORY": "False",
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "ANONYMIZED_TELEMETRY": "False",
    "DO_NOT_TRACK": "1",
}
_DROPPED = ("GRADIO_ALLOWED_PATHS", "GRADIO_ROOT_PATH", "GRADIO_SERVER_NAME", "GRADIO_SSR_MODE")

os.environ.update(_SWITCHED_OFF)
for _name in _DROPPED:
    os.environ.pop(_name, None)

import gradio as gr  # noqa: E402

__all__ = ["gr"]
