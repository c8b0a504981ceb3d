"""The page: Gradio mounted under FastAPI, closed to everything but this machine's browser."""

from __future__ import annotations

import os
import tempfile
from datetime import datetime
from functools import partial
from typing import Any

from fastapi import FastAPI
from fastapi.responses import FileResponse
from starlette.middleware.trustedhost import TrustedHostMiddleware

from ui import ask_tab, brief_tab
from ui.contracts import Answering, Brief
from ui.markup import join, text
from ui.page_images import add_doors
from ui.quiet import gr
from ui.security import ALLOWED_HOSTS, OnlyOpenDoors, OwnPage, SafeHeaders
from ui.theme import SCRIPT, STYLE, page_theme

TITLE = "Policy evidence assistant"
AT_ONCE = 8
WAITING = 64


def build_app(assistant: Answering, brief: Brief) -> FastAPI:
    """The page over an opened assistant. `brief` drafts a note from a topic."""
    # Gradio reads this when it makes a component: nothing of ours lies in the folder all programs share.
    own_folder = tempfile.TemporaryDirectory(prefix="evidence-page-")
    os.environ["GRADIO_TEMP_DIR"] = own_folder.name
    app = FastAPI(title=TITLE, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.own_folder = own_folder  # goes when the app goes
    app.add_api_route("/page.js", _script, include_in_schema=False)
    add_doors(app, assistant)
    gr.mount_gradio_app(
        app,
        _blocks(assistant, brief),
        path="/",
        app_kwargs={"docs_url": None, "redoc_url": None, "openapi_url": None},
        footer_links=[],
        run_history=False,
        allowed_paths=[],
        blocked_paths=[os.getcwd()],
        show_error=False,
        max_file_size="1kb",
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=False,
        theme=page_theme(),
        css_paths=[STYLE],
        head='<script src="/page.js" defer></script>',
    )
    app.add_middleware(OwnPage, title=TITLE)
    app.add_middleware(OnlyOpenDoors)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(ALLOWED_HOSTS))
    app.add_middleware(SafeHeaders)
    return app


def _script() -> FileResponse:
    return FileResponse(SCRIPT, media_type="text/javascript", headers={"Cache-Control": "no-cache"})


def _blocks(assistant: Answering, brief: Brief) -> Any:
    with gr.Blocks(title=TITLE, analytics_enabled=False, delete_cache=(3600, 86400)) as blocks:
        head = gr.Markdown(_head(assistant), elem_id="head", latex_delimiters=[])
        with gr.Tabs(elem_id="tabs"):
            with gr.Tab("Ask", id="ask"):
                ask_tab.build(assistant, blocks)
            with gr.Tab("Briefing note", id="brief"):
                brief_tab.build(brief)
        quiet = {"show_progress": "hidden", "api_visibility": "private"}
        blocks.load(partial(_head, assistant), None, head, **quiet)  # the library may have changed since
    blocks.queue(max_size=WAITING, default_concurrency_limit=AT_ONCE, api_open=False)
    return blocks


def built_on(version: str) -> str:
    """The day a library was built, from its version, in words; the version itself where it tells no day."""
    try:
        day = datetime.strptime(version[:8], "%Y%m%d")
    except ValueError:
        return f"Library {version}."
    return f"Library of {day.day} {day:%B %Y}."


def _head(assistant: Answering) -> str:
    count = len(assistant.publications)
    return join(
        '<p class="skip"><a href="#tabs">Skip to the question box</a></p>',
        f"<h1>{TITLE}</h1>",
        f"<p>Answers from {count} publications on health policy, with the exact words they rest on. ",
        f"{text(built_on(assistant.library_version))}</p>",
    )
