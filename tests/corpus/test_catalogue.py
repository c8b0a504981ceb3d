"""The catalogue and the register of disagreements: every fault told at once, by name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.catalogue import is_address, load_catalogue, load_disagreements, load_families
from corpus.types import CorpusError, Kind, PartialDate, Role

Write = Callable[[str], Path]

ENTRY = """
[[publication]]
id = "{id}"
title = "A plan"
kind = "guidance"
nation = "England"
role = "publication"
topics = ["plans"]
document_type = "guidance"
{more}
"""
FAMILY = """
[[family]]
names = ["the plan"]
members = ["{member}"]
{more}
"""
TOPIC = """
[[topic]]
id = "{id}"
kind = "conflict"
question = "how long the plan of 2024 is"
terms = ["plan"]
facts = ["plan-01", "plan-02"]
sides = [["plan-01"], ["{side}"]]
why = "{why}"
how = "{how}"
{more}
"""


def entry(name: str = "plan-2024", more: str = "") -> str:
    return ENTRY.format(id=name, more=more)


def topic(
    name: str = "pages", side: str = "plan-02", why: str = "An edit.", how: str = "Name it.", more: str = ""
) -> str:
    return TOPIC.format(id=name, side=side, why=why, how=how, more=more)


def faults_of(path: Path) -> list[str]:
    with pytest.raises(CorpusError) as caught:
        load_catalogue(path)
    head, *faults = str(caught.value).splitlines()
    assert head == f"catalogue.toml has {len(faults)} faults:"
    return [fault.strip() for fault in faults]


@pytest.mark.parametrize(
    "text",
    [
        "https://www.gov.uk/a?b=c#d",
        "http://bjgp.org/content/68/672/333.full",
        "https://WWW.Example.ORG/x",
        "https://a-b.co.uk:8080/x",
    ],
)
def test_a_web_address_is_one(text: str) -> None:
    assert is_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "www.gov.uk", "ftp://www.gov.uk/a", "file:///etc/passwd", "javascript:alert(1)", "https://", "https:///a",
        "https://localhost/a", "https://www.gov.uk/a b", "https://www.gov.uk/a\n", " https://www.gov.uk",
        "https://[::1/a", "https://[::1]/a", "https://a..b/", "https://.org/", "https://exa_mple.org/",
        "//www.gov.uk/a", "http://127.0.0.1/a", "http://10.1.2.3", "https://www.gov.uk@evil.example/a",
        "https://a:b@www.gov.uk/",
    ],
)  # fmt: skip
def test_what_is_no_web_address_is_told(text: str) -> None:
    assert not is_address(text)


def test_an_entry_is_read_with_its_dates_and_lists(toml_file: Write) -> None:
    more = """
