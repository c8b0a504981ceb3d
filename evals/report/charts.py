"""Charts of a report, drawn by matplotlib as SVG for a page. The same figures give the same bytes."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Callable, Sequence
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from evals.calibration import OperatingPoint, ReliabilityBin, RiskPoint
from evals.report.plain_text import visible
from evals.report.svg import ACCENT, INK, LINE, QUIET, inline_svg
from evals.summary import Slice

_WIDTH = 4.4
_ROW, _TWO_LINES = 0.3, 0.4
_LINE_LENGTH = 24
_RC: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "evidence",
    "text.parse_math": False,  # names are text, never formulas
    "font.size": 10,
    "text.color": INK,
    "axes.edgecolor": LINE,
    "axes.labelcolor": INK,
    "xtick.color": LINE,
    "ytick.color": LINE,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "grid.color": LINE,
    "grid.linewidth": 0.4,
}


def slices_chart(slices: Sequence[Slice]) -> str:
    """The share right of each slice with its interval, one row each, in the order given."""

    def draw(axes: Axes) -> None:
        for row, one in enumerate(slices):
            axes.plot([one.interval.low, one.interval.high], [row, row], color=LINE, linewidth=2)
            axes.plot([one.right / one.n], [row], "o", color=ACCENT, markersize=7)
        _name_rows(axes, [f"{one.name} (n = {one.n})" for one in slices])
        axes.set_xlim(-0.03, 1.03)
        _percent(axes.xaxis)
        axes.grid(axis="x")
        axes.set_xlabel("Came out right, with 95% interval")

    return _drawn(
        "chart-slices",
        "Share that came out right, by slice",
        f"A dot for each of {len(slices)} slices, with its 95% interval. The table below says the same.",
        (_WIDTH, 0.8 + _ROW * len(slices)),
        draw,
    )


def causes_chart(causes: Sequence[tuple[str, int]]) -> str:
    """How many items each cause made wrong, in the order given."""

    def draw(axes: Axes) -> None:
        counts = [count for _, count in causes]
        bars = axes.barh(range(len(causes)), counts, color=ACCENT, height=0.6)
        axes.bar_label(bars, padding=4, color=INK)
        _name_rows(axes, [cause for cause, _ in causes])
        axes.set_xlim(0, max(counts) * 1.12)
        axes.xaxis.set_visible(False)
        axes.spines["bottom"].set_visible(False)

    told = "; ".join(f"{visible(cause)}: {count}" for cause, count in causes)
    return _drawn(
        "chart-causes",
        "Items that came out wrong, by cause",
        f"A bar for each cause, from the index to the answer. {told}.",
        (_WIDTH, 0.3 + _TWO_LINES * len(causes)),
        draw,
    )


def risk_coverage_chart(points: Sequence[RiskPoint], at: OperatingPoint | None) -> str:
    """Which share of what is answered should not have been, against how much is answered."""

    def draw(axes: Axes) -> None:
        axes.plot([p.coverage for p in points], [p.risk for p in points], color=ACCENT, linewidth=2)
        if at is not None and at.threshold is not None:
            axes.axvline(at.coverage, color=INK, linewidth=1.2, linestyle="--")
            right = at.coverage > 0.6
            axes.annotate(
                f"{at.false_answer_rate:.0%} false answers",
                (at.coverage, axes.get_ylim()[1]),
                xytext=(-5 if right else 5, -2),
                textcoords="offset points",
                ha="right" if right else "left",
                va="top",
            )
        axes.set_xlim(0, 1.02)
        axes.set_ylim(bottom=0)
        _percent(axes.xaxis)
        _percent(axes.yaxis)
        axes.grid()
        axes.set_xlabel("Answered, of all questions")
        axes.set_ylabel("Of these, should not have been")

    line = "; a dashed line where at most 5% of unanswerable questions are answered" if at else ""
    return _drawn(
        "chart-risk",
        "Risk and coverage",
        f"A line over {len(points)} levels of confidence{line}. The table below says the same.",
        (_WIDTH, 3.0),
        draw,
    )


def reliability_chart(bins: Sequence[ReliabilityBin]) -> str:
    """The share that was right against the stated confidence, with the line on which both are equal."""

    def draw(axes: Axes) -> None:
        axes.plot([0, 1], [0, 1], color=QUIET, linewidth=1, linestyle="--")
        for one in bins:
            if one.mean_confidence is not None and one.share_true is not None:
                axes.plot([one.mean_confidence], [one.share_true], "o", color=ACCENT, markersize=7)
                axes.annotate(
                    str(one.count), (one.mean_confidence, one.share_true), (7, -3), textcoords="offset points"
                )
        axes.set_xlim(-0.03, 1.06)
        axes.set_ylim(-0.05, 1.08)
        _percent(axes.xaxis)
        _percent(axes.yaxis)
        axes.grid()
        axes.set_xlabel("Confidence, mean of the bin")
        axes.set_ylabel("Came out right")

    return _drawn(
        "chart-reliability",
        "Confidence and how often it was right",
        "A dot for each bin of confidence with the number of answers in it; on the dashed line confidence "
        "and share right are equal. The table below says the same.",
        (_WIDTH, 3.0),
        draw,
    )


def _drawn(
    name: str, title: str, description: str, size: tuple[float, float], draw: Callable[[Axes], None]
) -> str:
    """Draw with our own settings only, whatever the user's matplotlibrc says."""
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_RC)
        figure = Figure(figsize=size, layout="constrained")
        axes = figure.subplots()
        draw(axes)
        figure.patch.set_visible(False)
        axes.patch.set_visible(False)
        axes.set_axisbelow(True)
        drawing = io.StringIO()
        figure.savefig(drawing, format="svg", metadata={"Date": None})
    return inline_svg(drawing.getvalue(), name, title, description)


def _name_rows(axes: Axes, names: Sequence[str]) -> None:
    """One name a row, the first on top; a long one on two lines."""
    lines = [textwrap.wrap(visible(name), _LINE_LENGTH, max_lines=2, placeholder="…") for name in names]
    axes.set_yticks(range(len(names)), ["\n".join(name) for name in lines])
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)


def _percent(axis: matplotlib.axis.Axis) -> None:
    axis.set_major_formatter(PercentFormatter(1.0, decimals=0))
