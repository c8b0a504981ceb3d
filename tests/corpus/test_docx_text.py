from __future__ import annotations

import io
import zipfile

import pytest
from word_package import HEADINGS, MAIN, p, r, row, table, word_file

from corpus.parsing.docx import parse
from corpus.parsing.types import DocumentError, Format, Parsed, Reason
from corpus.types import Block, BlockKind


def read(body: str, **more: object) -> Parsed:
    return parse(word_file(body, **more), "report.docx")  # type: ignore[arg-type]


def texts(parsed: Parsed) -> list[str]:
    return [block.text for block in parsed.blocks]


def box(text: str, shape: str = "", anchor: str = "") -> str:
    return (
        f"<w:drawing><wp:anchor>{anchor}<wps:wsp><wps:spPr>{shape}</wps:spPr><wps:txbx><w:txbxContent>{p(text)}"
        "</w:txbxContent></wps:txbx></wps:wsp></wp:anchor></w:drawing>"
    )


def test_headings_make_paths_and_pages_are_never_given() -> None:
    parsed = read(
        p("Health", "Heading1")
        + p("Waiting", "Heading2")
        + p("They wait.")
        + p("Money", "Heading1")
        + p("It goes."),
        styles=HEADINGS,
    )
    assert parsed.format is Format.DOCX
    assert [(b.kind, b.level, b.heading_path) for b in parsed.blocks] == [
        (BlockKind.HEADING, 1, ()),
        (BlockKind.HEADING, 2, ("Health",)),
        (BlockKind.PARAGRAPH, None, ("Health", "Waiting")),
        (BlockKind.HEADING, 1, ()),
        (BlockKind.PARAGRAPH, None, ("Money",)),
    ]
    assert all(block.page is None for block in parsed.blocks)


@pytest.mark.parametrize(
    ("styles", "properties"),
    [
        ('<w:style w:styleId="S"><w:name w:val="Überschrift 2"/></w:style>', ""),
        (
            '<w:style w:styleId="S"><w:name w:val="My part"/><w:basedOn w:val="Heading2"/></w:style>'
            + HEADINGS,
            "",
        ),
        ('<w:style w:styleId="S"><w:name w:val="My part"/></w:style>', '<w:outlineLvl w:val="1"/>'),
    ],
)
def test_headings_by_localised_name_by_base_style_and_by_outline_level(styles: str, properties: str) -> None:
    block = read(p("Part", "S", properties) + p("Text."), styles=styles).blocks[0]
    assert (block.kind, block.level) == (BlockKind.HEADING, 2)


def test_outline_level_of_body_text_overrules_a_heading_style() -> None:
    block = read(p("Text", "Heading1", '<w:outlineLvl w:val="9"/>'), styles=HEADINGS).blocks[0]
    assert block.kind is BlockKind.PARAGRAPH


def test_bold_short_paragraphs_are_headings_only_where_no_style_makes_any() -> None:
    body = p("Results", run="<w:b/>") + p("All is well here.") + p("It is.")
    assert read(body).blocks[0].kind is BlockKind.HEADING
    styled = read(p("Report", "Heading1") + body, styles=HEADINGS)
    assert styled.blocks[1].kind is BlockKind.PARAGRAPH


def test_signs_of_runs_become_characters() -> None:
    inside = (
        "<w:r><w:t>co</w:t><w:noBreakHyphen/><w:t>operate</w:t><w:tab/><w:t>hos</w:t><w:softHyphen/><w:t>pital</w:t>"
        '<w:br/><w:t>cafe&#x301;</w:t><w:sym w:font="Symbol" w:char="F0B3"/><w:t>5</w:t></w:r>'
    )
    block = read(f"<w:p>{inside}</w:p>").blocks[0]
    assert block.text == "co-operate hospital café≥5"
    assert block.original == "co-operate\thospital\ncafe\u0301≥5"


