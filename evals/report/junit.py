"""The items of a run as JUnit XML, for a continuous-integration system to show. Pure."""

from __future__ import annotations

import io

from junitparser import Error, Failure, JUnitXml, TestCase, TestSuite

from evals.report.plain_text import shortened, visible
from evals.report.wording import cause_meaning, outcome_text
from evals.run_folder import Row, Run

_SHORT, _LONG = 90, 2000


def junit_report(run: Run) -> str:
    """One test case an item: failed where it came out wrong, in error where it crashed the system."""
    config = run.config
    suite = TestSuite(visible(f"{config.set_name} {config.set_version}"))
    suite.timestamp = visible(config.started)
    for name, value in (
        ("split", config.split),
        ("revision", config.revision),
        ("command", config.command),
        ("set_sha256", config.set_sha256),
        ("corpus_sha256", config.corpus_sha256),
    ):
        suite.add_property(name, visible(value))
    suite.add_testcases([_case(row, config.set_name) for row in run.rows])
    report = JUnitXml("evidence eval run")
    report.add_testsuite(suite)
    report.update_statistics()  # type: ignore[no-untyped-call]
    written = io.BytesIO()
    report.write(written)
    return written.getvalue().decode("utf-8") + "\n"


def _case(row: Row, set_name: str) -> TestCase:
    tag = row.tags[0] if row.tags else "untagged"
    case = TestCase(
        name=f"{visible(row.id)}: {shortened(visible(row.asked), _SHORT)}",
        classname=".".join(visible(part).replace(".", "-") for part in (set_name, row.split, tag)),
        time=round(sum(row.response.timings_ms.values()) / 1000, 3),
    )
    if row.response.error is not None:
        found: Error | Failure = Error(visible(row.response.error), "crashed")
    elif row.scored.cause is not None:
        found = Failure(visible(row.scored.cause), visible(row.scored.cause))
    else:
        return case
    found.text = _details(row)
    case.result = found
    return case


def _details(row: Row) -> str:
    """What was asked, what was said and what is wrong with it, one a line."""
    said = " ".join(s.text for s in row.response.sentences) or row.response.message
    meaning = cause_meaning(row.scored.cause) if row.scored.cause else ""
    lines = (
        ("Asked", row.asked),
        ("Outcome", outcome_text(row.response.outcome)),
        ("Said", said),
        ("Cause", meaning),
    )
    return "\n".join(f"{name}: {shortened(visible(text), _LONG)}" for name, text in lines if text)
