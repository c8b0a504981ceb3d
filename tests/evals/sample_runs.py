"""Small runs made by hand, for tests of reports and comparisons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from evals.compare import Comparison, compare
from evals.gold import GoldItem, Line
from evals.metrics import Tallies
from evals.responses import Place, Response, Said
from evals.run_folder import Row, Run, RunConfig, start
from evals.scoring.items import Scored
from evals.summary import Summary, summarise
from evals.types import Claim, Commission, Evidence, Nugget, Question

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(2)>',
    "[press here](javascript:alert(3))",
    "https://outside.example/?q=1 www.outside.example someone@outside.example @someone #12",
    "| a table | cell | **bold** `code` <b>tag</b> &lt; {{ 7 * 7 }} ${8} \\ ~~gone~~",
    "\u202eright to left\u202c \u2066isolated\u2069 hid\u200bden \ufeffmark \x07\x1b[31m \x00",
    '=HYPERLINK("https://outside.example")',
)
"""Texts that try to run, to lead elsewhere, to break out of a table or cell, and to hide what they are."""


def sample_config(kind: str = "questions", **changes: Any) -> RunConfig:
    """What a run is of; any field can be given."""
    config = RunConfig(
        set_name="sample",
        set_version="2026.1.0",
        set_sha256="a" * 64,
        kind=kind,
        split="all",
        items=(),
        corpus_sha256="b" * 64,
        publications=2,
        index={"schema": "2", "model": "hash 1"},
        settings={"writer": "quoting"},
        versions={"python": "3.11.7", "cores": "2"},
        revision="0123456789ab",
        command="evidence eval run sample",
        started="2026-11-22T08:38:59+00:00",
    )
    return replace(config, **changes)


def answered(text: str = "It cost £4.2 billion.", confidence: float = 0.8) -> Response:
    """An answer of one sentence, cited to the page it quotes."""
    return Response(
        "answered",
        sentences=(Said(text, (Place("nao-2022", "Costs", 12, text),)),),
        passages=(Place("nao-2022", "Costs", 12, text),),
        confidence=confidence,
        timings_ms={"interpret": 2.0, "search": 30.0, "write": 8.0},
    )


def refused(confidence: float = 0.1) -> Response:
    """An answer that there is none."""
    return Response(
        "not_in_evidence",
        message="Not found in the evidence base.",
        confidence=confidence,
        timings_ms={"interpret": 2.0, "search": 30.0},
    )


def crashed(error: str = "ValueError: no such thing") -> Response:
    """What is recorded of a question that crashed the system."""
    return Response("error", error=error)


def sample_row(
    id_: str,
    cause: str | None = None,
    response: Response | None = None,
    *,
    answerable: bool = True,
    tags: Sequence[str] = ("figure",),
    split: str = "test",
    group: str | None = None,
    asked: str | None = None,
    turn: int = 1,
    tallies: Mapping[str, tuple[float, ...]] | None = None,
) -> Row:
    """A question that came out right where `cause` is None, in a group of its own unless told otherwise.

    Its one nugget `n1` is stated, its passage found first, exactly where it came out right; `tallies` are
    added to those that follow from this, or take their place.
    """
    right = cause is None
    said = response or (answered() if answerable else refused())
    nuggets = {"n1": "support" if right else "not"} if answerable else {}
    ranks = {"n1": 1 if right else None} if answerable else {}
    scored = Scored(
        {**question_tallies(right, answerable, said), **(tallies or {})}, right, cause, nuggets, ranks
    )
    words = asked or f"What does item {id_} ask?"
    return Row(id_, split, group or id_, tuple(tags), words, turn, said, scored)


def question_tallies(right: bool, answerable: bool, response: Response) -> Tallies:
    """A few of the metrics of a question: `right` decides those of search and content."""
    one = float(right)
    told: Tallies = {"right": (one, 1.0), "errors": (float(response.error is not None), 1.0)}
    said = float(response.answered)
    if not answerable:
        told["false_answers"] = (said, 1.0)
        told["abstention_f1"] = (1.0 - said, 0.0, said)
        return told
    told["evidence_recall_at_10"] = (one, 1.0)
    told["nugget_recall"] = (one, 1.0)
    told["over_refusal"] = (1.0 - said, 1.0)
    told["abstention_f1"] = (0.0, 1.0 - said, 0.0)
    if response.answered:
        told["numbers_grounded"] = (one, 1.0)
        told["citation_recall"] = (1.0, 1.0)
    return told


def claim_row(id_: str, cause: str | None = None) -> Row:
    """A claim: supported and passed where `cause` is None, faulty where the cause is that it passed all the
    same, else supported but not passed."""
    right, faulty = cause is None, bool(cause and cause.startswith("passed although"))
    passed = right or faulty
    response = Response("supported" if passed else "not_supported", message="" if passed else "figure 4.2")
    one = (float(right), 1.0)
    tallies: Tallies = {"right": one, "faults_caught" if faulty else "supported_passed": one}
    scored = Scored(tallies, right, cause)
    return Row(id_, "test", id_, ("figure",), f"Claim {id_} cost £4.2bn.", 1, response, scored)


def brief_row(id_: str, missing: Sequence[str] = ()) -> Row:
    """A note that holds both points, but for those missing."""
    cause = f"required points missing: {', '.join(missing)}" if missing else None
    nuggets = {n: "not" if n in missing else "support" for n in ("n1", "n2")}
    share = 1 - len(missing) / 2
    scored = Scored({"errors": (0.0, 1.0), "nugget_recall": (share, 1.0)}, not missing, cause, nuggets)
    return Row(id_, "all", id_, ("known",), f"Topic {id_}", 1, answered(), scored)


def sample_run(rows: Iterable[Row], folder: Path = Path("run-b"), **config: Any) -> Run:
    """A finished run of these rows, with its summary. Nothing is written."""
    kept = tuple(rows)
    run = Run(folder, sample_config(items=tuple(r.id for r in kept), **config), kept)
    return replace(run, summary=sample_summary(run).as_json())


def sample_summary(run: Run) -> Summary:
    """What a run adds up to."""
    return summarise(run.config, run.rows, 512.0)


def mixed_rows() -> list[Row]:
    """Twelve questions: seven right, four wrong each in its own way, one that crashed the system."""
    rows = [sample_row(f"q-{i:02}", response=answered(confidence=0.6 + i / 50)) for i in range(6)]
    return [
        *rows,
        sample_row("q-06", "not retrieved", tags=("figure", "money")),
        sample_row("q-07", "wrong figure", answered("It cost £9 billion.", 0.7)),
        sample_row("q-08", "wrongly refused", refused(0.3), turn=2, tags=("follow-up",)),
        sample_row("q-09", answerable=False, tags=("unanswerable",)),
        sample_row("q-10", "wrongly answered", answered(), answerable=False, tags=("unanswerable",)),
        sample_row("q-11", "the system crashed", crashed()),
    ]


def worse_comparison() -> Comparison:
    """Forty questions: twelve that were right are not retrieved any more, and one is right that was not."""
    before = [sample_row(f"q-{i:02}") for i in range(39)] + [sample_row("q-39", "wrong figure")]
    after = [sample_row(f"q-{i:02}", "not retrieved", refused()) for i in range(12)] + before[12:39]
    a = sample_run(before, Path("run-a"))
    b = sample_run([*after, sample_row("q-39")], Path("run-b"), revision="fedcba987654")
    return compare(a, b, draws=2000)


def gold_question(id_: str, **changes: Any) -> Question:
    """The gold item behind `sample_row(id_)`."""
    fields: dict[str, Any] = {
        "id": id_,
        "group": id_,
        "tags": ("figure",),
        "question": f"What does item {id_} ask?",
        "answerability": "answerable",
        "nuggets": (gold_nugget("n1", "It cost £4.2 billion."),),
        "reference_answer": "£4.2 billion.",
    }
    return Question(**(fields | changes))


def gold_claim(id_: str, **changes: Any) -> Claim:
    """The gold item behind `claim_row(id_)`."""
    fields: dict[str, Any] = {
        "id": id_,
        "group": id_,
        "claim": f"Claim {id_} cost £4.2bn.",
        "verdict": "supported",
        "evidence": (_evidence("It cost £4.2 billion."),),
    }
    return Claim(**(fields | changes))


def gold_brief(id_: str) -> Commission:
    """The gold item behind `brief_row(id_)`."""
    points = (("n1", "The first point."), ("n2", "The second point."), ("n3", "A point to spare."))
    nuggets = tuple(gold_nugget(i, text, vital=i != "n3") for i, text in points)
    return Commission(id=id_, group=id_, topic=f"Topic {id_}", nuggets=nuggets)


def gold_nugget(id_: str, text: str, vital: bool = True) -> Nugget:
    """A nugget whose one piece of evidence is its own words."""
    return Nugget(id=id_, text=text, vital=vital, evidence=(_evidence(text),))


def with_gold(run: Run, folder: Path, items: Iterable[GoldItem]) -> Run:
    """The same run in a folder that holds its settings and its gold items."""
    lines = [Line(item, "test", "test.jsonl", number) for number, item in enumerate(items, 1)]
    start(folder, run.config, lines)
    return replace(run, folder=folder)


def _evidence(quote: str) -> Evidence:
    return Evidence(publication="nao-2022", page=12, quote=quote)