def test_fields_give_their_result_and_never_their_instruction() -> None:
    field = (
        '<w:p><w:r><w:t>See </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        '<w:r><w:instrText> IF </w:instrText></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        '<w:r><w:instrText> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        '<w:r><w:t>inner</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>Table 2</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        '<w:fldSimple w:instr=" REF x "><w:r><w:t>, part 3</w:t></w:r></w:fldSimple></w:p>'
    )
    assert texts(read(field)) == ["See Table 2, part 3"]


def test_a_field_that_never_ends_hides_nothing() -> None:
    body = '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r></w:p>' + p("Still here.")
    assert texts(read(body)) == ["Still here."]


def test_wrappers_give_what_they_hold() -> None:
    body = (
        f"<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>{p('In a control.')}</w:sdtContent></w:sdt>"
        f"<w:p><w:hyperlink>{r('A link')}</w:hyperlink><w:smartTag>{r(' in London')}</w:smartTag>"
        "<w:r><w:ruby><w:rt><w:r><w:t>guide</w:t></w:r></w:rt>"
        "<w:rubyBase><w:r><w:t> base</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>"
    )
    assert texts(read(body)) == ["In a control.", "A link in London base"]


def test_tracked_changes_are_accepted_and_said() -> None:
    body = (
        f"<w:p>{r('We ')}<w:del><w:r><w:delText>never </w:delText></w:r></w:del><w:ins>{r('always ')}</w:ins>"
        f"<w:moveFrom>{r('gone ')}</w:moveFrom>{r('pay.')}</w:p>"
        f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{r('One ')}</w:p>{p('sentence.')}"
        + table(row("kept"), row("gone", properties="<w:del/>"), row("also kept"))
    )
    parsed = read(body)
    assert texts(parsed) == ["We always pay.", "One sentence.", "kept\nalso kept"]
    assert parsed.notes == (
        "Changes are tracked in this file: insertions are read as text, deletions are left out.",
    )


def test_comments_are_left_out_and_counted() -> None:
    body = f'<w:p>{r("Text.")}<w:r><w:commentReference w:id="4"/></w:r></w:p>'
    parsed = read(body, parts={"comments": f'<w:comment w:id="4">{p("A remark")}</w:comment>'})
    assert (texts(parsed), parsed.notes) == (["Text."], ("Comments are left out (1).",))


def test_a_text_box_comes_once_and_after_its_paragraph() -> None:
    inside = f"<w:txbxContent>{p('Boxed.')}</w:txbxContent>"
    fallback = f"<w:pict><v:shape><v:textbox>{inside}</v:textbox></v:shape></w:pict>"
    body = (
        f"<w:p>{r('Before')}<w:r><mc:AlternateContent><mc:Choice Requires='wps'>{box('Boxed.')}</mc:Choice>"
        f"<mc:Fallback>{fallback}</mc:Fallback></mc:AlternateContent></w:r>{r(' and after.')}</w:p>"
    )
    assert [(b.kind, b.text) for b in read(body).blocks] == [
        (BlockKind.PARAGRAPH, "Before and after."),
        (BlockKind.BOX, "Boxed."),
    ]


def test_boxes_in_boxes_come_once() -> None:
    body = p("Innermost.")
    for _ in range(12):
        shape = f"<v:shape><v:textbox><w:txbxContent>{body}</w:txbxContent></v:textbox></v:shape>"
        body = f"<w:p><w:r><w:pict>{shape}</w:pict></w:r></w:p>"
    assert texts(read(body)) == ["Innermost."]