published = "2024-09"
evidence_from = "2010"
evidence_to = "2024-06-30"
superseded_by = ["plan-2025"]
landing_url = "https://www.example.org/plan"
other_urls = ["https://www.example.org/copy"]
"""
    loaded = load_catalogue(toml_file(entry(more=more) + entry("plan-2025", 'origin = "plan-2024"')))
    assert list(loaded) == ["plan-2024", "plan-2025"]
    plan = loaded["plan-2024"]
    assert (plan.kind, plan.role, plan.topics) == (Kind.GUIDANCE, Role.PUBLICATION, ("plans",))
    assert plan.published == PartialDate.parse("2024-09")
    assert plan.evidence_from == PartialDate.parse("2010")
    assert plan.evidence_to == PartialDate.parse("2024-06-30")
    assert (plan.superseded_by, plan.other_urls) == (("plan-2025",), ("https://www.example.org/copy",))
    assert (plan.publisher, plan.landing_is_publisher) == (None, False)
    assert loaded["plan-2025"].origin == "plan-2024"


def test_a_toml_date_without_quotation_marks_is_read_too(toml_file: Write) -> None:
    loaded = load_catalogue(toml_file(entry(more="published = 2024-09-12")))
    assert str(loaded["plan-2024"].published) == "12 September 2024"


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ('publshed = "2024"', "plan-2024: unknown field 'publshed'"),
        ('published = "12 September 2024"', "plan-2024: published: '12 September 2024' is not a date; "),
        ('evidence_from = "2024-13"', "plan-2024: evidence_from: '2024-13' is not a date in the calendar"),
        ('evidence_to = "2024-02-30"', "plan-2024: evidence_to: '2024-02-30' is not a date in the calendar"),
        ('landing_url = "www.gov.uk"', "plan-2024: 'www.gov.uk' is not a web address"),
        ('file_url = "ftp://gov.uk/a.pdf"', "plan-2024: 'ftp://gov.uk/a.pdf' is not a web address"),
        ('other_urls = ["https://a.org", "b.org"]', "plan-2024: 'b.org' is not a web address"),
        ('other_urls = "https://a.org"', "plan-2024: other_urls: "),
        ("other_urls = 5", "plan-2024: other_urls: "),
        ("superseded_by = 5", "plan-2024: superseded_by: "),
        ('superseded_by = ["plan-2030"]', "plan-2024: 'plan-2030' is not in the catalogue"),
        ('origin = "plan-2030"', "plan-2024: 'plan-2030' is not in the catalogue"),
        ("publisher = 5", "plan-2024: publisher: "),
        ('landing_is_publisher = "perhaps"', "plan-2024: landing_is_publisher: "),
    ],
)
def test_one_fault_of_an_entry_is_told_with_its_name(toml_file: Write, more: str, fault: str) -> None:
    found = faults_of(toml_file(entry(more=more)))
    assert len(found) == 1
    assert found[0].startswith(fault)


@pytest.mark.parametrize("field", ["title", "kind", "nation", "role", "topics", "document_type"])
def test_a_missing_field_is_told(toml_file: Write, field: str) -> None:
    lines = [line for line in entry().splitlines() if not line.startswith(f"{field} =")]
    found = faults_of(toml_file("\n".join(lines)))
    assert len(found) == 1
    assert found[0].startswith(f"plan-2024: {field}: ")


@pytest.mark.parametrize(("field", "value"), [("kind", "rumour"), ("role", "rumour")])
def test_a_value_outside_its_list_is_told(toml_file: Write, field: str, value: str) -> None:
    lines = [line for line in entry().splitlines() if not line.startswith(f"{field} =")]
    assert faults_of(toml_file("\n".join([*lines, f'{field} = "{value}"'])))[0].startswith(
        f"plan-2024: {field}: "
    )


def test_an_entry_without_id_is_named_by_its_place(toml_file: Write) -> None:
    text = entry() + entry().replace('id = "plan-2024"', "")
    assert faults_of(toml_file(text))[0].startswith("entry 2: id: ")


def test_an_id_used_twice_is_told_once(toml_file: Write) -> None:
    text = entry() + entry("other") + entry() + entry()
    assert faults_of(toml_file(text)) == ["plan-2024: id used twice"]


def test_every_fault_of_every_entry_is_told_at_once(toml_file: Write) -> None:
    first = entry(more='colour = "red"\npublished = "soon"\nlanding_url = "nowhere"\npublisher = 5')
    second = entry("other", 'superseded_by = ["ghost"]\nlicence = 7').replace(
        '"guidance"\nnation', '"rumour"\nnation'
    )
    found = faults_of(toml_file(first + second + entry("other")))
    starts = [
        "plan-2024: unknown field 'colour'",
        "plan-2024: published: 'soon' is not a date",
        "plan-2024: 'nowhere' is not a web address",
        "plan-2024: publisher: ",
        "other: kind: ",
        "other: licence: ",
        "other: id used twice",
        "other: 'ghost' is not in the catalogue",
    ]
    assert len(found) == len(starts)
    assert all(fault.startswith(start) for fault, start in zip(found, starts, strict=True)), found


@pytest.mark.parametrize(
    "text", ["", "title = 1", "publication = []", "publication = 5", 'publication = ["a"]']
)
def test_a_file_without_entries_is_told(toml_file: Write, text: str) -> None:
    with pytest.raises(CorpusError, match=r"catalogue\.toml holds no \[\[publication\]\] table"):
        load_catalogue(toml_file(text))


def test_a_file_that_is_gone_or_broken_is_named_with_the_cause(toml_file: Write, tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"Cannot read gone\.toml: No such file"):
        load_catalogue(tmp_path / "gone.toml")
    with pytest.raises(CorpusError, match=r"catalogue\.toml is not valid TOML: .*line 2"):
        load_catalogue(toml_file("[[publication]]\nid = \n"))
    broken = tmp_path / "latin.toml"
    broken.write_bytes(b'title = "caf\xe9"')
    with pytest.raises(CorpusError, match=r"latin\.toml is not valid TOML"):
        load_catalogue(broken)


def test_families_are_read_with_their_members(toml_file: Write) -> None:
    families = load_families(toml_file(entry() + FAMILY.format(member="plan-2024", more='person = "darzi"')))
    assert len(families) == 1
    assert (families[0].names, families[0].members, families[0].person) == (
        ("the plan",),
        ("plan-2024",),
        "darzi",
    )


@pytest.mark.parametrize(
    ("member", "more", "fault"),
    [
        ("plan-2030", "", "a family names plan-2030, which the catalogue does not hold"),
        ("plan-2024", "person = 5", r"0\.person: "),
        ("plan-2024", 'persn = "darzi"', "unknown field 'persn'"),
    ],
)
def test_a_fault_of_a_family_is_told(toml_file: Write, member: str, more: str, fault: str) -> None:
    with pytest.raises(CorpusError, match=rf"catalogue\.toml: .*{fault}"):
        load_families(toml_file(entry() + FAMILY.format(member=member, more=more)))


def test_a_catalogue_without_families_is_told(toml_file: Write) -> None:
    with pytest.raises(CorpusError, match=r"holds no \[\[family\]\] table"):
        load_families(toml_file(entry()))


def test_a_disagreement_is_read_in_our_words(toml_file: Write) -> None:
    (found,) = load_disagreements(toml_file(topic()))
    assert found.facts == ("plan-01", "plan-02")
    assert found.sides == (("plan-01",), ("plan-02",))
    assert (found.why, found.how) == ("An edit.", "Name it.")


@pytest.mark.parametrize("words", ["The file has 168 pages.", "Its 2nd edition.", "Page ٣."])
@pytest.mark.parametrize("field", ["why", "how"])
def test_a_figure_in_our_own_words_is_refused(toml_file: Write, field: str, words: str) -> None:
    with pytest.raises(CorpusError, match="pages: a figure stands in our own words"):
        load_disagreements(toml_file(topic(**{field: words})))


def test_every_fault_of_the_register_is_told_at_once(toml_file: Write) -> None:
    text = topic(side="plan-03") + topic("length", why="It grew by 3.", more="colour = 1") + topic()
    with pytest.raises(CorpusError) as caught:
        load_disagreements(toml_file(text))
    head, *faults = str(caught.value).splitlines()
    assert head == "catalogue.toml has 4 faults:"
    assert [fault.strip() for fault in faults] == [
        "length: unknown field 'colour'",
        "pages: id used twice",
        "pages: side names 'plan-03', which is not among its facts",
        "length: a figure stands in our own words; only the evidence may give figures",
    ]


def test_a_wrong_field_of_the_register_is_told_by_its_place(toml_file: Write) -> None:
    with pytest.raises(CorpusError, match=r"catalogue\.toml: 1\.terms: "):
        load_disagreements(toml_file(topic() + topic("length").replace('terms = ["plan"]', "terms = 5")))
