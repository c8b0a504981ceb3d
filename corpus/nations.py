"""Which places lie within which, so that a filter by nation lets through what certainly speaks of it. Pure.

A report passes where every place it speaks of is the nation asked for or a part of it: England takes in
London, the United Kingdom all four nations, and several nations asked for together what speaks of some of
them and of nothing else. A report on a wider area (one on Great Britain, where Scotland is asked for) may say
nothing of the nation by itself, and one that states no nation may be about anywhere: neither passes, and both
are counted for the reader. Great Britain is England, Scotland and Wales; Northern Ireland is in the United
Kingdom only. A place that is not listed here has no parts but itself.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import lru_cache

_PARTS = {
    "United Kingdom": ("Great Britain", "Northern Ireland"),
    "Great Britain": ("England", "Scotland", "Wales"),
    "England": (
        "North East", "North West", "Yorkshire and the Humber", "East Midlands", "West Midlands",
        "East of England", "London", "South East", "South West",
    ),
}  # fmt: skip
_ALSO = {
    "uk": "united kingdom",
    "gb": "great britain",
    "britain": "great britain",
    "ni": "northern ireland",
    "greater london": "london",
    "us": "united states",
    "usa": "united states",
    "united states of america": "united states",
}
_UNSTATED = frozenset({"", "not stated", "not given", "unknown"})

NATIONS = tuple(dict.fromkeys([*_PARTS, *(part for parts in _PARTS.values() for part in parts)]))
"""Every place listed here, by the name it is shown by, the widest first."""

_WITHIN = {part.lower(): whole.lower() for whole, parts in _PARTS.items() for part in parts}
_SHOWN = {name.lower(): name for name in (*NATIONS, "United States")}


def stated(nation: str) -> bool:
    """Whether a publication says of which nation it speaks."""
    return _plain(nation) not in _UNSTATED


def shown_name(nation: str) -> str:
    """The name a nation is shown by, whatever its capitals; other names of a listed one are read as that."""
    return _SHOWN.get(_plain(nation), " ".join(nation.split()))


def speaks_of(nation: str, wanted: Collection[str]) -> bool:
    """Whether a publication on `nation` speaks of the wanted nations, or their parts, and nothing else."""
    places, asked = _places(nation), {place for name in wanted for place in _places(name)}
    return bool(places) and all(asked & set(_up(place)) for place in places)


def may_speak_of(nation: str, wanted: Collection[str]) -> bool:
    """Whether a publication that does not certainly speak of the wanted nations may do so: it speaks of a
    wider area, or of others too, or does not say of which."""
    if speaks_of(nation, wanted):
        return False
    places, asked = _places(nation), {place for name in wanted for place in _places(name)}
    around = {wider for place in asked for wider in _up(place)}
    return not places or bool(around & set(places)) or any(asked & set(_up(place)) for place in places)


def nations_to_choose(nations: Iterable[str]) -> tuple[str, ...]:
    """The nations that some publication certainly speaks of, by their shown names, in order of the alphabet:
    each that is stated, and each whole that holds one of them and adds to what its parts let through."""
    given = {shown_name(nation) for nation in nations if stated(nation)}
    wholes = {_SHOWN[up] for nation in given for place in _places(nation) for up in _up(place)[1:]}
    let_through = {name: frozenset(n for n in given if speaks_of(n, (name,))) for name in given | wholes}
    several = {name for name in wholes if len(let_through[name]) > 1}
    return tuple(sorted(given | several, key=str.casefold))


def _plain(name: str) -> str:
    plain = " ".join(name.casefold().replace(".", "").split()).removeprefix("the ")
    return _ALSO.get(plain, plain)


@lru_cache(maxsize=1_000)
def _places(nation: str) -> tuple[str, ...]:
    """The places a publication names as its nation: two in `England and Wales`, none where none is stated."""
    whole = _plain(nation)
    if whole in _SHOWN or whole in _UNSTATED:
        return (whole,) if whole in _SHOWN else ()
    return tuple(_plain(place) for place in re.split(r"\s*[,;/&]\s*|\s+and\s+", whole) if place)


@lru_cache(maxsize=1_000)
def _up(place: str) -> tuple[str, ...]:
    """A place and every place it lies within, the nearest first."""
    chain = [place]
    while chain[-1] in _WITHIN:
        chain.append(_WITHIN[chain[-1]])
    return tuple(chain)
