"""The door to pictures of pages: what it gives, to whom, and what it refuses in plain words."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import httpx
import pytest
from scripted_assistant import DARZI, ScriptedAssistant, scripted_brief
from starlette.testclient import TestClient

from assistant.page_images import NOT_FOUND, PageImage, PageImageError, PicturedPage
from assistant.types import Citation, Passage
from corpus.types import Original, PageRef
from ui import answer_html
from ui.app import build_app
from ui.page_images import AT_ONCE, WAITING, address

PNG = b"\x89PNG\r\n\x1a\n"
PDF = Original(
    "0" * 64, "report <b>.pdf", "application/pdf", 9, "https://www.gov.uk/a.pdf", "2026-11-20T09:00"
)


def page(number: int) -> PicturedPage:
    return PicturedPage(
        PNG + bytes([number]), PageRef(number), f"Page {number} of <b>Waits</b>; it is marked"
    )


class Failing(ScriptedAssistant):
    """Cannot draw one page."""

    def page_image(self, citation_id: str) -> PageImage | None:
        if citation_id.startswith("broken"):
            raise PageImageError("Page 4 cannot be drawn.")
        return super().page_image(citation_id)


@pytest.fixture(scope="module")
def client() -> TestClient:
    images = {
        "waits-2024#0a1b2c3d": PageImage((page(12), page(13)), True),
        "waits-2024#00000001": PageImage((page(3),), False, NOT_FOUND),
        "waits-2024#00000002": None,
    }
    return TestClient(build_app(Failing(images=images), scripted_brief), base_url="http://127.0.0.1:7860")


def test_a_picture_comes_as_what_it_is_and_is_kept_by_nobody(client: TestClient) -> None:
    reply = client.get("/page-image/waits-2024/0a1b2c3d.png")
    assert (reply.status_code, reply.content) == (200, PNG + bytes([12]))
    assert reply.headers["content-type"] == "image/png"
    assert reply.headers["cache-control"] == "private, no-store"
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["cross-origin-resource-policy"] == "same-origin"
    assert "img-src 'self'" in reply.headers["content-security-policy"]
    assert client.get("/page-image/waits-2024/0a1b2c3d-2.png").content == PNG + bytes([13])


def test_what_the_pictures_show_is_told_in_words(client: TestClient) -> None:
    both = client.get("/page-image/waits-2024/0a1b2c3d.json")
    assert both.headers["content-type"] == "application/json"
    assert both.json() == {
        "message": "",
        "pages": [
            {"src": "/page-image/waits-2024/0a1b2c3d.png", "description": page(12).description},
            {"src": "/page-image/waits-2024/0a1b2c3d-2.png", "description": page(13).description},
        ],
    }
    assert client.get("/page-image/waits-2024/00000001.json").json()["message"] == NOT_FOUND


@pytest.mark.parametrize(
    ("name", "status", "said"),
    [
        (
            "waits-2024/ffffffff.png",
            404,
            "No passage of this library has the reference 'waits-2024#ffffffff'.",
        ),
        ("waits-2024/ffffffff.json", 404, "No passage of this library"),
        ("waits-2024/00000001-2.png", 404, "does not go on to another page"),
        ("waits-2024/00000002.png", 404, "no page to show"),
        ("broken/00000000.json", 500, "Page 4 cannot be drawn."),
    ],
)
def test_what_there_is_not_is_said_in_plain_words(
    client: TestClient, name: str, status: int, said: str
) -> None:
    reply = client.get(f"/page-image/{name}")
    assert reply.status_code == status
    assert said in reply.text
    assert reply.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize(
    "path",
    [
        "/page-image/waits-2024/0a1b2c3d.pdf",
        "/page-image/waits-2024/0a1b2c3d",
        "/page-image/waits-2024/0A1B2C3D.png",
        "/page-image/waits-2024/0a1b2c3d-3.png",
        "/page-image/Waits_2024/0a1b2c3d.png",
        "/page-image/../../etc/passwd.png",
        "/page-image/..%2f..%2fetc/00000000.png",
        "/page-image/waits-2024%2f..%2f..%2fetc/0a1b2c3d.png",
        "/page-image/waits-2024/0a1b2c3d.png/more",
        f"/page-image/{'a' * 81}/0a1b2c3d.png",
        "/page-image//0a1b2c3d.png",
    ],
)
def test_no_other_path_leads_anywhere(client: TestClient, path: str) -> None:
    reply = client.get(path)
    assert (reply.status_code, reply.text) == (404, "Not found")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_pictures_are_only_got(client: TestClient, method: str) -> None:
    assert client.request(method, "/page-image/waits-2024/0a1b2c3d.png").status_code in {404, 405}


@dataclass
class Slow(ScriptedAssistant):
    """Draws nothing until it may; counts how many wait for it at once."""

    go_on: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)
    drawing: int = 0
    most: int = 0

    def page_image(self, citation_id: str) -> PageImage | None:
        with self.lock:
            self.drawing += 1
            self.most = max(self.most, self.drawing)
        self.go_on.wait(60)
        with self.lock:
            self.drawing -= 1
        return super().page_image(citation_id)


def test_only_so_many_are_drawn_at_once_and_only_so_many_wait() -> None:
    slow = Slow(images={"waits-2024#0a1b2c3d": PageImage((page(1),), True)})
    transport = httpx.ASGITransport(app=build_app(slow, scripted_brief))

    async def ask() -> list[int]:
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            asked = [
                asyncio.ensure_future(client.get("/page-image/waits-2024/0a1b2c3d.png"))
                for _ in range(AT_ONCE + WAITING + 3)
            ]
            await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
            slow.go_on.set()
            return sorted(reply.status_code for reply in await asyncio.gather(*asked))

    with ThreadPoolExecutor(1) as pool:  # a browser test before this one leaves its loop in this thread
        statuses = pool.submit(asyncio.run, ask()).result()
    assert statuses == [200] * (AT_ONCE + WAITING) + [503] * 3
    assert slow.most <= AT_ONCE


def citation(name: str = "waits-2024#0a1b2c3d") -> Citation:
    return Citation(name, DARZI, "It rose.", ("Waits",), PageRef(12, "10"), False, None)


def passage(cited: Citation, original: Original | None, ocr: bool = False) -> Passage:
    return Passage(cited, ("It rose.",), 0, 0, 8, original, ocr)


def test_a_source_offers_its_page_and_says_of_the_file_what_is_known() -> None:
    shown = answer_html.source(1, passage(citation(), PDF, ocr=True), {})
    assert '<details class="page-view"><summary>Show the page</summary>' in shown
    assert 'href="/page-image/waits-2024/0a1b2c3d.png"' in shown
    assert "<dt>File</dt><dd>report &#60;b&#62;.pdf</dd>" in shown
    assert "20 November 2026" in shown
    assert "read by OCR" in shown


@pytest.mark.parametrize(
    "other",
    [
        passage(citation(), None),
        passage(citation(), Original("0" * 64, "a.docx", "application/msword", 9)),
        passage(citation("not a name"), PDF),
    ],
)
def test_a_source_without_a_page_offers_none(other: Passage) -> None:
    assert "page-view" not in answer_html.source(1, other, {})


def test_addresses_are_made_of_names_only() -> None:
    assert address(citation(), "json") == "/page-image/waits-2024/0a1b2c3d.json"
    assert address(citation("../../etc#0a1b2c3d")) is None
