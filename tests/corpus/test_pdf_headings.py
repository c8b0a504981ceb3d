"""Headings by how they are set, over documents of pieces made by hand."""

from __future__ import annotations

from dataclasses import replace

from corpus.parsing.pdf.headings import with_headings
from corpus.parsing.pdf.outline import Entry
from corpus.parsing.pdf.types import Line, Piece

BODY = "Waiting times for planned care rose in every region of the country over the year, as beds were full."


def line(
    text: str, top: float = 100, size: float = 11, bold: bool = False, page: int = 1, width: float = 0
) -> Line:
    right = 72 + (width or min(440, 5 * len(text)))
    return Line(page, 72, top, right, top + 1.2 * size, top + size, size, bold, text, text, "Arial")


def piece(
    text: str, size: float = 11, bold: bool = False, page: int = 2, gap: float = 8, role: str = "P"
) -> Piece:
    return Piece(page, role, (line(text, size=size, bold=bold, page=page),), gap=gap)


def body(page: int = 2) -> Piece:
    return Piece(page, "P", tuple(line(BODY, 200 + 14 * i, page=page) for i in range(5)), gap=8)


def found(*pieces: Piece, entries: tuple[Entry, ...] = ()) -> list[tuple[str, str]]:
    """Roles and texts of all pieces that came out as headings."""
    out = with_headings(pieces, entries)
    return [(p.role, " ".join(one.text for one in p.lines)) for p in out if p.role.startswith("H")]


def test_larger_and_bolder_lines_are_headings_one_within_the_other() -> None:
    assert found(
        piece("Waiting for care", 24, page=1), body(1),
        piece("Findings", 16), body(), piece("In hospitals", bold=True), body(),
        piece("In the community", bold=True), body(), piece("Conclusions", 16), body(),
    ) == [
        ("H1", "Waiting for care"), ("H2", "Findings"), ("H3", "In hospitals"), ("H3", "In the community"),
        ("H2", "Conclusions"),
    ]  # fmt: skip


def test_numbers_tell_levels_where_the_setting_does_not() -> None:
    numbered = ["3 Findings", "3.1 Hospitals", "3.1.1 Beds", "3.2 Community", "4 Methods"]
    pieces = [p for text in numbered for p in (piece(text, bold=True), body())]
    assert [role for role, _ in found(*pieces)] == ["H1", "H2", "H3", "H2", "H1"]


def test_running_text_is_no_heading() -> None:
    long = " ".join(["Important"] * 40)
    assert found(body(), piece(long, bold=True), body()) == []


def test_bold_words_that_a_sentence_begins_with_are_no_heading() -> None:
    run_in = Piece(
        2,
        "P",
        (
            line("The Office of Small Business (OSDBU)", bold=True, width=440),
            line("manages contracts."),
        ),
    )
    apart = (
        piece("Lack of transparency: when people are", bold=True),
        replace(piece("told nothing."), gap=2),
    )
    assert found(body(), run_in, body(), *apart, body()) == []


def test_a_heading_that_heads_the_lines_of_a_paragraph_is_split_off() -> None:
    lines = (line("Waiting times", 100, bold=True), line(BODY, 114), line(BODY, 128))
    out = with_headings([body(), Piece(2, "P", lines, gap=8), body()], ())
    assert [p.role for p in out] == ["P", "H1", "P", "P"]
    assert out[2].lines == lines[1:]


def test_captions_dates_addresses_quotations_and_asides_are_no_headings() -> None:
    texts = (
        "Table 3: Waiting times",
        "12 July 2025",
        "https://example.org/report",
        '"It took far too long."',
    )
    for text in (*texts, "(Figures may not add up)", "Rate = cases / people"):
        assert found(body(), piece(text, 14), body()) == [], text


def test_what_shares_its_rows_is_no_heading() -> None:
    assert found(body(), replace(piece("Region Weeks", bold=True), alone=False), body()) == []


def test_bold_needs_white_space_above_and_something_to_head() -> None:
    assert found(body(), piece("Findings", bold=True, gap=0), body()) == []
    assert found(body(), piece("Findings", bold=True)) == []


def test_items_of_a_numbered_list_are_no_headings() -> None:
    items = [piece(f"{i}. How long did people wait?", bold=True) for i in (1, 2, 3)]
    assert found(body(), *items, body()) == []
    asked = piece("Finally we asked:")
    assert found(body(), asked, piece("4. How long did people wait?", bold=True), body()) == []


