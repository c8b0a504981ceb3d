"""The report as one HTML page that holds everything: no script, no link outwards, its charts inline."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from evals.compare import Comparison
from evals.report import charts
from evals.report.calibration_rows import calibration_rows, share, table_points
from evals.report.content import Content
from evals.report.plain_text import visible
from evals.report.provenance_table import commands
from evals.report.slice_rows import SMALL_SLICE, slices_in_order
from evals.report.wording import VERDICTS, counted, direction, moment_text
from evals.summary import Calibration, Slice


def html_report(content: Content, comparison: Comparison | None) -> str:
    """The page. Text from questions, answers and errors is escaped and isolated from what is beside it."""
    summary = content.summary
    calibration = summary.calibration
    return _template().render(
        page=content,
        baseline=comparison.a if comparison else None,
        css=Markup(_css()),  # noqa: S704 - our own style sheet
        sections=_sections(content),
        items_title=_items_title(content),
        charts=_charts(content, calibration),
        commands=commands(content.run),
        calibration_rows=calibration_rows(calibration, content.run.rows) if calibration else (),
        risk_points=table_points(calibration.risk_points) if calibration else (),
        verdicts=[(sign, verdict.value, meaning) for verdict, (sign, meaning) in VERDICTS.items()],
        small_slice=SMALL_SLICE,
        started=moment_text(content.run.config.started),
        direction=direction,
        share=share,
        counted=counted,
        count=lambda number: counted(number, content.unit),
    )


def shown(text: str) -> Markup:
    """Text from data: escaped, nothing hidden in it, and isolated from the direction of what is around it."""
    return Markup("<bdi>{}</bdi>").format(visible(text))


@lru_cache(maxsize=1)
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("evals.report"),
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    environment.filters |= {"shown": shown, "visible": visible}
    return environment.get_template("report.html.j2")


def _css() -> str:
    return (files("evals.report") / "templates" / "report.css").read_text(encoding="utf-8")


def _items_title(content: Content) -> str:
    return "What changed" if content.compared else "What came out wrong"


def _sections(content: Content) -> list[tuple[str, str]]:
    """Id and name of each section that this report has, in order."""
    summary = content.summary
    there: dict[str, tuple[str, Any]] = {
        "verdict": ("Verdict", True),
        "figures": ("Figures", True),
        "items": (_items_title(content), True),
        "slices": ("Slices", content.slices),
        "causes": ("Causes", True),
        "calibration": ("Confidence", summary.calibration),
        "time": ("Time and memory", summary.latency or summary.peak_memory_mb is not None),
        "provenance": ("Provenance", True),
    }
    return [(id_, name) for id_, (name, present) in there.items() if present]


def _charts(content: Content, calibration: Calibration | None) -> dict[str, Markup]:
    """Name → drawing, empty where there is nothing to draw."""
    drawn = dict.fromkeys(("slices", "causes", "risk", "reliability"), "")
    if slices := _charted(content.summary.slices):
        drawn["slices"] = charts.slices_chart(slices)
    if content.causes:
        drawn["causes"] = charts.causes_chart([(row.cause, row.count) for row in content.causes])
    if calibration and calibration.risk_points:
        drawn["risk"] = charts.risk_coverage_chart(calibration.risk_points, calibration.at_five_per_cent)
    if calibration and any(one.count for one in calibration.bins):
        drawn["reliability"] = charts.reliability_chart(calibration.bins)
    return {name: Markup(svg) for name, svg in drawn.items()}  # noqa: S704 - drawn and escaped by us


def _charted(slices: tuple[Slice, ...]) -> list[Slice]:
    return [one for one in slices_in_order(slices) if one.n >= SMALL_SLICE]
