"""The tables of the conversation benchmark."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evals.benchmarks.beir import Collection, ConversationLine
from evals.benchmarks.conversation_turns import HISTORY, LAST, METRICS, REWRITE, ReadTurn, Scores
from evals.benchmarks.tables import markdown_table, mean_cell, tallies, with_difference, with_interval
from evals.resampling import Floats
from evals.statistics import bootstrap_interval, paired_difference, ratio

LATE = 5
"""Turns from this one on are shown together: they are few."""


def efficiency(sums: Floats) -> Floats:
    """(system − last turn) / (human rewrite − last turn) from the sums of the three, in this order: 0 where
    history changes nothing, 1 where it helps as much as a person. nan where a rewrite gains nothing."""
    gained, possible = sums[..., 0] - sums[..., 1], sums[..., 2] - sums[..., 1]
    return np.asarray(np.where(possible == 0, np.nan, gained / np.where(possible == 0, 1.0, possible)))


def overall_table(by_ranker: dict[str, Scores], groups: Sequence[str]) -> str:
    """Each form with its interval, and what it gains over the last turn as typed."""
    rows = []
    for ranker, scores in by_ranker.items():
        for form in scores:
            row = [ranker, form]
            for metric in METRICS:
                own, last = scores[form][metric], scores[LAST][metric]
                row.append(mean_cell(own, groups))
                gain = paired_difference(tallies(last), tallies(own), groups, ratio)
                row.append("" if form == LAST else with_difference(gain, gain.p_value))
            rows.append(row)
    return markdown_table(["search", "form", *(c for m in METRICS for c in (m, "minus last turn"))], rows)


def efficiency_table(by_ranker: dict[str, Scores], groups: Sequence[str]) -> str:
    """Rewrite efficiency by search and metric; the interval is wide where a rewrite gains little."""
    rows = []
    for ranker, scores in by_ranker.items():
        row = [ranker]
        for metric in METRICS:
            sums = np.array([scores[form][metric] for form in (HISTORY, LAST, REWRITE)]).T
            interval = bootstrap_interval(sums, groups, efficiency)
            row.append(with_interval(float(efficiency(sums.sum(axis=0))), interval))
        rows.append(row)
    return markdown_table(["search", *(f"rewrite efficiency, {metric}" for metric in METRICS)], rows)


def turn_table(by_ranker: dict[str, Scores], turns: Sequence[ReadTurn]) -> str:
    """Both metrics by turn; late turns together."""
    slots = [min(t.line.turn, LATE) for t in turns]
    present = sorted(set(slots))
    header = [f"turn {s}{' and later' if s == LATE else ''} (n = {slots.count(s)})" for s in present]
    rows = []
    for ranker, scores in by_ranker.items():
        for form, by_metric in scores.items():
            for metric, values in by_metric.items():
                means = [
                    f"{np.mean([v for v, slot in zip(values, slots, strict=True) if slot == s]):.3f}"
                    for s in present
                ]
                rows.append([ranker, metric, form, *means])
    return markdown_table(["search", "metric", "form", *header], sorted(rows, key=lambda r: (r[0], r[1])))


def report(
    collection: Collection[ConversationLine], turns: Sequence[ReadTurn], by_ranker: dict[str, Scores]
) -> str:
    """The tables with what must be known to read them."""
    groups = [t.line.conversation for t in turns]
    first = [t for t in turns if not t.line.history]
    later = [t for t in turns if t.line.history]
    refused = sum(any(q.refusal for q in t.forms.values()) for t in turns)
    about = (
        f"{len(collection.documents):,} passages, n = {len(turns)} judged turns of {len(set(groups))} "
        "conversations. Higher is better; 95% bootstrap intervals over conversations; p by sign flips, not "
        f"adjusted. First turns changed by the interpreter: {sum(t.changed for t in first)} of {len(first)} "
        f"(must be 0); later turns changed: {sum(t.changed for t in later)} of {len(later)}. Turns of which "
        f"the assistant would have refused one form or more, searched all the same: {refused}."
    )
    overall, efficient = overall_table(by_ranker, groups), efficiency_table(by_ranker, groups)
    meaning = (
        "Rewrite efficiency is (with history − last turn) / (human rewrite − last turn): 0 where history "
        "changes nothing, 1 where it helps as much as a person; where a rewrite gains little its interval is "
        "wide."
    )
    return "\n\n".join([about, overall, meaning, efficient, turn_table(by_ranker, turns)])
