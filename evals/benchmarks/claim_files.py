"""Files of claims with their evidence and whether it supports them. Read whole, or refused.

A line is JSON. Our own form: `claim`, `evidence` (a list of passages, or one text), `label` (true where the
evidence supports the claim), and where wanted `split` and `group` (what is resampled together). The public
sets are read as they are: a label in words, `topic` or `title` for the group, and WiCE's `evidence_sentences`
(the whole page) with `supporting_sets` (places in it), which gives two sets. A gold set of claims is read by
its header; claims of it that come without evidence are left out: there is nothing to hold them against.
"""

from __future__ import annotations

import hashlib
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, ValidationError, model_validator

from evals.benchmarks.beir import MOST_PROBLEMS
from evals.gold import HEADER, GoldError, read_set
from evals.types import Claim as GoldClaim
from evals.types import ClaimVerdict

CLAIMS_FILE = "claims.jsonl"
ORACLE_SENTENCES = 20
"""Sentences of a page in WiCE's oracle variant: all that annotators chose, and others at random."""
ORACLE, WHOLE_PAGE = ", oracle", ", whole page"
NO_SPLIT = "all"

Label = Literal["supported", "partial", "unsupported", "contradicted", "inconsistent"]


class ClaimsError(Exception):
    """A file cannot be used as claims; the message names every line at fault."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim with its evidence: passages or sentences. Claims of one `group` share a source."""

    text: str
    evidence: tuple[str, ...]
    supported: bool
    group: str


@dataclass(frozen=True, slots=True)
class ClaimSet:
    """The claims of one file and split. `of` is how many there were before a sample was drawn."""

    name: str
    split: str
    claims: tuple[Claim, ...]
    of: int

    @property
    def has_both_labels(self) -> bool:
        """Whether it has supported claims and others, without which nothing can be told apart."""
        return len({claim.supported for claim in self.claims}) == 2


class _Line(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    claim: str = Field(min_length=1)
    label: StrictBool | Label
    split: str = NO_SPLIT
    evidence: str | tuple[str, ...] | None = None
    evidence_sentences: tuple[str, ...] | None = None
    supporting_sets: tuple[tuple[int, ...], ...] | None = None
    group: str | None = None
    topic: str | None = None
    title: str | None = None

    @model_validator(mode="after")
    def _check_evidence(self) -> _Line:
        if (self.evidence is None) == (self.evidence_sentences is None):
            raise ValueError("give one of evidence and evidence_sentences")
        places = [place for one in self.supporting_sets or () for place in one]
        if places and not all(0 <= place < len(self.evidence_sentences or ()) for place in places):
            raise ValueError("supporting_sets name a sentence that evidence_sentences does not have")
        return self

    def as_claim(self, evidence: Sequence[str]) -> Claim:
        """The claim with this evidence; supported only where the label says wholly so."""
        source = hashlib.sha256("\x1f".join(evidence).encode()).hexdigest()
        group = self.group or self.topic or self.title or source
        return Claim(self.claim, tuple(evidence), self.label in (True, "supported"), group)

    def variants(self) -> Iterator[tuple[str, Claim]]:
        """What of the evidence is given, in words, and the claim with it."""
        if self.evidence is not None:
            whole = (self.evidence,) if isinstance(self.evidence, str) else self.evidence
            yield "", self.as_claim(whole)
            return
        page = self.evidence_sentences or ()
        if self.supporting_sets is not None:
            yield ORACLE, self.as_claim([page[i] for i in self._oracle()])
        yield WHOLE_PAGE, self.as_claim(page)

    def _oracle(self) -> list[int]:
        """Every sentence annotators chose, and others at random, so that an unsupported claim, for which they
        chose none, cannot be told by having no evidence."""
        count = len(self.evidence_sentences or ())
        chosen = sorted({place for one in self.supporting_sets or () for place in one})
        others = sorted(set(range(count)) - set(chosen))
        drawn = random.Random(self.claim).sample(  # noqa: S311 – the same claim, the same sentences
            others, min(len(others), max(0, ORACLE_SENTENCES - len(chosen)))
        )
        return sorted(chosen + drawn)


def read_claims(paths: Iterable[Path]) -> list[ClaimSet]:
    """The sets of files, of gold sets, and of folders that hold a claims.jsonl or whose folders do, in order.

    Raises ClaimsError where there is no such file, no claim, or a line is bad: all bad lines at once.
    """
    problems: list[str] = []
    found: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    read_from: dict[str, Path] = {}
    for file in _files(paths):
        name = file.resolve().parent.name if file.name in (CLAIMS_FILE, HEADER) else file.stem
        if (other := read_from.setdefault(name, file)) is not file:
            raise ClaimsError(
                f"{other} and {file} would both be the set '{name}'. Rename one, or give one only."
            )
        if file.name == HEADER:
            for split, claim in _gold_claims(file.parent):
                found[name, split].append(claim)
            continue
        for line in _lines(file, problems):
            for variant, claim in line.variants():
                found[name + variant, line.split].append(claim)
    if problems:
        more = f"\n  and {len(problems) - MOST_PROBLEMS} more" if len(problems) > MOST_PROBLEMS else ""
        raise ClaimsError(
            "The claims cannot be used; mend these lines:\n  " + "\n  ".join(problems[:MOST_PROBLEMS]) + more
        )
    if not found:
        raise ClaimsError("No claim was found. Name a file of claims, one JSON object a line.")
    return [ClaimSet(*key, tuple(claims), len(claims)) for key, claims in found.items()]


def sampled(claims: ClaimSet, limit: int | None) -> ClaimSet:
    """At most `limit` claims of a set, always the same ones, in their order."""
    if limit is None or limit >= len(claims.claims):
        return claims
    rng = random.Random(0)  # noqa: S311 – a sample, not a secret
    kept = sorted(rng.sample(range(len(claims.claims)), limit))
    return replace(claims, claims=tuple(claims.claims[i] for i in kept))


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        own = path / CLAIMS_FILE
        if (path / HEADER).is_file():
            own = path / HEADER
        inside = [own] if own.is_file() else sorted(path.glob(f"*/{CLAIMS_FILE}"))
        if not inside:
            raise ClaimsError(f"{path} holds no {CLAIMS_FILE}. Name the file of claims itself.")
        yield from inside


def _gold_claims(folder: Path) -> Iterator[tuple[str, Claim]]:
    """The claims of a gold set with their splits and quotations."""
    try:
        lines = read_set(str(folder)).lines
    except GoldError as error:
        raise ClaimsError(str(error)) from error
    for line in lines:
        if not isinstance(line.item, GoldClaim):
            raise ClaimsError(f"{folder} is a set of questions or briefs. Name a set of claims.")
        if line.item.evidence:
            quoted = tuple(evidence.quote for evidence in line.item.evidence)
            supported = line.item.verdict is ClaimVerdict.SUPPORTED
            yield line.split, Claim(line.item.claim, quoted, supported, line.item.group)


def _lines(file: Path, problems: list[str]) -> Iterator[_Line]:
    try:
        with file.open(encoding="utf-8-sig") as lines:
            for number, text in enumerate(lines, 1):
                if not text.strip():
                    continue
                try:
                    yield _Line.model_validate_json(text)
                except ValidationError as error:
                    first = error.errors()[0]
                    where = ".".join(str(part) for part in first["loc"])
                    where += ": " if where else ""
                    problems.append(f"{file.name} line {number}: {where}{first['msg']}")
    except (OSError, UnicodeDecodeError) as error:
        raise ClaimsError(f"{file} cannot be read ({error}). Name a file of claims in UTF-8.") from error
