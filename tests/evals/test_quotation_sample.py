from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from corpus.types import Block, BlockKind, PageRef, PageTurn
from evals.benchmarks.pdf_files import pdfs_by_hash
from evals.benchmarks.quotation_draw import draw, quotable
from evals.benchmarks.quotation_sample import GOLD, Judged, check, look_up, main, misses, read_gold, report

sys.path.append(str(Path(__file__).resolve().parents[1] / "corpus"))

from small_pdf import paragraph, pdf

SHARED = Path(__file__).resolve().parents[2] / "../shared/dev-data"
LINES = [
    "The review of the service found that waiting times had fallen in",
    "every region but one. The number of staff in the hospitals had",
    "risen by a fifth since the year before.",
]


def block(kind: BlockKind, text: str, page: int, label: str | None = None, *turns: PageTurn) -> Block:
    return Block(kind, text, (), page=PageRef(page, label), turns=turns)


def judged(quotation: str, page: int, label: str | None = None, printed: str | None = None) -> Judged:
    return Judged(
        file="a.pdf", sha="0" * 16, kind="paragraph", quotation=quotation, page_true=page, label_true=label,
        exact=printed is None, printed=printed,
    )  # fmt: skip


def test_sentences_rows_and_notes_can_be_drawn_with_the_page_they_begin_on() -> None:
    first, second = "One two three four five six seven eight.", "Nine ten eleven twelve and four words more."
    text = f"{first} {second} Too short."
    blocks = [
        block(BlockKind.HEADING, "A heading of more than four words", 1),
        block(BlockKind.PARAGRAPH, text, 1, "i", PageTurn(text.index("Nine"), PageRef(2, "1"))),
        block(BlockKind.TABLE, "Beds | 1\nBeds in all wards | 321 | 46", 3),
        block(BlockKind.FOOTNOTE, "Source: the annual return.", 4),
    ]
    assert list(quotable(blocks)) == [
        (first, PageRef(1, "i"), BlockKind.PARAGRAPH),
        (second, PageRef(2, "1"), BlockKind.PARAGRAPH),
        ("Beds in all wards | 321 | 46", PageRef(3), BlockKind.TABLE),
        ("Source: the annual return.", PageRef(4), BlockKind.FOOTNOTE),
    ]


def test_a_quotation_is_looked_for_on_its_own_page_first() -> None:
    blocks = [block(BlockKind.TABLE, "Beds | 321", 1), block(BlockKind.TABLE, "Beds | 321", 5, "3")]
    found = look_up(judged("Beds | 321", 5, "3"), blocks)
    assert (found.page_right, found.label_right, found.exact) == (True, True, True)
    elsewhere = look_up(judged("Beds | 321", 2, None), blocks)
    assert (elsewhere.page_right, elsewhere.label_right, elsewhere.exact) == (False, True, True)


def test_other_letters_are_not_exact_and_other_spaces_still_tell_the_page() -> None:
    blocks = [block(BlockKind.PARAGRAPH, "It was a well- known service.", 2, "2")]
    found = look_up(judged("a well-known service", 2, "2"), blocks)
    assert (found.page_right, found.label_right, found.exact) == (True, True, False)
    gone = look_up(judged("a costly service", 2, "2"), blocks)
    assert (gone.page, gone.page_right, gone.label_right, gone.exact) == (None, False, False, False)


def test_a_wrong_quotation_is_right_once_the_parser_gives_what_is_printed() -> None:
    wrong = judged("Title one Title two", 1, None, printed="Title one")
    before = look_up(wrong, [block(BlockKind.PARAGRAPH, "Title one Title two", 1)])
    assert (before.page_right, before.exact) == (True, False)
    mended = [block(BlockKind.PARAGRAPH, "Title one", 1), block(BlockKind.PARAGRAPH, "Title two", 1)]
    assert look_up(wrong, mended).exact


def test_shares_are_counted_by_quotation_and_by_page() -> None:
    page = block(BlockKind.PARAGRAPH, "One thing. Another thing.", 1)
    blocks = [page, block(BlockKind.CAPTION, "A map", 2, "2")]
    all_judged = [judged("One thing.", 1, "391"), judged("Another thing.", 1, "391"), judged("A map", 2, "2")]
    checked = [look_up(one, blocks) for one in all_judged]
    text = report(checked)
    assert "| physical page right | 3 | 3 | 1.000" in text
    assert "| printed page label right, where one is printed | 3 | 1 | 0.333" in text
    assert "| no label given, where none is printed | 0 | 0 | – |" in text
    assert "| label right or rightly none, each page once | 2 | 1 | 0.500" in text
    assert [line.split(": ")[1] for line in misses(checked)] == ["p. 1 (None), exact"] * 2


def test_the_same_seed_draws_the_same_and_a_copy_counts_once(tmp_path: Path) -> None:
    data = pdf([paragraph(LINES, 70, 700)])
    for name in ("a.pdf", "b.pdf"):
        (tmp_path / name).write_bytes(data)
    (tmp_path / "c.pdf").write_bytes(b"%PDF-1.7 nothing")
    assert [path.name for path in pdfs_by_hash([tmp_path]).values()] == ["a.pdf", "c.pdf"]
    drawn, left_out = draw([tmp_path], 5, 1, 0)
    assert {q.quotation for q in drawn} == {
        "The review of the service found that waiting times had fallen in every region but one.",
        "The number of staff in the hospitals had risen by a fifth since the year before.",
    }
    assert {(q.page, q.label, q.kind) for q in drawn} == {(1, None, "paragraph")}
    assert [error.name for error in left_out] == ["c.pdf"]
    assert draw([tmp_path], 5, 1, 0)[0] == drawn
    with pytest.raises(ValueError, match="Only 1 PDFs with text, 2 wanted"):
        draw([tmp_path], 5, 2, 0)


def test_drawn_judged_and_checked_from_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf([paragraph(LINES, 70, 700)]))
    out, gold, notes = (tmp_path / name for name in ("drawn.jsonl", "gold.jsonl", "benchmarks.md"))
    assert main([str(tmp_path), "--draw", "2", "--files", "1", "--out", str(out)]) == 0
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    for row in rows:
        row |= {"page_true": row.pop("page"), "label_true": row.pop("label"), "exact": True}
    gold.write_text("\n".join(json.dumps(row) for row in [{"about": "by eye"}, *rows]), encoding="utf-8")
    assert main([str(tmp_path), "--check", str(gold), "--misses", "--write", str(notes)]) == 0
    assert "| text exactly as printed | 2 | 2 | 1.000" in notes.read_text(encoding="utf-8")
    assert "begin quotation-sample" in notes.read_text(encoding="utf-8")
    (tmp_path / "a.pdf").unlink()
    assert main([str(tmp_path), "--check", str(gold)]) == 2
    assert "No file of the judgements was found" in capsys.readouterr().err


def test_the_judgements_say_how_they_were_made_and_can_be_read() -> None:
    head = json.loads(GOLD.read_text(encoding="utf-8").splitlines()[0])
    assert "by eye" in head["about"]
    found = read_gold(GOLD)
    assert len(found) >= 200
    assert len({one.sha for one in found}) >= 20
    assert all(one.exact == (one.printed is None) for one in found)


@pytest.mark.slow
def test_quotations_of_reports_stand_on_their_pages() -> None:
    if not SHARED.is_dir():
        pytest.skip("the development data is not beside the repository")
    checked = list(check([SHARED / "uk_policy_docs" / "gov_uk_pdf"], read_gold(GOLD)))
    assert len(checked) >= 40
    assert all(c.page_right and c.label_right for c in checked)
