"""The JUnit report: one test case an item, opened again by the library that CI systems' readers are like."""

from __future__ import annotations

from dataclasses import replace

from junitparser import JUnitXml, TestCase, TestSuite
from sample_runs import HOSTILE, crashed, mixed_rows, refused, sample_row, sample_run, sample_summary

from evals.report.files import report_files
from evals.run_folder import Run


def report(run: Run) -> str:
    return report_files(run, sample_summary(run), None)["junit.xml"]


def suite_of(run: Run) -> TestSuite:
    (suite,) = JUnitXml.fromstring(report(run).encode("utf-8"))
    return suite


def cases(run: Run) -> dict[str, TestCase]:
    return {str(case.name).split(":")[0]: case for case in suite_of(run)}


def test_counts_of_the_suite_and_of_the_whole() -> None:
    run = sample_run(mixed_rows())
    whole, suite = JUnitXml.fromstring(report(run).encode("utf-8")), suite_of(run)
    for one in (whole, suite):
        assert (one.tests, one.failures, one.errors, one.skipped) == (12, 4, 1, 0)
    assert suite.name == "sample 2026.1.0"
    assert suite.timestamp == "2026-11-22T08:38:59+00:00"
    assert {p.name: p.value for p in suite.properties()}["command"] == "evidence eval run sample"


def test_right_wrong_and_crashed_items() -> None:
    found = cases(sample_run(mixed_rows()))
    assert found["q-00"].is_passed
    assert found["q-00"].time == 0.04  # 2 + 30 + 8 ms
    assert found["q-00"].name == "q-00: What does item q-00 ask?"
    assert found["q-06"].classname == "sample.test.figure"
    assert found["q-06"].is_failure
    (failure,) = found["q-06"].result
    assert failure.message == "not retrieved"
    assert failure.text.split("\n") == [
        "Asked: What does item q-06 ask?",
        "Outcome: answered",
        "Said: It cost £4.2 billion.",
        "Cause: The index holds the passage, but the search did not bring it up.",
    ]
    assert found["q-11"].is_error
    assert not found["q-11"].is_failure
    assert found["q-11"].result[0].message == "ValueError: no such thing"


def test_a_long_question_is_shortened_in_the_name_only() -> None:
    asked = "How many " + "very " * 40 + "long questions?"
    (case,) = cases(sample_run([sample_row("q", "not retrieved", refused(), asked=asked)])).values()
    assert len(str(case.name)) <= len("q: ") + 90
    assert str(case.name).endswith("very…")
    assert asked in case.result[0].text


def test_a_name_with_dots_is_one_part_of_the_class() -> None:
    (case,) = cases(sample_run([sample_row("q", tags=("a.b", "c"), split="v1.2")])).values()
    assert case.classname == "sample.v1-2.a-b"
    (case,) = cases(sample_run([replace(sample_row("q"), tags=())])).values()
    assert case.classname == "sample.test.untagged"


def test_what_xml_forbids_is_shown_as_its_code_point() -> None:
    rows = [
        sample_row(f"h-{i}", text, crashed(text), tags=(text,), asked=text) for i, text in enumerate(HOSTILE)
    ]
    rows.append(sample_row("h-x", "not retrieved", asked="lone \ud800 and \uffff", tags=("x",)))
    found = cases(sample_run(rows, revision="\x00", command="\x1b[31m"))
    assert len(found) == len(HOSTILE) + 1
    assert found["h-0"].result[0].message == HOSTILE[0]
    assert "⟨U+0007⟩⟨U+001B⟩[31m ⟨U+0000⟩" in found["h-5"].result[0].message
    assert found["h-x"].name == "h-x: lone ⟨U+D800⟩ and ⟨U+FFFF⟩"


def test_the_same_run_gives_the_same_bytes() -> None:
    run = sample_run(mixed_rows())
    assert report(run) == report(run)
