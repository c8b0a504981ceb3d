"""Gold items as a report shows them: what was asked and expected, what was said and what is wrong. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from evals.compare import Changed, Comparison
from evals.report.gold_texts import UNKNOWN, GoldText
from evals.report.wording import NUGGETS, cause_kind, cause_meaning, cause_place, outcome_text
from evals.responses import Place, Response, Said
from evals.run_folder import Row
from evals.scoring.claims import SUPPORTED, UNSUPPORTED


@dataclass(frozen=True, slots=True)
class SaidView:
    """A sentence and where it was cited from: (place, quotation)."""

    text: str
    citations: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class AnswerView:
    """What one run said to an item. `cause` is empty where it came out right."""

    heading: str
    outcome: str
    message: str
    sentences: tuple[SaidView, ...]
    withheld: tuple[str, ...]
    error: str
    cause: str
    cause_meaning: str


@dataclass(frozen=True, slots=True)
class NuggetView:
    """A point the answer should make: its text, and per run whether it was stated and its passage's rank."""

    id: str
    text: str
    vital: bool
    states: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ItemView:
    """One item. `answers` has one entry, or two where runs are compared: the baseline's, then the new one."""

    id: str
    asked: str
    split: str
    tags: tuple[str, ...]
    gold: GoldText
    answers: tuple[AnswerView, ...]
    nuggets: tuple[NuggetView, ...]


@dataclass(frozen=True, slots=True)
class ItemGroup:
    """Items under one heading. `sign` is ▲ where they got better and ▼ where they got worse."""

    sign: str
    title: str
    meaning: str
    items: tuple[ItemView, ...]


def wrong_items(rows: Iterable[Row], gold: Mapping[str, GoldText]) -> tuple[ItemGroup, ...]:
    """The items that came out wrong, by cause, in the order of the way from the index to the answer."""
    by_cause: dict[str, list[Row]] = {}
    for row in rows:
        if row.scored.cause is not None:
            by_cause.setdefault(cause_kind(row.scored.cause), []).append(row)
    return tuple(
        ItemGroup("✗", _sentence_case(cause), cause_meaning(cause), _views(by_cause[cause], gold))
        for cause in sorted(by_cause, key=lambda cause: (cause_place(cause), cause))
    )


def changed_items(comparison: Comparison, gold: Mapping[str, GoldText]) -> tuple[ItemGroup, ...]:
    """The items that changed from the baseline: worse, then better, then as right or wrong as before."""
    worse = [c for c in comparison.changed if c.worse]
    better = [c for c in comparison.changed if c.better]
    other = [c for c in comparison.changed if not c.worse and not c.better]
    groups = (
        ("▼", "Worse", "Right in the baseline, wrong now.", worse),
        ("▲", "Better", "Wrong in the baseline, right now.", better),
        ("↔", "Different, neither better nor worse",
         "Right in both runs or wrong in both; the words or the cause changed.", other),
    )  # fmt: skip
    return tuple(
        ItemGroup(sign, title, meaning, tuple(_changed(c, gold) for c in changed))
        for sign, title, meaning, changed in groups
        if changed
    )


def place_text(place: Place) -> str:
    """Publication, section and page of a citation."""
    section = f", “{place.section}”" if place.section else ""
    page = f", page {place.page}" if place.page is not None else ""
    return f"{place.publication}{section}{page}"


def _views(rows: Sequence[Row], gold: Mapping[str, GoldText]) -> tuple[ItemView, ...]:
    return tuple(_item((row,), ("Outcome",), gold) for row in rows)


def _changed(change: Changed, gold: Mapping[str, GoldText]) -> ItemView:
    return _item((change.before, change.after), ("Baseline", "This run"), gold)


def _item(rows: Sequence[Row], headings: Sequence[str], gold: Mapping[str, GoldText]) -> ItemView:
    row, text = rows[-1], gold.get(rows[-1].id, UNKNOWN)
    answers = tuple(_answer(r, heading) for r, heading in zip(rows, headings, strict=True))
    ids = list(text.nuggets) or sorted({i for r in rows for i in r.scored.nuggets})
    return ItemView(
        row.id, row.asked, row.split, row.tags, text, answers, tuple(_nugget(i, rows, text) for i in ids)
    )


def _answer(row: Row, heading: str) -> AnswerView:
    response, cause = row.response, row.scored.cause or ""
    return AnswerView(
        heading,
        outcome_text(response.outcome),
        _message(response),
        tuple(_said(s) for s in response.sentences),
        tuple(s.text for s in response.withheld),
        response.error or "",
        cause,
        cause_meaning(cause),
    )


def _message(response: Response) -> str:
    """What was said beside the answer; of a claim, what the check found fault with."""
    checked = response.outcome in (SUPPORTED, UNSUPPORTED)
    return f"Found fault with: {response.message}" if checked and response.message else response.message


def _said(said: Said) -> SaidView:
    return SaidView(said.text, tuple((place_text(c), c.text) for c in said.citations))


def _nugget(id_: str, rows: Sequence[Row], gold: GoldText) -> NuggetView:
    text, vital = gold.nuggets.get(id_, ("", True))
    return NuggetView(id_, text, vital, tuple(_state(id_, row) for row in rows))


def _state(id_: str, row: Row) -> str:
    """`stated; passage found at rank 3`."""
    stated = NUGGETS.get(row.scored.nuggets.get(id_, "not"), "not stated")
    if id_ not in row.scored.ranks:
        return stated
    rank = row.scored.ranks[id_]
    return f"{stated}; passage {'not found' if rank is None else f'found at rank {rank}'}"


def _sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]
