"""The filters of the page: what is offered, what is read, and that they hold until they are changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from html import unescape

import pytest
from scripted_assistant import CATALOGUE, ScriptedAssistant

from corpus.types import PartialDate
from indexing.filtering import passing
from indexing.types import Filters
from ui import ask_tab
from ui.ask_tab import AskTab
from ui.filters import CONTROLS, InputError, choices, read_filters
from ui.quiet import gr

PUBLICATIONS = tuple(CATALOGUE.values())
OFFERED = choices(PUBLICATIONS)


def controls(**values: object) -> tuple[object, ...]:
    """The values of the controls as the page sends them; what is not named is as when the page is opened."""
    untouched: dict[str, object] = dict.fromkeys(CONTROLS) | {"since": "", "as_of": "", "latest_only": False}
    assert set(values) <= set(untouched)
    return tuple((untouched | values).values())


@pytest.fixture
def scripted() -> ScriptedAssistant:
    return ScriptedAssistant()


@pytest.fixture
def tab(scripted: ScriptedAssistant) -> AskTab:
    with gr.Blocks() as blocks:
        return ask_tab.build(scripted, blocks)


def test_every_choice_that_is_offered_leaves_a_report() -> None:
    assert OFFERED.nations == (
        "England",
        "Great Britain",
        "London",
        "Netherlands",
        "United Kingdom",
        "United States",
    )
    for name, offered in (
        ("publication_ids", [i for _, i in OFFERED.publications]),
        ("publishers", OFFERED.publishers),
        ("kinds", OFFERED.kinds),
        ("nations", OFFERED.nations),
    ):
        assert all(passing(PUBLICATIONS, Filters(**{name: (value,)})) for value in offered)


def test_reports_are_offered_by_title_with_their_date() -> None:
    titles = [shown for shown, _ in OFFERED.publications]
    assert titles == sorted(titles, key=str.casefold)
    assert len(titles) == len(PUBLICATIONS)
    first = PUBLICATIONS[0]
    dated = replace(first, title="Plan", published=PartialDate.parse("2024-09"))
    undated = replace(first, id="other", title="Plan", published=None)
    assert {shown for shown, _ in choices([dated, undated]).publications} == {
        "Plan (September 2024)",
        "Plan (no date)",
    }


def test_the_controls_are_read_as_filters() -> None:
    assert read_filters(controls(), OFFERED) == Filters()
    assert read_filters((), OFFERED) == Filters()
    filters = read_filters(
        controls(
            publications=["kf-bsa-2023"],
            publishers=["The King's Fund"],
            kinds=["press"],
            nations=["England", "London", "England"],
            since="2020-02",
            as_of=" 2024 ",
            latest_only=True,
        ),
        OFFERED,
    )
    assert filters == Filters(
        as_of=date(2024, 12, 31),
        since=date(2020, 2, 1),
        publishers=("The King's Fund",),
        kinds=("press",),
        publication_ids=("kf-bsa-2023",),
        nations=("England", "London"),
        latest_only=True,
    )


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"nations": ["Atlantis"]}, "Nation: choose from the list."),
        ({"nations": "England"}, "Nation: choose from the list."),
        ({"publications": [["darzi-iinhs-2024"]]}, "Report: choose from the list."),
        ({"publications": ["no-such-report"]}, "Report: choose from the list."),
        ({"publishers": ["NHS"]}, "Publisher: choose from the list."),
        ({"kinds": [1]}, "Kind of source: choose from the list."),
        ({"latest_only": "yes"}, "Latest editions only: tick the box or leave it empty."),
        ({"since": "last year"}, "Published since: 'last year' is not a date"),
        ({"as_of": 2024}, "As of: write a date as 2024"),
        ({"since": "2025", "as_of": "2024"}, "so nothing can match"),
    ],
)
def test_a_control_that_cannot_be_read_is_named(values: dict[str, object], told: str) -> None:
    with pytest.raises(InputError, match=told):
        read_filters(controls(**values), OFFERED)


def test_filters_hold_for_the_next_question_and_for_every_way_of_asking(
    tab: AskTab, scripted: ScriptedAssistant
) -> None:
    chosen = controls(nations=["England"], latest_only=True)
    *_, last = tab.respond("What about waiting lists?", (), *chosen)
    past = last[tab.parts.past]
    *_, last = tab.respond("What did the Darzi review find?", past, *chosen)
    past = last[tab.parts.past]
    *_, _last = tab.respond_to_reading(0, past, *chosen)
    *_, _last = tab.respond_to_example("What is neighbourhood health?", past, *chosen)
    assert len(scripted.asked) == 4
    assert {filters for _, _, filters in scripted.asked} == {Filters(nations=("England",), latest_only=True)}
    # A new conversation forgets the questions, not the filters.
    assert not set(tab.start_again()) & set(tab.parts.controls)


def test_the_filters_in_force_are_said_under_the_controls(tab: AskTab) -> None:
    def line(**values: object) -> str:
        return unescape(tab.show_filters(*controls(**values))[tab.parts.filter_line])

    assert line() == ""
    said = line(nations=["United Kingdom"], latest_only=True)
    assert "Only reports about the United Kingdom; latest editions only." in said
    assert "stay until you change them" in said
    nothing = line(publishers=["National Audit Office"], kinds=["press"])
    assert "No report in this library is both published by National Audit Office and of the kind" in nothing
    assert "Nation: choose from the list." in line(nations=["Atlantis"])


def test_the_choices_follow_the_library(tab: AskTab, scripted: ScriptedAssistant) -> None:
    scripted.publications = (replace(PUBLICATIONS[0], nation="Wales"),)
    offered = tab.choices_now()
    assert offered[tab.parts.nations]["choices"] == ["Wales"]
    assert [value for _, value in offered[tab.parts.publications]["choices"]] == [PUBLICATIONS[0].id]
    *_, last = tab.respond("What about waiting lists?", (), *controls(nations=["England"]))
    assert "Nation: choose from the list." in unescape(last[tab.parts.problem])
    assert scripted.asked == []


@pytest.mark.parametrize(
    ("question", "told"),
    [("", "Type a question first."), (None, "Type a question first."), ("x" * 2_001, "too long")],
)
def test_a_question_that_is_none_is_told_and_not_asked(
    tab: AskTab, scripted: ScriptedAssistant, question: object, told: str
) -> None:
    *_, last = tab.respond(question, (), *controls())
    assert told in unescape(last[tab.parts.problem])
    assert scripted.asked == []


@pytest.mark.parametrize(
    "question",
    ["WAITING LISTS?", '"waiting" AND (NOT x) *~^:/', "wait\x00ing", "😀 waiting", "等待名单", "w" * 2_000],
)
def test_any_text_is_passed_on_as_it_was_typed(
    tab: AskTab, scripted: ScriptedAssistant, question: str
) -> None:
    *_, last = tab.respond(question, (), *controls())
    assert scripted.asked == [(question, (), Filters())]
    assert "Answer ready" in last[tab.parts.status]