def test_five_on_end_that_head_nothing_are_a_list_of_contents() -> None:
    names = ("Our ambition", "Our approach", "What we measure", "What we do next", "The journey ahead")
    listed = [piece(name, 16) for name in names]
    assert found(body(), *listed, body()) == []
    assert found(piece("Net zero", 24, page=1), body(1), piece("Inside", 20), *listed[:4], body()) == [
        ("H1", "Net zero"), ("H2", "Inside"),
    ]  # fmt: skip
    assert len(found(body(), *listed[:4], body())) == 4
    outlined = (Entry("What we measure", 2, 2),)
    assert found(body(), *listed, body(), entries=outlined) == [("H1", "What we measure")]


def test_a_paragraph_that_looks_as_the_headings_of_the_tags_do_is_one() -> None:
    def tagged(text: str, role: str, size: float = 16) -> Piece:
        return replace(piece(text, size, role=role), tagged=True, gap=0)

    text = replace(body(), tagged=True)
    heads = [tagged("Findings", "H2"), text, tagged("Methods", "H2"), text]
    assert ("H2", "Contents") in found(tagged("Contents", "P"), text, *heads)
    assert ("H2", "Contents") not in found(tagged("Contents", "P", 14), text, *heads)
    often = [tagged("“Hard.”", "P"), text, tagged("So said many others", "P"), text]
    assert found(tagged("Contents", "P"), text, *heads, *often) == found(*heads)


def test_entries_of_a_contents_page_are_no_headings() -> None:
    entries = [piece(f"Chapter on waiting {i}", bold=True) for i in range(11, 17)]
    assert found(piece("Contents", 16), *entries, body(3)) == [("H1", "Contents")]


def test_what_stands_above_the_title_is_no_heading() -> None:
    above = Piece(1, "P", (line("Department of Health", 60, 14),), gap=1000)
    title = Piece(1, "P", (line("Waiting for care", 120, 24),), gap=40)
    assert found(above, title, body(1), body()) == [("H1", "Waiting for care")]


def test_lines_of_one_heading_that_came_apart_are_put_together() -> None:
    first = piece("Waiting times for planned care in", 16)
    second = replace(piece("every region of the country", 16), gap=2)
    assert found(body(), first, second, body()) == [("H1", f"{first.lines[0].text} {second.lines[0].text}")]


def test_the_outline_names_headings_and_their_levels() -> None:
    entries = (Entry("Findings", 1, 2), Entry("In hospitals", 2, 2), Entry("Not in the text", 1, 2))
    plain = piece("In hospitals", gap=8)
    assert found(body(), piece("Findings", 16), body(), plain, body(), entries=entries) == [
        ("H1", "Findings"),
        ("H2", "In hospitals"),
    ]
    assert found(body(), plain, body()) == []


def test_tagged_pieces_stay_and_lend_their_levels_to_what_looks_the_same() -> None:
    tagged = replace(piece("Findings", 16, role="H2"), tagged=True)
    kept = replace(piece("Bold but tagged as text", bold=True), tagged=True)
    pieces = (tagged, body(), kept, body(), piece("Conclusions", 16, page=3), body(3))
    assert found(*pieces) == [("H2", "Findings"), ("H2", "Conclusions")]


def test_a_document_of_nothing_has_none() -> None:
    assert with_headings((), ()) == ()


def running(font: str) -> Piece:
    """A paragraph that is set as a heading could be."""
    lines = tuple(replace(line(BODY, 300 + 14 * i, page=2), font=font) for i in range(5))
    return Piece(2, "P", lines, gap=8)


def test_a_line_by_itself_over_a_paragraph_is_a_heading_in_a_style_of_running_text_too() -> None:
    italic = replace(line("iPhone", page=2), font="Arial-Italic")
    alone = Piece(2, "P", (italic,), gap=8)

    assert found(body(), running("Arial-Italic"), body(), alone, body()) == [("H1", "iPhone")]
    assert found(body(), running("Arial-Italic"), body(), replace(alone, gap=2), body()) == []
    assert found(body(), alone, running("Arial-Italic")) == []


def test_a_title_that_is_hardly_smaller_than_what_follows_is_a_heading() -> None:
    form = Piece(1, "P", (line("FORM 10-Q", 60, 15),), gap=1000)
    company = Piece(1, "P", (line("Waiting Limited", 120, 18),), gap=40)
    assert found(form, company, body(1), body()) == [("H1", "FORM 10-Q"), ("H1", "Waiting Limited")]


def test_large_text_of_many_words_is_a_lead_paragraph() -> None:
    lead = piece(" ".join(["With a strong business"] * 6) + ".", 14)
    assert found(body(), lead, body()) == []


def test_a_name_with_an_office_under_a_text_is_no_heading() -> None:
    name, office = piece("Jane Smith", bold=True), replace(piece("Chief Executive"), gap=0)
    last = replace(body(), gap=30)
    assert found(body(), name, office, last) == []
    assert found(body(), name, replace(office, gap=8), last) == [("H1", "Jane Smith")]
