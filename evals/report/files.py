"""The files of a report, made of a finished run: what `evidence eval run` writes into its folder."""

from __future__ import annotations

from evals.compare import Comparison
from evals.report.content import content_of
from evals.report.gold_texts import gold_texts
from evals.report.html import html_report
from evals.report.junit import junit_report
from evals.report.markdown import markdown_report
from evals.report.table import csv_table
from evals.run_folder import Run
from evals.summary import Summary


def report_files(run: Run, summary: Summary, comparison: Comparison | None) -> dict[str, str]:
    """File name → text of the report of a run; with a comparison, of the run against its baseline.

    What was expected of each item is read from the copy of the gold items in the run folder. The same run
    gives the same bytes. Raises RunError where that copy cannot be read.
    """
    content = content_of(run, summary, comparison, gold_texts(run.folder, run.config.kind))
    return {
        "report.html": html_report(content, comparison),
        "report.md": markdown_report(content),
        "junit.xml": junit_report(run),
        "rows.csv": csv_table(run),
    }
