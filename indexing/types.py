"""The nouns of indexing: chunks, hits, filters, and what an indexing run did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from corpus.types import FactSource, Original, PageRef, Publication
from indexing.table_rows import InTable, TableLabels, TableRow, labelled, words_of


class IndexingError(Exception):
    """The index cannot be built or used; the message names the cause and the next command."""


class IndexMissingError(IndexingError):
    """No index has been built under this EVIDENCE_HOME."""


class IndexDamagedError(IndexingError):
    """Files of the index differ from what was published; it can be rebuilt from our own store."""


class IndexForeignError(IndexingError):
    """The index was made with another model, other chunking or another version."""


class IndexBusyError(IndexingError):
    """Another process is indexing this library now."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One verbatim sentence of a chunk, the unit that is answered with and cited.

    `paragraph` counts from 0 within the chunk; each row of a table is one. `source` is set where the report
    is a digest, `page` where the report has pages: that on which the sentence begins; `row` of a row of a
    table, or a piece of one.
    """

    text: str
    paragraph: int
    source: FactSource | None = None
    page: PageRef | None = None
    row: InTable | None = None


@dataclass(frozen=True, slots=True)
class Chunk:
    """The unit that is embedded: whole sentences of one section, at most 250 word-pieces with its prefix.

    `id` is a hash of publication, prefix and text: the same text keeps its id over rebuilds. `prefix` is
    `title › heading`, for a table with its caption and unit, shortened where it is long, and tells the
    embedder what the sentences are about. `page` is where the chunk begins; a sentence knows its own.
    `table` is what names the rows, where it holds those of a table.
    """

    id: str
    publication_id: str
    ordinal: int
    prefix: str
    heading_path: tuple[str, ...]
    page: PageRef | None
    sentences: tuple[Sentence, ...]
    table: TableLabels | None = None

    @property
    def text(self) -> str:
        """The sentences as running text, paragraphs apart."""
        parts: list[str] = []
        for i, sentence in enumerate(self.sentences):
            if i:
                parts.append(" " if sentence.paragraph == self.sentences[i - 1].paragraph else "\n\n")
            parts.append(sentence.text)
        return "".join(parts)

    @property
    def evidence(self) -> tuple[Sentence, ...]:
        """The sentences that say something: all but the labels of a table."""
        return tuple(s for s in self.sentences if not (s.row and s.row.is_label))

    def sentence_at(self, start: int) -> Sentence | None:
        """The sentence that holds this place of the text, None beyond its end."""
        at = 0
        for sentence in self.sentences:
            at = self.text.index(sentence.text, at) + len(sentence.text)
            if start < at:
                return sentence
        return None

    def page_of(self, sentence: Sentence) -> PageRef | None:
        """The page a sentence begins on; where no sentence knows its page, that of the chunk."""
        return sentence.page if any(s.page for s in self.sentences) else self.page

    def row_of(self, sentence: Sentence) -> TableRow | None:
        """A sentence that is a row of a table with what names its cells; None for any other."""
        if self.table is None or sentence.row is None or sentence.row.is_label:
            return None
        return labelled(self.table, sentence.text, sentence.row)

    def in_words(self, sentence: Sentence) -> str:
        """A sentence as it is to be understood: a row of a table with the labels before its cells."""
        row = self.row_of(sentence)
        return row.in_words if row else sentence.text

    @property
    def embedded_text(self) -> str:
        """What is embedded: prefix, then text; of the rows of a table their words without the figures, which
        an embedding hardly tells apart and which drown the labels."""
        if self.table is None:
            return f"{self.prefix}\n{self.text}"
        lines = (words_of(s.text, s.row) if s.row else s.text for s in self.sentences)
        return "\n".join((self.prefix, *filter(None, lines)))


@dataclass(frozen=True, slots=True)
class AddedDocument:
    """A document that was added to the library.

    `content` is the hash of its report; `source` the place it was added from, None where that was no file of
    the reader's; `added` when (UTC, ISO 8601); `parser` the version that read it.
    """

    content: str
    publication: Publication
    original: Original
    source: str | None
    added: str
    parser: str


@dataclass(frozen=True, slots=True)
class Wording:
    """One way of putting what is searched for: the reader's words, words added to them (other names of the
    same thing), and how much it counts beside other wordings."""

    text: str
    added: str = ""
    weight: float = 1.0

    @property
    def whole(self) -> str:
        """What is embedded."""
        return f"{self.text} ({self.added})" if self.added else self.text


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk found for a query, with the scores that put it there (higher is better).

    `score` is the fused score, at most 1; where there is a reranker, the same scores given out anew in its
    order. `cosine` is in [-1, 1]; `share` in [0, 1) is how much of the question's terms the chunk holds, 0
    when none. `copies` are ids of publications that say the same in the same words and are not listed
    themselves.
    """

    chunk: Chunk
    publication: Publication
    is_digest: bool
    score: float
    cosine: float
    share: float
    copies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Filters:
    """What a reader asked to be left out. Empty filters let everything through.

    A publication whose date is not certain enough to satisfy `as_of` or `since` is left out, and so is one
    that does not certainly speak of `nations` or their parts alone (`corpus.nations`). `latest_only` leaves
    out what has a later edition or successor in the library; with `as_of` one that was published by then.
    """

    as_of: date | None = None
    since: date | None = None
    publishers: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    publication_ids: tuple[str, ...] = ()
    nations: tuple[str, ...] = ()
    latest_only: bool = False

    @property
    def empty(self) -> bool:
        """True when nothing is filtered."""
        return self == Filters()


@dataclass(frozen=True, slots=True)
class ReportProblem:
    """A report that was left out of the index, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class SyncSummary:
    """What an indexing run did. Counts are of reports, except `chunks` and `embedded` (chunks)."""

    generation: str
    added: int
    changed: int
    removed: int
    unchanged: int
    chunks: int
    embedded: int
    seconds: float
    problems: tuple[ReportProblem, ...] = ()
    rebuilt_because: str | None = None

    @property
    def no_op(self) -> bool:
        """True when the index was already up to date."""
        return not (self.added or self.changed or self.removed or self.rebuilt_because)


@dataclass(frozen=True, slots=True)
class LibraryStatus:
    """What a library holds, for `evidence status`. `problem` is None when it can be asked and nothing is left
    to do; `added` counts the documents that were added; `ways` are how the vectors were computed; `remarks`
    say what can be made better."""

    home: Path
    generation: str | None
    built: str | None
    reports: int
    chunks: int
    disk_bytes: int
    problem: str | None
    added: int = 0
    ways: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
