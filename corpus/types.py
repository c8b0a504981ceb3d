"""The nouns of the corpus: publications, reports, their blocks, and where each fact was read."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class CorpusError(Exception):
    """Something in the catalogue or a report cannot be used; the message names it and the next step."""


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date known to the year, the month or the day, as published: never filled in by guessing."""

    earliest: date
    latest: date

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read `2024`, `2024-09` or `2024-09-12`.

        Raises ValueError for anything else, impossible dates included.
        """
        match = re.fullmatch(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", text.strip())
        if not match:
            raise ValueError(f"'{text}' is not a date; write 2024, 2024-09 or 2024-09-12")
        year = int(match[1])
        try:
            if match[3]:
                exact = date(year, int(match[2]), int(match[3]))
                return cls(exact, exact)
            if match[2]:
                month = int(match[2])
                return cls(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))
            return cls(date(year, 1, 1), date(year, 12, 31))
        except (ValueError, calendar.IllegalMonthError):
            raise ValueError(f"'{text}' is not a date in the calendar") from None

    def __str__(self) -> str:
        if self.earliest == self.latest:
            return f"{self.earliest.day} {self.earliest:%B %Y}"
        if self.earliest.month == self.latest.month:
            return f"{self.earliest:%B %Y}"
        return f"{self.earliest.year}"


class Kind(StrEnum):
    """On what basis a publication speaks; shown on every provenance card. `NOT_GIVEN` where a document was
    added by a reader who did not say."""

    OFFICIAL_STATISTICS = "official statistics"
    INDEPENDENT_REVIEW = "independent review"
    GOVERNMENT_POLICY = "government policy"
    GUIDANCE = "guidance"
    PARLIAMENTARY_SCRUTINY = "parliamentary scrutiny"
    PUBLIC_AUDIT = "public audit"
    THINK_TANK_ANALYSIS = "think-tank analysis"
    PEER_REVIEWED_STUDY = "peer-reviewed study"
    SURVEY_RESEARCH = "survey research"
    MEMBERSHIP_BODY_REPORT = "membership body report"
    REGULATOR_REPORT = "regulator report"
    SELF_REPORTED_CASE_STUDY = "self-reported case study"
    PRESS = "press"
    NOT_GIVEN = "not given"


class Role(StrEnum):
    """Whether a catalogue entry is worth offering for download, or is press or a copy used as evidence."""

    PUBLICATION = "publication"
    SECONDARY = "secondary"


@dataclass(frozen=True, slots=True)
class Publication:
    """What someone published, as far as it was seen: an unseen field is None, never a guess."""

    id: str
    title: str
    kind: Kind
    nation: str
    role: Role
    topics: tuple[str, ...]
    document_type: str
    title_note: str | None = None
    names: tuple[str, ...] = ()
    authors: str | None = None
    publisher: str | None = None
    commissioner: str | None = None
    published: PartialDate | None = None
    published_note: str | None = None
    evidence_from: PartialDate | None = None
    evidence_to: PartialDate | None = None
    superseded_by: tuple[str, ...] = ()
    origin: str | None = None
    licence: str | None = None
    licence_basis: str | None = None
    pages: str | None = None
    landing_url: str | None = None
    file_url: str | None = None
    landing_is_publisher: bool = False
    other_urls: tuple[str, ...] = ()
    notes: str | None = None

    @property
    def link(self) -> str | None:
        """The best address seen for a reader: the landing page, else the file, else None."""
        return self.landing_url or self.file_url


@dataclass(frozen=True, slots=True)
class Family:
    """Publications that share a name people use. `person` is set where the name is an author's."""

    names: tuple[str, ...]
    members: tuple[str, ...]
    person: str | None = None


