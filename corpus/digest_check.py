"""What a digest must satisfy before it ships: `evidence corpus check`. Pure, but for `check_folder`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

from corpus.catalogue import is_address
from corpus.digests import DigestError, FrontMatter, parse_blocks
from corpus.types import Block, Disagreement, PartialDate, Publication, Trust

SHARED_RUN = 8
OUR_ACCOUNT = "This is our own short account"

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_MALFORMED = (
    (re.compile(r"\bGBP\b|\bUSD\b|\bEUR\b"), "currency written as letters; use the sign"),
    (re.compile(r"[£$€]\s+\d"), "space between currency sign and amount"),
    (re.compile(r"[£$€](?!\d)"), "currency sign without an amount"),
    (re.compile(r"\d\s+%"), "space before %"),
    (re.compile(r"%%"), "two % signs"),
    (re.compile(r"\d,(?!\d{3}(?!\d))\d|\d{4},\d{3}"), "thousands not grouped in threes"),
    (re.compile(r"\d\.\d+\.\d"), "two decimal points"),
    (re.compile(r"\d(?:bn|m|k)\b"), "shortened scale; write million, billion or the whole number"),
    (re.compile(r"\ufffd"), "damaged character"),
)
_DAY = re.compile(rf"\b(\d{{1,2}}) ({_MONTHS}) (\d{{4}})\b")


def figure_faults(text: str) -> Iterator[str]:
    """Figures and dates of a sentence that are malformed, in plain words."""
    for pattern, fault in _MALFORMED:
        for match in pattern.finditer(text):
            yield f"{fault}: '{text[max(0, match.start() - 12) : match.end() + 12].strip()}'"
    for day, month, year in _DAY.findall(text):
        try:
            date(int(year), _MONTHS.split("|").index(month) + 1, int(day))
        except ValueError:
            yield f"no such day: '{day} {month} {year}'"


def words(text: str) -> list[str]:
    """Lower-case words and numbers, for comparing runs."""
    return re.findall(r"[a-z0-9]+(?:[.,'’][a-z0-9]+)*", text.lower())


def shared_run(text: str, source: str, length: int = SHARED_RUN) -> str | None:
    """The first run of `length` words that both texts hold, or None."""
    theirs = words(source)
    runs = {tuple(theirs[i : i + length]) for i in range(len(theirs) - length + 1)}
    ours = words(text)
    for i in range(len(ours) - length + 1):
        if (run := tuple(ours[i : i + length])) in runs:
            return " ".join(run)
    return None


def _front_faults(front: FrontMatter, stem: str, publication: Publication | None) -> Iterator[str]:
    if front.id != stem:
        yield f"id '{front.id}' differs from the file's name"
    if publication is None:
        yield f"'{front.id}' is not in the catalogue"
        return
    if front.title != publication.title:
        yield f"title differs from the catalogue's '{publication.title}'"
    if front.publisher != publication.publisher:
        yield f"publisher differs from the catalogue's '{publication.publisher}'"
    if front.link != publication.link:
        yield f"link differs from the catalogue's '{publication.link}'"
    if front.link and not is_address(front.link):
        yield f"link '{front.link}' is not a web address"
    for name, value in (("published", front.published), ("written", front.written)):
        try:
            parsed = PartialDate.parse(value) if value else None
        except ValueError as error:
            yield f"{name}: {error}"
            continue
        if name == "published" and parsed != publication.published:
            yield f"published '{value}' differs from the catalogue's"


def _block_faults(block: Block, needed: set[str]) -> Iterator[str]:
    source = block.source
    if source is None:
        yield f"no source under '{block.text[:60]}'"
        return
    if not block.heading_path:
        yield f"{source.fact_id}: stands under no heading"
    if "\n" in block.text:
        yield f"{source.fact_id}: the paragraph is broken over lines, so a quotation of it would not be exact"
    if re.search(r"[*_`\[\]<>]", block.text):
        yield f"{source.fact_id}: markup inside the prose"
    if source.url is None and not source.seen_in:
        yield f"{source.fact_id}: neither an address nor where it was seen"
    if source.url is not None and not is_address(source.url):
        yield f"{source.fact_id}: '{source.url}' is not a web address"
    if source.trust is Trust.LOW and source.fact_id not in needed:
        yield f"{source.fact_id}: low trust, and no disagreement needs it"
    yield from (f"{source.fact_id}: {fault}" for fault in figure_faults(block.text))


def check_digest(
    text: str,
    stem: str,
    catalogue: Mapping[str, Publication],
    disagreements: Iterable[Disagreement] = (),
    sources: Mapping[str, str] | None = None,
) -> list[str]:
    """Every fault of one digest, none when it may ship.

    `stem` is the file's name without `.md`; `sources` are texts it must not share a run of eight words
    with, by name.
    """
    try:
        front, blocks = parse_blocks(text, stem)
    except DigestError as error:
        return [str(error)]
    needed = {fact for topic in disagreements for fact in topic.facts}
    faults = [f"{stem}: {fault}" for fault in _front_faults(front, stem, catalogue.get(front.id))]
    if OUR_ACCOUNT not in text:
        faults.append(f"{stem}: does not say that it is our own account ('> {OUR_ACCOUNT} …')")
    ids = [b.source.fact_id for b in blocks if b.source]
    faults += [f"{stem}: fact {i} stands twice" for i in sorted({i for i in ids if ids.count(i) > 1})]
    faults += [f"{stem}: {fault}" for block in blocks for fault in _block_faults(block, needed)]
    for name, source in (sources or {}).items():
        for block in blocks:
            if run := shared_run(block.text, source):
                faults.append(f"{stem}: shares eight words with {name}: '{run}'")
    return faults


def check_folder(
    folder: Path,
    catalogue: Mapping[str, Publication],
    disagreements: Iterable[Disagreement],
    sources: Mapping[str, str] | None = None,
) -> tuple[int, list[str]]:
    """How many digests a folder holds, and every fault, facts that a disagreement names in vain included."""
    topics = tuple(disagreements)
    paths = sorted(folder.glob("*.md"))
    faults: list[str] = []
    told: set[str] = set()
    for path in paths:
        text = path.read_text(encoding="utf-8", errors="replace")
        faults += check_digest(text, path.stem, catalogue, topics, sources)
        told.update(re.findall(r"· fact ([a-z0-9-]+)$", text, flags=re.MULTILINE))
    for topic in topics:
        faults += [f"{topic.id}: no digest tells fact {f}" for f in topic.facts if f not in told]
    return len(paths), faults
