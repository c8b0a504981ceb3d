from __future__ import annotations

from word_package import HEADINGS, p, word_file

from corpus.parsing.docx import parse
from corpus.parsing.types import Proposed

TITLE = '<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/></w:style>'


def proposed(body: str, core: str = "", extended: str = "", styles: str = HEADINGS + TITLE) -> Proposed:
    return parse(word_file(body, styles, core=core, extended=extended), "r.docx").proposed


def test_what_the_file_states_is_proposed() -> None:
    found = proposed(
        p("Waiting for care", "Title") + p("Published 12 September 2024") + p("Text."),
        core="<dc:title>Waiting for care</dc:title><dc:creator>A. Writer</dc:creator>"
        "<dc:language>en-GB</dc:language>",
        extended="<Company>Department of Health</Company>",
    )
    assert (found.title, found.authors, found.publisher, found.language, str(found.published)) == (
        "Waiting for care",
        "A. Writer",
        "Department of Health",
        "en-GB",
        "12 September 2024",
    )


def test_names_of_templates_and_stale_titles_give_way_to_the_title_printed() -> None:
    body = p("Waiting for care", "Title") + p("Text.")
    for stated in ("DHSC report template", "report_v3.docx", "Last year's report"):
        assert proposed(body, core=f"<dc:title>{stated}</dc:title>").title == "Waiting for care"
    headed = p("Summary", "Heading1") + p("Text.")
    assert proposed(
        headed, core="<dc:title>Corporate</dc:title>", extended="<Template>Corporate.dotm</Template>"
    ).title == ("Summary")


def test_the_title_stated_stands_where_none_is_printed() -> None:
    found = proposed(p("Summary", "Heading1") + p("Text."), core="<dc:title>Waiting for care</dc:title>")
    assert found.title == "Waiting for care"


def test_accounts_and_time_stamps_are_no_authors_and_dates() -> None:
    found = proposed(
        p("Text of September 2024."), core="<dc:creator>admin</dc:creator><created>2024-01-01</created>"
    )
    assert (found.authors, found.published) == (None, None)
    assert proposed(p("Text."), core="<dc:creator>Ofsted</dc:creator>").authors == "Ofsted"


def test_a_title_over_two_lines_is_one_and_a_later_one_is_not_part_of_it() -> None:
    body = p("Waiting", "Title") + p("for care", "Title") + p("Text.") + p("Part two", "Title")
    assert proposed(body).title == "Waiting for care"


def test_a_date_that_stands_alone_near_the_top_is_that_of_publication() -> None:
    assert (
        str(proposed(p("Report", "Title") + p("September 2024") + p("Text.")).published) == "September 2024"
    )
    assert proposed(p("Report", "Title") + p("Text.") * 40 + p("September 2024")).published is None


def test_the_language_most_text_is_marked_with() -> None:
    body = p("Kurz.", run='<w:lang w:val="de-DE"/>') + p("Much longer text.", run='<w:lang w:val="en-GB"/>')
    assert proposed(body).language == "en-GB"
