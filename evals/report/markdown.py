"""The report as Markdown, shorter than the page: for a pull request, a mail or a terminal. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from evals.report.content import Content
from evals.report.items import AnswerView, ItemGroup, ItemView
from evals.report.plain_text import shortened, visible
from evals.report.provenance_table import commands
from evals.report.wording import VERDICTS, counted, direction, share_text

_LONG = 600
_LISTED = 50
# What could begin emphasis, code, a link, an image, HTML, a table cell, an entity or a formula.
_MARKS = re.compile(r"([\\`*_\[\]<>|~$]|&(?=#?\w+;))")
_ADDRESS = re.compile(r"\b([A-Za-z][A-Za-z0-9+.-]*)(:)(?=\S)|\b(www)(\.)", re.IGNORECASE)
# GitHub makes links of @name, name@host.example and #12 even where they are escaped.
_REFERENCE = re.compile(r"(?<!\w)@(?=\w)|@(?=[\w-]+\.)|#(?=\d)")


def markdown_report(content: Content) -> str:
    """Verdict, figures, items that changed or came out wrong, slices, causes and provenance."""
    parts = [
        f"# {plain(content.title)}",
        *_verdict(content),
        "## Figures",
        *_figures(content),
        "## " + ("What changed" if content.compared else "What came out wrong"),
        *_items(content),
        *_slices(content),
        *_causes(content),
        "## Provenance",
        *_provenance(content),
    ]
    return "\n\n".join(parts) + "\n"


def plain(text: str) -> str:
    """Text from data as Markdown that shows it and nothing else: no link, HTML, emphasis or table cell.

    An empty comment stands after a sign that GitHub would make a link of whatever is done to it.
    """
    escaped = _MARKS.sub(r"\\\1", visible(text))
    escaped = _ADDRESS.sub(lambda m: f"{m[1] or m[3]}\\{m[2] or m[4]}", escaped)
    return _REFERENCE.sub(r"\g<0><!-- -->", escaped)


def _verdict(content: Content) -> Iterator[str]:
    if content.passed is None:
        yield f"**{plain(content.sentence)}**"
        return
    yield f"**{'✓ Passed' if content.passed else '✗ Failed'}.** {plain(content.sentence)}"
    yield f"By itself this run gives: {plain(content.summary.sentence)}"
    if content.inconclusive:
        figures = counted(content.inconclusive, "headline figure")
        yield f"Of {figures} nothing can be said: too few items changed, or they changed both ways."
    changed = plain(", ".join(content.differs)) or "nothing"
    yield f"Between the two runs these changed: {changed}."


def _figures(content: Content) -> Iterator[str]:
    head = ["What is measured", "This run", "95% interval", "n"]
    compared = ["Baseline", "Difference", "95% interval", "p (Holm)", "Smallest it could show", "Verdict"]
    yield _table(
        head + compared * content.compared,
        [
            [r.metric.title, r.value, r.interval.whole, str(r.n)]
            + [r.baseline, r.difference, r.difference_interval, r.p, r.detectable, f"{r.sign} {r.verdict}"]
            * content.compared
            for r in content.headline
        ],
    )
    if content.run.config.matcher:
        yield plain(content.run.config.matcher)
    if content.compared:
        yield "\n".join(
            f"- {sign} {verdict.value}: {meaning}" for verdict, (sign, meaning) in VERDICTS.items()
        )
    more = ["Baseline", "Difference"] * content.compared
    yield _table(
        [*head, *more],
        [
            [r.metric.title, r.value, r.interval.whole, str(r.n)]
            + [r.baseline, r.difference] * content.compared
            for _, rows in content.others
            for r in rows
        ],
    )
    metrics = [r.metric for r in content.headline] + [r.metric for _, rows in content.others for r in rows]
    yield "\n".join(f"- {plain(m.title)}: {plain(m.meaning)}; {direction(m)}." for m in metrics)


def _items(content: Content) -> Iterator[str]:
    if not content.groups:
        yield "No item changed." if content.compared else "Nothing came out wrong."
    for group in content.groups:
        yield f"### {group.sign} {plain(group.title)} ({len(group.items)})"
        yield plain(group.meaning)
        yield _item_list(group)


def _item_list(group: ItemGroup) -> str:
    left = len(group.items) - _LISTED
    more = [f"- … and {left} more, in report.html"] if left > 0 else []
    return "\n".join([*(line for item in group.items[:_LISTED] for line in _item(item)), *more])


def _item(item: ItemView) -> Iterator[str]:
    yield f"- **{plain(item.id)}** {plain(item.asked)}"
    if item.gold.expected:
        yield f"  - Expected: {plain(item.gold.expected)}"
    if item.gold.reference:
        yield f"  - Right answer: {plain(shortened(item.gold.reference, _LONG))}"
    for answer in item.answers:
        yield f"  - {answer.heading}: {_told(answer)}"
    for nugget in item.nuggets:
        states = (
            f"{answer.heading}: {state}" for answer, state in zip(item.answers, nugget.states, strict=True)
        )
        yield f"  - Point: {plain(nugget.text or nugget.id)} ({'; '.join(states)})"


def _told(answer: AnswerView) -> str:
    """Outcome, cause and words of one answer, with where it was cited from."""
    cause = f"wrong: {plain(answer.cause)}" if answer.cause else "right"
    said = " ".join(s.text for s in answer.sentences) or answer.error or answer.message
    places = dict.fromkeys(place for s in answer.sentences for place, _ in s.citations)
    cited = f" (cited: {plain('; '.join(places))})" if places else ""
    words = f": {plain(shortened(visible(said), _LONG))}" if said else ""
    return f"{plain(answer.outcome)}; {cause}{words}{cited}"


def _slices(content: Content) -> Iterator[str]:
    if content.slices:
        yield "## Slices"
        before = ["Right in the baseline"] * content.compared
        yield _table(
            ["Slice", "Right", "95% interval", *before],
            [
                [s.name, share_text(s.right, s.n), s.interval, *[s.baseline] * content.compared]
                for s in content.slices
            ],
        )


def _causes(content: Content) -> Iterator[str]:
    yield "## Causes"
    if content.causes:
        rows = [[c.cause, c.meaning, str(c.count), c.share] for c in content.causes]
        yield _table(["Cause", "What it means", "n", "Of those wrong"], rows)
    else:
        yield "Nothing came out wrong."


def _provenance(content: Content) -> Iterator[str]:
    more = ["Baseline"] * content.compared
    rows = [[f.name, f.value, *[f.baseline] * content.compared] for f in content.facts]
    yield _table(["What", "This run", *more], rows)
    yield f"In the folder that holds {plain(content.run.folder.name)}:"
    for what, command in commands(content.run):
        yield f"{what}:\n\n    {visible(command)}"
    items = counted(len(content.run.rows), "item")
    yield f"report.html has the charts and the whole answers; rows.csv has a row for each of {items}."


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *([plain(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
