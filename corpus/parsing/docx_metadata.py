"""What a Word file says of itself: title, publisher, date of publication, authors, language. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import dropwhile, takewhile

from corpus.parsing.dates_in_files import printed_date, published_date
from corpus.parsing.docx_items import Item
from corpus.parsing.text_hygiene import tidy, visible
from corpus.parsing.types import Proposed
from corpus.types import BlockKind, PartialDate

_LONGEST = 300
_TOP_ITEMS = 30
_TOP_LETTERS = 3_000
_NO_TITLE = re.compile(
    r".*\btemplate\b.*|.*\.(?:docx?|docm|dotx?|dotm|rtf|odt)|untitled.*|(?:new )?(?:word )?document ?\d*"
    r"|microsoft word - .*|normal|title|(?:insert|enter|type|click).*|draft|doc ?\d*|blank|word document",
    re.I,
)
_NO_AUTHOR = re.compile(
    r"[a-z]+|(?i:admin|administrator|(?:windows|office|default)? ?user|author|un-?named|unknown|owner|guest"
    r"|python-docx|html-to-docx|docx4j|apache poi|libreoffice|.*\d{3,}.*|microsoft.*)",
)
_NO_PUBLISHER = re.compile(
    r"microsoft.*|home|company|organi[sz]ation|private|personal|hewlett.*|dell.*|\W*", re.I
)
_DATE_ALONE = re.compile(
    r"(?:date:?\s*)?(?:\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?)?[A-Z][a-z]{2,8}\.?\s+(?:\d{1,2}(?:st|nd|rd|th)?,?\s+)?"
    r"(?:19|20)\d\d|(?:date:?\s*)?\d{1,2}[/.]\d{1,2}[/.](?:19|20)\d\d",
    re.I,
)


def read_metadata(
    items: Sequence[Item], core: Mapping[str, str], extended: Mapping[str, str], languages: Counter[str]
) -> Proposed:
    """What is proposed of a file: `core` and `extended` are its properties by name, `languages` how many
    characters are marked with which language."""
    top = _top(items)
    creator = _clean(core.get("creator"))
    company = _clean(extended.get("Company"))
    return Proposed(
        title=_title(items, top, core, extended),
        publisher=company if company and not _NO_PUBLISHER.fullmatch(company) else None,
        published=_published(top),
        authors=creator if creator and not _NO_AUTHOR.fullmatch(creator) else None,
        language=_clean(core.get("language")) or _commonest(languages),
    )


def _top(items: Sequence[Item]) -> list[Item]:
    """The items a reader sees first."""
    top: list[Item] = []
    letters = 0
    for item in items[:_TOP_ITEMS]:
        if letters > _TOP_LETTERS:
            break
        letters += len(item.text)
        top.append(item)
    return top


def _clean(text: str | None) -> str | None:
    return (tidy(visible(text)[0])[:_LONGEST] or None) if text else None


def _title(
    items: Sequence[Item], top: Sequence[Item], core: Mapping[str, str], extended: Mapping[str, str]
) -> str | None:
    """The title the file states where the page shows it too, else the one printed as a title, else the one
    stated, else the first heading; never the name of a template or of a file."""
    stated = _clean(core.get("title"))
    template = (extended.get("Template") or "").rsplit(".", 1)[0].lower()
    if stated and (_NO_TITLE.fullmatch(stated) or stated.lower() == template or len(stated) < 4):
        stated = None
    shown = " ".join(item.text for item in top).casefold()
    if stated and stated.casefold() in shown:
        return stated
    titles = dropwhile(lambda item: not _is_title(item), top)
    if styled := [item.text for item in takewhile(_is_title, titles)]:
        return " ".join(styled)[:_LONGEST]
    heading = next((item.text for item in items if item.kind is BlockKind.HEADING), None)
    return stated or (heading[:_LONGEST] if heading else None)


def _is_title(item: Item) -> bool:
    return item.style.names[:1] != () and item.style.names[0].lower() == "title"


def _published(top: Sequence[Item]) -> PartialDate | None:
    """A date near the top that the text calls that of publication, else one that stands alone."""
    for item in top:
        if item.kind is not BlockKind.TABLE and (date := published_date(item.text)):
            return date
    for item in top:
        if _DATE_ALONE.fullmatch(item.text.strip("() .")) and (date := printed_date(item.text)):
            return date
    return None


def _commonest(languages: Counter[str]) -> str | None:
    marked = [(count, language) for language, count in languages.items() if language]
    return max(marked)[1] if marked else None
