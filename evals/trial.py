"""Run a file of questions with known answers through the assistant and count what came out right.

    python -m evals.trial FILE.jsonl [--list]

A line has `id`, `kind`, `question`, `outcome` (expected), and where an answer is expected `facts` (ids any of
which answers it), or `facts_all` (one of each group must be shown), and `figures` that must be in the text;
follow-ups have `history`. Refusals are judged by the outcome alone. Every question asked is in a denominator.
"""

from __future__ import annotations

import json
import math
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.compose import open_assistant
from assistant.settings import load_settings
from assistant.types import Answer, Outcome, Turn

ANSWERS = (Outcome.ANSWERED, Outcome.PARTLY_ANSWERED)


@dataclass(frozen=True, slots=True)
class Result:
    """How one question came out. `fault` is empty where it came out right; `first_right` is None where no
    answer was expected or given."""

    id: str
    kind: str
    expected: str
    outcome: str
    fault: str
    first_right: bool | None
    milliseconds: float


def plain(text: str) -> str:
    """A text made comparable: lower case, no commas in numbers, `per cent` as %."""
    return text.lower().replace(",", "").replace(" per cent", "%")


def judge(item: dict[str, Any], answer: Answer) -> Result:
    """Compare an answer with what its question expects."""
    shown = [c.source.fact_id for s in answer.sentences for c in s.citations if c.source]
    groups = item.get("facts_all") or ([item["facts"]] if item.get("facts") else [])
    expects_answer = item["outcome"] in {o.value for o in ANSWERS}
    fault, first = "", None
    if expects_answer and answer.outcome in ANSWERS:
        first = bool(shown) and any(shown[0] in group for group in groups)
        text = plain(" ".join(s.text for s in answer.sentences))
        missing = [group for group in groups if not set(group) & set(shown)]
        figures = [f for f in item.get("figures", []) if plain(f) not in text]
        if missing:
            fault = f"facts not shown: {missing}"
        elif figures:
            fault = f"figures not shown: {figures}"
    if not fault and answer.outcome.value != item["outcome"]:
        fault = f"outcome {answer.outcome.value}, expected {item['outcome']}"
    spent = sum(answer.timings_ms.values())
    return Result(item["id"], item["kind"], item["outcome"], answer.outcome.value, fault, first, spent)


def wilson(successes: int, n: int, z: float = 1.96) -> tuple[float, float]:
    """95% interval of a share (Wilson 1927); (0, 1) where nothing was counted."""
    if not n:
        return 0.0, 1.0
    share = successes / n
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return max(0.0, centre - half), min(1.0, centre + half)


def share(label: str, flags: Sequence[bool]) -> str:
    """A line of the summary: share, interval, n."""
    low, high = wilson(sum(flags), len(flags))
    value = sum(flags) / len(flags) if flags else 0.0
    return f"{label:<44} {value:5.2f}  [{low:.2f}, {high:.2f}]  n = {len(flags)}"


def summary(results: Sequence[Result]) -> list[str]:
    """The figures, one a line; higher is better except where the label says otherwise."""
    by_kind: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        by_kind[result.kind].append(result)
    lines = [share("right in outcome, facts and figures", [not r.fault for r in results])]
    lines += [share(f"  {kind}", [not r.fault for r in rows]) for kind, rows in sorted(by_kind.items())]
    answers = {o.value for o in ANSWERS}
    absent = [r for r in results if r.expected == Outcome.NOT_IN_EVIDENCE.value]
    present = [r for r in results if r.expected in answers]
    lines.append(share("false answers (lower is better)", [r.outcome in answers for r in absent]))
    refused = [r.outcome == Outcome.NOT_IN_EVIDENCE.value for r in present]
    lines.append(share("wrongly refused (lower is better)", refused))
    lines.append(
        share(
            "first sentence right, where answered",
            [r.first_right for r in present if r.first_right is not None],
        )
    )
    times = sorted(r.milliseconds for r in results)
    lines.append(
        f"milliseconds a question: p50 {times[len(times) // 2]:.0f}, p95 {times[int(len(times) * 0.95)]:.0f}"
    )
    return lines


def run(items: Iterable[dict[str, Any]]) -> list[Result]:
    """Ask every question of the library the settings name."""
    assistant = open_assistant(load_settings())
    results = []
    for item in items:
        history = [Turn(t["role"], t["content"]) for t in item.get("history", [])]
        results.append(judge(item, assistant.ask(item["question"], history)))
    return results


def main(arguments: Sequence[str]) -> None:
    """Print the summary, and with --list every question that came out wrong."""
    path = Path(arguments[0])
    items = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    results = run(items)
    if "--list" in arguments:
        asked = {item["id"]: item["question"] for item in items}
        for result in results:
            if result.fault:
                print(f"{result.kind}: {asked[result.id]}\n    {result.fault}")
    print("\n".join(summary(results)))


if __name__ == "__main__":
    main(sys.argv[1:])