def test_footnotes_stand_after_their_section_without_marks_in_the_text() -> None:
    notes = (
        f'<w:footnote w:id="0" w:type="separator">{p("rule")}</w:footnote>'
        f'<w:footnote w:id="7"><w:p><w:r><w:footnoteRef/></w:r>{r(" NHS England.")}</w:p></w:footnote>'
        f'<w:footnote w:id="9">{p("Never referred to.")}</w:footnote>'
    )
    body = (
        p("Waiting", "Heading1")
        + f'<w:p>{r("They wait")}<w:r><w:footnoteReference w:id="7"/></w:r>{r(" long.")}</w:p>'
        + p("More.")
        + p("Money", "Heading1")
        + f'<w:p>{r("It goes.")}<w:r><w:endnoteReference w:id="2"/></w:r></w:p>'
    )
    parsed = read(
        body,
        styles=HEADINGS,
        parts={"footnotes": notes, "endnotes": f'<w:endnote w:id="2">{p("Treasury.")}</w:endnote>'},
    )
    assert [(b.kind.name, b.text, b.number, b.heading_path) for b in parsed.blocks] == [
        ("HEADING", "Waiting", None, ()),
        ("PARAGRAPH", "They wait long.", None, ("Waiting",)),
        ("PARAGRAPH", "More.", None, ("Waiting",)),
        ("FOOTNOTE", "NHS England.", "1", ("Waiting",)),
        ("HEADING", "Money", None, ()),
        ("PARAGRAPH", "It goes.", None, ("Money",)),
        ("FOOTNOTE", "Treasury.", "i", ("Money",)),
    ]
    assert parsed.blocks[1].original == "They wait1 long."


def test_formulas_are_written_on_one_line() -> None:
    fraction = "<m:f><m:num><m:r><m:t>a+b</m:t></m:r></m:num><m:den><m:r><m:t>c</m:t></m:r></m:den></m:f>"
    power = "<m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup>"
    body = f"<w:p>{r('y = ')}<m:oMath>{fraction}<m:r><m:t>+</m:t></m:r>{power}</m:oMath></w:p>"
    assert texts(read(body)) == ["y = (a+b)/c+x^2"]


def test_a_drop_cap_joins_its_word() -> None:
    body = p("T", properties='<w:framePr w:dropCap="drop"/>') + p("he policy works.")
    assert texts(read(body)) == ["The policy works."]


def test_strict_files_are_read() -> None:
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    old, new = zipfile.ZipFile(io.BytesIO(word_file(p("Some text")))), io.BytesIO()
    with zipfile.ZipFile(new, "w") as archive:
        for name in old.namelist():
            text = old.read(name).decode()
            text = text.replace(MAIN, "http://purl.oclc.org/ooxml/wordprocessingml/main")
            archive.writestr(
                name, text.replace(office, "http://purl.oclc.org/ooxml/officeDocument/relationships")
            )
    assert texts(parse(new.getvalue(), "strict.docx")) == ["Some text"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"PK\x03\x04 and nothing more", Reason.DAMAGED),
        (word_file("<w:p/>"), Reason.NO_TEXT),
        (word_file(p("secret", run="<w:vanish/>")), Reason.NO_TEXT),
        (word_file("<w:p>"), Reason.DAMAGED),
    ],
)
def test_files_without_text_end_in_a_reason(data: bytes, reason: Reason) -> None:
    with pytest.raises(DocumentError) as raised:
        parse(data, "broken.docx")
    assert raised.value.reason is reason
    assert str(raised.value).startswith("broken.docx: ")


def test_a_document_type_is_refused() -> None:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        archive.writestr("word/document.xml", '<!DOCTYPE d [<!ENTITY x "y">]><d>&x;</d>')
    with pytest.raises(DocumentError) as raised:
        parse(memory.getvalue(), "entity.docx")
    assert raised.value.reason is Reason.UNSAFE


def test_captions_belong_to_their_tables_with_the_unit_they_state() -> None:
    caption = '<w:style w:type="paragraph" w:styleId="C"><w:name w:val="caption"/></w:style>'
    body = p("Table 1: Spending (£ million)", "C") + table(
        row("Year", "Sum"), row("2020", "5"), row("2021", "6")
    )
    blocks: tuple[Block, ...] = read(body, styles=caption).blocks
    assert [b.kind for b in blocks] == [BlockKind.CAPTION, BlockKind.TABLE]
    found = blocks[1].table
    assert found is not None
    assert (found.caption, found.unit, found.header_rows) == (
        "Table 1: Spending (£ million)",
        "£ million",
        1,
    )
