"""Read our own evidence digests: Markdown with front matter, and a source line under every fact."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.front_matter import front_matter_plugin

from corpus.types import Block, BlockKind, CorpusError, FactSource, Publication, Report, Trust

SHIPPED_DIGESTS = Path(__file__).with_name("digests")
PARSER_VERSION = "digest/1"

FRONT_MATTER_FIELDS = {"id", "title", "publisher", "published", "link", "written"}
REQUIRED_FIELDS = {"id", "title", "written"}

_SOURCE = re.compile(
    r"Source: read in (?P<level>the publication itself|a report of the publication)"
    r" · (?P<where>.+?) · (?:<(?P<url>\S+)>|(?P<seen_in>[^<>]+))"
    r" · figure as at (?P<as_at>.+?) · trust (?P<trust>high|medium|low) · fact (?P<fact>[a-z0-9-]+)"
)


class DigestError(CorpusError):
    """A digest cannot be read; the message names the file, the cause and what to mend."""


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What a digest says of itself. `id` is the publication's; `written` is the day of our account."""

    id: str
    title: str
    written: str
    publisher: str | None = None
    published: str | None = None
    link: str | None = None


def parse_source_line(text: str) -> FactSource:
    """Read the line under a fact. Raises ValueError where a part of it is missing or malformed."""
    match = _SOURCE.fullmatch(" ".join(text.split()))
    if not match:
        raise ValueError(
            "the source line must read 'Source: read in … · where · <address> · figure as at … · "
            f"trust … · fact …', not '{text[:80]}'"
        )
    return FactSource(
        fact_id=match["fact"],
        in_publication=match["level"] == "the publication itself",
        where=match["where"],
        url=match["url"],
        seen_in=match["seen_in"],
        as_at=match["as_at"],
        trust=Trust(match["trust"]),
    )


def _front_matter(tokens: list[Token], name: str) -> FrontMatter:
    if not tokens or tokens[0].type != "front_matter":
        raise DigestError(f"{name} has no front matter between two lines of '---' at its top.")
    try:
        data: Any = yaml.safe_load(tokens[0].content)
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a date without quotation marks that is none
        raise DigestError(f"{name}: the front matter is not valid YAML ({_first_line(error)}).") from error
    if not isinstance(data, dict):
        raise DigestError(f"{name}: the front matter holds no fields.")
    if missing := sorted(REQUIRED_FIELDS - data.keys()):
        raise DigestError(f"{name}: the front matter lacks {', '.join(missing)}.")
    if unknown := sorted(str(k) for k in data.keys() - FRONT_MATTER_FIELDS):
        raise DigestError(f"{name}: the front matter has unknown fields: {', '.join(unknown)}.")
    if not all(isinstance(v, str) and v.strip() for v in data.values()):
        raise DigestError(f"{name}: every front matter field must be text in quotation marks.")
    return FrontMatter(**data)


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]


def _paragraphs(tokens: list[Token]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Each paragraph outside quotations, with the headings above it below the title."""
    headings: list[tuple[int, str]] = []
    quoted = 0
    for i, token in enumerate(tokens):
        quoted += {"blockquote_open": 1, "blockquote_close": -1}.get(token.type, 0)
        if token.type == "heading_open":
            level = int(token.tag[1])
            headings = [h for h in headings if h[0] < level]
            if level > 1:
                headings.append((level, tokens[i + 1].content))
        elif token.type == "paragraph_open" and not quoted:
            yield tuple(text for _, text in headings), tokens[i + 1].content


def parse_blocks(text: str, name: str) -> tuple[FrontMatter, tuple[Block, ...]]:
    """Front matter and facts of one digest. Raises DigestError naming the file and the fault."""
    tokens = MarkdownIt("commonmark").use(front_matter_plugin).parse(text)
    front = _front_matter(tokens, name)
    blocks: list[Block] = []
    waiting: tuple[tuple[str, ...], str] | None = None
    for headings, content in _paragraphs(tokens):
        if not content.startswith("Source:"):
            if waiting:
                raise DigestError(f"{name}: no source line under '{waiting[1][:60]}…'.")
            waiting = (headings, content)
            continue
        if waiting is None:
            raise DigestError(f"{name}: a source line stands under no fact: '{content[-60:]}'.")
        try:
            source = parse_source_line(content)
        except ValueError as error:
            raise DigestError(f"{name}: {error}.") from None
        blocks.append(Block(BlockKind.PARAGRAPH, waiting[1], waiting[0], source=source))
        waiting = None
    if waiting:
        raise DigestError(f"{name}: no source line under '{waiting[1][:60]}…'.")
    if not blocks:
        raise DigestError(f"{name} holds no fact.")
    return front, tuple(blocks)


def read_digest(path: Path, catalogue: Mapping[str, Publication]) -> Report:
    """One digest as a Report of the publication it is about. Raises DigestError."""
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8")
    except OSError as error:
        raise DigestError(f"{path.name} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise DigestError(f"{path.name} is not UTF-8 text (byte {error.start}).") from error
    front, blocks = parse_blocks(text, path.name)
    publication = catalogue.get(front.id)
    if publication is None:
        raise DigestError(f"{path.name}: '{front.id}' is not in the catalogue.")
    digest = hashlib.sha256(raw)
    digest.update(repr((PARSER_VERSION, astuple(publication))).encode())
    return Report(publication, blocks, is_digest=True, content_hash=digest.hexdigest(), path=path.name)


def read_digests(
    folder: Path, catalogue: Mapping[str, Publication]
) -> tuple[tuple[Report, ...], tuple[DigestError, ...]]:
    """Every digest of a folder that can be read, in order of name, and why the others cannot.

    Raises CorpusError when there is no such folder or no digest in it.
    """
    paths = sorted(folder.glob("*.md"))
    if not paths:
        raise CorpusError(f"No digest (*.md) is in {folder}. Set EVIDENCE_DIGESTS to a folder that has some.")
    reports: dict[str, Report] = {}
    problems: list[DigestError] = []
    for path in paths:
        try:
            report = read_digest(path, catalogue)
            if earlier := reports.get(report.publication.id):
                raise DigestError(
                    f"{path.name}: '{report.publication.id}' is already told by {earlier.path}."
                )
            reports[report.publication.id] = report
        except DigestError as error:
            problems.append(error)
    return tuple(reports.values()), tuple(problems)
