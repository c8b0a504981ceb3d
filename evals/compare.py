"""Two runs of the same set, question by question: what changed, and what may be said of it. Pure.

Paired by question; intervals from resampling groups, p from swapping the runs' results of whole groups, Holm
over the headline metrics (methods.md 1.5). Time is not in the gate: an unchanged product on a busy machine
would fail it. Speed is compared by the benchmarks, inside one run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan

from evals.metrics import Metric
from evals.row_tallies import counted_rows, tallies, value_of
from evals.run_folder import Row, Run, RunError
from evals.statistics import (
    Interval,
    PairedDifference,
    Verdict,
    holm,
    minimum_detectable,
    minimum_detectable_unpaired,
    paired_difference,
    verdict,
)

DRAWS = 10_000
ENOUGH_CHANGED = 10
"""From so many changed items on, the error of the differences seen tells how small a change could show."""


@dataclass(frozen=True, slots=True)
class MetricChange:
    """A headline metric in both runs: A is the baseline, the difference is B − A. `p_holm` is adjusted over
    the headline family. `detectable` is the minimum detectable difference, nan where it has none; it is an
    upper bound where `detectable_is_bound`, because too little changed to know better."""

    metric: Metric
    a: float
    b: float
    n: int
    difference: float
    interval: Interval
    p: float
    p_holm: float
    detectable: float
    detectable_is_bound: bool
    verdict: Verdict

    @property
    def unused(self) -> bool:
        """Whether the metric applies to no item of either run, so that nothing can be said of it."""
        return isnan(self.a) and isnan(self.b)


@dataclass(frozen=True, slots=True)
class Changed:
    """An item that came out otherwise: `was` and `now` are causes, None where it was right."""

    before: Row
    after: Row
    was: str | None
    now: str | None

    @property
    def worse(self) -> bool:
        """Whether it was right and is not any more."""
        return self.was is None and self.now is not None

    @property
    def better(self) -> bool:
        """Whether it is right now and was not."""
        return self.was is not None and self.now is None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed from run A to run B. The gate is passed where no headline metric regressed."""

    a: Run
    b: Run
    metrics: tuple[MetricChange, ...]
    others: tuple[tuple[Metric, float, float], ...]
    changed: tuple[Changed, ...]

    @property
    def regressed(self) -> tuple[MetricChange, ...]:
        """Headline metrics that regressed."""
        return tuple(m for m in self.metrics if m.verdict is Verdict.REGRESSED)

    @property
    def passed(self) -> bool:
        """Whether nothing regressed."""
        return not self.regressed

    @property
    def sentence(self) -> str:
        """The verdict in one sentence."""
        worse, better = (sum(getattr(c, way) for c in self.changed) for way in ("worse", "better"))
        unit = "item" if better == 1 else "items"
        items = f"{better} {unit} came out right that had not, {worse} wrong that had been right."
        if self.regressed:
            return f"Regressed: {_named(self.regressed)}. {items}"
        improved = [m for m in self.metrics if m.verdict is Verdict.IMPROVED]
        if improved:
            return f"Improved: {_named(improved)}; nothing regressed. {items}"
        figures = [(m.a, m.b) for m in self.metrics] + [(a, b) for _, a, b in self.others]
        if not self.changed and all(a == b or (isnan(a) and isnan(b)) for a, b in figures):
            return "Unchanged: every item came out as before."
        open_ = [m for m in self.metrics if m.verdict is Verdict.INCONCLUSIVE and not m.unused]
        if open_:
            return f"No regression shown; inconclusive: {_named(open_)}. {items}"
        return f"Not inferior on every headline metric. {items}"