class Trust(StrEnum):
    """How far the page a fact was read on can be relied on; higher is better."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class FactSource:
    """Where one fact of a digest was read, and the date its figure describes."""

    fact_id: str
    in_publication: bool
    where: str
    url: str | None
    seen_in: str | None
    as_at: str
    trust: Trust


@dataclass(frozen=True, slots=True)
class PageRef:
    """A page that is known: its physical number from 1, and the label printed on it where there is one."""

    physical: int
    label: str | None = None


class BlockKind(StrEnum):
    """What a block is in the layout of its report."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list item"
    TABLE = "table"
    CAPTION = "caption"
    FOOTNOTE = "footnote"
    BOX = "box"


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle on a page, in points of 1/72 inch from the top left corner of the page as it is shown
    (rotated and cropped): 0 <= left <= right, 0 <= top <= bottom."""

    page: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Table:
    """A table by rows: `rows[i][j]` is the text of a cell, empty where it has none; rows are of one length.

    The first `header_rows` rows and the first `header_columns` columns are labels. `unit` is what the table
    says its figures are in (`£ million`, `%`), None where it does not.
    """

    rows: tuple[tuple[str, ...], ...]
    header_rows: int = 0
    header_columns: int = 0
    caption: str | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class PageTurn:
    """Where a block goes on to another page: from `offset` characters of its text on, it stands on `page`."""

    offset: int
    page: PageRef


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a report in reading order under its headings: text for reading, searching and quoting.

    `text` is as printed, but for line ends, hyphens added at them, ligatures and marks of footnotes; where
    that made a difference `original` holds the text exactly as it stands, line ends included. `heading_path`
    runs from the outermost heading to the nearest, of a heading block to the one above it; `level` (1 to 6)
    is set on headings only. `number` is the paragraph's number as printed (`1.7.15`), not part of `text`.
    `page` is where the block begins, None where the report has no pages; `turns` say where it goes on to
    another. `areas` are where it stands, one or more a page. A table's `text` is its rows as lines, cells
    apart by ` | `. `anchor` is the id of a web page's element to link to. `source` is set in digests only.
    """

    kind: BlockKind
    text: str
    heading_path: tuple[str, ...]
    page: PageRef | None = None
    source: FactSource | None = None
    level: int | None = None
    number: str | None = None
    original: str | None = None
    turns: tuple[PageTurn, ...] = ()
    areas: tuple[Area, ...] = ()
    table: Table | None = None
    anchor: str | None = None

    def page_at(self, offset: int) -> PageRef | None:
        """The page on which a character of the text stands."""
        page = self.page
        for turn in self.turns:
            if turn.offset <= offset:
                page = turn.page
        return page


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a report, for the page view: what is not searched (`furniture`: running heads and page
    numbers as printed) and its size in points as shown."""

    ref: PageRef
    width: float
    height: float
    furniture: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HiddenText:
    """Text a reader of the page does not see, left out of the report: where, how hidden, its opening."""

    how: str
    excerpt: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Original:
    """The file a report was parsed from, kept in the library under its SHA-256 (hexadecimal)."""

    sha256: str
    file_name: str
    media_type: str
    size: int
    url: str | None = None
    retrieved: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """The parsed text of one publication, or of our digest of it.

    `content_hash` is a SHA-256 of everything that decides what is indexed: the file, the catalogue entry
    and the parser's version. `original`, `pages`, `hidden` and `notes` are empty for digests; `ocr` says that
    the text was recognised from images of pages; `notes` are sentences a reader of the document should know.
    """

    publication: Publication
    blocks: tuple[Block, ...]
    is_digest: bool
    content_hash: str = ""
    path: str = field(default="", compare=False)
    original: Original | None = None
    pages: tuple[Page, ...] = ()
    hidden: tuple[HiddenText, ...] = ()
    notes: tuple[str, ...] = ()
    ocr: bool = False


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A known point on which sources differ, kept by hand.

    `sides` groups ids of facts that say the same thing; `why` and `how` are our words, without figures.
    """

    id: str
    kind: str
    question: str
    terms: tuple[str, ...]
    facts: tuple[str, ...]
    sides: tuple[tuple[str, ...], ...]
    why: str
    how: str
