"""The metrics of a run by name: what each means, which way is better, and how tallies become a value.

A tally is what one item adds to a metric: (sum, count) for a share or mean, (true positives, false
positives, false negatives) for F1. An item to which a metric does not apply adds zeros. A question that
crashed the system adds a failure wherever it would have been judged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from evals.resampling import Value
from evals.statistics import f1, ratio

Tally = tuple[float, ...]
Tallies = dict[str, Tally]


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure of a run. `margin` is how much worse a run may be and still count as not inferior."""

    name: str
    title: str
    meaning: str
    group: str
    higher_is_better: bool = True
    headline: bool = False
    is_f1: bool = False
    is_share: bool = True
    margin: float = 0.02

    @property
    def value(self) -> Value:
        """Column sums of tallies → the metric."""
        return f1 if self.is_f1 else ratio

    @property
    def width(self) -> int:
        """How many numbers a tally has."""
        return 3 if self.is_f1 else 2

    @property
    def nothing(self) -> Tally:
        """What an item adds to which the metric does not apply."""
        return (0.0,) * self.width


def _m(name: str, title: str, meaning: str, group: str, **more: bool) -> Metric:
    return Metric(name, title, meaning, group, **more)


_ALL = (
    _m("right", "Right", "outcome as expected, every vital point stated, no forbidden figure", "Overall"),
    _m("errors", "Crashed", "questions that made the system fail", "Overall", higher_is_better=False),
    _m("evidence_recall_at_10", "Evidence found",
       "vital points with at least one of their gold passages in the first ten found", "Search",
       headline=True),
    _m("evidence_recall_at_5", "Evidence found in five",
       "vital points with a gold passage in the first five", "Search"),
    _m("evidence_recall_at_1", "Evidence found first",
       "vital points with a gold passage in the first place", "Search"),
    _m("recall_at_10", "Recall@10, passage", "gold quotations in the first ten passages", "Search"),
    _m("mrr_at_10", "MRR@10, passage", "one over the rank of the first gold passage", "Search"),
    _m("ndcg_at_10", "nDCG@10, passage", "graded, linear gain as trec_eval", "Search"),
    _m("page_recall_at_10", "Recall@10, page", "gold pages or sections in the first ten", "Search"),
    _m("page_ndcg_at_10", "nDCG@10, page", "graded, by page or section", "Search"),
    _m("publication_recall_at_10", "Recall@10, publication", "gold publications in the first ten", "Search"),
    _m("publication_ndcg_at_10", "nDCG@10, publication", "graded, by publication", "Search"),
    _m("nugget_recall", "Points stated", "vital points fully stated; a refusal states none", "Content",
       headline=True),
    _m("nugget_recall_partial", "Points stated, in part", "vital points stated, half a point for a part",
       "Content"),
    _m("follow_up_nugget_recall", "Points stated, follow-ups",
       "the same over questions that have turns before them", "Content", headline=True),
    _m("nugget_recall_all", "All points stated", "vital and other points fully stated", "Content"),
    _m("numbers_grounded", "Figures borne out", "figures of the answer that its quotations hold", "Content",
       headline=True),
    _m("numbers_recalled", "Figures stated", "gold figures that the answer states", "Content"),
    _m("numbers_wrong", "Wrong figure",
       "questions answered with a forbidden or rival figure in place of the right one, or before it",
       "Content", higher_is_better=False),
    _m("redundancy", "Repetition", "likeness of the two most alike sentences", "Content",
       higher_is_better=False),
    _m("words", "Words", "length of an answer in words", "Content", higher_is_better=False, is_share=False),
    _m("citations_valid", "Citations that resolve", "to a publication and place in the library", "Citations"),
    _m("quotations_exact", "Quotations exact", "word for word at the place cited", "Citations"),
    _m("citation_recall", "Sentences supported",
       "sentences whose citations together support them", "Citations", headline=True),
    _m("citation_precision", "Citations needed", "citations that support their sentence (ALCE)", "Citations"),
    _m("gold_citation_precision", "Citations to gold places", "cited places that are gold places",
       "Citations"),
    _m("gold_citation_recall", "Gold places cited", "vital points with one of their gold places cited",
       "Citations"),
    _m("abstention_f1", "Refusing rightly (F1)", "harmonic mean of precision and recall of refusing",
       "Refusing",
       headline=True, is_f1=True),
    _m("abstention_precision", "Refusals that were right", "refusals where nothing could be answered",
       "Refusing"),
    _m("abstention_recall", "Unanswerable refused", "or their false premise corrected", "Refusing"),
    _m("false_answers", "False answers", "unanswerable questions that were answered", "Refusing",
       higher_is_better=False, headline=True),
    _m("over_refusal", "Wrongly refused", "answerable questions that were not answered", "Refusing",
       higher_is_better=False),
    _m("asked_back", "Asked which one", "readings of ambiguous questions that were offered", "Refusing"),
    _m("position_recall", "Sides told", "sides of a conflict told and cited to who holds them", "Conflicts"),
    _m("conflict_flag_f1", "Disagreement shown (F1)", "of showing that sources differ on what was asked",
       "Conflicts", is_f1=True),
    _m("dates_right", "Right time", "citations inside the time asked for and not superseded", "Dates"),
)  # fmt: skip

QUESTION_METRICS: Mapping[str, Metric] = {m.name: m for m in _ALL}

_CLAIMS = (
    _m("right", "Right verdict", "supported or not, as it should be", "Overall", headline=True),
    _m("errors", "Crashed", "claims that made the system fail", "Overall", higher_is_better=False),
    _m("supported_passed", "True claims passed", "supported claims that were taken as supported", "Claims",
       headline=True),
    _m("faults_caught", "Faulty claims caught", "claims with a fault that were not taken as supported",
       "Claims", headline=True),
    _m("fault_named", "Fault named", "wrong figures, dates and directions caught as such", "Claims"),
    _m("evidence_found", "Evidence found", "claims whose gold passage is in the first ten found", "Search",
       headline=True),
)  # fmt: skip

CLAIM_METRICS: Mapping[str, Metric] = {m.name: m for m in _CLAIMS}

BRIEF_METRICS: Mapping[str, Metric] = {
    name: QUESTION_METRICS[name]
    for name in (
        "errors", "nugget_recall", "nugget_recall_partial", "nugget_recall_all", "numbers_grounded",
        "numbers_recalled", "redundancy", "words", "citations_valid", "quotations_exact", "citation_recall",
        "citation_precision", "gold_citation_precision", "gold_citation_recall",
    )
}  # fmt: skip

METRICS: Mapping[str, Mapping[str, Metric]] = {
    "questions": QUESTION_METRICS,
    "claims": CLAIM_METRICS,
    "briefs": BRIEF_METRICS,
}
