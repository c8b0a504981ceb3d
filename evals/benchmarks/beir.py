"""A retrieval test collection in BEIR's files: corpus.jsonl, queries.jsonl, qrels. Read whole, or refused."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpus.types import Block, BlockKind, Kind, Publication, Report, Role

MOST_PROBLEMS = 20
"""So many are listed; the rest are counted."""


class CollectionError(Exception):
    """A folder is no test collection; the message names every file and line at fault."""


class _Line(BaseModel):
    model_config = ConfigDict(extra="ignore", str_strip_whitespace=True, frozen=True)

    id: str = Field(alias="_id", min_length=1)


class DocumentLine(_Line):
    """One document. A title or a text may be empty, not both."""

    title: str = ""
    text: str

    @property
    def whole(self) -> str:
        """Title and text in one, as MTEB and Anserini's flat index read a document."""
        return f"{self.title} {self.text}".strip()


class HistoryTurn(BaseModel):
    """One earlier message of a conversation."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    role: str
    text: str


class QueryLine(_Line):
    """One query."""

    text: str = Field(min_length=1)


class ConversationLine(QueryLine):
    """One query of a conversation (mtRAG's fields): `text` is the last turn as it was typed, `turn` counts
    from 1, `rewrite` is a person's stand-alone wording of it, None where nobody wrote one."""

    turn: int = Field(ge=1)
    rewrite: str | None = Field(default=None, min_length=1)
    history: tuple[HistoryTurn, ...] = ()

    @property
    def conversation(self) -> str:
        """Which conversation it belongs to: mtRAG writes `conversation<::>turn`."""
        return self.id.rsplit("<::>", 1)[0]


QueryT = TypeVar("QueryT", bound=QueryLine)


@dataclass(frozen=True, slots=True)
class Collection(Generic[QueryT]):
    """Documents, the judged queries of one split, and their judgements.

    `grades` maps query id → document id → grade: 0 not relevant, 1 or more relevant, higher is better. Every
    query has at least one document graded above 0. `unknown_documents` counts judged documents that
    the corpus lacks: no system can find them, and they stay in the denominators.
    """

    name: str
    split: str
    documents: tuple[DocumentLine, ...]
    queries: tuple[QueryT, ...]
    grades: dict[str, dict[str, int]]
    unknown_documents: int

    @property
    def fingerprint(self) -> str:
        """SHA-256 over the documents: an index of other documents is another index."""
        digest = hashlib.sha256()
        for d in self.documents:
            digest.update("\x1f".join((d.id, d.title, d.text)).encode() + b"\x1e")
        return digest.hexdigest()


LineT = TypeVar("LineT", bound=_Line)


def read_collection(folder: Path, split: str, query_kind: type[QueryT]) -> Collection[QueryT]:
    """Read a folder; queries without a relevant document in the split are left out, as trec_eval does.

    Raises CollectionError listing every bad line of the three files, or the missing file.
    """
    problems: list[str] = []
    documents = _read_lines(folder / "corpus.jsonl", DocumentLine, problems)
    queries = _read_lines(folder / "queries.jsonl", query_kind, problems)
    path = find_qrels(folder, split)
    grades: dict[str, dict[str, int]] = {}
    for number, query, document, grade in _judgements(path, problems):
        if query not in queries:
            problems.append(f"{path.name} line {number}: query '{query}' is not in queries.jsonl")
        elif document in grades.setdefault(query, {}):
            problems.append(f"{path.name} line {number}: '{document}' is judged twice for '{query}'")
        else:
            grades[query][document] = grade
    if not problems and not any(grade > 0 for judged in grades.values() for grade in judged.values()):
        problems.append(f"{path.name}: no query has a relevant document")
    if problems:
        more = f"\n  and {len(problems) - MOST_PROBLEMS} more" if len(problems) > MOST_PROBLEMS else ""
        listed = "\n  ".join(problems[:MOST_PROBLEMS])
        raise CollectionError(f"{folder} cannot be used as a test collection:\n  {listed}{more}")
    grades = {q: judged for q, judged in grades.items() if max(judged.values()) > 0}
    return Collection(
        name=folder.resolve().name,
        split=path.name,
        documents=tuple(documents.values()),
        queries=tuple(q for q in queries.values() if q.id in grades),
        grades=grades,
        unknown_documents=len({d for judged in grades.values() for d in judged} - documents.keys()),
    )


def find_qrels(folder: Path, split: str) -> Path:
    """The judgements of a split: `qrels.SPLIT.tsv`, `qrels/SPLIT.tsv`, else `qrels.tsv`, the only one.

    Raises CollectionError where there is none.
    """
    for path in (folder / f"qrels.{split}.tsv", folder / "qrels" / f"{split}.tsv", folder / "qrels.tsv"):
        if path.is_file():
            return path
    found = [*folder.glob("qrels*.tsv"), *folder.glob("qrels/*")]
    have = sorted(p.relative_to(folder).as_posix() for p in found)
    raise CollectionError(
        f"{folder} has no judgements for the split '{split}' (found: {', '.join(have) or 'none'}). "
        "Name another with --split."
    )


def _numbered(path: Path) -> Iterator[tuple[int, str]]:
    try:
        with path.open(encoding="utf-8-sig") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield number, line.rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise CollectionError(
            f"{path} cannot be read ({error}). Name a folder with corpus.jsonl, queries.jsonl and qrels."
        ) from error


def _read_lines(path: Path, kind: type[LineT], problems: list[str]) -> dict[str, LineT]:
    found: dict[str, LineT] = {}
    for number, line in _numbered(path):
        try:
            read = kind.model_validate_json(line)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"]))
            problems.append(f"{path.name} line {number}: {where}{': ' if where else ''}{first['msg']}")
            continue
        if read.id in found:
            problems.append(f"{path.name} line {number}: the id '{read.id}' was used before")
        elif isinstance(read, DocumentLine) and not read.whole:
            problems.append(f"{path.name} line {number}: '{read.id}' has neither title nor text")
        found[read.id] = read
    return found


def _judgements(path: Path, problems: list[str]) -> Iterator[tuple[int, str, str, int]]:
    """(line, query, document, grade): three columns of BEIR, or four of trec_eval (the second unused)."""
    for number, line in _numbered(path):
        columns = line.split("\t") if "\t" in line else line.split()
        grade = columns[-1].strip()
        if number == 1 and not grade.lstrip("-").isdigit():
            continue  # the header
        if len(columns) not in (3, 4) or not grade.lstrip("-").isdigit():
            problems.append(f"{path.name} line {number}: expected query, document and a whole-number grade")
            continue
        yield number, columns[0].strip(), columns[-2].strip(), max(0, int(grade))


def as_reports(documents: Iterable[DocumentLine]) -> tuple[Report, ...]:
    """The documents as the product indexes reports: a line of text is a paragraph, without headings or pages.

    A document without text has its title for a text, so that it can be found.
    """
    reports = []
    for document in documents:
        publication = Publication(
            id=document.id,
            title=document.title,
            kind=Kind.GUIDANCE,
            nation="",
            role=Role.PUBLICATION,
            topics=(),
            document_type="benchmark passage",
        )
        lines = [p.strip() for p in (document.text or document.title).splitlines() if p.strip()]
        blocks = tuple(Block(BlockKind.PARAGRAPH, line, ()) for line in lines)
        digest = hashlib.sha256("\x1f".join((document.id, document.title, document.text)).encode())
        reports.append(Report(publication, blocks, False, digest.hexdigest()))
    return tuple(reports)
