"""Which publications are fetched at all, from which address, and which hosts that takes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import httpx

from corpus.fetching.addresses import AddressPolicy
from corpus.fetching.types import FetchError, FetchReason
from corpus.types import Kind, Publication, Role

GOVUK = "www.gov.uk"
ARCHIVE = "webarchive.nationalarchives.gov.uk"
FILE_HOSTS = {
    "gov.uk": ("assets.publishing.service.gov.uk",),
    "kingsfund.org.uk": ("assets.kingsfund.org.uk",),
    "longtermplan.nhs.uk": (ARCHIVE,),
    "nhsconfed.org": ("thenhsalliance.org",),
    "commonslibrary.parliament.uk": ("researchbriefings.files.parliament.uk",),
    "lordslibrary.parliament.uk": ("researchbriefings.files.parliament.uk",),
    "committees.parliament.uk": ("publications.parliament.uk",),
    "doi.org": ("dx.doi.org", "link.springer.com", "bmchealthservres.biomedcentral.com"),
}
"""Hosts on which a publisher keeps files or to which it has moved, by the publisher's own host."""

COPIES = (
    "docslib.org", "flippingbook.com", "ft.com", "hsj.co.uk", "bmj.com", "issuu.com", "policycommons.net",
    "scribd.com", "slideshare.net", "thetimes.com", "thetimes.co.uk", "vdocuments.net", "vdocuments.site",
)  # fmt: skip
"""Hosts of copies, of page viewers without text, and of paid press; nothing is fetched from them."""

THIN = ("nao.org.uk", "committees.parliament.uk", "kar.kent.ac.uk", ARCHIVE)
"""Hosts whose page about a report is a summary or a record: without a file on it there is no report."""

_REPORTS = re.compile(r"report|review|paper|plan|briefing$|pack|strategy|framework|annex|inquiry")
_PAGES = re.compile(r"html|committee report|long read|blog|article\b(?!s)")
_ARCHIVED = re.compile(r"/(?:ukgwa/)?(\d{4,14})(?:[a-z]{2}_)?/(https?):/+(.+)")


class Way(StrEnum):
    """How the file of a publication is found."""

    FILE = "its file"
    PAGE = "its page"
    GOVUK = "GOV.UK's list of its documents"
    FILE_ON_PAGE = "a file on its page"


@dataclass(frozen=True, slots=True)
class Offer:
    """Where a publication's file is to be had. `must_have_file` says that its page alone is not enough;
    `file_url` is the file the catalogue saw, for use where the better way fails."""

    publication: Publication
    way: Way
    url: str
    must_have_file: bool = False
    file_url: str | None = None


def offer(publication: Publication) -> Offer:
    """Where to fetch a publication. Raises FetchError NOT_OFFERED: press, copies, no publisher's address."""
    if publication.role is Role.SECONDARY or publication.kind is Kind.PRESS:
        raise FetchError(FetchReason.NOT_OFFERED, "it is press or a copy")
    landing = publication.landing_url if publication.landing_is_publisher else None
    file_url = publication.file_url if landing or _is_publishers_file(publication) else None
    if not landing and not file_url:
        raise FetchError(FetchReason.NOT_OFFERED, "no address of its publisher is known")
    for address in filter(None, (landing, file_url)):
        if _within(_host(address), COPIES):
            raise FetchError(FetchReason.NOT_OFFERED, f"{_host(address)} has a copy, or asks for payment")
    landing, file_url = _tidy(landing), _tidy(file_url)
    if landing and _host(landing) == GOVUK:
        listing = bool(re.search(r"/government/publications/[^/]+/?$", landing))
        return Offer(publication, Way.GOVUK, landing, listing, file_url if listing else None)
    if file_url:
        return Offer(publication, Way.FILE, file_url)
    assert landing  # noqa: S101 - one of the two is there
    kind = publication.document_type.lower()
    if _REPORTS.search(kind) and not _PAGES.search(kind):
        return Offer(publication, Way.FILE_ON_PAGE, landing, must_have_file=_within(_host(landing), THIN))
    if _within(_host(landing), THIN):
        return Offer(publication, Way.FILE_ON_PAGE, landing, must_have_file=True)
    return Offer(publication, Way.PAGE, landing)


def policy_for(publications: Iterable[Publication]) -> AddressPolicy:
    """What may be asked to fetch these publications: their publishers' hosts and the hosts of their files."""
    hosts: set[str] = set()
    plain: set[str] = set()
    for publication in publications:
        try:
            found = offer(publication)
        except FetchError:
            continue
        for address in filter(None, (found.url, found.file_url)):
            names = _also(_host(address))
            hosts |= names
            if address.startswith("http://"):
                plain |= names
    return AddressPolicy(frozenset(hosts), frozenset(plain))


def archived(address: str) -> str:
    """An address of the UK Government Web Archive in the form that gives the file as it was kept, without
    the archive's own frame (`if_`); any other address as it is."""
    if _host(address) != ARCHIVE:
        return address
    match = _ARCHIVED.search(address)
    return f"https://{ARCHIVE}/ukgwa/{match[1]}if_/{match[2]}://{match[3]}" if match else address


def _is_publishers_file(publication: Publication) -> bool:
    """Whether the one address known is a file on a host where only its publisher keeps files."""
    known = {host for hosts in FILE_HOSTS.values() for host in hosts}
    return (
        not publication.landing_url
        and bool(publication.file_url)
        and _host(str(publication.file_url)) in known
    )


def _tidy(address: str | None) -> str | None:
    if address is None:
        return None
    if _host(address) == "gov.uk":
        address = str(httpx.URL(address).copy_with(host=GOVUK))
    return archived(address)


def _also(host: str) -> set[str]:
    """A publisher's host with and without `www.`, and where it keeps its files."""
    bare = host.removeprefix("www.")
    return {bare, f"www.{bare}", *FILE_HOSTS.get(bare, ())}


def _host(address: str) -> str:
    return httpx.URL(address).host


def _within(host: str, names: Iterable[str]) -> bool:
    return any(host == name or host.endswith(f".{name}") for name in names)
