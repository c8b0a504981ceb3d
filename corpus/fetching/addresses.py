"""Which addresses may be asked: named hosts of the catalogue over http or https, and only public machines."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass

import httpx

from corpus.fetching.types import FetchError, FetchReason

PORTS = {"http": 80, "https": 443}
"""The one port of each scheme that is asked."""
_HOST = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
_AUTHORITY = re.compile(r"[^:/?#]+://([^/?#]*)")
_PLAIN_AUTHORITY = re.compile(r"[A-Za-z0-9.-]+(:[0-9]{1,5})?:?")
_V4_REFUSED = tuple(
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16",
        "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
        "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
    )
)  # fmt: skip
"""Every IPv4 range that is no public machine, and one cloud's service address (168.63.129.16).

Written out because `ipaddress.is_global` differs between releases of Python and takes multicast for public.
Source: the IANA IPv4 Special-Purpose Address Registry.
"""
_V6_PUBLIC = ipaddress.ip_network("2000::/3")
_V6_REFUSED = tuple(
    ipaddress.ip_network(network)
    for network in ("2001::/23", "2001:db8::/32", "2002::/16", "3ffe::/16", "3fff::/20")
)
"""Parts of 2000::/3 that are no public machine or, 6to4 and Teredo, hide an IPv4 address."""
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_ISATAP = (b"\x00\x00\x5e\xfe", b"\x02\x00\x5e\xfe")
"""What stands before the IPv4 address at the end of an IPv6 one (RFC 5214)."""

Endpoint = tuple[str, int]
"""An IP address as text, and a port."""


def is_public(address: str) -> bool:
    """Whether an IP address, as text, is that of a machine on the public internet.

    An IPv4 address inside an IPv6 one (mapped, NAT64, ISATAP) is judged itself; what is no address is not
    public.
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.scope_id is not None:
            return False
        if ip.ipv4_mapped is not None:
            return is_public(str(ip.ipv4_mapped))
        inside = str(ipaddress.IPv4Address(ip.packed[12:]))
        if ip in _NAT64:
            return is_public(inside)
        if ip.packed[8:12] in _ISATAP and not is_public(inside):
            return False
        return ip in _V6_PUBLIC and not any(ip in network for network in _V6_REFUSED)
    return not any(ip in network for network in _V4_REFUSED)


@dataclass(frozen=True, slots=True)
class AddressPolicy:
    """What may be asked: `hosts` by name (lower case, ASCII); `plain` are those of them also over http.

    `also_public` are endpoints taken for public though their address is not; the product has none.
    """

    hosts: frozenset[str]
    plain: frozenset[str] = frozenset()
    also_public: frozenset[Endpoint] = frozenset()

    def check(self, address: str, after: httpx.URL | None = None) -> httpx.URL:
        """The address as it will be asked, without fragment. `after` is the address that led to it.

        Raises FetchError ADDRESS_REFUSED, naming the cause.
        """
        url = _read(address)
        host = url.raw_host.decode("ascii")
        if url.scheme not in ("http", "https"):
            raise _refused(f"{url.scheme or 'no scheme'} is neither http nor https")
        if url.userinfo or "@" in url.netloc.decode("ascii"):
            raise _refused("it holds a user name")
        if not _HOST.fullmatch(host):
            raise _refused(f"'{host}' is not the name of a host")
        if host not in self.hosts:
            raise _refused(f"{host} is not a publisher's host of this catalogue")
        if url.port not in (None, PORTS[url.scheme]):
            raise _refused(f"port {url.port} is not that of {url.scheme}")
        written = _AUTHORITY.match(address)
        if not written or not _PLAIN_AUTHORITY.fullmatch(written[1]):
            raise _refused("its host or port is not written plainly")
        if url.scheme == "http":
            if after is not None and after.scheme == "https":
                raise _refused(f"it leads from https to http at {host}")
            if host not in self.plain:
                raise _refused(f"{host} is asked over https only")
        return url.copy_with(fragment=None)

    def check_endpoints(self, host: str, endpoints: Iterable[Endpoint]) -> tuple[Endpoint, ...]:
        """The endpoints a host's name leads to, if every one of them is public.

        Raises FetchError ADDRESS_REFUSED if one is not, or UNREACHABLE if there is none.
        """
        found = tuple(endpoints)
        for address, port in found:
            if (address, port) not in self.also_public and not (
                is_public(address) and port in PORTS.values()
            ):
                raise _refused(f"{host} leads to {address}, which is not on the public internet")
        if not found:
            raise FetchError(FetchReason.UNREACHABLE, f"{host} has no address", again=True)
        return found


def _read(address: str) -> httpx.URL:
    # What is sent is what httpx reads, so it alone reads; signs others take differently are refused.
    if re.search(r"[\s\\\x00-\x20\x7f]", address):
        raise _refused("it holds a blank, a backslash or a control sign")
    try:
        return httpx.URL(address)
    except httpx.InvalidURL as error:
        raise _refused(str(error)) from None


def _refused(detail: str) -> FetchError:
    return FetchError(FetchReason.ADDRESS_REFUSED, detail)
