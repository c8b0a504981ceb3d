"""Read gold sets: a folder with `evalset.yaml` and JSON-lines files, or one JSON-lines file of questions.

Every problem of every line is told at once, with its file and line number.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import Field, ValidationError, model_validator

from evals.types import Claim, Commission, GoldLine, Id, Question, Text

SHIPPED_SETS = Path(__file__).parent / "gold"
HEADER = "evalset.yaml"
SCHEMA = "evidence-gold/1"
SHOWN = 50

GoldItem = Question | Claim | Commission


class GoldError(Exception):
    """A gold set cannot be used; the message lists every problem by file and line."""


class CorpusMark(GoldLine):
    """The corpus a set was written for: the SHA-256 of its text, and how many publications it has."""

    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    publications: int = Field(ge=1)


class Split(GoldLine):
    """A part of a set: its files, and the publications its gold evidence is taken from.

    Where publications are listed for one split, evidence from one of them may stand in no other split.
    """

    files: tuple[Text, ...] = Field(min_length=1)
    own_publications: tuple[Id, ...] = ()


class Matcher(GoldLine):
    """When a nugget counts as stated: share of its weighted words, in (0, 1], within `window` sentences."""

    support: float = Field(default=0.75, gt=0, le=1)
    partial: float = Field(default=0.3, gt=0, le=1)
    window: int = Field(default=2, ge=1, le=5)

    @model_validator(mode="after")
    def _in_order(self) -> Matcher:
        if self.partial > self.support:
            raise ValueError("partial may not be more than support")
        return self


class Header(GoldLine):
    """What `evalset.yaml` says. A released set is immutable: a change makes a new version."""

    schema_: Literal["evidence-gold/1"] = Field(alias="schema")
    name: Id
    version: Text
    kind: Literal["questions", "claims", "briefs"]
    about: Text
    corpus: CorpusMark | None = None
    splits: dict[Id, Split] = Field(min_length=1)
    matcher: Matcher = Matcher()


@dataclass(frozen=True, slots=True)
class Line:
    """A gold item and where it stands."""

    item: GoldItem
    split: str
    file: str
    number: int

    @property
    def place(self) -> str:
        """`file:line`, for messages."""
        return f"{self.file}:{self.number}"


@dataclass(frozen=True, slots=True)
class GoldSet:
    """A gold set as read. `sha256` is of its items and matcher: runs compare only where it is the same."""

    header: Header
    lines: tuple[Line, ...]
    sha256: str

    @property
    def questions(self) -> tuple[Question, ...]:
        """The items, where the set holds questions."""
        return tuple(line.item for line in self.lines if isinstance(line.item, Question))


_MODELS: Mapping[str, type[Question] | type[Claim] | type[Commission]] = {
    "questions": Question,
    "claims": Claim,
    "briefs": Commission,
}


def shipped_sets() -> tuple[str, ...]:
    """Names of the sets that come with the product."""
    return tuple(sorted(p.parent.name for p in SHIPPED_SETS.glob(f"*/{HEADER}")))


def read_set(name_or_path: str) -> GoldSet:
    """Read a shipped set by name, or a set in a folder or file of one's own. Raises GoldError."""
    shipped = SHIPPED_SETS / name_or_path
    path = shipped if (shipped / HEADER).is_file() and "/" not in name_or_path else Path(name_or_path)
    if path.is_dir() and (path / HEADER).is_file():
        header = _read_header(path / HEADER)
        folder = path
    elif path.is_file():
        split = {"all": {"files": [path.name]}}
        ascii_only = "".join(c if c.isascii() and c.isalnum() else "-" for c in path.stem.lower())
        name = ascii_only.strip("-")[:64] or "questions"
        about = "One file of questions, without a header."
        header = Header.model_validate(
            {"schema": SCHEMA, "name": name, "version": "0", "kind": "questions", "about": about,
             "splits": split}
        )  # fmt: skip
        folder = path.parent
    else:
        known = ", ".join(shipped_sets())
        raise GoldError(
            f"There is no gold set '{name_or_path}'. Name one that is shipped ({known}), "
            f"a folder with {HEADER}, or a file of questions (*.jsonl)."
        )
    return _read_lines(header, folder)


