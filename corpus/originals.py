"""From what a parser read in a file, and what is known of the publication, to a report of it: pure."""

from __future__ import annotations

import hashlib
import re
import tomllib
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import astuple, dataclass, fields, replace
from typing import Any

from pydantic import TypeAdapter, ValidationError

from corpus.catalogue import is_address
from corpus.parsing.types import Parsed, Proposed
from corpus.types import CorpusError, Kind, Original, PartialDate, Publication, Report, Role

ORIGINALS_VERSION = "originals/3"
"""Of what parsers make of a file: documents read by another version can be read again from the kept files."""
NOT_GIVEN = "not given"
SIDECAR_SUFFIX = ".toml"
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_ID_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Details:
    """What a reader says of a document, in a sidecar or by options; None where nothing is said."""

    publication: str | None = None
    title: str | None = None
    publisher: str | None = None
    published: PartialDate | None = None
    kind: Kind | None = None
    authors: str | None = None
    licence: str | None = None
    link: str | None = None
    nation: str | None = None

    def over(self, other: Details) -> Details:
        """These, and the other's where these say nothing."""
        given = {f.name: v for f in fields(self) if (v := getattr(self, f.name)) is not None}
        return replace(other, **given)


def read_sidecar(text: str, name: str) -> Details:
    """The details in a TOML file beside a document. Raises CorpusError naming the file and every fault."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CorpusError(f"{name} is not valid TOML: {error}.") from error
    return details_of(table, name)


def details_of(table: Mapping[str, Any], name: str) -> Details:
    """Details from plain values, of which dates and kinds are text. Raises CorpusError with every fault."""
    known = [f.name for f in fields(Details)]
    faults = [f"unknown field '{k}'; the fields are {', '.join(known)}" for k in table if k not in known]
    values = {key: value for key, value in table.items() if key in known and value is not None}
    if "published" in values:
        try:
            values["published"] = PartialDate.parse(str(values["published"]))
        except ValueError as error:
            faults.append(f"published: {error}")
            del values["published"]
    link = values.get("link")
    faults += (
        [f"link: '{link}' is not a web address"] if link is not None and not is_address(str(link)) else []
    )
    wanted = values.get("publication")
    if wanted is not None and not (isinstance(wanted, str) and is_id(wanted)):
        faults.append("publication: an id is small letters, digits and hyphens, at most 60 of them")
        del values["publication"]
    faults += [f"{k}: it is empty" for k, v in values.items() if isinstance(v, str) and not v.strip()]
    try:
        details = TypeAdapter(Details).validate_python(values)
    except ValidationError as error:
        faults += [f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
    if faults:
        raise CorpusError(f"{name}: " + "; ".join(faults) + ".")
    return details


def is_id(text: str) -> bool:
    """Whether a text can be the id of a publication."""
    return bool(_ID.fullmatch(text)) and len(text) <= _ID_LENGTH


def new_id(title: str, taken: Collection[str]) -> str:
    """An id made of a title's words that is not taken yet."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    made = ""
    for word in re.findall(r"[a-z0-9]+", plain.replace("'", "")):
        if len(made) + len(word) >= _ID_LENGTH - 6:
            break
        made = f"{made}-{word}" if made else word
    made = made or "document"
    number = 2
    found = made
    while found in taken:
        found, number = f"{made}-{number}", number + 1
    return found


def publication_of(publication_id: str, details: Details, proposed: Proposed, file_name: str) -> Publication:
    """A publication that no catalogue knows: as the reader says, else as the file says, else not given."""
    title = details.title or proposed.title or file_name.rpartition(".")[0] or file_name
    return Publication(
        id=publication_id,
        title=" ".join(title.split()) or publication_id,
        kind=details.kind or Kind.NOT_GIVEN,
        nation=details.nation or NOT_GIVEN,
        role=Role.PUBLICATION,
        topics=(),
        document_type=NOT_GIVEN,
        authors=details.authors or proposed.authors,
        publisher=details.publisher or proposed.publisher,
        published=details.published or proposed.published,
        licence=details.licence,
        landing_url=details.link,
    )


def report_from(parsed: Parsed, publication: Publication, original: Original) -> Report:
    """What was read in a file, as a report of a publication."""
    report = Report(
        publication,
        parsed.blocks,
        is_digest=False,
        pages=parsed.pages,
        hidden=parsed.hidden,
        notes=parsed.notes,
        ocr=parsed.ocr,
    )
    return report_of(report, publication, original)


def report_of(report: Report, publication: Publication, original: Original) -> Report:
    """A report with this publication and file, and the hash that follows from them and the text."""
    digest = hashlib.sha256(repr((ORIGINALS_VERSION, original.sha256, astuple(publication))).encode())
    digest.update(repr(report.blocks).encode("utf-8", "surrogatepass"))
    return replace(report, publication=publication, original=original, content_hash=digest.hexdigest())
