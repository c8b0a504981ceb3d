"""A note holds what the assistant answered, once, with both sides, and says what it does not hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from note_samples import (
    COST,
    SAVING,
    STAFF,
    TOPIC,
    VISITS,
    A,
    B,
    C,
    ScriptedAssistant,
    answer,
    cited,
    hit,
    hub_assistant,
    note_on,
    publication,
    sentence,
)

from assistant.briefing import MAX_TOP_LINES, MAX_TOPIC, OVERVIEW
from assistant.errors import AssistantError
from assistant.types import Nearest, Outcome, Reading, SourcesDiffer
from indexing.types import Filters


def test_every_line_of_evidence_comes_from_an_answer() -> None:
    assistant = hub_assistant()
    note = note_on(TOPIC, assistant)
    answered = {s for a in assistant.script.values() for s in a.sentences}
    lines = {
        *note.top_lines,
        *(k.sentence for k in note.key_facts),
        *(s for t in note.themes for s in t.sentences),
    }
    assert lines == answered
    assert note.written == "29 March 2026"
    assert note.library_version == "a1b2c3"
    assert [w.text for w in note.withheld] == ["Visits rose by 10%."]


def test_a_sentence_stands_under_one_theme_only() -> None:
    note = note_on(TOPIC, hub_assistant())
    texts = [s.text for t in note.themes for s in t.sentences]
    assert len(texts) == len(set(texts)) == 4
    assert [t.heading for t in note.themes][:2] == [OVERVIEW, "Staff and training"]


def test_nearly_the_same_sentence_is_not_repeated_but_another_figure_is() -> None:
    said_again = sentence(B, "In 2024, community hubs cost £2.5 million", "£2.5 million")
    dearer = sentence(B, "Community hubs cost £3.5 million in 2024.", "£3.5 million")
    again = sentence(B, "Community hubs cost: £2.5 million in 2024.", "£2.5 million")
    note = note_on(TOPIC, ScriptedAssistant({TOPIC: answer(COST, again, dearer, said_again)}))
    texts = [s.text for t in note.themes for s in t.sentences]
    assert COST.text in texts
    assert dearer.text in texts
    assert again.text not in texts


def test_themes_come_from_headings_and_ask_only_the_publications_on_the_topic() -> None:
    assistant = hub_assistant(hits=(*hub_assistant().hits, hit(B, "Dental fees", "Fees for dentistry.")))
    note_on(TOPIC, assistant, filters=Filters(since=date(2020, 1, 1)))
    assert [q for q, _ in assistant.asked] == [
        TOPIC,
        f"{TOPIC}: Staff and training",
        f"{TOPIC}: Visits by residents",
    ]
    limits = assistant.asked[1][1]
    assert limits.publication_ids == ("gamma", "alpha")
    assert limits.since == date(2020, 1, 1)


def test_both_sides_of_a_disagreement_stay_together_and_reach_the_top_lines() -> None:
    differ = SourcesDiffer("what hubs cost", "conflict", (1, 0), "They count different things.", "Name both.")
    script = {TOPIC: answer(VISITS), "Staff and training": answer(COST, SAVING, differ=(differ,))}
    note = note_on(TOPIC, hub_assistant(script=script))
    theme = note.themes[1]
    assert [theme.sentences[j] for j in theme.differ[0].sentences] == [SAVING, COST]
    assert SAVING in note.top_lines
    assert COST in note.top_lines


def test_a_disagreement_shown_by_several_answers_is_gathered_once_newest_first() -> None:
    older = sentence(A, "The list of community hubs held 3 in 2020.", "3", as_at="January 2020")
    newer = sentence(B, "The list of community hubs held 5 in 2025.", "5", as_at="2025-07-03")
    newest = sentence(C, "The list of community hubs held 7 in 2026.", "7", as_at="January 2026")
    change = SourcesDiffer("how many hubs", "change", (1, 0), "Months differ.", "Give the month.")
    script = {
        TOPIC: answer(older, newer, differ=(change,)),
        "Staff and training": answer(newer, newest, differ=(change,)),
    }
    note = note_on(TOPIC, hub_assistant(script=script))
    assert len(note.themes) == 1
    assert [note.themes[0].sentences[j] for j in note.themes[0].differ[0].sentences] == [newest, newer, older]
    assert newest in note.top_lines
    assert older not in note.top_lines


def test_top_lines_prefer_different_origins_and_stop_at_five() -> None:
    many = [publication(f"p{i}", f"20{10 + i}") for i in range(9)]
    lines = [sentence(p, f"Community hubs served town number {p.id} well.") for p in many]
    more = [sentence(many[0], f"Community hubs pleased {w} people.") for w in ("young", "old", "busy")]
    note = note_on(TOPIC, ScriptedAssistant({TOPIC: answer(*more, *lines)}, publications=tuple(many)))
    assert len(note.top_lines) == MAX_TOP_LINES
    assert len({s.citations[0].publication.id for s in note.top_lines}) == MAX_TOP_LINES
    one_source = note_on(TOPIC, ScriptedAssistant({TOPIC: answer(*more)}, publications=(many[0],)))
    assert len(one_source.top_lines) == 3


def test_key_facts_are_the_sentences_with_figures_and_are_dated() -> None:
    note = note_on(TOPIC, hub_assistant())
    assert {(k.figure, k.as_at) for k in note.key_facts} == {
        ("£2.5 million", "2024"),
        ("£4 million", "3 July 2025"),
        ("9%", "2025"),
    }


def test_nothing_in_evidence_gives_a_note_that_says_so_with_the_nearest_passages() -> None:
    near = Nearest(cited(A, "Hubs in Leeds."), "It is about Leeds.")
    nothing = answer(
        outcome=Outcome.NOT_IN_EVIDENCE, message="The evidence does not answer this.", nearest=(near,)
    )
    assistant = hub_assistant(script={"vaping law": nothing})
    note = note_on("vaping law", assistant)
    assert (note.top_lines, note.key_facts, note.themes) == ((), (), ())
    assert "Nothing in the library of 3 publications answers “vaping law”." in note.issue
    assert note.gaps[0] == "The evidence does not answer this."
    assert "Report on alpha, 2024, under “Hubs”. It is about Leeds." in note.gaps[1]
    assert len(assistant.asked) == 1


def test_a_declined_topic_gives_an_empty_note_and_a_failure_an_error() -> None:
    declined = answer(outcome=Outcome.DECLINED, message="That is outside what this can do.")
    assert note_on("a poem", ScriptedAssistant({"a poem": declined})).issue == declined.message
    broken = answer(outcome=Outcome.FAILED, message="The index is missing. Run `evidence index`.")
    with pytest.raises(AssistantError, match="index is missing"):
        note_on(TOPIC, ScriptedAssistant({TOPIC: broken}))


def test_an_ambiguous_topic_becomes_a_theme_for_each_reading() -> None:
    which = answer(outcome=Outcome.WHICH_ONE)
    readings = (
        Reading("2007 review", "What of 2007?", "alpha"),
        Reading("2024 review", "What of 2024?", "beta"),
    )
    which = replace(which, query=replace(which.query, readings=readings))
    script = {
        "the review": which,
        "What of 2007?": answer(sentence(A, "The first proposed clinics.", heading="The 2007 review")),
        "What of 2024?": answer(sentence(B, "The last found long waits.", heading="The 2024 review")),
    }
    note = note_on("the review", ScriptedAssistant(script, publications=(A, B)))
    assert [t.heading for t in note.themes] == ["2007 review", "2024 review"]


def test_parts_and_themes_without_evidence_are_gaps() -> None:
    script = {
        TOPIC: answer(COST, outcome=Outcome.PARTLY_ANSWERED, missing_parts=("hubs in Wales",)),
        "Staff and training": answer(STAFF, outcome=Outcome.PARTLY_ANSWERED),
    }
    gaps = note_on(TOPIC, hub_assistant(script=script)).gaps
    assert "Nothing was found on “hubs in Wales”." in gaps
    assert "“Staff and training” is covered only in part." in gaps
    assert "No sentence was found that says more on “Visits by residents”." in gaps


@pytest.mark.parametrize("topic", ["", "   ", "\x00\n", "?!…", "\u200b"])
def test_an_empty_topic_is_refused_in_plain_words(topic: str) -> None:
    with pytest.raises(AssistantError, match="topic is empty"):
        note_on(topic, hub_assistant())


def test_a_long_topic_is_refused_and_control_characters_are_dropped() -> None:
    with pytest.raises(AssistantError, match=f"the limit is {MAX_TOPIC}"):
        note_on("hub " * MAX_TOPIC, hub_assistant())
    assert note_on(" community\x07 \n hubs\u202e ", hub_assistant()).topic == TOPIC


def test_progress_is_told_in_plain_words() -> None:
    stages: list[str] = []
    note_on(TOPIC, hub_assistant(), on_progress=stages.append)
    assert stages == [
        "Asking about “community hubs”",
        "Theme 1 of 2: Staff and training",
        "Theme 2 of 2: Visits by residents",
        "Putting the note together",
    ]
