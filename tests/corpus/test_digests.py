"""Digests are read fact by fact; what cannot be read is told with the file, the cause and what to mend."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from digest_text import FACT, FRONT, digest, source_line

from corpus.digests import DigestError, parse_blocks, parse_source_line, read_digest, read_digests
from corpus.types import BlockKind, CorpusError, Publication, Trust


def fault_of(text: str) -> str:
    with pytest.raises(DigestError) as caught:
        parse_blocks(text, "plan.md")
    return str(caught.value)


def write(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_every_part_of_a_source_line_is_read() -> None:
    source = parse_source_line(source_line())
    assert source.fact_id == "plan-2024-01"
    assert source.in_publication is True
    assert (source.where, source.as_at, source.trust) == ("chapter 2", "September 2024", Trust.HIGH)
    assert (source.url, source.seen_in) == ("https://www.example.org/plan/two", None)


def test_a_report_of_the_publication_is_not_the_publication() -> None:
    assert parse_source_line(source_line(level="a report of the publication")).in_publication is False


def test_a_source_without_an_address_says_where_it_was_seen() -> None:
    source = parse_source_line(source_line(seen="a stored copy of the letter"))
    assert (source.url, source.seen_in) == (None, "a stored copy of the letter")


@pytest.mark.parametrize(
    ("word", "trust"), [("high", Trust.HIGH), ("medium", Trust.MEDIUM), ("low", Trust.LOW)]
)
def test_trust_is_read(word: str, trust: Trust) -> None:
    assert parse_source_line(source_line(trust=word)).trust is trust


def test_a_source_line_may_be_broken_over_lines() -> None:
    assert parse_source_line(source_line().replace(" · ", "\n·  ")) == parse_source_line(source_line())


@pytest.mark.parametrize(
    "line",
    [
        source_line(level="a rumour"),
        source_line(trust="great"),
        source_line(fact="Plan_2024"),
        source_line(fact=""),
        source_line(seen="<https://www.example.org/a b>"),
        source_line(seen="https://<www.example.org>"),
        source_line(seen="<>"),
        source_line(where=""),
        source_line(as_at=""),
        source_line().replace(" · ", " - "),
        source_line() + " · and more",
        "see " + source_line(),
        "Source: page 3",
    ],
)
def test_a_source_line_with_a_part_missing_or_malformed_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="the source line must read 'Source: read in"):
        parse_source_line(line)


def test_a_digest_is_read_as_facts_under_their_headings() -> None:
    text = digest(
        FACT, source_line(),
        "### Nurses", "A second fact.", source_line("plan-2024-02"),
        "## Money", "A third fact.", source_line("plan-2024-03"),
    )  # fmt: skip
    front, blocks = parse_blocks(text, "plan.md")
    assert (front.id, front.title, front.publisher) == ("plan-2024", "A plan for care", "A Department")
    assert (front.published, front.link, front.written) == (
        "2024-09",
        "https://www.example.org/plan",
        "2026-11-22",
    )
    assert [b.text for b in blocks] == [FACT, "A second fact.", "A third fact."]
    assert [b.heading_path for b in blocks] == [("Staff",), ("Staff", "Nurses"), ("Money",)]
    assert [b.source.fact_id for b in blocks if b.source] == ["plan-2024-01", "plan-2024-02", "plan-2024-03"]
    assert {(b.kind, b.page) for b in blocks} == {(BlockKind.PARAGRAPH, None)}


def test_the_title_is_no_part_of_the_headings() -> None:
    _, blocks = parse_blocks(digest().replace("## Staff\n", ""), "plan.md")
    assert blocks[0].heading_path == ()


def test_paragraphs_in_quotations_are_not_facts() -> None:
    notice = "> One.\n>\n> Two.\n>\n> > Three, deeper.\n>\n> Four.\n"
    _, blocks = parse_blocks(digest(notice=notice), "plan.md")
    assert [b.text for b in blocks] == [FACT]


@pytest.mark.parametrize(
    ("front", "fault"),
    [
        ("", "plan.md has no front matter between two lines of '---' at its top."),
        ("---\n: : :\n---\n", "plan.md: the front matter is not valid YAML ("),
        ("---\njust words\n---\n", "plan.md: the front matter holds no fields."),
        ("---\n---\n", "plan.md: the front matter holds no fields."),
        (FRONT.replace("id: plan-2024\n", ""), "plan.md: the front matter lacks id."),
        ("---\npublished: '2024'\n---\n", "plan.md: the front matter lacks id, title, written."),
        (FRONT.replace("link:", "lnk: x\nlink:"), "plan.md: the front matter has unknown fields: lnk."),
        (
            FRONT.replace('"2024-09"', "2024"),
            "plan.md: every front matter field must be text in quotation marks.",
        ),
        (FRONT.replace('"2026-11-22"', "2026-11-22"), "plan.md: every front matter field must be text"),
        (FRONT.replace('"A Department"', "''"), "plan.md: every front matter field must be text"),
        (
            FRONT.replace('"2026-11-22"', "2026-13-45"),
            "plan.md: the front matter is not valid YAML (month must be",
        ),
        (FRONT.replace('"A Department"', "[a"), "plan.md: the front matter is not valid YAML ("),
    ],
)
def test_a_fault_of_the_front_matter_is_told_with_the_name_of_the_file(front: str, fault: str) -> None:
    assert fault_of(digest(front=front)).startswith(fault)


def test_only_id_title_and_day_of_writing_are_required() -> None:
    front, _ = parse_blocks(digest(front="---\nid: a\ntitle: b\nwritten: c\n---\n"), "plan.md")
    assert (front.id, front.publisher, front.published, front.link) == ("a", None, None, None)


@pytest.mark.parametrize(
    ("parts", "fault"),
    [
        (["A fact without source."], "plan.md: no source line under 'A fact without source.…'."),
        (["First.", FACT, source_line()], "plan.md: no source line under 'First.…'."),
        ([FACT, source_line(), "Last."], "plan.md: no source line under 'Last.…'."),
        ([source_line()], "plan.md: a source line stands under no fact: '"),
        (
            [FACT, source_line(), source_line("plan-2024-02")],
            "plan.md: a source line stands under no fact: '",
        ),
        ([FACT, "Source: page 3"], "plan.md: the source line must read 'Source: read in"),
        (["> Only a quotation."], "plan.md holds no fact."),
    ],
)
def test_a_fact_and_its_source_line_come_in_pairs(parts: list[str], fault: str) -> None:
    assert fault_of(digest(*parts)).startswith(fault)


def test_a_digest_becomes_a_report_of_its_publication(tmp_path: Path, plan: Publication) -> None:
    report = read_digest(write(tmp_path, "plan-2024.md", digest()), {plan.id: plan})
    assert (report.publication, report.is_digest, report.path) == (plan, True, "plan-2024.md")
    assert [b.text for b in report.blocks] == [FACT]


def test_the_hash_covers_the_file_and_the_catalogue_entry(tmp_path: Path, plan: Publication) -> None:
    path = write(tmp_path, "plan-2024.md", digest())
    first = read_digest(path, {plan.id: plan}).content_hash
    assert len(bytes.fromhex(first)) == hashlib.sha256().digest_size
    assert read_digest(write(tmp_path, "other-name.md", digest()), {plan.id: plan}).content_hash == first
    assert read_digest(path, {plan.id: replace(plan, superseded_by=("b",))}).content_hash != first
    assert (
        read_digest(write(tmp_path, "plan-2024.md", digest() + "\n"), {plan.id: plan}).content_hash != first
    )


def test_a_digest_that_cannot_be_read_is_named(tmp_path: Path, plan: Publication) -> None:
    catalogue = {plan.id: plan}
    with pytest.raises(DigestError, match=r"^gone\.md cannot be read: No such file"):
        read_digest(tmp_path / "gone.md", catalogue)
    with pytest.raises(DigestError, match=r"^latin\.md is not UTF-8 text \(byte 3\)"):
        read_digest(write(tmp_path, "latin.md", b"caf\xe9"), catalogue)
    with pytest.raises(DigestError, match=r"^empty\.md has no front matter"):
        read_digest(write(tmp_path, "empty.md", b""), catalogue)
    with pytest.raises(DigestError, match=r"^plan-2024\.md: 'plan-2024' is not in the catalogue"):
        read_digest(write(tmp_path, "plan-2024.md", digest()), {})


def test_one_bad_digest_does_not_keep_the_others_out(tmp_path: Path, plan: Publication) -> None:
    later = replace(plan, id="plan-2025")
    write(tmp_path, "c-plan-2025.md", digest(front=FRONT.replace("plan-2024", "plan-2025")))
    write(tmp_path, "b-broken.md", "no front matter")
    write(tmp_path, "b-date.md", digest(front=FRONT.replace('"2026-11-22"', "2026-13-45")))
    write(tmp_path, "a-plan-2024.md", digest())
    write(tmp_path, "d-again.md", digest())
    write(tmp_path, "e-notes.txt", "not a digest")
    (tmp_path / "f-folder.md").mkdir()
    reports, problems = read_digests(tmp_path, {plan.id: plan, later.id: later})
    assert [r.path for r in reports] == ["a-plan-2024.md", "c-plan-2025.md"]
    told = [str(p) for p in problems]
    assert [t.split(".md")[0] for t in told] == ["b-broken", "b-date", "d-again", "f-folder"]
    assert told[2] == "d-again.md: 'plan-2024' is already told by a-plan-2024.md."


@pytest.mark.parametrize("name", ["", "gone"])
def test_a_folder_without_digests_is_told_with_what_to_set(tmp_path: Path, name: str) -> None:
    with pytest.raises(CorpusError, match=r"No digest \(\*\.md\) is in .*Set EVIDENCE_DIGESTS"):
        read_digests(tmp_path / name, {})