def compare(a: Run, b: Run, draws: int = DRAWS) -> Comparison:
    """Compare run B with its baseline A. Raises RunError where sets, items or corpora are not the same."""
    require_comparable(a, b)
    groups = [row.group for row in a.rows]
    names = [m for m in a.config.metrics.values() if m.headline]
    paired = {m.name: _paired(m, a.rows, b.rows, groups, draws) for m in names}
    # A figure that neither run has puts nothing to the test, so it is not in the family either.
    used = {m.name for m in names if any(map(any, tallies((*a.rows, *b.rows), m)))}
    adjusted = dict.fromkeys(paired, 1.0) | holm({n: p.p_value for n, p in paired.items() if n in used})
    changes = tuple(
        _change(m, a.rows, b.rows, groups, paired[m.name], adjusted[m.name], draws) for m in names
    )
    others = tuple(
        (m, value_of(a.rows, m), value_of(b.rows, m)) for m in a.config.metrics.values() if not m.headline
    )
    return Comparison(a, b, changes, others, _changed(a.rows, b.rows))


def require_comparable(a: Run, b: Run) -> None:
    """Raise RunError where runs are of other sets, corpora or items. Looks at no row: a run that has only
    begun can be held against its baseline before anything is asked."""
    if a.config.set_sha256 != b.config.set_sha256 or a.config.kind != b.config.kind:
        raise RunError(
            f"{a.folder.name} is of the set {a.config.set_name} {a.config.set_version}, {b.folder.name} of "
            f"{b.config.set_name} {b.config.set_version}, or items changed: they do not compare. "
            f"Run the baseline again with: evidence eval run {b.config.set_name}"
        )
    if a.config.corpus_sha256 != b.config.corpus_sha256:
        raise RunError(
            f"{a.folder.name} and {b.folder.name} answered from different corpora "
            f"({a.config.publications} and {b.config.publications} publications, or other text): "
            "they cannot be compared. Index the same evidence and run the baseline again."
        )
    if a.config.items != b.config.items:
        raise RunError(
            f"{a.folder.name} ({a.config.split}) and {b.folder.name} ({b.config.split}) asked other items: "
            "run the baseline again with the same --split and --every."
        )


def _paired(
    metric: Metric, a: Sequence[Row], b: Sequence[Row], groups: Sequence[str], draws: int
) -> PairedDifference:
    return paired_difference(tallies(a, metric), tallies(b, metric), groups, metric.value, draws)


def _change(
    metric: Metric,
    a: Sequence[Row],
    b: Sequence[Row],
    groups: Sequence[str],
    paired: PairedDifference,
    p_holm: float,
    draws: int,
) -> MetricChange:
    of_a, of_b = tallies(a, metric), tallies(b, metric)
    bound = sum(x != y for x, y in zip(of_a, of_b, strict=True)) < ENOUGH_CHANGED
    smallest = minimum_detectable_unpaired if bound else minimum_detectable
    detectable = smallest(of_a, of_b, groups, metric.value, draws)
    told = verdict(paired.difference, paired.interval, p_holm, metric.margin, metric.higher_is_better)
    return MetricChange(
        metric, value_of(a, metric), value_of(b, metric), counted_rows(of_b), paired.difference,
        paired.interval, paired.p_value, p_holm, detectable, bound, told,
    )  # fmt: skip


def _changed(a: Sequence[Row], b: Sequence[Row]) -> tuple[Changed, ...]:
    """Items whose cause, outcome, words or citations changed; those that got worse first, then those that
    got better."""
    found = []
    for before, after in zip(a, b, strict=True):
        was, now = before.response, after.response
        same = was.outcome == now.outcome and was.sentences == now.sentences
        if not same or before.scored.cause != after.scored.cause:
            found.append(Changed(before, after, before.scored.cause, after.scored.cause))
    return tuple(sorted(found, key=lambda c: (not c.worse, not c.better, c.before.id)))


def _named(changes: Sequence[MetricChange]) -> str:
    return ", ".join(f"{m.metric.title} {_figure(m.a)} → {_figure(m.b)}" for m in changes)


def _figure(value: float) -> str:
    return "–" if isnan(value) else f"{value:.3f}"
