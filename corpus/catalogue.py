"""Read and check the catalogue of real publications, and the register of known disagreements."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import TypeAdapter, ValidationError

from corpus.types import CorpusError, Disagreement, Family, PartialDate, Publication

SHIPPED_CATALOGUE = Path(__file__).with_name("catalogue.toml")
SHIPPED_DISAGREEMENTS = Path(__file__).with_name("disagreements.toml")


def is_address(text: str) -> bool:
    """True for a well-formed http or https address of a named host, as a source must have."""
    if not re.fullmatch(r"\S+", text):
        return False
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        return False
    named = re.fullmatch(r"([a-z0-9-]+\.)+[a-z][a-z0-9-]+", host)
    return parts.scheme in ("http", "https") and bool(named) and "@" not in parts.netloc


def _reasons(error: ValidationError) -> Iterator[str]:
    for detail in error.errors():
        yield f"{'.'.join(str(part) for part in detail['loc'])}: {detail['msg']}"


def _publication(table: dict[str, Any]) -> Publication:
    """One entry. Raises ValueError with every fault of it, one a line."""
    known = {f.name for f in fields(Publication)}
    faults = [f"unknown field '{name}'" for name in sorted(table.keys() - known)]
    values = {name: value for name, value in table.items() if name in known}
    for name in ("published", "evidence_from", "evidence_to"):
        if name in values:
            try:
                values[name] = PartialDate.parse(str(values[name]))
            except ValueError as error:
                faults.append(f"{name}: {error}")
                del values[name]
    addresses = [values.get("landing_url"), values.get("file_url"), *_listed(values, "other_urls")]
    faults += [f"'{a}' is not a web address" for a in addresses if a is not None and not is_address(str(a))]
    try:
        publication = TypeAdapter(Publication).validate_python(values)
    except ValidationError as error:
        faults += _reasons(error)
    if faults:
        raise ValueError("\n".join(faults))
    return publication


def _listed(table: dict[str, Any], name: str) -> list[Any]:
    """A field that holds a list; none where it is missing or, which its type will tell, no list."""
    value = table.get(name)
    return value if isinstance(value, list) else []


def _strangers(tables: list[dict[str, Any]], noun: type[Family | Disagreement]) -> list[str]:
    """Fields that the noun does not have, so that a misspelt one is not passed over."""
    known = {f.name for f in fields(noun)}
    return [
        f"{table.get('id', f'entry {number}')}: unknown field '{name}'"
        for number, table in enumerate(tables, 1)
        for name in sorted(table.keys() - known)
    ]


def _tables(path: Path, key: str) -> list[dict[str, Any]]:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CorpusError(f"Cannot read {path.name}: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CorpusError(f"{path.name} is not valid TOML: {error}. Mend that line and try again.") from error
    tables = data.get(key)
    if not isinstance(tables, list) or not tables or not all(isinstance(t, dict) for t in tables):
        raise CorpusError(f"{path.name} holds no [[{key}]] table.")
    return tables


def load_catalogue(path: Path = SHIPPED_CATALOGUE) -> dict[str, Publication]:
    """Every publication by id, in the order of the file.

    Raises CorpusError that lists every fault at once: a wrong field, a date or address that is none, an id
    used twice, a `superseded_by` or `origin` that names no entry.
    """
    tables = _tables(path, "publication")
    names = [str(t.get("id", f"entry {i + 1}")) for i, t in enumerate(tables)]
    faults: list[str] = []
    entries: dict[str, Publication] = {}
    for table, name in zip(tables, names, strict=True):
        try:
            entries[name] = _publication(table)
        except ValueError as error:
            faults += [f"{name}: {line}" for line in str(error).splitlines()]
    faults += [f"{n}: id used twice" for n in sorted({n for n in names if names.count(n) > 1})]
    for table, name in zip(tables, names, strict=True):
        linked = [*_listed(table, "superseded_by"), *filter(None, [table.get("origin")])]
        faults += [f"{name}: '{other}' is not in the catalogue" for other in linked if other not in names]
    if faults:
        raise CorpusError(f"{path.name} has {len(faults)} faults:\n" + "\n".join(f"  {f}" for f in faults))
    return entries


def load_families(path: Path = SHIPPED_CATALOGUE) -> tuple[Family, ...]:
    """Names that fit several publications. Raises CorpusError for a wrong field or an unknown member."""
    tables = _tables(path, "family")
    try:
        families = TypeAdapter(tuple[Family, ...]).validate_python(tables)
    except ValidationError as error:
        raise CorpusError(f"{path.name}: " + "; ".join(_reasons(error))) from error
    if strangers := _strangers(tables, Family):
        raise CorpusError(f"{path.name}: " + "; ".join(strangers))
    known = {str(t.get("id")) for t in _tables(path, "publication")}
    if stray := sorted({m for f in families for m in f.members} - known):
        raise CorpusError(
            f"{path.name}: a family names {', '.join(stray)}, which the catalogue does not hold."
        )
    return families


def load_disagreements(path: Path = SHIPPED_DISAGREEMENTS) -> tuple[Disagreement, ...]:
    """The known points on which sources differ.

    Raises CorpusError for a wrong field, an id used twice, a side that names a fact the topic does not
    list, or a figure in our own words.
    """
    tables = _tables(path, "topic")
    names = [str(t.get("id", f"entry {i + 1}")) for i, t in enumerate(tables)]
    try:
        topics = TypeAdapter(tuple[Disagreement, ...]).validate_python(tables)
    except ValidationError as error:
        raise CorpusError(f"{path.name}: " + "; ".join(_reasons(error))) from error
    faults = _strangers(tables, Disagreement)
    faults += [f"{n}: id used twice" for n in sorted({n for n in names if names.count(n) > 1})]
    for topic in topics:
        stray = {fact for side in topic.sides for fact in side} - set(topic.facts)
        faults += [f"{topic.id}: side names '{fact}', which is not among its facts" for fact in sorted(stray)]
        if re.search(r"\d", topic.why + topic.how):
            faults.append(f"{topic.id}: a figure stands in our own words; only the evidence may give figures")
    if faults:
        raise CorpusError(f"{path.name} has {len(faults)} faults:\n" + "\n".join(f"  {f}" for f in faults))
    return topics
