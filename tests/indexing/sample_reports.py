"""Small reports for tests of indexing."""

from __future__ import annotations

import hashlib

from corpus.types import Block, BlockKind, FactSource, Kind, PageRef, Publication, Report, Role, Trust
from indexing.types import Chunk, Sentence


def publication(name: str, title: str = "", **fields: object) -> Publication:
    """A publication with only what must be there, and these fields."""
    given: dict[str, object] = {
        "id": name, "title": title or f"Report {name}", "kind": Kind.GUIDANCE, "nation": "England",
        "role": Role.PUBLICATION, "topics": ("plans",), "document_type": "guidance",
    }  # fmt: skip
    return Publication(**(given | fields))  # type: ignore[arg-type]


def source(fact: str) -> FactSource:
    """Where a fact was read."""
    return FactSource(fact, True, "page", "https://www.example.org/", None, "2024", Trust.HIGH)


def block(text: str, *headings: str, page: int | None = None, fact: str | None = None) -> Block:
    """A paragraph under these headings."""
    return Block(
        BlockKind.PARAGRAPH,
        text,
        headings,
        PageRef(page) if page is not None else None,
        source(fact) if fact else None,
    )


def report_of(entry: Publication, *blocks: Block) -> Report:
    """A report whose hash follows from what it holds."""
    content = hashlib.sha256(repr((entry, blocks)).encode()).hexdigest()
    return Report(entry, blocks, is_digest=True, content_hash=content, path=f"{entry.id}.md")


def report(name: str, *texts: str) -> Report:
    """A report with a paragraph of each text, every one under a heading of its own."""
    blocks = [block(t, f"Part {i}", fact=f"{name}-{i:02}") for i, t in enumerate(texts, 1)]
    return report_of(publication(name), *blocks)


def chunk(name: str, text: str, prefix: str = "Report › Part", ordinal: int = 0, entry: str = "a") -> Chunk:
    """A chunk of one sentence."""
    return Chunk(name, entry, ordinal, prefix, ("Part",), None, (Sentence(text, 0),))


WAITING = "The waiting list for hospital care grew to 7.6 million people in June 2024."
NURSES = "Community nursing posts fell by a fifth between 2009 and 2023."
HUBS = "Neighbourhood hubs treated 400 respiratory patients in six weeks."
BUDGET = "Capital budgets were raided to cover day-to-day spending."
LIBRARY = (
    report("darzi", WAITING, BUDGET),
    report("nursing", NURSES),
    report("hubs", HUBS, "Hubs opened in five places.", "A sixth hub is planned for the east."),
)
