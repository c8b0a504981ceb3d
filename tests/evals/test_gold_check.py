"""Gold held against a corpus: quotations that are gone, the mark of a corpus, sets for another one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from gold_files import header
from sample_items import GROWTH, POSTS, REPORTS, TRUST, VACANT, block, evidence, nugget, question

from corpus.types import PageRef, Report
from evals.gold import HEADER, CorpusMark, GoldError, GoldItem, GoldSet, read_set
from evals.gold_check import corpus_mark, problems, require_sound
from evals.types import Evidence, Question

WAITS, NURSES = REPORTS


def gold_set(folder: Path, *items: GoldItem, mark: CorpusMark | None = None) -> GoldSet:
    """A set of these items as it is read from files, written for this corpus."""
    written = f"corpus: {{sha256: {mark.sha256}, publications: {mark.publications}}}" if mark else ""
    (folder / HEADER).write_text(header(more=written), encoding="utf-8")
    content = "".join(item.model_dump_json(exclude_defaults=True) + "\n" for item in items)
    (folder / "one.jsonl").write_text(content, encoding="utf-8")
    return read_set(str(folder))


def asked(place: Evidence) -> Question:
    return question(nugget(GROWTH).model_copy(update={"evidence": (place,)}))


def told(folder: Path, place: Evidence) -> tuple[str, ...]:
    return problems(gold_set(folder, asked(place)), REPORTS)


def changed(place: Evidence, **update: object) -> Evidence:
    return place.model_copy(update=update)


@pytest.mark.parametrize(
    "place",
    [
        evidence(GROWTH),
        evidence(GROWTH, "grew to 7.6 million  cases"),  # white space does not count
        evidence(POSTS),
        changed(evidence(POSTS), section="Numbers"),  # page and section
    ],
)
def test_a_quotation_that_stands_at_its_place_is_sound(tmp_path: Path, place: Evidence) -> None:
    assert told(tmp_path, place) == ()
    require_sound(gold_set(tmp_path, asked(place)), REPORTS)


@pytest.mark.parametrize(
    ("place", "why"),
    [
        (evidence(GROWTH, "grew to 7.4 million"), "“grew to 7.4 million” is not found in waits-2024"),
        (evidence(GROWTH, "rew to 7.6 million"), "“rew to 7.6 million” is not found in waits-2024"),
        (changed(evidence(GROWTH), publication="plan-2020"), "no publication 'plan-2020' in the library"),
        (changed(evidence(GROWTH), publication="nurses-2023"), "is not found in nurses-2023"),
        (changed(evidence(GROWTH), section="Trust"), "is under “Size” of waits-2024, not “Trust”"),
        (changed(evidence(POSTS), page=4), "is not on page 4 of nurses-2023"),
        (changed(evidence(POSTS), section="Survey"), "is under “Numbers” of nurses-2023, not “Survey”"),
        (changed(evidence(GROWTH), page=1, section=None), "is not on page 1 of waits-2024"),  # it has none
    ],
)  # fmt: skip
def test_a_quotation_that_does_not_stand_there_is_told_by_line(
    tmp_path: Path, place: Evidence, why: str
) -> None:
    (problem,) = told(tmp_path, place)
    assert problem.startswith("one.jsonl:1: q-1: ")
    assert why in problem
    with pytest.raises(GoldError, match="Gold rot in 'mine': 1 problem"):
        require_sound(gold_set(tmp_path, asked(place)), REPORTS)


def test_a_long_quotation_is_shortened_in_the_message(tmp_path: Path) -> None:
    quote = TRUST.text + " And more besides."
    (problem,) = told(tmp_path, evidence(TRUST, quote))
    assert f"“{quote[:79]}…” is not found" in problem


def test_a_section_is_the_nearest_heading(tmp_path: Path) -> None:
    # Passages and citations carry that one only: gold under an outer heading could never be hit.
    nested = replace(
        WAITS, blocks=tuple(replace(b, heading_path=("Part 1", *b.heading_path)) for b in WAITS.blocks)
    )
    outer = gold_set(tmp_path, asked(changed(evidence(GROWTH), section="Part 1")))
    (problem,) = problems(outer, [nested])
    assert "is under “Part 1 › Size” of waits-2024, not “Part 1”" in problem
    assert problems(gold_set(tmp_path, asked(evidence(GROWTH))), [nested]) == ()


def test_page_and_section_have_to_hold_the_same_copy_of_a_quotation(tmp_path: Path) -> None:
    again = replace(block(POSTS), heading_path=("Summary",), page=PageRef(1))
    twice = replace(NURSES, blocks=(again, *NURSES.blocks))
    wrong = gold_set(tmp_path, asked(changed(evidence(POSTS), page=1, section="Numbers")))
    assert len(problems(wrong, [twice])) == 1


def test_every_alternative_every_near_miss_and_every_publication_named_is_checked(tmp_path: Path) -> None:
    bad = evidence(GROWTH, "Nobody said this.")
    both = nugget(GROWTH).model_copy(update={"evidence": (evidence(GROWTH), bad)})
    gold = gold_set(
        tmp_path,
        question(both),
        question(
            id="q-2", answerability="unanswerable", unanswerable_kind="absent_fact", near_miss=(bad, bad)
        ),
        question(id="q-3", answerability="ambiguous", readings=("waits-2024", "gone-1")),
        question(nugget(GROWTH), id="q-4", not_publications=("gone-2", "nurses-2023")),
    )  # fmt: skip
    assert [problem.split("“")[0] for problem in problems(gold, REPORTS)] == [
        "one.jsonl:1: q-1: ",
        "one.jsonl:2: q-2: ",
        "one.jsonl:2: q-2: ",
        "one.jsonl:3: q-3: no publication 'gone-1'",
        "one.jsonl:4: q-4: no publication 'gone-2'",
    ]


def first_block(report: Report, **change: object) -> Report:
    first, *others = report.blocks
    return replace(report, blocks=(replace(first, **change), *others))  # type: ignore[arg-type]


def test_the_mark_of_a_corpus_is_of_its_text_and_places() -> None:
    mark = corpus_mark(REPORTS)
    assert mark.publications == 2
    assert corpus_mark(reversed(REPORTS)) == mark
    others = [
        (WAITS,),
        (first_block(WAITS, text="The waiting list grew to 7.7 million cases in June 2024."), NURSES),
        (first_block(WAITS, heading_path=("Length",)), NURSES),
        (first_block(WAITS, heading_path=("Part 1", "Size")), NURSES),
        (first_block(WAITS, page=PageRef(1)), NURSES),
        (replace(WAITS, blocks=WAITS.blocks[::-1]), NURSES),
        (replace(WAITS, publication=replace(WAITS.publication, id="waits-2025")), NURSES),
        (replace(WAITS, blocks=(*WAITS.blocks, block(VACANT))), NURSES),
    ]
    marks = [corpus_mark(reports).sha256 for reports in others]
    assert len({mark.sha256, *marks}) == 1 + len(others)


def test_what_gold_does_not_rest_on_leaves_the_mark_alone() -> None:
    renamed = replace(WAITS, content_hash="other", publication=replace(WAITS.publication, title="Renamed"))
    assert corpus_mark([renamed, NURSES]) == corpus_mark(REPORTS)


def test_a_set_for_another_corpus_is_refused_with_the_command_that_renews_it(tmp_path: Path) -> None:
    other = CorpusMark(sha256="ab" * 32, publications=3)
    gold = gold_set(tmp_path, asked(evidence(GROWTH)), mark=other)
    with pytest.raises(GoldError) as caught:
        require_sound(gold, REPORTS)
    message = str(caught.value)
    assert (
        "The set 'mine' was written for another corpus: 3 publications then, 2 in the library now" in message
    )
    assert "Every quotation is still found." in message
    assert message.endswith("evidence eval check mine --renew")
    require_sound(gold, REPORTS, check_corpus=False)


def test_a_set_for_another_corpus_tells_what_is_no_longer_found(tmp_path: Path) -> None:
    other = CorpusMark(sha256="ab" * 32, publications=3)
    gold = gold_set(tmp_path, asked(evidence(GROWTH, "Nobody said this.")), mark=other)
    with pytest.raises(GoldError, match=r"“Nobody said this\.” is not found in waits-2024"):
        require_sound(gold, REPORTS)


def test_a_set_for_this_corpus_or_for_none_is_taken(tmp_path: Path) -> None:
    require_sound(gold_set(tmp_path, asked(evidence(GROWTH)), mark=corpus_mark(REPORTS)), REPORTS)
    require_sound(gold_set(tmp_path, asked(evidence(GROWTH))), REPORTS)
