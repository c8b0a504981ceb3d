"""Filters as a reader sets them on the page: what a library offers to choose, and what was chosen."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from corpus.nations import nations_to_choose
from corpus.types import PartialDate, Publication
from indexing.types import Filters

LONGEST_QUESTION = 2000
CONTROLS = ("publications", "publishers", "kinds", "nations", "since", "as_of", "latest_only")
"""The filter controls, in the order in which their values come from the page."""


class InputError(ValueError):
    """Something typed or sent to the page cannot be used; the message is for the reader."""


def read_question(raw: object, name: str = "question") -> str:
    """The question or topic as sent to the page. Raises InputError when it is empty, too long or no text."""
    if not isinstance(raw, str) or not raw.strip():
        raise InputError(f"Type a {name} first.")
    if len(raw) > LONGEST_QUESTION:
        raise InputError(f"The {name} is too long: use at most {LONGEST_QUESTION:,} characters.")
    return raw.strip()


@dataclass(frozen=True, slots=True)
class Choices:
    """What a library offers to filter by, in the order to be shown: nothing that no report of it would pass.
    `publications` are pairs of what is shown and the id."""

    publications: tuple[tuple[str, str], ...]
    publishers: tuple[str, ...]
    kinds: tuple[str, ...]
    nations: tuple[str, ...]


def choices(publications: Iterable[Publication]) -> Choices:
    """The choices of a library that holds these publications."""
    held = sorted(publications, key=lambda p: (p.title.casefold(), p.id))
    return Choices(
        tuple((f"{p.title} ({p.published or 'no date'})", p.id) for p in held),
        tuple(sorted({p.publisher for p in held if p.publisher}, key=str.casefold)),
        tuple(sorted({str(p.kind) for p in held})),
        nations_to_choose(p.nation for p in held),
    )


def read_filters(controls: Sequence[object], offered: Choices) -> Filters:
    """The values of the filter controls, in the order of `CONTROLS`, as Filters; missing ones are not set.

    Raises InputError naming the control that cannot be read.
    """
    values = dict(zip(CONTROLS, controls, strict=False))
    first, last = _date(values.get("since"), "Published since"), _date(values.get("as_of"), "As of")
    earliest = first.earliest if first else None
    latest = last.latest if last else None
    if earliest and latest and earliest > latest:
        raise InputError("'Published since' is later than 'As of', so nothing can match. Change one of them.")
    return Filters(
        as_of=latest,
        since=earliest,
        publishers=_chosen(values.get("publishers"), offered.publishers, "Publisher"),
        kinds=_chosen(values.get("kinds"), offered.kinds, "Kind of source"),
        publication_ids=_chosen(values.get("publications"), [i for _, i in offered.publications], "Report"),
        nations=_chosen(values.get("nations"), offered.nations, "Nation"),
        latest_only=_ticked(values.get("latest_only"), "Latest editions only"),
    )


def _date(raw: object, label: str) -> PartialDate | None:
    if raw is None or raw == "":
        return None
    if not isinstance(raw, str) or len(raw) > 20:
        raise InputError(f"{label}: write a date as 2024, 2024-09 or 2024-09-12.")
    try:
        return PartialDate.parse(raw) if raw.strip() else None
    except ValueError as error:
        raise InputError(f"{label}: {error}.") from None


def _chosen(raw: object, offered: Collection[str], label: str) -> tuple[str, ...]:
    if raw is None:
        return ()
    if not isinstance(raw, list) or any(not isinstance(item, str) or item not in offered for item in raw):
        raise InputError(f"{label}: choose from the list.")
    return tuple(dict.fromkeys(raw))


def _ticked(raw: object, label: str) -> bool:
    if raw is None or isinstance(raw, bool):
        return bool(raw)
    raise InputError(f"{label}: tick the box or leave it empty.")
