"""From checked sentences to an answer: outcome, lead line, disagreement, gaps, notes. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from assistant.asked_cell import asked_cell
from assistant.filter_words import describe, left_out, none_left
from assistant.grounding.figures import figures_of_kind
from assistant.grounding.gate import check
from assistant.provenance import who
from assistant.retrieval import Retrieval
from assistant.types import (
    Answer,
    AnswerType,
    CheckedSentence,
    Citation,
    Draft,
    DraftSentence,
    Nearest,
    Outcome,
    Query,
    SourcesDiffer,
    Withheld,
)

_WIDE = (AnswerType.NUMBER, AnswerType.PERCENT, AnswerType.MONEY)


def numbered_for(
    result: CheckedSentence | Withheld, kind: AnswerType, question: str = ""
) -> CheckedSentence | Withheld:
    """A checked sentence with the figures a reader looks for: the cell of a row of a table that the question
    asks for, else those of the kind asked for, else all but years."""
    if isinstance(result, Withheld):
        return result
    row = result.citations[0].row
    if row and (cell := asked_cell(row, question)):
        return replace(result, numbers=(cell,))
    asked = figures_of_kind(result.text, kind) if kind is AnswerType.DATE or kind in _WIDE else ()
    wide = tuple(f for k in _WIDE for f in figures_of_kind(result.text, k))
    # "a year" in running text is not a figure a reader looks for.
    told = [f for f in dict.fromkeys(asked or wide) if not re.fullmatch(r"an? \w+", f)]
    return replace(result, numbers=tuple(told))


def assemble(
    query: Query,
    draft: Draft | None,
    results: Sequence[CheckedSentence | Withheld],
    retrieval: Retrieval,
    timings_ms: dict[str, float],
) -> Answer:
    """The answer the reader gets; what a filter left out is said."""
    answer = _assembled(query, draft, results, retrieval, timings_ms)
    return replace(answer, filtered=describe(query.filters, retrieval.library.publications))


def _assembled(
    query: Query,
    draft: Draft | None,
    results: Sequence[CheckedSentence | Withheld],
    retrieval: Retrieval,
    timings_ms: dict[str, float],
) -> Answer:
    if query.refusal:
        return Answer(query, Outcome.DECLINED, query.refusal, timings_ms=timings_ms)
    if query.readings:
        message = "More than one publication fits this question. Which one do you mean?"
        return Answer(query, Outcome.WHICH_ONE, message, timings_ms=timings_ms)
    if draft is None:
        raise ValueError("a question that was searched for has a draft")
    sentences = tuple(r for r in results if isinstance(r, CheckedSentence))
    withheld = tuple(r for r in results if isinstance(r, Withheld))
    notes = tuple(_notes(query, draft, sentences, retrieval))
    if not sentences:
        return Answer(
            query,
            Outcome.NOT_IN_EVIDENCE,
            _nothing(query, draft, withheld, retrieval),
            withheld=withheld,
            nearest=_nearest(draft),
            notes=notes,
            timings_ms=timings_ms,
        )
    passed = {s.part for s in sentences}
    stopped = {s.part for s in draft.sentences} - passed
    missing = (*(gap.part for gap in draft.gaps), *(query.parts[part] for part in sorted(stopped)))
    outcome = Outcome.PARTLY_ANSWERED if missing or withheld else Outcome.ANSWERED
    reasons = [gap.reason for gap in draft.gaps]
    reasons += ["Part of what was found did not pass the checks and is left out."] if withheld else []
    message = " ".join(dict.fromkeys(reasons))
    return Answer(
        query,
        outcome,
        message,
        _lead(sentences),
        sentences,
        withheld,
        _nearest(draft) if missing else (),
        _differ(draft, results),
        missing,
        notes,
        timings_ms,
    )


def _nearest(draft: Draft) -> tuple[Nearest, ...]:
    """The passages that came close, through the same gate."""
    found: dict[str, Nearest] = {}
    for gap in draft.gaps:
        for quotation, why in zip(gap.nearest, gap.why_not, strict=True):
            result = check(DraftSentence(quotation.text, (quotation,)), draft.hits)
            if isinstance(result, CheckedSentence):
                citation = result.citations[0]
                found.setdefault(citation.id, Nearest(citation, why))
    return tuple(found.values())[:3]


def _nothing(query: Query, draft: Draft, withheld: Sequence[Withheld], retrieval: Retrieval) -> str:
    if withheld:
        return "What was found did not pass the checks, so nothing is shown."
    library = retrieval.library.publications
    if nothing := none_left(library, query.filters):
        return nothing
    reasons = " ".join(dict.fromkeys(gap.reason for gap in draft.gaps))
    if query.filters.empty:
        return f"Not found in the evidence base. {reasons}"
    count = len(retrieval.library.allowed_ids(query.filters))
    left = "one report" if count == 1 else f"{count} reports"
    return f"Not found in the {left} the filters leave ({describe(query.filters, library)}). {reasons}"


def _lead(sentences: Sequence[CheckedSentence]) -> str:
    """How many reports and independent origins the answer rests on, and their dates: metadata only."""
    citations: list[Citation] = [c for s in sentences for c in s.citations]
    publications = {c.publication.id: c.publication for c in citations}
    origins = {p.origin or p.id for p in publications.values()}
    first = citations[0].publication
    if len(publications) == 1:
        return f"From one report: {first.title} ({who(first)})."
    independent = "" if len(origins) == len(publications) else f", {len(origins)} independent"
    lead = f"From {len(publications)} reports{independent}."
    dates = {p.id: p.published for p in publications.values() if p.published}
    for publication_id, published in dates.items():
        others = [d.latest for other, d in dates.items() if other != publication_id]
        if len(dates) == len(publications) and published.earliest >= max(others):
            return f"{lead} The most recent is {publications[publication_id].title} ({published})."
    return lead


def _differ(draft: Draft, results: Sequence[CheckedSentence | Withheld]) -> tuple[SourcesDiffer, ...]:
    """Disagreements among the sentences that passed, newest evidence first."""
    shown = [i for i, r in enumerate(results) if isinstance(r, CheckedSentence)]
    place = {old: new for new, old in enumerate(shown)}
    found = []
    for differ in draft.differ:
        kept = [i for i in differ.sentences if i in place]
        if kept and (len(kept) > 1 or len(differ.topic.sides) == 1):
            order = sorted(kept, key=lambda i: _published(results[i]), reverse=True)
            found.append(
                SourcesDiffer(
                    differ.topic.question, differ.topic.kind, tuple(place[i] for i in order),
                    differ.topic.why, differ.topic.how,
                )
            )  # fmt: skip
    return tuple(found)


def _published(result: CheckedSentence | Withheld) -> date:
    if isinstance(result, CheckedSentence) and result.citations[0].publication.published:
        return result.citations[0].publication.published.latest
    return date.min


def _notes(
    query: Query, draft: Draft, sentences: Sequence[CheckedSentence], retrieval: Retrieval
) -> Sequence[str]:
    notes = list(query.notes)
    if draft.premise:
        notes.append(draft.premise)
    notes += left_out(retrieval.library.publications, query.filters)
    citations = [c for s in sentences for c in s.citations]
    if any(c.source and c.source.trust == "low" for c in citations):
        notes.append(
            "A source marked “low trust” was seen only in a copy or a third party's notes. Check it first."
        )
    newer = {
        c.publication.title: c.publication.superseded_by for c in citations if c.publication.superseded_by
    }
    for title, ids in newer.items():
        later = [retrieval.by_id[i].title for i in ids if i in retrieval.by_id]
        if later and query.filters.as_of is None:
            notes.append(f"There is a later edition or successor to {title}: {later[-1]}.")
    return notes
