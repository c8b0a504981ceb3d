"""A Word story made plain: one version of it, as a reader of the page sees it, without the wrappers.

Works on the tree in place. What stays are paragraphs, tables and runs; what goes are deletions, older
properties, the other one of two renderings, and elements that only wrap others.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from corpus.parsing.docx_package import W

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

_UNWRAPPED = tuple(
    f"{W}{tag}"
    for tag in (
        "ins moveTo smartTag customXml sdt sdtContent hyperlink fldSimple bdo dir ruby rubyBase"
    ).split()
)
_REMOVED = tuple(
    f"{W}{tag}"
    for tag in (
        "del moveFrom rPrChange pPrChange tblPrChange tblPrExChange trPrChange tcPrChange sectPrChange"
        " tblGridChange numberingChange sdtPr sdtEndPr customXmlPr smartTagPr fldData rubyPr rt"
    ).split()
)
_TRACKED = tuple(f"{W}{tag}" for tag in ("ins", "del", "moveFrom", "moveTo"))


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What a story holds beside its text: whether changes are tracked in it, how many comments, and how many
    files of other kinds, charts and diagrams stand in it."""

    tracked: bool
    comments: int
    embedded: int
    drawn: int


def settle(story: etree._Element) -> LeftOut:
    """Make one plain version of a story: insertions accepted, deletions and moved-away text gone; of two
    renderings of a shape the one a current Word shows; content controls, links, fields' results, smart tags
    and phonetic guides replaced by what they hold."""
    for alternate in list(story.iter(f"{MC}AlternateContent")):
        _choose(alternate)
    left_out = LeftOut(
        tracked=next(story.iter(*_TRACKED), None) is not None,
        comments=len({e.get(f"{W}id") for e in story.iter(f"{W}commentReference")}),
        embedded=sum(1 for _ in story.iter(f"{W}altChunk", f"{W}subDoc")),
        drawn=sum(1 for _ in story.iter("{*}chart", "{*}relIds")),
    )
    _drop_deleted(story)
    etree.strip_elements(story, *_REMOVED, with_tail=False)
    etree.strip_tags(story, *_UNWRAPPED)
    _join_drop_caps(story)
    _balance_fields(story)
    return left_out


def _choose(alternate: etree._Element) -> None:
    """Put one rendering in place of the choice: the first, unless only the fallback has text."""
    choices = alternate.findall(f"{MC}Choice")
    fallback = alternate.find(f"{MC}Fallback")
    chosen = choices[0] if choices else fallback
    if choices and fallback is not None and not _has_text(choices[0]) and _has_text(fallback):
        chosen = fallback
    parent = alternate.getparent()
    if parent is None:
        return
    for child in list(chosen) if chosen is not None else ():
        alternate.addprevious(child)
    parent.remove(alternate)


def _has_text(element: etree._Element) -> bool:
    return next(element.iter(f"{W}t"), None) is not None


def _drop_deleted(story: etree._Element) -> None:
    """Deleted rows and cells go; a paragraph whose mark is deleted runs on into the next."""
    for row in list(story.iter(f"{W}tr")):
        if row.find(f"{W}trPr/{W}del") is not None:
            row.getparent().remove(row)
    for cell in list(story.iter(f"{W}tc")):
        if cell.find(f"{W}tcPr/{W}cellDel") is not None:
            cell.getparent().remove(cell)
    marks = [*story.iter(f"{W}del", f"{W}moveFrom")]
    paragraphs = [
        mark.getparent().getparent().getparent() for mark in marks if mark.getparent().tag == f"{W}rPr"
    ]
    _run_on(paragraph for paragraph in paragraphs if paragraph is not None and paragraph.tag == f"{W}p")


def _run_on(paragraphs: Iterable[etree._Element]) -> None:
    """Put what each paragraph holds before what the next one holds, where a paragraph follows it."""
    for paragraph in paragraphs:
        following = paragraph.getnext()
        if following is None or following.tag != f"{W}p":
            continue
        place = 1 if len(following) and following[0].tag == f"{W}pPr" else 0
        following[place:place] = [child for child in paragraph if child.tag != f"{W}pPr"]
        paragraph.getparent().remove(paragraph)


def _join_drop_caps(story: etree._Element) -> None:
    frames = [*story.iter(f"{W}framePr")]
    _run_on(
        frame.getparent().getparent()
        for frame in frames
        if frame.get(f"{W}dropCap") not in (None, "none") and frame.getparent().getparent().tag == f"{W}p"
    )


def _balance_fields(story: etree._Element) -> None:
    """Take out marks of fields that never end or never began: they would hide all text after them."""
    opened: list[list[etree._Element]] = []
    stray: list[etree._Element] = []
    for mark in story.iter(f"{W}fldChar"):
        kind = mark.get(f"{W}fldCharType")
        if kind == "begin":
            opened.append([mark])
        elif not opened:
            stray.append(mark)
        elif kind == "end":
            opened.pop()
        else:
            opened[-1].append(mark)
    stray += [mark for field in opened for mark in field]
    for mark in stray:
        mark.getparent().remove(mark)