def _read_header(path: Path) -> Header:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        return Header.model_validate(content)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise GoldError(f"{path.name} cannot be read as YAML: {error}") from None
    except ValidationError as error:
        raise GoldError(_listed([f"{path.name}: {problem}" for problem in _explained(error)])) from None


def _read_lines(header: Header, folder: Path) -> GoldSet:
    problems: list[str] = []
    lines: list[Line] = []
    for split, part in header.splits.items():
        for file in part.files:
            if not (folder / file).is_file():
                problems.append(f"{file}: there is no such file in {folder.name}/")
                continue
            for number, text in _numbered(folder / file, problems):
                item = _parsed(header.kind, text, f"{file}:{number}", problems)
                if item:
                    lines.append(Line(item, split, file, number))
    problems += _repeated_ids(lines)
    problems += _out_of_split(header, lines)
    if problems:
        raise GoldError(_listed(problems))
    if not lines:
        raise GoldError(f"The set '{header.name}' is empty. Write at least one item in a JSON-lines file.")
    return GoldSet(header, tuple(lines), _hash(header, lines))


def _numbered(path: Path, problems: list[str]) -> Iterator[tuple[int, str]]:
    try:
        content = path.read_text(encoding="utf-8-sig")  # some editors begin a file with a mark
    except UnicodeDecodeError as error:
        problems.append(f"{path.name}: it is not UTF-8 text ({error.reason} at byte {error.start})")
        return
    for number, text in enumerate(content.split("\n"), 1):
        if text.strip():
            yield number, text


def _parsed(kind: str, text: str, place: str, problems: list[str]) -> GoldItem | None:
    try:
        content: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        problems.append(f"{place}: it is not one JSON object ({error})")
        return None
    if not isinstance(content, dict):
        problems.append(f"{place}: it is not one JSON object")
        return None
    try:
        # Strict, as JSON: "59" is no number, and 20240230 no date.
        return _MODELS[kind].model_validate_json(text, strict=True)
    except ValidationError as error:
        problems += [f"{place}: {problem}" for problem in _explained(error)]
        return None


def _explained(error: ValidationError) -> list[str]:
    """What pydantic found, in plain words: the field, the problem and what stood there."""
    told = []
    for detail in error.errors(include_url=False):
        where = ".".join(str(part) for part in detail["loc"])
        message = detail["msg"].removeprefix("Value error, ")
        message = {"missing": "is missing", "extra_forbidden": "is not a field of this record"}.get(
            detail["type"], message
        )
        said = (
            "" if detail["type"] in ("missing", "value_error") else f" (it is {str(detail['input'])[:60]!r})"
        )
        told.append(f"{where}: {message}{said}" if where else message)
    return told


def _repeated_ids(lines: Sequence[Line]) -> list[str]:
    first: dict[str, Line] = {}
    problems = []
    for line in lines:
        earlier = first.setdefault(line.item.id, line)
        if earlier is not line:
            problems.append(f"{line.place}: id '{line.item.id}' is already used at {earlier.place}")
    return problems


def _out_of_split(header: Header, lines: Sequence[Line]) -> list[str]:
    """Evidence of a publication of another split: what is fitted on one split must not be seen in it."""
    owner = {p: split for split, part in header.splits.items() for p in part.own_publications}
    listed = Counter(p for part in header.splits.values() for p in part.own_publications)
    problems = [f"{HEADER}: {p} is listed more than once" for p, times in listed.items() if times > 1]
    for line in lines:
        foreign = {
            e.publication for e in line.item.evidence if owner.get(e.publication, line.split) != line.split
        }
        for publication in sorted(foreign):
            problems.append(f"{line.place}: {publication} belongs to split '{owner[publication]}'")
    return problems


def _hash(header: Header, lines: Sequence[Line]) -> str:
    """Of what the items say, so that a field which a later version adds leaves it as it is."""
    content = [
        header.matcher.model_dump_json(),
        *(line.split + line.item.model_dump_json(exclude_defaults=True) for line in lines),
    ]
    return hashlib.sha256("\n".join(content).encode()).hexdigest()


def _listed(problems: Sequence[str]) -> str:
    more = [f"… and {len(problems) - SHOWN} more."] if len(problems) > SHOWN else []
    count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
    return "\n  ".join([f"The gold set has {count}; mend them and run it again.", *problems[:SHOWN], *more])
