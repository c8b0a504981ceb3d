"""The turns of a conversation benchmark: read by the product's interpreter, searched, and judged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.interpreting import Interpreter
from assistant.retrieval import Retrieval
from assistant.types import Query, Turn
from evals.benchmarks.beir import Collection, CollectionError, ConversationLine
from evals.benchmarks.systems import unique_documents
from evals.ranking import ndcg_at, recall_at
from indexing.search import Library
from indexing.types import Filters

LAST, HISTORY, REWRITE, FUSED = "last turn", "with history", "human rewrite", "rewrite fused with history"
METRICS = {"nDCG@10": ndcg_at, "recall@10": recall_at}
DEPTH = 10

Ranker = Callable[[Query], list[str]]
Scores = dict[str, dict[str, tuple[float, ...]]]
"""Form → metric → one number in [0, 1] a turn, higher is better."""


@dataclass(frozen=True, slots=True)
class ReadTurn:
    """One judged turn and the query the interpreter made of each of its forms."""

    line: ConversationLine
    forms: dict[str, Query]

    @property
    def changed(self) -> bool:
        """Whether the turns before it altered what is searched."""
        return searched(self.forms[HISTORY]) != " ".join(self.line.text.split())


def searched(query: Query) -> str:
    """What a question is read as, the words taken over from earlier turns among it."""
    return f"{query.standalone} ({query.asides})" if query.asides else query.standalone


def read_turns(collection: Collection[ConversationLine]) -> tuple[ReadTurn, ...]:
    """Every judged turn, interpreted. Raises CollectionError where nobody rewrote one of them."""
    if bare := [q.id for q in collection.queries if q.rewrite is None]:
        raise CollectionError(
            f"{collection.name}/queries.jsonl: {len(bare)} judged turns have no rewrite, the first is "
            f"'{bare[0]}'. Give each one, or leave it out of the judgements."
        )
    interpreter = Interpreter((), (), lambda subject, publication_id, filters: 0.0)

    def read(text: str, history: Sequence[Turn] = ()) -> Query:
        return interpreter.interpret(text, history, Filters())

    def forms(line: ConversationLine) -> dict[str, Query]:
        with_history = read(line.text, [Turn(t.role, t.text) for t in line.history])
        rewrite = line.rewrite or ""
        return {
            LAST: read(line.text),
            HISTORY: with_history,
            REWRITE: read(rewrite),
            FUSED: replace(with_history, rewritten=rewrite) if line.history else with_history,
        }

    return tuple(ReadTurn(q, forms(q)) for q in collection.queries)


def rankers(library: Library) -> dict[str, Ranker]:
    """Documents for a query, best first: the product's whole search, and its term index alone."""
    retrieval = Retrieval(library)

    def product(query: Query) -> list[str]:
        return list(dict.fromkeys(h.publication.id for h in retrieval.hits_for(query)))

    def bm25(query: Query) -> list[str]:
        def fetch(n: int) -> list[str]:
            matches = library.term_matches(searched(query), Filters(), n)
            return [c.publication_id for c in library.chunks_by_id(list(matches))]

        return unique_documents(fetch, DEPTH)

    return {"product": product, "BM25 alone": bm25}


def scored(turns: Sequence[ReadTurn], rank: Ranker, grades: dict[str, dict[str, int]]) -> Scores:
    """Every form of every turn, searched and judged."""
    scores: Scores = {}
    for form in (LAST, HISTORY, REWRITE, FUSED):
        rankings = [rank(turn.forms[form]) for turn in turns]
        scores[form] = {
            name: tuple(metric(r, grades[t.line.id], DEPTH) for r, t in zip(rankings, turns, strict=True))
            for name, metric in METRICS.items()
        }
    return scores
