"""`evidence search`: the passages that are nearest to a question, best first, without an answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, Any

import click

from ui.cli_ask import ONE, one_or_many, opened
from ui.cli_filters import Wanted, filter_options, known_publishers, read_filters, wanted
from ui.cli_output import PARTIAL, UserError, clean, end, json_line, say

if TYPE_CHECKING:
    from assistant.chain import Assistant
    from indexing.types import Hit
    from ui.cli_batch import Asked

MOST = 100


@click.command()
@click.argument("question", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print the passages as one line of JSON.")
@click.option(
    "--top-k", type=click.IntRange(1, MOST), default=10, show_default=True, help="How many passages."
)
@click.option(
    "--batch", type=click.File("rb"), metavar="FILE.jsonl", help="Search for every line (- reads the input)."
)
@click.option(
    "--out", type=click.Path(dir_okay=False), metavar="FILE", help="Where to write a batch's passages."
)
@filter_options
def search(
    question: str | None,
    as_json: bool,
    top_k: int,
    batch: IO[bytes] | None,
    out: str | None,
    **options: Any,
) -> None:
    """List the passages nearest to a question.

    Best first, as they were found; nothing is answered or checked.
    """
    one_or_many(question, batch, out)
    typed = wanted(options)
    filters = read_filters(typed)
    if question is not None:
        question = searchable(question)
    assistant = opened()
    filters = known_publishers(filters, assistant.publications)
    if batch is not None:
        _search_all(assistant, batch, out, typed, top_k)
        return
    hits = assistant.search(question or "", filters, top_k)
    say(json_line(hits_record(ONE, question or "", hits)) if as_json else "\n\n".join(_in_words(hits)))


def searchable(question: str) -> str:
    """The question on one line. Raises UserError where it is empty or too long to be read."""
    from assistant.refusals import EMPTY, LONGEST

    plain = " ".join(clean(question).split())
    if not any(c.isalnum() for c in plain):
        raise UserError(EMPTY)
    if len(plain) > LONGEST:
        raise UserError(f"That question has {len(plain):,} characters; at most {LONGEST:,} can be read.")
    return plain


def hits_record(record_id: str, question: str, hits: tuple[Hit, ...]) -> dict[str, Any]:
    """The hits as plain data: what `--json` and `--batch` print."""
    return {
        "id": record_id,
        "question": question,
        "hits": [
            {
                "rank": rank,
                "publication_id": hit.publication.id,
                "title": hit.publication.title,
                "section": " › ".join(hit.chunk.heading_path) or None,
                "page": hit.chunk.page.physical if hit.chunk.page else None,
                "score": round(hit.score, 4),
                "text": hit.chunk.text,
                "chunk_id": hit.chunk.id,
            }
            for rank, hit in enumerate(hits, 1)
        ],
    }


def _in_words(hits: tuple[Hit, ...]) -> Iterator[str]:
    if not hits:
        yield "No passage passes these filters."
    for rank, hit in enumerate(hits, 1):
        page = f"page {hit.chunk.page.physical}" if hit.chunk.page else ""
        place = "; ".join(filter(None, (" › ".join(hit.chunk.heading_path), page)))
        lines = [f"{hit.publication.title} ({hit.publication.id})", f"{place} (score {hit.score:.3f})"]
        lines += [line for line in hit.chunk.text.splitlines() if line]
        yield f"{rank}. " + "\n   ".join(lines)


def _search_all(assistant: Assistant, batch: IO[bytes], out: str | None, default: Wanted, top_k: int) -> None:
    from ui.cli_batch import run_batch, writing_to

    def find(line: Asked) -> dict[str, Any]:
        filters = known_publishers(read_filters(line.typed.or_else(default)), assistant.publications)
        question = searchable(line.question)
        return hits_record(line.id, question, assistant.search(question, filters, top_k))

    def failed(record_id: str, question: str, message: str) -> dict[str, Any]:
        return {**hits_record(record_id, question, ()), "error": message}

    with writing_to(out, batch) as write:
        failures = run_batch(batch, find, failed, write)
    if failures:
        end(PARTIAL)
