"""Gold sets over the seven digests of the small library, and runs of them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from gold_files import lines, write_set
from small_library import SmallLibrary

from assistant.chain import Assistant
from evals.gold import HEADER
from evals.gold_check import corpus_mark
from evals.run import Finished, Progress, Request, carry_out, planned
from evals.run_folder import ROWS, Row

BEDS = "In March 2022 hospitals lost 450,000 bed days to delayed discharges."
HULL = "The frailty hub in Hull opened on 3 June 2018."
LEEDS = "The frailty hub in Leeds cut emergency admissions by 4% in 2020."
LEEDS_OPENING = "The frailty hub in Leeds opened on 9 May 2019."
WALES = "In January 2024 the treatment waiting list in Wales held 700,000 people."


def evidence(publication: str, section: str, quote: str) -> dict[str, Any]:
    """A gold span; the publications of the library are digests of one page."""
    return {"publication": publication, "section": section, "quote": quote}


def nugget(span: dict[str, Any], *numbers: dict[str, Any], id: str = "n1") -> dict[str, Any]:
    """A nugget in the words of its one span."""
    return {"id": id, "text": span["quote"], "numbers": list(numbers), "evidence": [span]}


def answerable(id: str, question: str, point: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A question that the small library answers."""
    own = {"id": id, "group": id, "tags": ["figure"], "question": question}
    return {**own, "answerability": "answerable", "nuggets": [point], **more}


def unanswerable(id: str, question: str) -> dict[str, Any]:
    """A question of which the small library knows nothing."""
    own = {"id": id, "group": id, "tags": ["unanswerable"], "question": question}
    return {**own, "answerability": "unanswerable", "unanswerable_kind": "absent_fact"}


BED_DAYS = {"value": 450_000, "unit": "bed days", "period": "March 2022"}
DEV = (
    answerable(
        "d-beds", "How many bed days did hospitals lose to delayed discharges in March 2022?",
        nugget(evidence("beds-2022", "Bed days", BEDS), BED_DAYS),
    ),
    answerable(
        "d-hull", "When did the frailty hub in Hull open?",
        nugget(evidence("hull-2021", "Opening", HULL)), tags=["date"],
    ),
    unanswerable("d-dentists", "How many dentists work in Hull?"),
    {
        "id": "d-lantern", "group": "d-lantern", "tags": ["ambiguous"],
        "question": "What did the Lantern review recommend?", "answerability": "ambiguous",
        "readings": ["lantern-2015", "lantern-2023"],
    },
)  # fmt: skip
TEST = (
    answerable(
        "t-leeds", "By how much did the frailty hub in Leeds cut emergency admissions?",
        nugget(evidence("leeds-2022", "Results", LEEDS), {"value": 4, "unit": "%", "period": "2020"}),
    ),
    answerable(
        "t-wales", "How many people were on the treatment waiting list in Wales in January 2024?",
        nugget(evidence("wales-2024", "Size", WALES)),
    ),
    unanswerable("t-france", "What is the capital of France?"),
)  # fmt: skip
"""All seven come out right, as the small library is asked what it says."""
IDS = [item["id"] for item in (*DEV, *TEST)]

CLAIMS = (
    {
        "id": "c-true", "group": "c-true", "claim": LEEDS, "verdict": "supported",
        "evidence": [evidence("leeds-2022", "Results", LEEDS)],
    },
    {
        "id": "c-figure", "group": "c-figure", "claim": LEEDS.replace("4%", "9%"), "correct": "4%",
        "verdict": "figure_differs", "evidence": [evidence("leeds-2022", "Results", LEEDS)],
    },
)  # fmt: skip
BRIEFS = (
    {
        "id": "b-hubs", "group": "b-hubs", "topic": "Frailty hubs",
        "nuggets": [
            nugget(evidence("leeds-2022", "Results", LEEDS), id="n1"),
            nugget(evidence("hull-2021", "Opening", HULL), id="n2"),
            nugget(evidence("leeds-2022", "Opening", LEEDS_OPENING), id="n3"),
        ],
    },
)  # fmt: skip


def questions_set(folder: Path, library: SmallLibrary) -> Path:
    """Seven questions in two splits, marked as written for the small library."""
    splits = "  dev: {files: [dev.jsonl]}\n  test: {files: [test.jsonl]}"
    write_set(folder, splits=splits, dev=lines(*DEV), test=lines(*TEST))
    mark = corpus_mark(library.library.reports)
    written = f"corpus:\n  sha256: {mark.sha256}\n  publications: {mark.publications}\n"
    (folder / HEADER).write_text((folder / HEADER).read_text("utf-8") + written, "utf-8")
    return folder


def claims_set(folder: Path) -> Path:
    """A true claim and one with a wrong figure."""
    return write_set(folder, kind="claims", all=lines(*CLAIMS))


def briefs_set(folder: Path) -> Path:
    """One commission."""
    return write_set(folder, kind="briefs", all=lines(*BRIEFS))


def silent(stage: str, done: int, total: int) -> None:
    """Progress that nobody looks at."""


def finished(
    assistant: Assistant, gold: Path, folder: Path, progress: Progress = silent, **wanted: Any
) -> Finished:
    """A whole run over an assistant that is open already."""
    request = Request(str(gold), folder=folder, **wanted)
    return carry_out(planned(folder.parent, request), assistant, progress)


def timeless(row: Row) -> Row:
    """The row without the times it took."""
    return replace(row, response=replace(row.response, timings_ms={}))


def stored_ids(folder: Path) -> list[str]:
    """Ids of the rows in a run folder, as anybody reads them."""
    path = folder / ROWS
    return [json.loads(line)["id"] for line in path.read_text("utf-8").splitlines()] if path.exists() else []
