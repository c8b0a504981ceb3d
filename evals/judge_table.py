"""The judge's figures as Markdown: every mean with its bounds and, beside it, its agreement with people."""

from __future__ import annotations

from evals.judge_figures import MOST_ERRORS, JudgeReport, TaskFigures

_HEAD = (
    "task",
    "items",
    "mean of readable verdicts",
    "run-to-run sd",
    "bounds (errors 0 / errors 1)",
    "same verdict in every run",
    "errors (unreadable + failed) / calls",
    "agreement with people",
    "mean corrected by people's labels",
)


def judge_table(report: JudgeReport) -> str:
    """A sentence that says whether the result counts, and a table with a row for each task. Scores are 0 to
    1, higher is better. Holds no text of a model, an answer or a question."""
    if not report.tasks:
        return "Nothing was judged: no question of the run was answered."
    verdict = "The judge's result counts"
    if not report.valid:
        verdict = f"The judge's result is void: in a task more than {MOST_ERRORS:.0%} of the calls went wrong"
    lines = [
        f"{verdict}. Judge: {report.model}; {report.runs} runs; {report.sent} calls sent, "
        f"{report.kept} replies kept from before.",
        "",
        f"| {' | '.join(_HEAD)} |",
        f"|{'---|' * len(_HEAD)}",
        *(f"| {' | '.join(_cells(task))} |" for task in report.tasks),
    ]
    return "\n".join(lines)


def _cells(task: TaskFigures) -> tuple[str, ...]:
    agreement, corrected = task.agreement, task.corrected
    known = "unknown: no labels of people"
    if agreement:
        kappa = "undefined" if agreement.kappa is None else f"{agreement.kappa:.2f}"
        known = f"kappa {kappa}, equal {agreement.exact:.0%} (n = {agreement.items})"
    return (
        f"{task.task} ({task.version})",
        str(task.items),
        "none" if task.mean is None else f"{task.mean:.3f}",
        "–" if task.run_sd is None else f"{task.run_sd:.3f}",
        f"{task.low:.3f} / {task.high:.3f}",
        f"{task.unanimous:.0%}",
        f"({task.unreadable} + {task.failed}) / {task.calls} = {task.error_rate:.1%}",
        known,
        "–"
        if corrected is None
        else f"{corrected.mean:.3f} [{corrected.interval.low:.3f}, {corrected.interval.high:.3f}]",
    )
