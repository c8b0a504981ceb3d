"""The corpus that ships: whole, without fault, and true to the evidence it was written from."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest

from corpus.catalogue import load_disagreements, load_families
from corpus.digest_check import check_folder, words
from corpus.digests import SHIPPED_DIGESTS, read_digests
from corpus.types import Block, Publication, Report, Role, Trust

EVIDENCE = Path(__file__).parents[3] / "shared" / "evidence" / "facts.jsonl"

SCALES = {"": 0, "k": 3, "thousand": 3, "m": 6, "million": 6, "bn": 9, "billion": 9}
NUMBER = re.compile(r"(\d+(?:,\d{3})*(?:\.\d+)?)\s?(k|thousand|m|million|bn|billion)?\b", re.IGNORECASE)
WORDS = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen".split()
ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
PHRASES = {
    "a million": "1 million",
    "quarter of a million": "250,000",
    "quarter of a century": "25",
    "efficient quarter": "25",
    "a tenth": "10",
    "tenth of one per cent": "0.1",
    "dozen": "12",
    "a year": "1",
}
TOLD_WITHOUT_THE_FIGURE = {
    "darzi-annex-2024-02": "the pages of a contents list",
    "expressstar-eastbham-2025-03": "18 and over: adults",
    "darzi-hqca-2008-09": "the four procedures are named one by one",
    "budget-nhc-2025-03": "the four sites are named one by one",
    "darzi-hcfl-2007-11": "six groups, and a seventh",
    "nhse-nhg-2025-05": "the three impacts are named one by one",
    "nhse-5yfv-2014-01": "NHS England and five others are six",
    "nhsconfed-muddle-2025-01": "the evidence's own sentence leaves the 43 places out",
    "nhf-2026-02": "the three forms are named one by one",
    "darzi-hqca-2008-13": "ten years before 2008",
}


def figures(text: str) -> set[Decimal]:
    """The numbers of a text, written in digits or small words, scales applied."""
    plain = text.lower()
    for phrase, value in PHRASES.items():
        plain += f" {value} " if phrase in plain else ""
    for value, word in enumerate(WORDS, 1):
        plain = re.sub(rf"\b{word}\b", str(value), plain)
    for value, word in enumerate(ORDINALS, 1):
        plain = re.sub(rf"\b{word}\b", str(value), plain)
    found = NUMBER.findall(plain)
    return {Decimal(n.replace(",", "")).scaleb(SCALES[scale]).normalize() for n, scale in found}


@pytest.fixture(scope="module")
def reports(shipped_catalogue: dict[str, Publication]) -> tuple[Report, ...]:
    read, problems = read_digests(SHIPPED_DIGESTS, shipped_catalogue)
    assert problems == ()
    return read


@pytest.fixture(scope="module")
def facts(reports: tuple[Report, ...]) -> dict[str, Block]:
    return {b.source.fact_id: b for r in reports for b in r.blocks if b.source}


@pytest.fixture(scope="module")
def evidence() -> list[dict[str, str]]:
    if not EVIDENCE.is_file():
        pytest.skip(f"the evidence the digests were written from is not beside this checkout ({EVIDENCE})")
    return [json.loads(line) for line in EVIDENCE.read_text(encoding="utf-8").splitlines()]


def test_the_catalogue_holds_103_entries_of_which_97_are_publications(
    shipped_catalogue: dict[str, Publication],
) -> None:
    assert len(shipped_catalogue) == 103
    assert sum(p.role is Role.PUBLICATION for p in shipped_catalogue.values()) == 97
    assert all(name == p.id for name, p in shipped_catalogue.items())


def test_ninety_nine_digests_tell_four_hundred_facts_each_once(reports: tuple[Report, ...]) -> None:
    ids = [b.source.fact_id for r in reports for b in r.blocks if b.source]
    assert (len(reports), len(ids), len(set(ids))) == (99, 400, 400)


def test_every_digest_is_our_account_of_an_entry_of_its_own_name(reports: tuple[Report, ...]) -> None:
    assert all(r.is_digest and r.path == f"{r.publication.id}.md" for r in reports)
    assert len({r.content_hash for r in reports}) == len(reports)


def test_the_shipped_digests_have_no_fault(shipped_catalogue: dict[str, Publication]) -> None:
    assert check_folder(SHIPPED_DIGESTS, shipped_catalogue, load_disagreements()) == (99, [])


def test_every_disagreement_has_all_its_facts_told_and_none_on_two_sides(facts: dict[str, Block]) -> None:
    topics = load_disagreements()
    assert {fact for t in topics for fact in t.facts} <= facts.keys()
    assert all(t.facts and t.sides for t in topics)
    assert all(len({fact for side in t.sides for fact in side}) == sum(map(len, t.sides)) for t in topics)


def test_low_trust_is_told_only_where_a_disagreement_needs_it(facts: dict[str, Block]) -> None:
    needed = {fact for t in load_disagreements() for fact in t.facts}
    low = {i for i, b in facts.items() if b.source and b.source.trust is Trust.LOW}
    assert len(low) == 22
    assert low <= needed


def test_every_family_has_members_to_choose_from_and_names_in_lower_case(
    shipped_catalogue: dict[str, Publication],
) -> None:
    for family in load_families():
        assert len(family.members) > 1
        assert family.members == tuple(dict.fromkeys(family.members))
        assert all(name == name.lower().strip() for name in family.names)
        assert set(family.members) <= shipped_catalogue.keys()


def test_a_short_name_means_one_publication_only(shipped_catalogue: dict[str, Publication]) -> None:
    names = [name for p in shipped_catalogue.values() for name in p.names]
    assert all(name == name.lower().strip() for name in names)
    assert len(names) == len(set(names))


def test_no_publication_is_superseded_by_itself_or_in_a_circle(
    shipped_catalogue: dict[str, Publication],
) -> None:
    for start in shipped_catalogue:
        seen, ahead = set(), list(shipped_catalogue[start].superseded_by)
        while ahead:
            name = ahead.pop()
            assert name != start
            if name not in seen:
                seen.add(name)
                ahead += shipped_catalogue[name].superseded_by


def test_evidence_does_not_end_before_it_begins(shipped_catalogue: dict[str, Publication]) -> None:
    for p in shipped_catalogue.values():
        if p.evidence_from and p.evidence_to:
            assert p.evidence_from.earliest <= p.evidence_to.latest, p.id


def test_figures_are_read_from_digits_and_words() -> None:
    assert figures("£1.75m, 300,000+ and six to 18 weeks") == {
        Decimal(n).normalize() for n in (1750000, 300000, 6, 18)
    }
    assert figures("1.75 million") == {Decimal(1750000).normalize()}
    assert figures("none") == set()


def test_every_fact_of_high_or_medium_trust_is_told_with_its_figures(
    evidence: list[dict[str, str]], facts: dict[str, Block]
) -> None:
    lost: list[str] = []
    for fact in evidence:
        block = facts.get(fact["id"])
        if block is None or block.source is None:
            lost += [fact["id"]] if fact["source_trust"] != "low" else []
            continue
        told = figures(f"{' '.join(block.heading_path)}. {block.text} {block.source.as_at}")
        missing = figures(fact["figures"] or "") - told
        if missing and fact["id"] not in TOLD_WITHOUT_THE_FIGURE:
            lost.append(f"{fact['id']}: {sorted(missing)} of '{fact['figures']}'")
    assert lost == []


def test_the_source_of_every_fact_is_the_one_that_was_read(
    evidence: list[dict[str, str]], facts: dict[str, Block]
) -> None:
    known = {fact["id"]: fact for fact in evidence}
    for name, block in facts.items():
        assert block.source is not None
        fact = known[name]
        assert (block.source.trust.value, block.source.in_publication) == (
            fact["source_trust"],
            fact["excerpt_level"] == "primary",
        ), name
        assert block.source.url == fact["source_url"], name
        assert words(block.text)
