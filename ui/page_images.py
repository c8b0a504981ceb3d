"""Pictures of pages for the page: a door of our own, open to citations of the library and to nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from assistant.errors import AssistantError, CitationNotFoundError
from assistant.page_images import PageImage
from assistant.types import Citation
from ui.contracts import Answering

AT_ONCE = 2
WAITING = 8
"""So many more may wait for their picture; others are told to try again."""

NAME = r"[a-z0-9-]{1,80}/[0-9a-f]{8}(?:-2)?\.(?:png|json)"
_CITATION = re.compile(r"([a-z0-9-]{1,80})#([0-9a-f]{8})")
_HEADERS = {"Cache-Control": "private, no-store"}
_NO_PICTURE = "There is no page to show for this: the document is no PDF, or its page is not known."
_BUSY = "Several pages are being drawn already. Try again in a moment."


def address(citation: Citation, form: str = "png") -> str | None:
    """Where the picture of a citation's page is to be had, None for a citation of another kind of name."""
    match = _CITATION.fullmatch(citation.id)
    return f"/page-image/{match[1]}/{match[2]}.{form}" if match else None


def add_doors(app: FastAPI, assistant: Answering) -> None:
    """`/page-image/<publication>/<8 hex>.png` is the page a citation begins on, `…-2.png` the one it goes on
    to; `….json` says in words what they show."""
    doors = _Doors(assistant)
    app.add_route("/page-image/{publication}/{name}.png", doors.picture, include_in_schema=False)
    app.add_route("/page-image/{publication}/{name}.json", doors.words, include_in_schema=False)


class _Doors:
    """Serves a few requests at a time, has a few wait, and turns the others away."""

    def __init__(self, assistant: Answering) -> None:
        self._assistant = assistant
        self._limiter = CapacityLimiter(AT_ONCE)
        self._inside = 0

    async def picture(self, request: Request) -> Response:
        return await self._served(request, _picture)

    async def words(self, request: Request) -> Response:
        return await self._served(request, _words)

    async def _served(self, request: Request, reply: Callable[[PageImage, str], Response]) -> Response:
        if self._inside >= AT_ONCE + WAITING:
            return _plain(_BUSY, 503)
        publication, name = request.path_params["publication"], request.path_params["name"]
        self._inside += 1
        try:
            return await run_sync(_reply, self._assistant, publication, name, reply, limiter=self._limiter)
        finally:
            self._inside -= 1


def _reply(
    assistant: Answering, publication: str, name: str, reply: Callable[[PageImage, str], Response]
) -> Response:
    try:
        image = assistant.page_image(f"{publication}#{name.removesuffix('-2')}")
    except CitationNotFoundError as error:
        return _plain(str(error), 404)
    except AssistantError as error:
        return _plain(str(error), 500)
    return reply(image, f"{publication}/{name}") if image else _plain(_NO_PICTURE, 404)


def _picture(image: PageImage, name: str) -> Response:
    number = 1 if name.endswith("-2") else 0
    if number >= len(image.pages):
        return _plain("The quotation does not go on to another page.", 404)
    return Response(image.pages[number].png, media_type="image/png", headers=_HEADERS)


def _words(image: PageImage, name: str) -> Response:
    pages = [
        {"src": f"/page-image/{name}{'-2' * i}.png", "description": page.description}
        for i, page in enumerate(image.pages)
    ]
    return JSONResponse({"message": image.message, "pages": pages}, headers=_HEADERS)


def _plain(message: str, status: int) -> Response:
    return PlainTextResponse(message, status_code=status, headers=_HEADERS)
