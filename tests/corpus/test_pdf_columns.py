"""The order of columns, and lines whose letters stand in odd places."""

from __future__ import annotations

from dataclasses import replace

import pypdfium2 as pdfium
from small_pdf import paragraph, pdf, text

from corpus.parsing.pdf import chars as reading
from corpus.parsing.pdf import lines
from corpus.parsing.pdf.reading import parse

NAMES = ("first", "second", "third", "fourth")
# How wide a letter of Helvetica is on the whole, in font sizes.
_WIDTH = 0.5


def read(content: str) -> str:
    return "\n".join(block.text for block in parse(pdf([content]), "small.pdf").blocks)


def column(name: str, lines: int = 7) -> list[str]:
    return [f"the {name} column line {i}" for i in range(lines)]


def test_three_and_four_equal_columns_are_read_one_after_the_other() -> None:
    for count, step in ((3, 170), (4, 130)):
        across = [paragraph(column(NAMES[i]), 40 + i * step, 700, 9) for i in range(count)]
        found = read("".join(across))

        places = [found.index(f"the {name} column line {i}") for name in NAMES[:count] for i in (0, 6)]
        assert places == sorted(places)


def test_a_column_runs_on_below_a_shorter_one_past_white_space() -> None:
    left = paragraph(column("first"), 40, 700, 9) + paragraph(column("third"), 40, 700 - 7 * 14 - 24, 9)
    right = paragraph(column("second"), 300, 700, 9)
    found = read(left + right)
    assert found.index("the third column line 6") < found.index("the second column line 0")
    foot = text("And a line that goes across both of the columns of the page. " * 2, 40, 450, 9)
    found = read(left + right + foot)
    assert found.index("the second column line 6") < found.index("the third column line 0")


def across(name: str, count: int = 2) -> list[str]:
    return [
        f"the {name} text line {i} goes on from edge to edge, at the full width of the page, and"
        for i in range(count)
    ]


def beside(name: str, count: int = 6) -> list[str]:
    return [f"the {name} text line {i} goes on beside it, and" for i in range(count)]


def round_facts(lines: list[str], above: int, size: float = 8) -> str:
    """Lines of text on end, with six lines of facts on the right from the line after the first `above`."""
    facts = [f"a fact of the box, number {i}" for i in range(6)]
    return paragraph(lines, 40, 700) + paragraph(facts, 330, 700 - 14 * above, size, 11 if size < 11 else 14)


def test_a_paragraph_that_runs_round_a_box_is_not_broken_by_it() -> None:
    ending = "it ends."
    found = read(round_facts([*beside("first"), *across("last"), ending], 0)).splitlines()

    assert found[-1].startswith("the first text line 0")
    assert found[-1].endswith(ending)
    assert "a fact of the box, number 5" in found[-2]


def test_a_box_stands_after_the_paragraph_that_began_above_it() -> None:
    begun = [*across("first"), *beside("first", 3), "and there it ends."]
    found = read(round_facts([*begun, *beside("second", 3), *across("last"), "it ends."], 2))

    places = [
        found.index(said) for said in ("there it ends.", "number 0", "number 5", "the second text line 0")
    ]
    assert places == sorted(places)


def test_a_box_within_one_paragraph_stands_after_it() -> None:
    whole = [*across("first"), *beside("second"), *across("third"), "and there it ends."]
    found = read(round_facts(whole, 2) + text("Another paragraph.", 40, 700 - 14 * len(whole) - 20))

    places = [found.index(said) for said in ("there it ends.", "number 0", "number 5", "Another paragraph.")]
    assert places == sorted(places)


def over_two_pages(count: int, size: float = 8) -> str:
    """Text with facts beside it down to the foot of a page, and on the next `count` facts beside text that
    goes on at full width below them."""
    first = paragraph([*beside("first", 20), "it ends."], 40, 400) + facts(25, 400, size)
    second = paragraph([*beside("second"), *across("last"), "it ends."], 40, 700) + facts(count, 700, size)
    return "\n".join(block.text for block in parse(pdf([first, second]), "small.pdf").blocks)


def facts(count: int, y: float, size: float) -> str:
    return paragraph([f"a fact of the box, number {i}" for i in range(count)], 330, y, size, 14)


def test_a_box_that_goes_over_to_the_next_page_is_one_and_stands_before_the_text() -> None:
    box, *paragraphs = over_two_pages(6).splitlines()

    assert box.startswith("a fact of the box, number 0")
    assert box.endswith("number 24 " + " ".join(f"a fact of the box, number {i}" for i in range(6)))
    assert [words[:16] for words in paragraphs] == ["the first text l", "the second text "]


def test_a_side_that_nothing_runs_round_on_the_next_page_stands_after_the_text() -> None:
    for found in (over_two_pages(0), over_two_pages(6, size=11)):
        assert found.index("first text line 19") < found.index("number 0")


def test_a_column_in_the_same_letters_is_no_box() -> None:
    found = read(round_facts([*beside("first"), *across("last"), "it ends."], 0, size=11))

    places = [found.index(said) for said in ("first text line 5", "number 0", "number 5", "last text line 0")]
    assert places == sorted(places)


def test_columns_of_centred_lines_are_read_one_after_the_other() -> None:
    said = ("offshore platform engineer", "in the country was employed", "by our operations", "in 2020")

    def centred(middle: float, before: str) -> str:
        whole = [f"{before} {line}" for line in said]
        return "".join(
            text(line, middle - _WIDTH * 9 * len(line) / 2, 600 - 12 * i, 9) for i, line in enumerate(whole)
        )

    wide = paragraph(
        [f"Line {i} goes across all of the columns of the page" + " on" * 15 for i in "12"], 40, 700
    )
    found = read(wide + centred(130, "One") + centred(300, "Two") + centred(470, "Three"))

    places = [found.index(f"{word} {said[i]}") for word in ("One", "Two", "Three") for i in (0, 3)]
    assert places == sorted(places)


def test_centred_lines_of_one_column_stay_in_order() -> None:
    found = read(text("A long line in the middle", 200, 700) + text("and a short one", 230, 686)
                 + text("with a third below it all", 205, 672))  # fmt: skip

    assert "A long line in the middle" in found.split("with a third")[0]


def test_letters_of_one_wide_ligature_stay_in_their_word() -> None:
    page = pdfium.PdfDocument(pdf([text("all ommmice space", 70, 700)]))[0]
    found = reading.read(page, 1)
    boxes = found.boxes.copy()
    first = found.text.index("mmm")
    boxes[first + 1 : first + 3] = boxes[first]
    found = replace(found, boxes=boxes)

    assert next(line.text for line in lines.read(found, lines.seen(found))).startswith("all ommm")


def test_a_raised_sign_is_part_of_its_word() -> None:
    sentence = "Sales of the new pad" + " " * 3 + "grew over the year, and so did all other sales."
    found = read(
        text(sentence, 70, 700, 8) + text("\u00ae", 143.5, 703.6, 5.8) + text("And more of it.", 70, 690, 8)
    )

    assert "pad\u00ae grew" in found
    assert len(found.splitlines()) == 1
