"""`evidence search`: the passages that are nearest to a question, best first, without an answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any

import click

from ui.cli_ask import ONE, one_or_many, opened
from ui.cli_filters import Wanted, filter_options, in_library, read_filters, wanted
from ui.cli_output import PARTIAL, UserError, clean, end, json_line, say

if TYPE_CHECKING:
    from assistant.chain import Assistant
    from indexing.types import Chunk, Filters, Hit
    from ui.cli_batch import Asked

    Neighbours = tuple[Chunk | None, Chunk | None]
    """What stands before and after a passage in its section."""

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
@click.option("--around", is_flag=True, help="Show what stands before and after each passage in its section.")
@filter_options
def search(
    question: str | None,
    as_json: bool,
    top_k: int,
    around: bool,
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
    filters = in_library(filters, assistant.publications)
    if batch is not None:
        _search_all(assistant, batch, out, typed, How(top_k, around))
        return
    found = _found(assistant, question or "", filters, How(top_k, around))
    say(json_line(hits_record(ONE, found)) if as_json else "\n\n".join(_in_words(found)))


@dataclass(frozen=True, slots=True)
class How:
    """How many passages are wanted, and whether their neighbours too."""

    top_k: int
    around: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: the question as it was read, the words that were mended in it, the passages, best
    first, what the filters left out, and the neighbours of each passage by its id where they are wanted."""

    question: str
    read_as: str
    repairs: tuple[tuple[str, str], ...] = ()
    hits: tuple[Hit, ...] = ()
    notes: tuple[str, ...] = ()
    around: Mapping[str, Neighbours] = field(default_factory=dict)


def searchable(question: str) -> str:
    """The question on one line. Raises UserError where nothing could be found for it."""
    from assistant.refusals import unreadable

    plain = " ".join(clean(question).split())
    if unusable := unreadable(plain):
        raise UserError(unusable)
    return plain


def _found(assistant: Assistant, question: str, filters: Filters, how: How) -> Found:
    from assistant.filter_words import left_out, none_left

    read = assistant.read(question)
    library = assistant.publications
    notes = (none_left(library, filters), *left_out(library, filters))
    hits = assistant.search(read.question, filters, how.top_k)
    around = {h.chunk.id: assistant.library.around(h.chunk) for h in hits} if how.around else {}
    return Found(question, read.question, read.changes, hits, tuple(filter(None, notes)), around)


def hits_record(record_id: str, found: Found) -> dict[str, Any]:
    """What was found as plain data: what `--json` and `--batch` print."""
    return {
        "id": record_id,
        "question": found.question,
        "read_as": found.read_as,
        "repairs": [{"written": word, "read_as": read} for word, read in found.repairs],
        "notes": list(found.notes),
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
                "same_words_in": list(hit.copies),
                **_around_record(found.around.get(hit.chunk.id)),
            }
            for rank, hit in enumerate(found.hits, 1)
        ],
    }


def _around_record(neighbours: Neighbours | None) -> dict[str, str | None]:
    if neighbours is None:
        return {}
    before, after = neighbours
    return {"before": before.text if before else None, "after": after.text if after else None}


def _in_words(found: Found) -> Iterator[str]:
    from assistant.spelling import Repaired

    if found.repairs:
        said = "; ".join(Repaired(found.read_as, found.repairs).said)
        yield f"Understood as: {found.read_as} ({said})"
    for rank, hit in enumerate(found.hits, 1):
        page = f"page {hit.chunk.page.physical}" if hit.chunk.page else ""
        place = "; ".join(filter(None, (" › ".join(hit.chunk.heading_path), page)))
        lines = [f"{hit.publication.title} ({hit.publication.id})", f"{place} (score {hit.score:.3f})"]
        before, after = found.around.get(hit.chunk.id, (None, None))
        lines += [f"… {line}" for line in _lines(before)] + _lines(hit.chunk)
        lines += [f"… {line}" for line in _lines(after)]
        lines += [f"The same words are in: {', '.join(hit.copies)}"] if hit.copies else []
        yield f"{rank}. " + "\n   ".join(lines)
    yield from found.notes


def _lines(chunk: Chunk | None) -> list[str]:
    return [line for line in chunk.text.splitlines() if line] if chunk else []


def _search_all(assistant: Assistant, batch: IO[bytes], out: str | None, default: Wanted, how: How) -> None:
    from ui.cli_batch import run_batch, writing_to

    def find(line: Asked) -> dict[str, Any]:
        filters = in_library(read_filters(line.typed.or_else(default)), assistant.publications)
        return hits_record(line.id, _found(assistant, searchable(line.question), filters, how))

    def failed(record_id: str, question: str, message: str) -> dict[str, Any]:
        return {**hits_record(record_id, Found(question, question)), "error": message}

    with writing_to(out, batch) as write:
        failures = run_batch(batch, find, failed, write)
    if failures:
        end(PARTIAL)
