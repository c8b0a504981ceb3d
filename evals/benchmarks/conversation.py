"""Conversation benchmark: what the product makes of follow-ups, over an mtRAG-format folder.

    python -m evals.benchmarks.conversation FOLDER [--split test] [--home DIR] [--write docs/benchmarks.md]

Each last turn is searched in three forms: as typed, as the product's interpreter reads it with the turns
before it, and as a person rewrote it. The interpreter is told no titles: the passages of one article share a
title, and are no publications that a question could name. A question it would refuse is searched all the
same, and counted.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from evals.benchmarks.asking import Bench, ensure_built
from evals.benchmarks.beir import CollectionError, ConversationLine, read_collection
from evals.benchmarks.conversation_report import report
from evals.benchmarks.conversation_turns import rankers, read_turns, scored
from evals.benchmarks.tables import SectionError, publish
from indexing.embedding import Embedder
from indexing.search import Library
from indexing.sync import fingerprint
from indexing.types import IndexingError

MODULE = "evals.benchmarks.conversation"


def open_product(bench: Bench) -> Library:
    """The product's index of the collection, built where it was not."""
    ensure_built(bench, "product")
    embedder = bench.embedder()
    return Library(bench.home / "product", embedder, fingerprint(embedder))


def main(arguments: Sequence[str], embedder: Callable[[], Embedder] | None = None) -> int:
    """Print the report. Exit code 1 where a first turn was changed, 2 where what was given is wrong.

    Without an `embedder` it is the product's own, as it computes on this machine.
    """
    parser = argparse.ArgumentParser(
        prog=f"python -m {MODULE}", description="Follow-ups over an mtRAG folder."
    )
    parser.add_argument("folder", type=Path, help="holds corpus.jsonl, queries.jsonl and qrels")
    parser.add_argument("--split", default="test")
    parser.add_argument("--home", type=Path, help="where the index is kept; by default it is thrown away")
    parser.add_argument("--write", type=Path, help="the Markdown file whose section is replaced")
    given = parser.parse_args(arguments)
    try:
        with ExitStack() as stack:
            home = given.home or Path(stack.enter_context(tempfile.TemporaryDirectory()))
            collection = read_collection(given.folder, given.split, ConversationLine)
            turns = read_turns(collection)
            make = embedder or partial(Embedder, graphs=home / "model")
            library = open_product(Bench(given.folder, given.split, home, embedder=make))
            stack.callback(library.close)
            by_ranker = {
                name: scored(turns, rank, collection.grades) for name, rank in rankers(library).items()
            }
        body = report(collection, turns, by_ranker)
        name = collection.name
        publish(f"Conversation: {name}", f"conversation {name.lower()}", MODULE, arguments, body, given.write)
    except (CollectionError, IndexingError, SectionError) as error:
        print(error, file=sys.stderr)
        return 2
    return int(any(t.changed for t in turns if not t.line.history))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
