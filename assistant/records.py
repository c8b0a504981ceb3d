"""From an answer to plain data: what `--json` and `--batch` print."""

from __future__ import annotations

from typing import Any

from assistant.filter_words import filters_record
from assistant.provenance import citation_record
from assistant.rendering import said
from assistant.types import Answer, Query


def to_record(answer: Answer, record_id: str) -> dict[str, Any]:
    """The answer as plain data, complete and stable: what `evidence ask --json` prints."""
    return {
        "id": record_id,
        "question": answer.query.asked,
        "read_as": answer.query.standalone,
        "repairs": [{"written": word, "read_as": read} for word, read in answer.query.repairs],
        "filters": filters_record(answer.query.filters),
        "outcome": str(answer.outcome),
        "text": said(answer),
        "lead": answer.lead,
        "sentences": [
            {"text": sentence.text, "citations": [citation_record(c) for c in sentence.citations]}
            for sentence in answer.sentences
        ],
        "withheld": [{"text": held.text, "reason": held.reason} for held in answer.withheld],
        "nearest": [{**citation_record(n.citation), "why_not": n.why_not} for n in answer.nearest],
        "readings": [
            {"label": r.label, "question": r.question, "publication_id": r.publication_id}
            for r in answer.query.readings
        ],
        "differ": [
            {"topic": d.topic, "kind": d.kind, "sentences": list(d.sentences), "why": d.why, "how": d.how}
            for d in answer.differ
        ],
        "missing_parts": list(answer.missing_parts),
        "notes": list(answer.notes),
        "timings_ms": dict(answer.timings_ms),
        "rewritten": _rewritten(answer.query),
    }


def _rewritten(query: Query) -> dict[str, str] | None:
    """The wording that a chat model gave a follow-up, with its name; None where it gave none."""
    return {"question": query.rewritten, "model": query.rewritten_by} if query.rewritten else None
